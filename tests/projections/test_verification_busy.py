"""A ledger in which facts are recorded while it is verified raises no alarm."""

from collections.abc import Iterable, Iterator

import pytest

from ledger.store import Store, open_store
from ledger.store.log import RawEvent
from projections import tables
from projections.verifying import verify
from tests.store.given import KIM, posted, record, signed
from tests.tampering.given import restore, whole
from tests.tampering.verified import found


def test_what_is_recorded_meanwhile_is_left_for_the_next_time(database_url: str) -> None:
    """Into both agreements, and a checkpoint, after the first event of each log was read."""
    restore(database_url, whole())
    with open_store(database_url) as store, open_store(database_url) as other:

        def busy(events: Iterable[RawEvent], total: int, agreement: str) -> Iterator[RawEvent]:
            for event in events:
                yield event
                if event.position == 1:
                    _record_into_both(other, voucher=f"{agreement}-{total}")

        verification = verify(database_url, store, follow=busy)

    assert verification.problems == ()
    assert [each.log.reached for each in verification.examined] == [8, 2]


def _record_into_both(store: Store, *, voucher: str) -> None:
    record(store, posted(voucher), signed("ascheberg"))
    record(store, posted(voucher), signed("ascheberg"), agreement="other")
    record(store, posted(f"{voucher}-2"))


def test_the_next_time_has_it(database_url: str) -> None:
    restore(database_url, whole())
    with open_store(database_url) as store:
        _record_into_both(store, voucher="BK-9")
        verification = verify(database_url, store)

    assert verification.problems == ()
    assert [each.log.reached for each in verification.examined] == [11, 4]


def test_read_models_that_lag_behind_are_no_problem(database_url: str) -> None:
    restore(database_url, whole())
    with open_store(database_url) as store:
        tables.catch_up(database_url, store)
        _record_into_both(store, voucher="BK-9")

    assert found(database_url) == []


def test_a_long_log_is_read_in_pieces(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite hands out row by row anyway."""
    monkeypatch.setattr("ledger.store.postgres.CHUNK", 3)
    with open_store(postgresql_url) as store:
        record(store, *(posted(f"BK-{number}") for number in range(10)))
        verification = verify(postgresql_url, store)

    assert verification.problems == ()
    assert verification.examined[0].log.reached == 10
    assert verification.examined[0].agreement == KIM
