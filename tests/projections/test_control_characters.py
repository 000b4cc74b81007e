"""What is stored can neither steer the terminal nor forge a line of what is printed."""

import json
from pathlib import Path

import pytest

from ledger.output import harmless
from projections.audit_report_tables import tables as report_tables
from projections.display.tables import headline, lines_of
from scripts.contract_ledger import main
from tests.scenario import in_force
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.rows import at

FORGED = "mueller\nProbleme: 0\x1b[2J\u202e"


@pytest.fixture
def forged(database_url: str) -> str:
    """A ledger whose third fact was recorded by somebody with a peculiar name, for another such."""
    restore(database_url, whole())
    attacker = Attacker(database_url)
    with attacker.unprotected():
        attacker.set("ledger_positions.recorded_by", at(3), FORGED)
        attacker.set("ledger_positions.on_behalf_of", at(3), FORGED)
        attacker.set("ledger_positions.recorded_at", at(8), FORGED)
    return database_url


@pytest.mark.parametrize("command", [["verify"], ["report"]])
def test_a_stored_line_break_forges_no_line(
    forged: str, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["audit", *command, "--database", forged]) == 3

    said = capsys.readouterr().out
    assert not {"\x1b", "\u202e"} & set(said)
    assert not any(line.startswith("Probleme: 0") for line in said.splitlines())
    assert r"mueller\nProbleme:" in said


@pytest.mark.parametrize("command", [["trail"], ["show", "3"]])
def test_a_question_shows_it_as_harmlessly(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(json.dumps(fact.as_given()) for fact in in_force()), encoding="utf-8")
    assert main(["record", str(file), "--database", database_url]) == 0
    attacker = Attacker(database_url)
    with attacker.unprotected():
        attacker.set("ledger_positions.recorded_by", at(3), FORGED)
        attacker.set("ledger_positions.on_behalf_of", at(3), FORGED)

    assert main(["audit", *command, "--database", database_url, "--agreement", "kim-coesfeld"]) == 0

    said = capsys.readouterr().out
    assert not {"\x1b", "\u202e"} & set(said)
    assert r"\x1b[2J" in "".join(said.split())


def test_the_page_says_what_the_screen_says() -> None:
    """Both are made of the same tables."""
    agreement = {"agreement": "kim-coesfeld", "recorded_by": {FORGED: 1}, "root": "00"}
    counts = {"events": 1, "recorded_at": None, "checkpoints": 0, "newest_checkpoint": None, "statements": 0}
    report = {"checks": [], "problems": [], "agreements": [agreement | counts | {"witnesses": None}]}

    *_, recorders = report_tables(report)

    assert [row.cells for row in recorders.rows] == [
        ("kim-coesfeld", r"mueller\nProbleme: 0\x1b[2J\u202e", 1),
    ]


def test_titles_and_cells_of_several_lines_are_harmless_too() -> None:
    assert headline("\x1b[1m", "\n").plain == r"\x1b[1m\n"
    assert lines_of(["olfen", "sen\nden"]).plain == "olfen\nsen\\nden"


@pytest.mark.parametrize("text", ["Lüdinghausen", "15.625,00\xa0€", "–", "C:\\Akten", "🏛"])
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\r", r"\r"), ("\x9b", r"\x9b"), ("\u2028", r"\u2028"), ("\ud800", r"\ud800"), ("\x7f", r"\x7f")],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert harmless(text) == shown
