"""The catalogue of errors and the source agree, and every entry has an input that provokes it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import ledger
import projections
import scripts
from ledger.errors import Refusal, catalogue
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import CONCLUDED, SECOND, retracted
from tests.ledger.test_bad_cost_lists import TABLE as COST_LISTS
from tests.ledger.test_bad_inputs import TABLE
from tests.test_settlement_life import REFUSED

WRAPPING = {"refused-in-file", "rows-refused"}
"""Say where in a file other refusals belong; every row of the tables shows them."""

ROLES = (
    "login-not-named",
    "only-reads",
    "business-of-another",
    "business-of-all",
    "clerk-of-no-party",
    "acts-for-another",
    "command-of-coordination",
)
"""Refused by the login's role (docs/roles.md)."""

SIGNING = {
    "tests/test_audit_commands.py": ("key-name-invalid", "log-damaged", "checkpoint-damaged"),
    "tests/test_cosigning.py": ("log-differs", "log-shortened", "log-key-unknown", "no-checkpoint"),
    "tests/test_cosigning_offline.py": (
        "key-invalid",
        "log-key-missing",
        "log-unproven",
        "no-signature-to-add",
        "signature-false",
    ),
    "tests/test_audit_offline.py": (
        "earlier-checkpoint-missing",
        "no-checkpoint-there",
        "note-invalid",
        "other-log",
        "witnesses-missing",
    ),
    "tests/ledger/proofs/test_key_files.py": ("key-file-exists", "key-file-invalid", "file-unwritable"),
    "tests/ledger/proofs/test_witnesses.py": ("witnesses-invalid",),
    "tests/test_written_files.py": ("file-irreplaceable", "no-stream-here"),
}
"""Refused around keys, checkpoints and proofs (docs/audit.md)."""

PROVOKED_ELSEWHERE = {
    **{code: file for file, codes in SIGNING.items() for code in codes},
    "too-busy": "tests/ledger/test_recording.py",
    "export-exists": "tests/ledger/test_portable_commands.py",
    "ledger-appeared": "tests/ledger/test_portable_commands.py",
    "export-damaged": "tests/ledger/test_portable_refused.py",
    "ledger-damaged": "tests/ledger/test_portable_damaged.py",
    "difference-unresolved": "tests/projections/test_difference.py",
    "explanation-unresolved": "tests/projections/test_explain.py",
    **dict.fromkeys(REFUSED, "tests/test_settlement_life.py"),
    "role-file-broken": "tests/ledger/test_roles_file.py",
    **dict.fromkeys(ROLES, "tests/test_roles_commands.py"),
    "signs-for-another": "tests/test_roles_refusals.py",
    **dict.fromkeys(
        ("key-damaged", "keys-missing", "keys-unreadable", "keys-unwritable"),
        "tests/ledger/sealing/test_keys.py",
    ),
    **dict.fromkeys(
        (
            "erased-already",
            "erasure-unrecorded",
            "another-key-store",
            "key-not-here",
            "person-erased",
            "retracted-erasure",
            "unknown-person",
        ),
        "tests/ledger/sealing/test_erasing.py",
    ),
}


class Raised(NamedTuple):
    """A place in the source that makes a Refusal."""

    place: str
    code: str
    details: frozenset[str]


def _raised() -> Iterator[Raised]:
    for package in (ledger, projections, scripts):
        for file in Path(str(package.__file__)).parent.rglob("*.py"):
            yield from _raised_in(file)


def _raised_in(file: Path) -> Iterator[Raised]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
            (code,) = node.args
            assert isinstance(code, ast.Constant), f"{file.name}:{node.lineno}: the code must be a literal"
            names = frozenset(str(keyword.arg) for keyword in node.keywords)
            yield Raised(f"{file.parent.name}/{file.name}:{node.lineno}", str(code.value), names)


RAISED = tuple(_raised())


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: raised.place)
def test_what_is_raised_stands_in_the_catalogue_and_fills_it_in(raised: Raised) -> None:
    entry = catalogue()[raised.code]
    placeholders = {name for text in entry for _, name, _, _ in Formatter().parse(text) if name}

    assert placeholders == raised.details


def test_every_entry_of_the_catalogue_is_raised_somewhere() -> None:
    assert set(catalogue()) - {raised.code for raised in RAISED} == set()


