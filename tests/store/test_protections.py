"""What the database itself refuses of a head, and what the program says of rows that are not its own."""

import sqlite3

import psycopg
import pytest

from ledger.store import StoreError, open_store
from ledger.store.schema import KEYS
from scripts.contract_ledger import main
from tests.store.behind import run, without_protections
from tests.store.given import KIM, posted, record, signed


@pytest.fixture
def ledger(database_url: str) -> str:
    with open_store(database_url) as store:
        record(store, signed("olfen"), posted("BK-1"), signed("senden"))
        store.add_checkpoint(KIM, key="key", note="note\n", after=0)
    return database_url


@pytest.mark.parametrize(
    "change",
    [
        "recorded_at = '2099-01-01T00:00:00.000000Z'",
        "recorded_at = '9999'",
        "frontier = leaf_hash FROM ledger_positions AS p WHERE p.position = 1 AND TRUE",
        "checkpoints = 100",
        "checkpoints = checkpoints + 1",
        "checkpoints = 0",
        "position = position + 1",
        "position = 2",
        "agreement = 'other'",
    ],
)
def test_a_head_cannot_be_moved_without_what_it_stands_for(ledger: str, change: str) -> None:
    before = run(ledger, "SELECT * FROM ledger_heads")

    with pytest.raises((sqlite3.Error, psycopg.Error), match="wird nicht verändert"):
        run(ledger, f"UPDATE ledger_heads SET {change}")  # noqa: S608 - no input

    assert run(ledger, "SELECT * FROM ledger_heads") == before
    with open_store(ledger) as store:
        assert store.altered_protections() == []
        record(store, signed("nottuln"))
        assert store.head(KIM) == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ledger_positions SET leaf_hash = 'zz'", "leaf_hash"),
        ("ledger_positions SET leaf_hash = 1.5", "leaf_hash"),
        ("ledger_positions SET on_behalf_of = x'ff00'", "on_behalf_of"),
        ("ledger_positions SET recorded_at = 'gestern'", "recorded_at"),
        ("ledger_positions SET recorded_by = x'ff'", "recorded_by"),
        ("stored_events SET state = NULL", "state"),
        ("stored_events SET topic = NULL", "topic"),
    ],
)
def test_a_value_of_another_type_is_named_and_is_no_traceback(
    sqlite_url: str, change: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(sqlite_url) as store:
        record(store, signed("olfen"))
    without_protections(sqlite_url, tuple(KEYS))
    run(sqlite_url, f"UPDATE {change}")

    for command in (["split"], ["audit", "show", "1"], ["tasks"]):
        assert main([*command, "--database", sqlite_url]) == 1
        assert f"beschädigt: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["frontier = 'zz'", "position = 'zz'"])
def test_a_head_of_another_type_is_not_built_upon(sqlite_url: str, change: str) -> None:
    with open_store(sqlite_url) as store:
        record(store, signed("olfen"))
        without_protections(sqlite_url, tuple(KEYS))
        run(sqlite_url, f"UPDATE ledger_heads SET {change}")  # noqa: S608 - no input

        with pytest.raises(StoreError, match="lässt sich nicht fortschreiben"):
            record(store, signed("senden"))


SHADOWS = "CREATE RULE evil AS ON INSERT TO ledger_positions DO INSTEAD NOTHING"
HEIRS = "CREATE TABLE evil () INHERITS (ledger_positions)"
LOOSE = "ALTER TABLE ledger_checkpoints DROP CONSTRAINT ledger_checkpoints_pkey"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (SHADOWS, ("ledger_positions", "evil")),
        (HEIRS, ("ledger_positions", "INHERITED BY evil")),
        (LOOSE, ("ledger_checkpoints", "UNIQUE (agreement,number)")),
    ],
)
def test_on_postgresql_a_table_that_was_made_to_behave_otherwise_is_noticed(
    postgresql_url: str, statement: str, found: tuple[str, str]
) -> None:
    with open_store(postgresql_url) as store:
        run(postgresql_url, statement)

        assert [(item.table, item.name) for item in store.altered_protections()] == [found]


def test_on_sqlite_a_table_that_was_made_again_without_its_key_is_noticed(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        before = [item for item in store.altered_protections() if item.expected is not None]
        run(
            sqlite_url,
            "CREATE TABLE loose AS SELECT * FROM ledger_tree",
            "DROP TABLE ledger_tree",
            "ALTER TABLE loose RENAME TO ledger_tree",
        )
        found = {(item.table, item.name) for item in store.altered_protections()}

    assert before == []
    assert ("ledger_tree", "UNIQUE (agreement,level,node)") in found
