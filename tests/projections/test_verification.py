"""What `audit verify` finds: rows that are missing, and rows that were edited behind the ledger's back."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.contract_ledger import main
from tests.scenario import in_force

FACTS = in_force()
_LAST = "DELETE FROM ledger_positions WHERE position = (SELECT max(position) FROM ledger_positions)"


@pytest.fixture
def ledger(sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The URL of a ledger in an SQLite file that can be edited."""
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(json.dumps(fact.as_given()) for fact in FACTS), encoding="utf-8")
    assert main(["record", str(file), "--database", sqlite_url]) == 0
    capsys.readouterr()
    return sqlite_url


def edited(url: str, *statements: str) -> None:
    """As somebody with the file in hand would."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def verified(url: str, status: int, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["audit", "verify", "--json", "--database", url]) == status
    return json.loads(capsys.readouterr().out)


def test_a_ledger_that_nobody_touched_has_no_problem(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(ledger, 0, capsys) == []
    assert main(["audit", "verify", "--database", ledger]) == 0
    assert f"{len(FACTS)} Tatsachen geprüft" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "position", "problem"),
    [
        ("UPDATE ledger_positions SET recorded_by = 'x' WHERE position = 3", 3, "hash"),
        ("UPDATE ledger_positions SET on_behalf_of = 'x' WHERE position = 4", 4, "hash"),
        ("DELETE FROM ledger_positions WHERE position = 5", 5, "gap"),
        (_LAST, len(FACTS), "gap"),
    ],
)
def test_what_was_edited_is_found_once_and_at_its_place(
    statement: str, position: int, problem: str, ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(ledger, statement)

    found = verified(ledger, 3, capsys)

    assert [(each["position"], each["problem"]) for each in found] == [(position, problem)]


def test_an_edited_fact_is_found(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The day of every signature, changed in the events themselves."""
    changed = "CAST(replace(CAST(state AS TEXT), '2023-03-15', '2023-03-16') AS BLOB)"
    edited(ledger, f"UPDATE stored_events SET state = {changed} WHERE topic = 'PartySigned'")  # noqa: S608 - ours

    assert [each["problem"] for each in verified(ledger, 3, capsys)] == ["hash"] * 11
    assert main(["audit", "verify", "--database", ledger]) == 3
    assert "Prüfsumme" in capsys.readouterr().out
