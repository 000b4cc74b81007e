"""Every stored column: its value changed by the least that its type allows, or taken away."""

import pytest

from ledger.store.schema import KEYS
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.verified import expected, found

NO_EVENT = "3 missing stored_events\n- - stray stored_events\n- statement statements"
OTHER_LEAF = """
    4 tree node 1/1
    4 tree node 2/0
    8 tree node 3/0
    8 head frontier
    4 checkpoint 1 root
    4 checkpoint 2 root
    4 checkpoint 3 root
    7 checkpoint 4 root
    7 checkpoint 5 root
    7 checkpoint 6 root
"""
"""The third leaf is not the one that the tree above it, and all checkpoints, were made of."""
NO_THIRD = f"3 gap position\n- statement statements\n{OTHER_LEAF}"
LOG_WITHOUT_HEAD = "lim-coesfeld: - head ledger_heads"

FLIPPED = {
    "stored_events.originator_id": NO_EVENT,
    "stored_events.originator_version": NO_EVENT,
    "stored_events.topic": "3 form topic\n3 hash leaf_hash\n- statement statements",
    "stored_events.state": "3 form state\n3 hash leaf_hash\n- statement statements",
    "ledger_positions.agreement": f"""
        {NO_THIRD}
        lim-coesfeld: 1 gap position
        lim-coesfeld: 3 hash leaf_hash
        lim-coesfeld: 3 stream originator_id
        lim-coesfeld: - statement statements
        {LOG_WITHOUT_HEAD}""",
    "ledger_positions.position": f"{NO_THIRD}\n9 gap position\n1003 hash leaf_hash",
    "ledger_positions.recorded_at": "3 hash leaf_hash\n4 time recorded_at",
    "ledger_positions.recorded_by": "3 hash leaf_hash",
    "ledger_positions.on_behalf_of": "3 hash leaf_hash",
    "ledger_positions.originator_id": NO_EVENT,
    "ledger_positions.originator_version": f"{NO_EVENT}\n3 stream originator_version",
    "ledger_positions.leaf_hash": f"3 hash leaf_hash\n{OTHER_LEAF}",
    "ledger_tree.agreement": f"4 tree node 1/1\nlim-coesfeld: - tree node 1/1\n{LOG_WITHOUT_HEAD}",
    "ledger_tree.level": "4 tree node 1/1\n- tree node 1001/1",
    "ledger_tree.node": "4 tree node 1/1\n- tree node 1/1001",
    "ledger_tree.hash": "4 tree node 1/1",
    "ledger_checkpoints.agreement": f"""
        - checkpoint 5 number
        8 head checkpoints
        lim-coesfeld: - checkpoint 4 number
        lim-coesfeld: 7 checkpoint 4 origin
        lim-coesfeld: 7 checkpoint 4 size
        lim-coesfeld: 7 checkpoint 4 key
        {LOG_WITHOUT_HEAD}""",
    "ledger_checkpoints.number": "- checkpoint 5 number\n- checkpoint 1004 number",
    "ledger_checkpoints.key": "7 checkpoint 4 key",
    "ledger_checkpoints.note": "7 checkpoint 4 origin\n7 checkpoint 4 signature",
    "ledger_heads.agreement": """
        - head ledger_heads
        lim-coesfeld: 0 head position
        lim-coesfeld: 0 head recorded_at
        lim-coesfeld: 0 head frontier
        lim-coesfeld: 0 head checkpoints""",
    "ledger_heads.position": "8 head position",
    "ledger_heads.recorded_at": "8 head recorded_at",
    "ledger_heads.frontier": "8 head frontier",
    "ledger_heads.checkpoints": "8 head checkpoints",
}
"""What is found once the value has changed."""

EMPTIED = {
    "stored_events.originator_id": NO_EVENT,
    "stored_events.originator_version": NO_EVENT,
    "stored_events.topic": "3 form topic\n- statement statements",
    "stored_events.state": "3 form state\n- statement statements",
    "ledger_positions.agreement": f"{NO_THIRD}\n- - form ledger_positions.agreement",
    "ledger_positions.position": f"{NO_THIRD}\n- form position\n- - stray stored_events",
    "ledger_positions.recorded_at": "3 form recorded_at",
    "ledger_positions.recorded_by": "3 form recorded_by",
    "ledger_positions.on_behalf_of": "3 hash leaf_hash",
    "ledger_positions.originator_id": NO_EVENT,
    "ledger_positions.originator_version": f"{NO_EVENT}\n3 stream originator_version",
    "ledger_positions.leaf_hash": "3 form leaf_hash",
    "ledger_tree.agreement": "4 tree node 1/1\n- - form ledger_tree.agreement",
    "ledger_tree.level": "4 tree node 1/1\n- tree node NULL/1",
    "ledger_tree.node": "4 tree node 1/1\n- tree node 1/NULL",
    "ledger_tree.hash": "4 tree node 1/1",
    "ledger_checkpoints.agreement": """
        - checkpoint 5 number
        8 head checkpoints
        - - form ledger_checkpoints.agreement""",
    "ledger_checkpoints.number": "- checkpoint 5 number\n- checkpoint NULL number",
    "ledger_checkpoints.key": "7 checkpoint 4 key",
    "ledger_checkpoints.note": "- checkpoint 4 note",
    "ledger_heads.agreement": "- head ledger_heads\n- - form ledger_heads.agreement",
    "ledger_heads.position": "8 head position",
    "ledger_heads.recorded_at": "8 head recorded_at",
    "ledger_heads.frontier": "8 head frontier",
    "ledger_heads.checkpoints": "8 head checkpoints",
}
"""What is found once the value is NULL."""

