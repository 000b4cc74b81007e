"""docs/errors.md: every refusal, and what the store says."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from ledger.errors import catalogue
from ledger.facts import kinds
from scripts.reference.admission import refusals_of
from scripts.reference.markdown import lines
from scripts.reference.source import ROOT, calls, parsed, written


def errors() -> str:
    """Every refusal of errors.toml, then what the store says when its database fails."""
    return "\n\n".join(
        [
            "## Refusals",
            *map(_refusal, catalogue()),
            "## When the database fails",
            *map(_store_error, (*database_states(), *store_errors())),
        ]
    )


def _refusal(code: str) -> str:
    entry = catalogue()[code]
    raised = [f"[{kind}](facts.md#{kind.lower()})" for kind in kinds() if code in refusals_of(kind)]
    shown = [
        f"### {code}",
        "",
        f"- **{entry.what}**",
        f"- Warum: {lines(entry.why)}",
        f"- Jetzt: {entry.now}",
    ]
    if entry.clause and not entry.clause.startswith("{"):
        shown.append(f"- Clause: {entry.clause}")
    if raised:
        shown.append("- Refuses: " + ("every kind" if code == "no-draft" else ", ".join(raised)))
    return "\n".join(shown)


class StoreText(NamedTuple):
    """A StoreError as it is written: the function or state that it is named after, and what it says."""

    name: str
    when: str
    texts: tuple[str, ...]


def store_errors() -> Iterator[StoreText]:
    """Every StoreError that some function of the ledger or of the projections makes."""
    for file in sorted([*(ROOT / "ledger").rglob("*.py"), *(ROOT / "projections").rglob("*.py")]):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.FunctionDef) and node.name != "from_database":
                for call in calls(node, "StoreError"):
                    yield StoreText(node.name, ast.get_docstring(node) or "", tuple(map(written, call.args)))


def _store_error(error: StoreText) -> str:
    what, why, now = error.texts
    shown = [f"### {error.name.strip('_')}", "", f"- **{what}**", f"- Warum: {why}", f"- Jetzt: {now}"]
    return "\n".join([*shown, *([f"- When: {lines(error.when)}"] if error.when else [])])


def database_states() -> Iterator[StoreText]:
    """What the store makes of the states that a database reports."""
    for node in parsed(ROOT / "ledger" / "store" / "failures.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_TEXTS":
            for state, texts in ast.literal_eval(node.value).items():
                yield StoreText(state, "", texts)
