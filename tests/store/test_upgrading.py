"""A ledger made before there was a tree gets one when it is opened, and loses nothing."""

import pytest

from ledger.store import open_store
from ledger.store.schema import KEYS
from tests.store.behind import run, without_protections
from tests.store.given import KIM, nodes_of, posted, record, signed


@pytest.fixture
def before_the_tree(database_url: str) -> str:
    """A ledger with two agreements, in the tables that the first version had."""
    with open_store(database_url) as store:
        record(store, signed("olfen"), posted("BK-1"), signed("senden"))
        record(store, signed("senden"), agreement="other")
    without_protections(database_url, tuple(KEYS))
    run(
        database_url,
        "DROP TABLE ledger_tree",
        "DROP TABLE ledger_checkpoints",
        "ALTER TABLE ledger_heads DROP COLUMN frontier",
        "ALTER TABLE ledger_heads DROP COLUMN checkpoints",
    )
    return database_url


def test_the_tree_is_that_of_its_leaves(
    before_the_tree: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_store(before_the_tree, create=False) as store:
        everything = [stored for _, stored in store.after(0, 100)]
        with open_store(f"sqlite:///{tmp_path_factory.mktemp('new')}/new.db") as new:
            new.restore(everything)
            for agreement in (KIM, "other"):
                assert store.frontier(agreement) == new.frontier(agreement)
                assert nodes_of(store, agreement) == nodes_of(new, agreement)
        assert [stored.position for stored in store.facts(KIM)] == [1, 2, 3]


def test_it_is_protected_and_can_be_added_to(before_the_tree: str) -> None:
    with open_store(before_the_tree) as store:
        record(store, signed("nottuln"))

        assert store.altered_protections() == []
        assert store.head(KIM) == 4
        assert store.frontier(KIM).size == 4


def test_it_is_done_once(before_the_tree: str) -> None:
    with open_store(before_the_tree) as first, open_store(before_the_tree) as second:
        record(first, signed("nottuln"))
        record(second, signed("havixbeck"))

        assert second.frontier(KIM) == first.frontier(KIM)
        assert second.frontier(KIM).size == 5
