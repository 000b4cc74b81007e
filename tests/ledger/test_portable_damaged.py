"""A ledger that somebody has changed by hand is not exported: the export would vouch for it."""

from pathlib import Path

import pytest

from scripts.contract_ledger import main
from tests.scripts.exports_by_hand import ended, history
from tests.store.behind import run, without_protections

TABLES = ("stored_events", "ledger_positions", "ledger_heads", "ledger_tree", "ledger_checkpoints")
_FIVE = "WHERE agreement = 'kim-coesfeld' AND position = 5"
_COST = "WHERE topic = 'CostPosted'"
_HEADS = "ledger_heads sagt anderes"
_EARLY = "2026-11-22T09:00:00.000000Z"
TAMPERED = {
    "recorder": ("UPDATE ledger_positions SET recorded_by = 'chef' {five}", "Nr. 5: leaf_hash"),
    "nobody": ("UPDATE ledger_positions SET recorded_by = '' {five}", "Nr. 5: recorded_by darf nicht leer"),
    "time": ("UPDATE ledger_positions SET recorded_at = '{early}' {five}", "Nr. 5: recorded_at"),
    "position": ("UPDATE ledger_positions SET position = 7 {five}", "Nr. 7: position ist 7"),
    "hash": ("UPDATE ledger_positions SET leaf_hash = {empty} {five}", "Nr. 5: leaf_hash"),
    "position gone": ("DELETE FROM ledger_positions {five}", "hat keine Nummer in einem Vertrag"),
    "event gone": ("DELETE FROM stored_events WHERE originator_version = 3", "Prüfpunkt 3: note: 5 Er"),
    "amount": ("UPDATE stored_events SET state = {empty} {cost}", "Nr. 3: state"),
    "no text": ("UPDATE stored_events SET state = {latin} {cost}", "Nr. 3: state: kein UTF-8"),
    "topic": ("UPDATE stored_events SET topic = 'X' {cost}", "Nr. 3: state: Dieses"),
    "checkpoint": ("UPDATE ledger_checkpoints SET key = '' WHERE number = 1", "Prüfpunkt 1: key darf nicht"),
    "checkpoint gone": ("DELETE FROM ledger_checkpoints WHERE number = 2", "Prüfpunkt 3: number ist 3"),
    "last checkpoint gone": ("DELETE FROM ledger_checkpoints WHERE number = 5", _HEADS),
    "tree of the head": ("UPDATE ledger_heads SET frontier = {empty}", _HEADS),
    "node": ("UPDATE ledger_tree SET hash = {empty} WHERE level = 1 AND node = 0", "Knoten 1/0"),
    "node gone": ("DELETE FROM ledger_tree WHERE level = 2", "kim-coesfeld: Knoten 2/0"),
    "node too many": (
        "INSERT INTO ledger_tree (agreement, level, node, hash) VALUES ('kim-coesfeld', 9, 7, {empty})",
        "kim-coesfeld: Knoten 9/7",
    ),
    "head gone": ("DELETE FROM ledger_heads WHERE agreement = 'kim-coesfeld'", _HEADS),
    "another agreement": (
        "INSERT INTO ledger_tree (agreement, level, node, hash) VALUES ('third', 1, 0, {empty})",
        "third: steht in ledger_tree, hat aber kein Ereignis",
    ),
}  # fmt: skip
"""What an administrator does, and what is said of it."""


@pytest.fixture
def ledger(tmp_path: Path, database_url: str) -> str:
    """The URL of a ledger without its protections."""
    file = tmp_path / "export.jsonl"
    file.write_bytes(ended(history()))
    assert main(["import", str(file), "--database", database_url]) == 0
    without_protections(database_url, TABLES)
    return database_url


@pytest.mark.parametrize("tampering", TAMPERED)
def test_a_damaged_ledger_is_not_exported(
    tampering: str, ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement, says = TAMPERED[tampering]
    opening, closing = ("x'", "'") if ledger.startswith("sqlite") else ("'\\x", "'::bytea")
    blobs = {"empty": opening + closing, "latin": f"{opening}ff{closing}"}
    run(ledger, "SELECT 1", statement.format(five=_FIVE, cost=_COST, early=_EARLY, **blobs))
    capsys.readouterr()

    assert main(["export", str(tmp_path / "new.jsonl"), "--database", ledger]) == 3

    message = capsys.readouterr()
    assert (says in message.err, "audit verify" in message.err, message.out) == (True, True, "")
    assert not list(tmp_path.glob("*new*"))


def test_a_column_of_another_type_is_damage(sqlite_url: str, tmp_path: Path) -> None:
    """SQLite keeps text in a column of bytes, if somebody puts it there."""
    file = tmp_path / "export.jsonl"
    file.write_bytes(ended(history()))
    assert main(["import", str(file), "--database", sqlite_url]) == 0
    without_protections(sqlite_url, TABLES)
    run(sqlite_url, "SELECT 1", "UPDATE stored_events SET state = CAST(state AS TEXT)")

    assert main(["export", str(tmp_path / "new.jsonl"), "--database", sqlite_url]) == 3