@pytest.mark.parametrize("code", catalogue())
def test_every_entry_says_what_why_and_what_now(code: str) -> None:
    entry = catalogue()[code]

    assert all(text.strip() == text != "" for text in (entry.what, entry.why, entry.now))
    assert entry.what[-1] in ".?}"
    assert not any("'" in text for text in entry if "{{" not in text), "German quotation marks"


QUESTIONS = {
    "no-agreement": ("nothing", ["split"], "noch kein Vertrag"),
    "unknown-agreement": ("one", ["split", "--agreement", "anders"], "„anders“"),
    "several-agreements": ("two", ["tasks"], "kim-coesfeld, zweitens"),
    "not-known-then": ("one", ["split", "--known-at", "2023-01-01T00:00:00+01:00"], "Nr. 1"),
    "position-beyond": ("one", ["split", "--known-at", "@99"], "die neueste ist 12"),
    "unknown-pool": ("one", ["settlement", "show", "--year", "2024", "--pool", "west"], "„west“"),
    "difference-backwards": (
        "one",
        ["settlement", "diff", "--year", "2024", "--from", "@9", "--to", "@3"],
        "Von Nr. 9 bis Nr. 3",
    ),
    "no-such-event": ("one", ["audit", "show", "99"], "Nr. 99"),
    "unknown-clause": ("one", ["audit", "trail", "--clause", "§ 9"], "§ 4 Abs. 2"),
    "file-unreadable": ("one", ["record", "no-such-file.jsonl"], "no-such-file.jsonl"),
    "terms-invalid": ("one", ["terms", "check", "TERMS"], "parties"),
}
"""What other commands refuse: the ledger they are asked of, the command, what the message names."""

_LEDGERS = {"nothing": (), "one": CONCLUDED, "two": (CONCLUDED[0], SECOND)}


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_question_that_has_no_answer_is_refused(
    code: str, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger_name, arguments, says = QUESTIONS[code]
    facts, terms = tmp_path / "facts.jsonl", tmp_path / "terms.toml"
    facts.write_text("\n".join(map(json.dumps, _LEDGERS[ledger_name])), encoding="utf-8")
    terms.write_text("id = 'kim'\n[parties]", encoding="utf-8")
    assert main(["record", str(facts), "--database", database_url]) == 0
    capsys.readouterr()

    arguments = [str(terms) if argument == "TERMS" else argument for argument in arguments]
    status = main([*arguments, "--json", "--database", database_url])

    message = capsys.readouterr()
    assert (status, message.out) == (1, "")
    assert says in message.err
    assert _ending_of(code) in message.err


def _ending_of(code: str) -> str:
    """What *code* says last, which no other code says."""
    return catalogue()[code].now.rpartition("}")[2].removesuffix(".")


def test_every_entry_is_provoked_by_an_input() -> None:
    rows = {row.code for row in TABLE} | {row.code for row in COST_LISTS}
    provoked = rows | set(QUESTIONS) | set(PROVOKED_ELSEWHERE) | WRAPPING

    assert set(catalogue()) - provoked == set()
    assert provoked - set(catalogue()) == set()


def test_a_refusal_is_read_as_what_why_with_its_clause_and_what_now() -> None:
    refusal = Refusal("reversed-already", voucher="BK-1", reversal="R-1")

    assert str(refusal).splitlines() == [
        "Beleg „BK-1“ ist schon durch „R-1“ zurückgenommen.",
        "  Warum (§ 2): Eine Buchung wird einmal zurückgenommen.",
        "  Jetzt: Nichts zu tun; eine berichtigte Buchung bekommt eine neue Belegnummer.",
    ]


def test_without_a_clause_none_is_named() -> None:
    assert "  Warum: " in str(Refusal("retracted-already", position=3))


def test_a_retraction_names_every_fact_that_would_be_refused(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(map(json.dumps, [*CONCLUDED, retracted(1)])), encoding="utf-8")

    assert main(["record", str(file), "--database", sqlite_url]) == 1

    listed = [
        line.split(" PartySigned")[0]
        for line in capsys.readouterr().err.splitlines()
        if "PartySigned:" in line
    ]
    assert listed == [f"  Nr. {position}" for position in range(2, 13)]
