"""A decision is appended only on the state it was based on; otherwise nothing is."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from ledger.store import Append, Basis, Conflict, Store, open_store
from tests.store.given import KIM, basis, posted, record, signed


def _refused(store: Store, append: Append) -> None:
    before = store.after(0, limit=100)
    with pytest.raises(Conflict):
        store.append([append], on_behalf_of=None)
    assert store.after(0, limit=100) == before


def test_a_posting_is_not_appended_under_an_agreement_that_has_changed(database_url: str) -> None:
    with open_store(database_url) as store:
        stale = basis(store, vouchers=["BK-1"])
        record(store, signed("olfen"))

        _refused(store, Append(KIM, (posted("BK-1"),), stale))


@pytest.mark.parametrize("voucher_looked_at", [True, False])
def test_a_voucher_is_not_used_twice(database_url: str, *, voucher_looked_at: bool) -> None:
    with open_store(database_url) as store:
        stale = basis(store, vouchers=["BK-1"] if voucher_looked_at else [])
        record(store, posted("BK-1"))

        _refused(store, Append(KIM, (posted("BK-1", "anderes"),), stale))


def test_a_voucher_that_was_only_looked_at_must_not_have_changed_either(database_url: str) -> None:
    with open_store(database_url) as store:
        stale = basis(store, vouchers=["BK-1", "BK-2"])
        record(store, posted("BK-2"))

        _refused(store, Append(KIM, (posted("BK-1"),), stale))


def test_other_vouchers_may_grow_meanwhile(database_url: str) -> None:
    with open_store(database_url) as store:
        old = basis(store, vouchers=["BK-1"])
        record(store, posted("BK-2"))

        store.append([Append(KIM, (posted("BK-1"),), old)], on_behalf_of=None)

        assert store.head(KIM) == 2


def test_unless_the_decision_rests_on_the_whole_agreement(database_url: str) -> None:
    with open_store(database_url) as store:
        stale = basis(store, position=store.head(KIM))
        record(store, posted("BK-2"))

        _refused(store, Append(KIM, (signed("olfen"),), stale))
        store.append([Append(KIM, (signed("olfen"),), replace(stale, position=1))], on_behalf_of=None)


def test_a_basis_from_the_future_is_a_conflict(database_url: str) -> None:
    with open_store(database_url) as store:
        _refused(store, Append(KIM, (signed("olfen"),), Basis(1, {}, None)))


def test_of_two_agreements_neither_is_appended_if_one_has_changed(database_url: str) -> None:
    with open_store(database_url) as store:
        fresh, stale = basis(store, "eins"), basis(store, "zwei")
        record(store, signed("olfen"), agreement="zwei")

        with pytest.raises(Conflict):
            store.append(
                [Append("eins", (signed("olfen"),), fresh), Append("zwei", (signed("senden"),), stale)],
                on_behalf_of=None,
            )

        assert store.agreements() == ("zwei",)
        assert store.head("zwei") == 1


def test_after_a_conflict_the_same_store_goes_on(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
        _refused(store, Append(KIM, (signed("senden"),), Basis(0, {}, None)))

        record(store, signed("senden"))

        assert store.head(KIM) == 2


@contextmanager
def _another_writer(url: str) -> Iterator[psycopg.Connection]:
    """A transaction that holds the head of kim-coesfeld until it is committed."""
    with psycopg.connect(url) as connection:
        _lock(connection, KIM)
        yield connection


def _lock(connection: psycopg.Connection, agreement: str) -> None:
    connection.execute("UPDATE ledger_heads SET position = position WHERE agreement = %s", (agreement,))


def test_on_postgresql_waiting_for_another_writer_is_no_conflict_whatever_the_servers_default(
    postgresql_url: str,
) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'".encode())
    with open_store(postgresql_url) as store, ThreadPoolExecutor() as pool:
        record(store, signed("olfen"))
        with _another_writer(postgresql_url) as other:
            waiting = pool.submit(record, store, signed("senden"))
            time.sleep(0.3)
            assert not waiting.done()
            other.commit()
        waiting.result()

        assert store.head(KIM) == 2


def test_on_postgresql_agreements_are_locked_in_one_order_so_that_no_two_writers_block_each_other(
    postgresql_url: str,
) -> None:
    with open_store(postgresql_url) as store, ThreadPoolExecutor() as pool:
        record(store, signed("olfen"))
        record(store, signed("olfen"), agreement="z")
        appends = [Append(name, (signed("senden"),), basis(store, name)) for name in ("z", KIM)]
        with _another_writer(postgresql_url) as other:
            waiting = pool.submit(store.append, appends, on_behalf_of=None)
            time.sleep(0.3)
            _lock(other, "z")
            other.commit()
        waiting.result()

        assert [store.head("z"), store.head(KIM)] == [2, 2]


def test_of_two_that_wait_with_the_same_basis_only_one_goes_on(postgresql_url: str) -> None:
    with open_store(postgresql_url) as one, open_store(postgresql_url) as two, ThreadPoolExecutor() as pool:
        record(one, signed("olfen"))
        append = Append(KIM, (signed("senden"),), basis(one))
        with _another_writer(postgresql_url) as other:
            waiting = [pool.submit(store.append, [append], on_behalf_of=None) for store in (one, two)]
            time.sleep(0.3)
            other.commit()

        assert sorted(type(writer.exception()) is Conflict for writer in waiting) == [False, True]
        assert one.head(KIM) == 2
