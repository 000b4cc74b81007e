"""A connection that dies around the COMMIT: what is recorded is known, and recorded once."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from eventsourcing.sqlite import SQLiteConnection

from ledger.store import Append, Conflict, Store, StoredFact, StoreError, open_store, opening
from tests.store import lossy_line as lossy
from tests.store.given import KIM, basis, posted, record, signed
from tests.store.lossy_line import lossy_line


def _append(store: Store) -> tuple[StoredFact, ...]:
    appends = [
        Append(KIM, (signed("olfen"), posted("BK-1")), basis(store, vouchers=["BK-1"])),
        Append("other", (signed("senden"),), basis(store, "other")),
    ]
    return store.append(appends, on_behalf_of=None)


def _once_instead_of_commit(monkeypatch: pytest.MonkeyPatch, act: Callable[[SQLiteConnection], Any]) -> None:
    commit = SQLiteConnection.commit

    def fail(connection: SQLiteConnection) -> None:
        monkeypatch.setattr(SQLiteConnection, "commit", commit)
        act(connection)
        msg = "disk I/O error"
        raise sqlite3.OperationalError(msg)

    monkeypatch.setattr(SQLiteConnection, "commit", fail)


@pytest.mark.parametrize("before", [0, 2])
def test_on_sqlite_a_commit_that_arrived_is_a_success(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    with open_store(sqlite_url) as store:
        record(store, *[signed("senden")] * before)
        _once_instead_of_commit(monkeypatch, SQLiteConnection.commit)

        appended = _append(store)

        assert store.facts(KIM)[before:] == appended[:2]
        assert store.facts("other") == appended[2:]


def test_on_sqlite_a_commit_that_failed_records_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(sqlite_url) as store:
        _once_instead_of_commit(monkeypatch, lambda _: None)

        with pytest.raises(StoreError, match="disk I/O error"):
            _append(store)
        assert store.agreements() == ()

        assert len(_append(store)) == 3


@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize("lose", [lossy.lose_the_answer, lossy.delay_the_commit])
def test_on_postgresql_a_commit_that_arrived_is_a_success(
    postgresql_url: str, lose: Callable[..., None], before: int
) -> None:
    with lossy_line(postgresql_url) as (line, url), open_store(url) as store:
        record(store, *[signed("senden")] * before)
        line.at_commit = lose

        appended = _append(store)

        assert line.was_cut
        assert store.facts(KIM)[before:] == appended[:2]
        assert store.facts("other") == appended[2:]


def test_on_postgresql_a_commit_that_was_lost_records_nothing(postgresql_url: str) -> None:
    with lossy_line(postgresql_url) as (line, url), open_store(url) as store:
        line.at_commit = lossy.lose_the_commit

        with pytest.raises(StoreError, match="Die Datenbank hat abgebrochen"):
            _append(store)
        assert store.agreements() == ()

        assert len(_append(store)) == 3


def test_on_postgresql_nobody_claims_to_know_when_the_server_does_not_come_back(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_POOL_TIMEOUT", "1")

    with lossy_line(postgresql_url) as (line, url), open_store(url) as store:

        def lose_everything(client: Any, server: Any, commit: bytes) -> None:
            lossy.lose_the_answer(client, server, commit)
            line.hang_up()

        line.at_commit = lose_everything
        with pytest.raises(StoreError, match=r"ungewiss(?s:.*)noch einmal eintragen"):
            _append(store)


def test_what_another_wrote_meanwhile_is_not_taken_for_ones_own(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(sqlite_url) as store, open_store(sqlite_url) as other:

        def lose_and_let_the_other_in(connection: SQLiteConnection) -> None:
            connection.rollback()
            record(other, signed("nottuln"))

        _once_instead_of_commit(monkeypatch, lose_and_let_the_other_in)
        with pytest.raises((StoreError, Conflict)):
            _append(store)

        assert [stored.fact for stored in store.facts(KIM)] == [signed("nottuln")]
        assert store.agreements() == (KIM,)


def test_a_server_that_restarted_is_found_again(postgresql_url: str) -> None:
    with lossy_line(postgresql_url) as (line, url), open_store(url) as store:
        record(store, signed("olfen"))
        for connection in line._lines[1:]:  # noqa: SLF001
            lossy._cut(connection)  # noqa: SLF001

        assert store.head(KIM) == 1


def test_on_postgresql_nobody_claims_that_a_checkpoint_whose_answer_was_lost_is_not_there(
    postgresql_url: str,
) -> None:
    with lossy_line(postgresql_url) as (line, url), open_store(url) as store:
        record(store, signed("senden"))
        line.at_commit = lossy.lose_the_answer

        with pytest.raises(StoreError, match=r"ungewiss(?s:.*)noch einmal eintragen"):
            store.add_checkpoint(KIM, key="key", note="note\n", after=0)

        assert len(store.checkpoints(KIM)) == 1
