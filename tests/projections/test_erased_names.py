"""Whom the log calls erased is named nowhere, even where the key came back from a backup."""

import json
from pathlib import Path

import pytest

from ledger.sealing import KEYS_VARIABLE
from scripts.contract_ledger import main
from tests.scenario import cost_of_year, filled, in_force, notice, taxed

PERSON, NAME, OTHER = "person-n1", "Jörg Äppelßen", "Wilma Zwirnwald"
FACTS = (
    *in_force(),
    *filled("n1", "nord", "2024-01-01"),
    *taxed(),
    *cost_of_year("nord", "2000.00", 2025),
    *notice("olfen", received="2025-03-01"),
)
FILLED = len(in_force()) + 1
"""The position of the filling that names the person."""

QUESTIONS = (
    "audit trail",
    "audit trail --json",
    "audit trail --kind PostFilled --json",
    f"audit trail --known-at @{FILLED} --json",
    f"audit show {FILLED}",
    f"audit show {FILLED} --json",
    f"audit show {FILLED} --known-at @{FILLED} --json",
    "explain --party olfen --year 2027 --json",
    f"privacy report {PERSON}",
    f"privacy report {PERSON} --json",
)


class Desk:
    """A ledger that names somebody, and what commands print."""

    def __init__(self, url: str, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.capsys = url, capsys
        self.key = keys / f"kim-coesfeld--{PERSON}.key"

    def asked(self, question: str) -> str:
        assert main([*question.split(), "--database", self.url]) == 0
        return self.capsys.readouterr().out


@pytest.fixture
def desk(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    monkeypatch.setenv("COLUMNS", "300")
    file = tmp_path / "facts.jsonl"
    given = [fact.as_given() for fact in FACTS]
    given[FILLED - 1] |= {"person": PERSON, "person_name": NAME}
    first, second = [each for each in given if each["kind"] == "PartySigned"][:2]
    first |= {"signatory": PERSON, "signatory_name": NAME}
    second |= {"signatory": "s-1", "signatory_name": OTHER}
    file.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    made = Desk(database_url, tmp_path / "keys", capsys)
    made.asked(f"record {file}")
    return made


def test_a_key_that_came_back_opens_no_erased_name(desk: Desk) -> None:
    backup = desk.key.read_bytes()
    before = {question: desk.asked(question) for question in QUESTIONS}
    assert [question for question in QUESTIONS if NAME not in before[question]] == []

    desk.asked(f"privacy erase {PERSON} --reason Antrag")
    desk.key.write_bytes(backup)

    assert [question for question in QUESTIONS if NAME in desk.asked(question)] == []
    assert OTHER in desk.asked("audit trail --json"), "nobody else is concerned"
    assert json.loads(desk.asked(f"privacy report {PERSON} --json"))["key"] == "present", "it is told"
