"""The tree of an agreement grows with its log, in the transaction that appends (RFC 6962)."""

import hashlib
from collections.abc import Sequence
from functools import partial

import pytest

from ledger.proofs.merkle import EMPTY_ROOT, root_of
from ledger.store import Append, Conflict, Store, StoreError, open_store
from ledger.store.schema import KEYS
from tests.store.behind import run, without_protections
from tests.store.given import KIM, basis, nodes_of, posted, record, signed


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over *leaves*, as RFC 6962 defines it: by halves, over and over."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:left]) + root(leaves[left:])).digest()


def leaves_of(store: Store, agreement: str = KIM) -> list[bytes]:
    return [stored.leaf_hash for stored in store.facts(agreement)]


def test_every_size_has_the_root_of_its_leaves(database_url: str) -> None:
    with open_store(database_url) as store:
        for size in range(1, 20):
            record(store, posted(f"BK-{size}"))

            assert store.frontier(KIM).size == size
            assert store.frontier(KIM).root() == root(leaves_of(store))


@pytest.mark.parametrize("sizes", [(20,), (1, 19), (7, 9, 4), (8, 8, 4), (3, 1, 16)])
def test_it_does_not_matter_in_which_pieces_a_log_was_appended(
    database_url: str, sizes: tuple[int, ...]
) -> None:
    with open_store(database_url) as store:
        done = 0
        for size in sizes:
            record(store, *(posted(f"BK-{number}") for number in range(done, done + size)))
            done += size

        leaves = leaves_of(store)
        assert store.frontier(KIM).root() == root(leaves)
        for size in range(1, done + 1):
            assert root_of(size, partial(store.node, KIM)) == root(leaves[:size])


def test_a_node_is_written_once_it_is_complete(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, *(posted(f"BK-{number}") for number in range(5)))

        assert [(node.level, node.node) for node in nodes_of(store, KIM)] == [(1, 0), (1, 1), (2, 0)]
        for level, index in [(0, 5), (1, 2), (2, 1), (3, 0)]:
            with pytest.raises(KeyError):
                store.node(KIM, level, index)


def test_every_agreement_has_a_tree_of_its_own(database_url: str) -> None:
    with open_store(database_url) as store:
        appends = [
            Append(KIM, (signed("olfen"), posted("BK-1"), signed("senden")), basis(store, vouchers=["BK-1"])),
            Append("other", (signed("senden"),), basis(store, "other")),
        ]
        store.append(appends, on_behalf_of=None)
        record(store, signed("nottuln"), agreement="other")

        assert store.frontier(KIM).root() == root(leaves_of(store))
        assert store.frontier("other").root() == root(leaves_of(store, "other"))


def test_before_the_first_fact_the_tree_is_empty(database_url: str) -> None:
    with open_store(database_url) as store:
        assert store.frontier(KIM).root() == EMPTY_ROOT


def test_a_damaged_edge_is_not_built_upon(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
        without_protections(database_url, tuple(KEYS))
        run(database_url, "UPDATE ledger_heads SET position = 3")

        with pytest.raises(StoreError, match="lässt sich nicht fortschreiben"):
            record(store, posted("BK-1"))

        run(database_url, "UPDATE ledger_heads SET position = 1")
        assert len(store.facts(KIM)) == 1


def test_checkpoints_are_kept_in_order(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), signed("senden"))

        assert store.add_checkpoint(KIM, key="first", note="one\n", after=0) == 1
        assert store.add_checkpoint(KIM, key="second", note="two\n", after=1) == 2
        assert store.checkpoints(KIM) == ((1, "first", "one\n"), (2, "second", "two\n"))
        assert store.checkpoints("other") == ()
        with pytest.raises(Conflict):
            store.add_checkpoint(KIM, key="third", note="three\n", after=1)
        assert len(store.checkpoints(KIM)) == 2
        record(store, signed("nottuln"))
        assert store.frontier(KIM).root() == root(leaves_of(store))
