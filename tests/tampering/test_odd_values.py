"""Values that no column should hold: nothing breaks down, and nothing else is hidden by them."""

import pytest

from ledger.proofs.notes import Note, merged
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.rows import KIM, at, event
from tests.tampering.test_columns import NO_THIRD
from tests.tampering.test_rows import BEYOND
from tests.tampering.verified import expected, found

FAR = 10**15

# SQLite keeps any type in any column; what PostgreSQL would refuse stands only here.
ON_SQLITE = {
    "UPDATE ledger_positions SET recorded_by = CAST(x'6dfc' AS TEXT) WHERE {third}": "3 form recorded_by",
    "UPDATE ledger_positions SET recorded_by = x'00' WHERE {third}": "3 form recorded_by",
    "UPDATE ledger_positions SET position = 'drei' WHERE {third}": f"{NO_THIRD}\n- form position",
    "UPDATE ledger_positions SET position = 3.5 WHERE {third}": f"{NO_THIRD}\n- form position",
    "UPDATE ledger_positions SET leaf_hash = 'x' WHERE {third}": "3 form leaf_hash",
    "UPDATE ledger_positions SET leaf_hash = x'00' WHERE {third}": "3 form leaf_hash",
    "UPDATE stored_events SET state = CAST(state AS TEXT) WHERE {event}": (
        "3 form state\n- statement statements"
    ),
    "UPDATE stored_events SET state = 7 WHERE {event}": "3 form state\n- statement statements",
    "UPDATE stored_events SET state = x'ff' WHERE {event}": "3 form state\n- statement statements",
    "UPDATE stored_events SET topic = x'00' WHERE {event}": "3 form topic\n- statement statements",
    "UPDATE ledger_tree SET level = 'x' WHERE {node}": "4 tree node 1/1\n- tree node x/1",
    "UPDATE ledger_tree SET hash = 'x' WHERE {node}": "4 tree node 1/1",
    "UPDATE ledger_heads SET position = 'acht' WHERE {kim}": "8 head position",
    "UPDATE ledger_heads SET frontier = 'x' WHERE {kim}": "8 head frontier",
    "UPDATE ledger_heads SET agreement = x'00' WHERE {kim}": (
        "- head ledger_heads\n- - form ledger_heads.agreement"
    ),
    "UPDATE ledger_checkpoints SET note = x'ff' WHERE {kim} AND number = 4": "- checkpoint 4 note",
    "UPDATE ledger_checkpoints SET number = 'x' WHERE {kim} AND number = 4": (
        "- checkpoint 5 number\n- checkpoint x number"
    ),
}


@pytest.fixture
def attacker(database_url: str) -> Attacker:
    restore(database_url, whole())
    return Attacker(database_url)


@pytest.mark.parametrize("statement", ON_SQLITE)
def test_a_value_of_another_type_is_found(sqlite_url: str, statement: str) -> None:
    restore(sqlite_url, whole())
    attacker = Attacker(sqlite_url)
    node = f"{KIM} AND level = 1 AND node = 1"

    with attacker.unprotected():
        attacker.run(statement.format(third=at(3), event=event(3), node=node, kim=KIM))

    assert found(sqlite_url) == expected(ON_SQLITE[statement])


def test_an_id_written_in_another_way_is_found(sqlite_url: str) -> None:
    """It names the same stream, and the program would not find it any more."""
    restore(sqlite_url, whole())
    attacker = Attacker(sqlite_url)
    with attacker.unprotected():
        condition = event(3)
        attacker.run(f"UPDATE stored_events SET originator_id = upper(originator_id) WHERE {condition}")  # noqa: S608
        attacker.run(f"UPDATE ledger_positions SET originator_id = upper(originator_id) WHERE {at(3)}")  # noqa: S608

    assert found(sqlite_url) == ["3 stream originator_id"]


def test_a_time_that_is_none_is_found(attacker: Attacker) -> None:
    with attacker.unprotected():
        attacker.set("ledger_positions.recorded_at", at(8), "2026-11-31T12:00:00.000000Z")

    assert found(attacker.url) == expected("8 time recorded_at\n8 hash leaf_hash")


def test_a_number_far_away_does_not_make_it_count_for_hours(attacker: Attacker) -> None:
    """The head says so, too."""
    with attacker.unprotected():
        attacker.set("ledger_positions.position", at(8), FAR)
        attacker.set("ledger_heads.position", KIM, FAR)

    gap = f"8 gap position\n{FAR} hash leaf_hash\n- statement statements"
    assert found(attacker.url) == expected(f"{BEYOND}\n{gap}")


def test_a_row_holds_one_signature(attacker: Attacker) -> None:
    """That of the key beside it; another one would be checked by nobody."""
    with attacker.unprotected():
        host, witness = (
            Note.of(attacker.value("ledger_checkpoints.note", f"{KIM} AND number = {number}").encode())
            for number in (4, 5)
        )
        attacker.set("ledger_checkpoints.note", f"{KIM} AND number = 4", str(merged([host, witness])))

    assert found(attacker.url) == ["7 checkpoint 4 signature"]
