"""Whoever may change tables can take the protections away; `audit verify` says which are not as they were."""

import sqlite3

import psycopg
import pytest

from ledger.store.schema import KEYS
from tests.store.behind import run, without_protections
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.verified import expected, found

ON_SQLITE = {
    "DROP TRIGGER ledger_positions_update": "- - protection ledger_positions_update",
    "CREATE TRIGGER mine AFTER INSERT ON stored_events BEGIN SELECT 1; END": "- - protection mine",
    "DROP TABLE ledger_checkpoints": """
        - unreadable ledger_checkpoints
        other: - unreadable ledger_checkpoints
        8 head checkpoints
        - - unreadable ledger_checkpoints
        - - protection UNIQUE (agreement,number)
        - - protection ledger_checkpoints_delete
        - - protection ledger_checkpoints_replace
        - - protection ledger_checkpoints_update""",
}
ON_POSTGRES = {
    "DROP TRIGGER ledger_positions_refuse ON ledger_positions": "- - protection ledger_positions_refuse",
    "ALTER TABLE ledger_positions DISABLE TRIGGER ledger_positions_refuse": (
        "- - protection ledger_positions_refuse"
    ),
    "ALTER TABLE ledger_tree ENABLE TRIGGER ledger_tree_refuse": "- - protection ledger_tree_refuse",
    "ALTER TABLE stored_events DISABLE TRIGGER ALL": "- - protection stored_events_refuse",
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql "
    "AS $$BEGIN RETURN NULL; END$$": "- - protection ledger_refuse",
    "CREATE OR REPLACE FUNCTION ledger_onwards() RETURNS trigger LANGUAGE plpgsql "
    "AS $$BEGIN RETURN NEW; END$$": "- - protection ledger_onwards",
    "CREATE TRIGGER mine BEFORE UPDATE ON ledger_tree FOR EACH ROW EXECUTE FUNCTION ledger_onwards()": (
        "- - protection mine"
    ),
    "DROP TABLE ledger_checkpoints": """
        - unreadable ledger_checkpoints
        other: - unreadable ledger_checkpoints
        8 head checkpoints
        - - unreadable ledger_checkpoints
        - - protection UNIQUE (agreement,number)
        - - protection ledger_checkpoints_refuse""",
}
"""What an administrator does, and all that is found."""

REFUSED = {
    "stored_events": ("topic = 'x'", "originator_id"),
    "ledger_positions": ("recorded_by = 'x'", "agreement, position"),
    "ledger_tree": ("level = 7", "agreement, level, node"),
    "ledger_checkpoints": ("note = 'x'", "agreement, number"),
    "ledger_heads": ("position = 0", "agreement"),
}
"""A change of each protected table, and its key; a head may only move on."""


REFUSAL = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


@pytest.mark.parametrize("statement", ON_SQLITE)
def test_a_protection_that_is_not_as_it_was_is_found_on_sqlite(sqlite_url: str, statement: str) -> None:
    restore(sqlite_url, whole())

    run(sqlite_url, statement)

    assert found(sqlite_url) == expected(ON_SQLITE[statement])


@pytest.mark.parametrize("statement", ON_POSTGRES)
def test_a_protection_that_is_not_as_it_was_is_found_on_postgres(postgresql_url: str, statement: str) -> None:
    restore(postgresql_url, whole())

    run(postgresql_url, statement)

    assert found(postgresql_url) == expected(ON_POSTGRES[statement])


def test_who_leaves_them_off_is_betrayed_by_that_alone(database_url: str) -> None:
    restore(database_url, whole())
    per_table = 3 if Attacker(database_url).on_sqlite else 1
    both_of_heads = 0 if Attacker(database_url).on_sqlite else 1

    without_protections(database_url, tuple(KEYS))

    problems = found(database_url)
    assert len(problems) == len(KEYS) * per_table + both_of_heads
    assert all(problem.startswith("- - protection ") for problem in problems)


def _statements(table: str, attacker: Attacker) -> list[str]:
    change, key = REFUSED[table]
    columns = ", ".join(_columns(attacker, table))
    copied = f"INTO {table} ({columns}) SELECT {columns} FROM {table}"  # noqa: S608 - our own names
    upsert = f"INSERT {copied} WHERE 1 = 1 ON CONFLICT DO UPDATE SET {change}"
    own = [f"INSERT OR REPLACE {copied}", f"REPLACE {copied}", f"UPDATE OR REPLACE {table} SET {change}"]  # noqa: S608
    if not attacker.on_sqlite:
        own = [f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"]
        upsert = upsert.replace("ON CONFLICT", f"ON CONFLICT ({_whole_key(key)})")
    return [f"UPDATE {table} SET {change}", f"DELETE FROM {table}", upsert, *own]  # noqa: S608 - our own names


def _whole_key(key: str) -> str:
    return "originator_id, originator_version" if key == "originator_id" else key


def _columns(attacker: Attacker, table: str) -> list[str]:
    if attacker.on_sqlite:
        return [name for (name,) in attacker.run(f"SELECT name FROM pragma_table_info('{table}')")]  # noqa: S608
    names = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"  # noqa: S608
    return [name for (name,) in attacker.run(names)]


@pytest.mark.parametrize("table", KEYS)
def test_the_database_itself_refuses_every_change(database_url: str, table: str) -> None:
    restore(database_url, whole())
    attacker = Attacker(database_url)

    for statement in _statements(table, attacker):
        with pytest.raises(REFUSAL, match="nicht verändert"):
            attacker.run(statement)

    assert found(database_url) == []


@pytest.mark.parametrize("table", KEYS)
def test_a_session_that_plays_a_replica_is_refused_too(postgresql_url: str, table: str) -> None:
    """Ordinary triggers do not fire there."""
    restore(postgresql_url, whole())
    attacker = Attacker(postgresql_url)

    for statement in _statements(table, attacker):
        with pytest.raises(psycopg.errors.RestrictViolation):
            run(postgresql_url, "SET session_replication_role = replica", statement)

    assert found(postgresql_url) == []


def test_a_row_is_not_replaced_by_its_hidden_number_either(sqlite_url: str) -> None:
    """With a key of its own, but the number under which SQLite keeps the third event."""
    restore(sqlite_url, whole())
    values = "(rowid, originator_id, originator_version, topic, state) VALUES (3, 'x', 1, 'x', x'00')"

    for verb in ("INSERT OR REPLACE", "REPLACE"):
        with pytest.raises(sqlite3.IntegrityError, match="nicht verändert"):
            run(sqlite_url, f"{verb} INTO stored_events {values}")

    assert found(sqlite_url) == []
