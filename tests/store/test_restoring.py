"""A ledger put back into an empty one is the same ledger; what goes wrong on the way leaves nothing."""

from collections.abc import Iterator

import pytest

from ledger.store import RestoredCheckpoint, Store, StoredFact, StoreError, open_store
from tests.databases import sqlite_url as url_in
from tests.store.behind import run
from tests.store.given import KIM, nodes_of, posted, record, signed


@pytest.fixture
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ledger with two agreements, recorded in turns."""
    with open_store(url_in(tmp_path_factory.mktemp("source"))) as store:
        record(store, signed("olfen"), posted("BK-1"))
        record(store, signed("senden"), agreement="other")
        record(store, posted("BK-2"), signed("nottuln"))
        store.add_checkpoint(KIM, key="key", note="note\n", after=0)
        yield store


def everything(store: Store) -> list[StoredFact]:
    return [stored for _, stored in store.after(0, 100)]


def test_it_is_the_same_ledger(source: Store, database_url: str) -> None:
    with open_store(database_url) as store:
        store.restore([*everything(source), RestoredCheckpoint(KIM, "key", "note\n")])

        assert everything(store) == everything(source)
        assert store.agreements() == source.agreements()
        for agreement in source.agreements():
            assert store.frontier(agreement) == source.frontier(agreement)
            assert store.checkpoints(agreement) == source.checkpoints(agreement)
            assert nodes_of(store, agreement) == nodes_of(source, agreement)
            assert store.raw_head(agreement) == source.raw_head(agreement)


def test_what_comes_next_follows_what_was_put_back(source: Store, database_url: str) -> None:
    with open_store(database_url) as store:
        store.restore(everything(source))
        record(store, signed("havixbeck"))
        record(source, signed("havixbeck"))

        assert store.facts(KIM)[-1].position == 5
        assert store.facts(KIM)[-1].version == source.facts(KIM)[-1].version


def test_a_ledger_that_holds_facts_is_not_mixed_with_another(source: Store, database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), agreement="third")

        with pytest.raises(StoreError, match="enthält schon Tatsachen"):
            store.restore(everything(source))
        assert store.agreements() == ("third",)


def test_what_breaks_off_leaves_nothing(source: Store, database_url: str) -> None:
    def broken() -> Iterator[StoredFact]:
        yield from everything(source)
        raise OSError

    with open_store(database_url) as store:
        with pytest.raises(OSError):  # noqa: PT011 - the very one raised above
            store.restore(broken())

        assert run(database_url, "SELECT 1 FROM ledger_positions UNION SELECT 1 FROM stored_events") == []
        store.restore(everything(source))


@pytest.mark.parametrize("left_out", [0, 1, 3])
def test_a_position_out_of_order_is_refused(source: Store, database_url: str, left_out: int) -> None:
    entries = everything(source)
    del entries[left_out]

    with open_store(database_url) as store:
        with pytest.raises(ValueError, match="do not follow one another"):
            store.restore(entries)
        assert store.agreements() == ()