# The library's own number of an event is a column on PostgreSQL only, and SQLite's has no NULL.
ROWID_FLIPPED = "3 order notification_id\n4 order notification_id\n4 order notification_id"
NOTIFICATION_FLIPPED = "3 order notification_id\n4 order notification_id"
NOTIFICATION_EMPTIED = "3 order notification_id"

THIRD = "agreement = 'kim-coesfeld' AND position = 3"
_OF_THIRD = f"originator_id = (SELECT originator_id FROM ledger_positions WHERE {THIRD})"  # noqa: S608 - ours
ROWS = {
    "stored_events": _OF_THIRD,
    "ledger_positions": THIRD,
    "ledger_tree": "agreement = 'kim-coesfeld' AND level = 1 AND node = 1",
    "ledger_checkpoints": "agreement = 'kim-coesfeld' AND number = 4",
    "ledger_heads": "agreement = 'kim-coesfeld'",
}
"""The row of each table that is changed."""


@pytest.fixture
def attacker(database_url: str) -> Attacker:
    restore(database_url, whole())
    return Attacker(database_url)


def test_nothing_is_found_where_nothing_was_changed(attacker: Attacker) -> None:
    with attacker.unprotected():
        pass

    assert found(attacker.url) == []


@pytest.mark.parametrize("column", FLIPPED)
def test_a_changed_value_is_found(attacker: Attacker, column: str) -> None:
    with attacker.unprotected():
        attacker.flip(column, ROWS[column.partition(".")[0]])

    assert found(attacker.url) == expected(FLIPPED[column])


@pytest.mark.parametrize("column", EMPTIED)
def test_a_value_that_was_taken_away_is_found(attacker: Attacker, column: str) -> None:
    with attacker.unprotected():
        attacker.nullify(column, ROWS[column.partition(".")[0]])

    lost = "" if attacker.on_sqlite else _lost_key(column.partition(".")[0])
    assert found(attacker.url) == expected(EMPTIED[column] + lost)


def _lost_key(table: str) -> str:
    """PostgreSQL keeps no NULL in a primary key, so the attacker had to drop it."""
    return f"\n- - protection UNIQUE ({','.join(KEYS[table][0])})"


def test_the_number_that_the_database_gave_is_missed_when_changed(attacker: Attacker) -> None:
    column, what = (
        ("rowid", ROWID_FLIPPED) if attacker.on_sqlite else ("notification_id", NOTIFICATION_FLIPPED)
    )
    with attacker.unprotected():
        attacker.flip(f"stored_events.{column}", _OF_THIRD)

    assert found(attacker.url) == expected(what)


def test_the_number_that_the_database_gave_is_missed_when_taken_away(postgresql_url: str) -> None:
    restore(postgresql_url, whole())
    attacker = Attacker(postgresql_url)
    with attacker.unprotected():
        attacker.nullify("stored_events.notification_id", _OF_THIRD)

    assert found(postgresql_url) == expected(NOTIFICATION_EMPTIED + _lost_key("stored_events"))


def test_every_column_there_is_has_its_attacks(attacker: Attacker) -> None:
    """A new column that nobody attacks fails here."""
    there = set(_columns(attacker)) - {"stored_events.notification_id"}

    assert there == set(FLIPPED) == set(EMPTIED)


def _columns(attacker: Attacker) -> list[str]:
    if attacker.on_sqlite:
        of_table = {table: attacker.run(f"SELECT name FROM pragma_table_info('{table}')") for table in KEYS}  # noqa: S608
        return [f"{table}.{name}" for table, names in of_table.items() for (name,) in names]
    columns = attacker.run("SELECT table_name, column_name FROM information_schema.columns")
    return [f"{table}.{name}" for table, name in columns if table in KEYS]
