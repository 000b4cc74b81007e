"""Several processes record at once: no fact is lost, none doubled, none decided on old state."""

import time

import pytest

from ledger.store import open_store
from tests.store import writers
from tests.store.given import KIM

SOAK_SECONDS = 600


def test_four_processes_start_a_ledger_and_record_into_it_at_once(database_url: str) -> None:
    writers.race(database_url, processes=4, appends=50)

    with open_store(database_url, create=False) as store:
        stored = store.facts(KIM)
        assert [fact for _, fact in store.after(0, limit=1000)] == list(stored)
    writers.check(stored, processes=4, appends=50)


@pytest.mark.soak
def test_for_ten_minutes(database_url: str) -> None:
    end = time.monotonic() + SOAK_SECONDS
    rounds = 0
    while time.monotonic() < end:
        rounds += 1
        writers.race(database_url, processes=4, appends=300, agreement=f"round-{rounds}")
        with open_store(database_url) as store:
            writers.check(store.facts(f"round-{rounds}"), processes=4, appends=300)
