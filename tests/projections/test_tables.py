"""The read models: a cache that catches up, can be thrown away, and shows what somebody changed."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import psycopg
import pytest

from ledger.store import Store, StoreError, open_store
from projections.audit_trail import audit_trail
from projections.event_index import Difference
from projections.tables import catch_up, check, connection, projector, rebuild
from tests.projections.read_tables import connected, sql
from tests.store.given import KIM, posted, record, signed

THREADS = 4
CATCH_UP = """
import sys
from ledger.store import open_store
from projections.tables import projector

projector.CHUNK = 7
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    projector.catch_up(sys.argv[1], store)
"""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector, "CHUNK", 3)


def _vouchers(url: str) -> list[object]:
    marks = "SELECT value FROM read_event_marks WHERE mark = 'voucher' ORDER BY notification"
    return [row[0] for row in sql(url, marks)]


def _fill(store: Store, *, facts: int) -> list[str]:
    vouchers = [f"BK-{number}" for number in range(facts)]
    record(store, *map(posted, vouchers))
    return vouchers


def _at_once(count: int, act: Callable[[], object]) -> None:
    barrier = Barrier(count)

    def wait_and_act(_: int) -> None:
        barrier.wait()
        act()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(wait_and_act, range(count)))


def _catch_up_alone(url: str) -> None:
    with open_store(url) as store:
        catch_up(url, store)


def test_catching_up_takes_in_what_was_recorded_since(database_url: str) -> None:
    with open_store(database_url) as store:
        vouchers = _fill(store, facts=8)
        catch_up(database_url, store)
        assert _vouchers(database_url) == vouchers

        record(store, posted("late"))
        catch_up(database_url, store)
        catch_up(database_url, store)

        assert _vouchers(database_url) == [*vouchers, "late"]
        assert check(database_url, store) == []


def test_positions_and_rows_are_written_together_or_not_at_all(database_url: str) -> None:
    """A row that stands in the way is told, and what was tracked stays."""
    with open_store(database_url) as store:
        _fill(store, facts=3)
        catch_up(database_url, store)
        before = sql(database_url, "SELECT notification FROM read_tracking")
        _invent(database_url, notification=1000, position=5)
        record(store, posted("BK-4"), posted("BK-5"))

        with pytest.raises(StoreError, match="rebuild --check"):
            catch_up(database_url, store)

        assert sql(database_url, "SELECT notification FROM read_tracking") == before
        assert sql(database_url, "SELECT count(*) FROM read_events") == [(4,)]


def test_projectors_that_start_at_once_are_harmless(database_url: str) -> None:
    """All make the tables, and all take in the same facts."""
    with open_store(database_url) as store:
        vouchers = _fill(store, facts=40)

        _at_once(THREADS, lambda: _catch_up_alone(database_url))

        assert _vouchers(database_url) == vouchers
        assert check(database_url, store) == []


def _projector(url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "error", "-c", CATCH_UP, url]
    return subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def test_processes_that_start_at_once_are_harmless(database_url: str) -> None:
    with open_store(database_url) as store:
        vouchers = _fill(store, facts=100)
        with _projector(database_url) as one, _projector(database_url) as two:
            for process in (one, two):
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in (one, two):
                process.communicate("go\n", timeout=60)

        assert (one.returncode, two.returncode) == (0, 0)
        assert _vouchers(database_url) == vouchers
        assert check(database_url, store) == []


def test_a_question_waits_for_a_writer_only_if_there_is_something_to_take_in(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOCK_TIMEOUT", 0.1)
    with open_store(sqlite_url) as store, closing(connected(sqlite_url)) as writer:
        record(store, signed("olfen"))
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="gesperrt"):
            catch_up(sqlite_url, store)
        writer.rollback()
        catch_up(sqlite_url, store)
        writer.execute("BEGIN IMMEDIATE")

        catch_up(sqlite_url, store)


def test_rebuilding_makes_the_tables_anew(database_url: str) -> None:
    with open_store(database_url) as store:
        vouchers = _fill(store, facts=7)
        catch_up(database_url, store)
        sql(database_url, "DELETE FROM read_events WHERE position > 2")
        sql(database_url, "ALTER TABLE read_events ADD COLUMN old INTEGER")

        rebuild(database_url, store)

        assert _vouchers(database_url) == vouchers
        assert check(database_url, store) == []
        with pytest.raises((sqlite3.Error, psycopg.Error), match="old"):
            sql(database_url, "SELECT old FROM read_events")


def test_postgresql_knows_at_once_what_large_tables_hold(postgresql_url: str) -> None:
    """Else it would read them whole until it has looked by itself, a minute later or never."""
    known = "SELECT reltuples::int FROM pg_class WHERE relname = 'read_events'"
    with open_store(postgresql_url) as store:
        _fill(store, facts=8)
        catch_up(postgresql_url, store)

        assert sql(postgresql_url, known) == [(8,)]


def test_tables_of_an_earlier_version_are_made_anew_by_the_next_question(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
        catch_up(database_url, store)
        sql(database_url, "UPDATE read_events SET fact = '{}'")
        sql(database_url, "CREATE TABLE read_event_parties (notification INTEGER)")
        monkeypatch.setattr(projector, "MADE_LIKE", "events/next")

        assert check(database_url, store) == [Difference("missing", None, "read_tracking", None, None)]
        assert audit_trail(database_url, store).entries[0]["fact"] != {}
        assert check(database_url, store) == []
        with pytest.raises((sqlite3.Error, psycopg.Error), match="read_event_parties"):
            sql(database_url, "SELECT 1 FROM read_event_parties")


def test_what_is_recorded_but_not_taken_in_is_no_difference(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
        assert check(database_url, store) == []

        catch_up(database_url, store)
        record(store, signed("senden"))

        assert check(database_url, store) == []


def _invent(url: str, *, notification: int, position: int) -> None:
    sql(
        url,
        "INSERT INTO read_events (notification, agreement, position, kind, recorded_at, recorded_by, fact) "  # noqa: S608
        f"VALUES ({notification}, '{KIM}', {position}, 'PartySigned', '2026', 'mallory', '{{}}')",
    )


TAMPERED = {
    "UPDATE read_events SET recorded_by = 'mallory' WHERE position = 2": [("different", 2, "recorded_by")],
    "UPDATE read_events SET cents = NULL, fact = '{}' WHERE position = 2": [
        ("different", 2, "cents"),
        ("different", 2, "fact"),
    ],
    "UPDATE read_events SET last_day = '2025-02-01' WHERE position = 3": [("different", 3, "last_day")],
    "UPDATE read_events SET on_behalf_of = 'olfen' WHERE position = 5": [("different", 5, "on_behalf_of")],
    "DELETE FROM read_events WHERE position = 4": [("missing", 4, None)],
    "DELETE FROM read_events": [("missing", number, None) for number in range(1, 6)],
    "DELETE FROM read_event_marks WHERE notification = 1": [("different", 1, "marks")],
    "UPDATE read_event_marks SET value = 'senden' WHERE mark = 'party'": [("different", 1, "marks")],
    "DELETE FROM read_event_marks WHERE value = 'gehalt' AND notification > 3": [
        ("different", 4, "marks"),
        ("different", 5, "marks"),
    ],
    "INSERT INTO read_event_marks VALUES (3, 'party', 'olfen')": [("different", 3, "marks")],
    "INSERT INTO read_event_marks VALUES (77, 'party', 'olfen')": [("extra", 77, None)],
    "UPDATE read_events SET notification = 50 WHERE position = 4": [
        ("missing", 4, None),
        ("extra", 50, None),
    ],
    "UPDATE read_events SET notification = -50 WHERE position = 4": [
        ("extra", -50, None),
        ("missing", 4, None),
    ],
    "UPDATE read_tracking SET notification = 3": [("different", None, "read_tracking")],
    "UPDATE read_tracking SET notification = 99": [("different", None, "read_tracking")],
    "UPDATE read_tracking SET notification = -1": [("different", None, "read_tracking")],
    "DELETE FROM read_tracking": [("missing", None, "read_tracking")],
    "DROP TABLE read_event_marks": [("missing", None, "read_event_marks")],
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_whatever_was_changed_by_hand_is_found_and_mended(database_url: str, statement: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), *map(posted, ("BK-1", "BK-2", "BK-3", "BK-4")))
        catch_up(database_url, store)

        sql(database_url, statement)
        found = check(database_url, store)

        assert [(it.problem, it.notification, it.column) for it in found] == TAMPERED[statement]
        rebuild(database_url, store)
        assert check(database_url, store) == []


@pytest.mark.parametrize("notification", [6, 1000])
def test_an_invented_row_is_found(database_url: str, notification: int) -> None:
    with open_store(database_url) as store:
        _fill(store, facts=5)
        catch_up(database_url, store)
        _invent(database_url, notification=notification, position=6)

        (found,) = check(database_url, store)

        assert (found.problem, found.notification) == ("extra", notification)
        assert isinstance(found.found, dict)
        assert found.found["recorded_by"] == "mallory"
        assert found.as_json()["expected"] is None


@pytest.mark.parametrize("tracked", [-1, 2, 99])
def test_a_wrong_position_is_told_before_the_trail_lacks_anything(database_url: str, tracked: int) -> None:
    """Facts would be taken in twice, or never."""
    with open_store(database_url) as store:
        _fill(store, facts=5)
        catch_up(database_url, store)
        sql(database_url, f"UPDATE read_tracking SET notification = {tracked}")  # noqa: S608

        with pytest.raises(StoreError, match="passen nicht zum Hauptbuch"):
            audit_trail(database_url, store)


def test_what_is_found_must_be_found_twice(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look may have met a rebuild under way."""
    difference = Difference("missing", None, "read_tracking", None, None)
    looks = [[difference], [], [difference], [difference]]
    monkeypatch.setattr(projector, "_check", lambda *_: looks.pop(0))
    with open_store(sqlite_url) as store:
        assert check(sqlite_url, store) == []
        assert check(sqlite_url, store) == [difference]


def test_nothing_hides_behind_a_number_that_is_none(sqlite_url: str) -> None:
    """SQLite would keep a text in any column, where the comparison by number does not look."""
    with open_store(sqlite_url) as store:
        catch_up(sqlite_url, store)

        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
            sql(sqlite_url, "INSERT INTO read_event_marks VALUES ('x', 'party', 'olfen')")
