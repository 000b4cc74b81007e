"""Whatever a column holds: `audit verify` and `audit report` end with an answer, and hide nothing behind it.

SQLite keeps any type in any column; PostgreSQL does not, so most of this cannot happen there.
"""

import json
from pathlib import Path

import pytest

from ledger.store import open_store
from projections import tables
from scripts.contract_ledger import main
from tests.store.behind import run
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.rows import KIM, at, event
from tests.tampering.verified import expected, found

ODD = ("'zz'", "''", "-5", "1.5", "4611686018427387904", "x'fffe'", "CAST(x'fffe' AS TEXT)")
COLUMNS = {
    "ledger_positions": ("position", "recorded_at", "recorded_by", "on_behalf_of", "leaf_hash"),
    "stored_events": ("originator_id", "topic", "state"),
    "ledger_heads": ("position", "recorded_at", "frontier", "checkpoints"),
    "ledger_tree": ("level", "hash"),
    "ledger_checkpoints": ("number", "key", "note"),
}
AS_TEXT = {
    ("ledger_heads.frontier", KIM): "8 head frontier",
    ("ledger_tree.hash", f"{KIM} AND level = 1 AND node = 1"): "4 tree node 1/1",
    ("ledger_positions.leaf_hash", at(3)): "3 form leaf_hash",
}
SURROGATE = b'{"fact":{"kind":"CostPosted","text":"\\ud800"},"schema":1}'


def indexed(url: str) -> Attacker:
    """On a ledger of which questions were asked already."""
    restore(url, whole())
    with open_store(url) as store:
        tables.catch_up(url, store)
    return Attacker(url)


def must_answer(url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["verify"], ["report", "--pdf", str(folder / "report.pdf")]):
        capsys.readouterr()
        assert main(["audit", *command, "--json", "--database", url]) == 3
        json.loads(capsys.readouterr().out.encode())
        assert main(["audit", *command, "--database", url]) == 3


@pytest.mark.parametrize("place", [(table, column) for table in COLUMNS for column in COLUMNS[table]])
def test_no_value_ends_a_verification(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: tuple[str, str]
) -> None:
    """Another one in each row, as far as the column takes it."""
    table, column = place
    attacker = indexed(sqlite_url)
    with attacker.unprotected():
        for row, value in enumerate(ODD, start=1):
            # What may stand only once, or only as a number, is left as it was.
            attacker.run(f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE rowid = {row}")  # noqa: S608

    must_answer(sqlite_url, tmp_path, capsys)


def test_half_a_character_ends_no_verification(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON can name it, and no terminal can print it."""
    attacker = indexed(database_url)
    with attacker.unprotected():
        attacker.set("stored_events.state", event(3), SURROGATE)

    must_answer(database_url, tmp_path, capsys)


@pytest.mark.parametrize("place", AS_TEXT)
def test_the_same_bytes_as_text_are_found(sqlite_url: str, place: tuple[str, str]) -> None:
    """Recording and signing would fail on them."""
    restore(sqlite_url, whole())
    attacker = Attacker(sqlite_url)
    (name, row), column = place, place[0].partition(".")[2]

    with attacker.unprotected():
        attacker.run(f"UPDATE {name.partition('.')[0]} SET {column} = CAST({column} AS TEXT) WHERE {row}")  # noqa: S608

    assert found(sqlite_url) == expected(AS_TEXT[place])


def test_an_event_that_nobody_can_read_hides_no_read_model(database_url: str) -> None:
    """Neither those of its own agreement nor those of another one."""
    attacker = indexed(database_url)
    with attacker.unprotected():
        attacker.set("stored_events.state", event(3), b"{")
    run(database_url, "UPDATE read_events SET recorded_by = 'mallory' WHERE notification IN (4, 6)")

    assert found(database_url) == expected(
        """
        - statement statements
        3 form state
        3 hash leaf_hash
        3 read-model read_events
        4 read-model recorded_by
        other: 2 read-model recorded_by"""
    )


def test_rebuild_names_the_row_that_it_cannot_compare(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    attacker = indexed(database_url)
    with attacker.unprotected():
        attacker.set("stored_events.state", event(3), b"{")

    assert main(["rebuild", "--check", "--json", "--database", database_url]) == 3

    (difference,) = json.loads(capsys.readouterr().out)
    assert (difference["problem"], difference["notification"]) == ("unreadable", 3)
