"""What a database reports, as a clerk is told it: either decide anew, or somebody has to do something."""

import sqlite3

import psycopg
import pytest

from ledger.store import Conflict, StoreError, failures, open_store
from tests.store.behind import run
from tests.store.given import record, signed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET topic = 'x'",
        "DELETE FROM ledger_positions",
        "UPDATE ledger_heads SET position = 0",
    ],
)
def test_a_refusal_by_the_databases_own_guard_is_no_conflict(database_url: str, statement: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), signed("senden"))

    with pytest.raises((sqlite3.Error, psycopg.Error)) as refused:
        run(database_url, statement)

    told = failures.from_database(refused.value)
    assert isinstance(told, StoreError)
    assert told.what == "Im Hauptbuch lässt sich nichts verändern."
    assert "audit verify" in told.now


def test_a_place_that_is_taken_is_a_conflict_but_not_while_opening(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
    twice = "INSERT INTO ledger_checkpoints (agreement, number, key, note) VALUES ('x', 1, 'k', 'n')"
    if database_url.startswith("sqlite"):
        # Our own guard against INSERT OR REPLACE would refuse it first.
        run(database_url, "DROP TRIGGER ledger_checkpoints_replace")

    with pytest.raises((sqlite3.Error, psycopg.Error)) as refused:
        run(database_url, twice, twice)

    assert isinstance(failures.from_database(refused.value), Conflict)
    assert failures.while_opening(refused.value).what == "Das Hauptbuch ist gesperrt."
