"""A tree in memory is the tree that grows by its right edge (RFC 6962)."""

import hashlib

from ledger.proofs.merkle import Frontier, Node
from ledger.proofs.tree import Tree

LEAVES = [hashlib.sha256(bytes([number])).digest() for number in range(9)]


def _hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_a_tree_of_three_leaves_by_hand() -> None:
    tree = Tree()
    for leaf in LEAVES[:3]:
        tree.add(leaf)
    pair = _hash(LEAVES[0], LEAVES[1])

    assert (tree.size, tree.nodes, list(tree.places())) == (3, 1, [(1, 0)])
    assert (tree.root(1), tree.root(2), tree.root(3)) == (LEAVES[0], pair, _hash(pair, LEAVES[2]))
    assert tree.frontier() == Frontier(3, (pair, LEAVES[2]))


def test_at_every_size_it_has_the_nodes_and_the_edge_of_the_tree_that_grows() -> None:
    tree, frontier, nodes = Tree(), Frontier(), list[Node]()
    for leaf in LEAVES:
        tree.add(leaf)
        frontier, completed = frontier.grown([leaf])
        nodes += completed
        assert (tree.frontier(), tree.root(tree.size)) == (frontier, frontier.root())
    assert {Node(level, index, tree.node(level, index)) for level, index in tree.places()} == set(nodes)
