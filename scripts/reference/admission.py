"""Who refuses what: the arms of ledger.deciding._admit, and what their functions call."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ledger.errors import catalogue
from scripts.reference.source import ROOT, parsed


class _Admission(NamedTuple):
    """The function that admits a kind, and every code that it, or what it calls, refuses with."""

    does: str
    refusals: frozenset[str]


@cache
def refusals_of(kind: str) -> tuple[str, ...]:
    """The codes with which `decide` refuses a fact of *kind*, in the order of the catalogue."""
    return tuple(
        code for code in catalogue() if code in admission_of(kind).refusals | {"no-draft"} - _unneeded(kind)
    )


def _unneeded(kind: str) -> set[str]:
    return {"no-draft"} if kind in ("AgreementDrafted", "PersonErased") else set()


@cache
def admission_of(kind: str) -> _Admission:
    """What decides about a fact of *kind*."""
    deciding = _deciding()
    module, function = deciding.arms[kind]
    node = deciding.functions[module, function]
    return _Admission(ast.get_docstring(node) or "", frozenset(deciding.codes(module, function, set())))


@cache
def _deciding() -> "_Deciding":
    return _Deciding()


class _Deciding:
    """The code of ledger.deciding: its functions, what each module imports, the arms of `_admit`."""

    def __init__(self) -> None:
        self.functions: dict[tuple[str, str], ast.FunctionDef] = {}
        self.imported: dict[tuple[str, str], str] = {}
        for file in (ROOT / "ledger" / "deciding").glob("*.py"):
            for node in parsed(file).body:
                if isinstance(node, ast.FunctionDef):
                    self.functions[file.stem, node.name] = node
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ledger.deciding."):
                    for alias in node.names:
                        self.imported[file.stem, alias.name] = str(node.module).rpartition(".")[2]
        self.arms = dict(self._arms())

    def _arms(self) -> Iterator[tuple[str, tuple[str, str]]]:
        admit = self.functions["__init__", "_admit"]
        for case in (node for node in ast.walk(admit) if isinstance(node, ast.match_case)):
            for named in (node for node in ast.walk(case.pattern) if isinstance(node, ast.MatchClass)):
                yield ast.unparse(named.cls), self._called(case.body[0])

    @staticmethod
    def _called(arm: ast.stmt) -> tuple[str, str]:
        """The module and function that an arm of `_admit` calls."""
        module, _, function = ast.unparse(arm).partition("(")[0].partition(".")
        return module, function

    def codes(self, module: str, function: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        """Every code of a Refusal that the function, or one that it calls, raises."""
        if (module, function) in seen or (module, function) not in self.functions:
            return
        seen.add((module, function))
        for node in ast.walk(self.functions[module, function]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = node.func.id
                if name == "Refusal" and isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)
                else:
                    yield from self.codes(self.imported.get((module, name), module), name, seen)
