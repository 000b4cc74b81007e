"""The Merkle tree against the published vectors, an independent implementation, and forgeries (RFC 6962)."""

from itertools import pairwise

import pytest
from pymerkle import ConsistencyProof, InmemoryTree  # type: ignore[import-untyped]

from ledger.proofs.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    Frontier,
    Lookup,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_by_inclusion,
    root_of,
    roots_by_consistency,
)

LEAVES = tuple(
    map(
        bytes.fromhex,
        (
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ),
    )
)
"""The reference data of Certificate Transparency's implementations, with their roots and proofs below."""

ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""After 1, 2, 3 … leaves."""

_01, _23, _45 = (
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
_67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
_4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"

PATHS = (
    (0, 1, ()),
    (0, 8, (_1, _23, _4567)),
    (5, 8, (_4, _67, _0123)),
    (2, 3, (_01,)),
    (1, 5, (_0, _23, _4)),
)
"""Leaf, size, inclusion proof."""

STEPS = ((1, 1, ()), (1, 8, (_1, _23, _4567)), (6, 8, (_45, _67, _0123)), (2, 5, (_23, _4)))
"""Old size, new size, consistency proof."""

LARGEST = 70
"""Trees compared with pymerkle: past two powers of two, with every shape below them."""


def grown(leaves: tuple[bytes, ...]) -> tuple[Frontier, Lookup]:
    """A tree of *leaves*, grown one by one as the store does it, and its nodes."""
    nodes = {(0, index): leaf_hash(leaf) for index, leaf in enumerate(leaves)}
    frontier = Frontier()
    for leaf in leaves:
        frontier, completed = frontier.grown([leaf_hash(leaf)])
        nodes |= {(level, index): hashed for level, index, hashed in completed}
    return frontier, lambda level, index: nodes[level, index]


def numbered(count: int) -> tuple[bytes, ...]:
    return tuple(f"leaf {number}".encode() for number in range(count))


def in_hex(hashes: list[bytes]) -> tuple[str, ...]:
    return tuple(each.hex() for each in hashes)


# Published vectors


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == root_of(0, grown(())[1]) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    frontier, node = grown(LEAVES[:size])

    assert frontier.root().hex() == root_of(size, node).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "expected"), PATHS)
def test_the_published_inclusion_proofs(index: int, size: int, expected: tuple[str, ...]) -> None:
    proof = inclusion_proof(index, size, grown(LEAVES)[1])

    assert in_hex(proof) == expected
    assert root_by_inclusion(index, size, leaf_hash(LEAVES[index]), proof).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "new", "expected"), STEPS)
def test_the_published_consistency_proofs(old: int, new: int, expected: tuple[str, ...]) -> None:
    proof = consistency_proof(old, new, grown(LEAVES)[1])

    assert in_hex(proof) == expected
    roots = roots_by_consistency(old, new, bytes.fromhex(ROOTS[old - 1]), proof)
    assert in_hex(list(roots)) == (ROOTS[old - 1], ROOTS[new - 1])


# An independent implementation


@pytest.fixture(scope="module")
def other() -> InmemoryTree:
    """The same leaves in pymerkle, which counts leaves from one."""
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(numbered(LARGEST))
    return tree


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_pymerkle_finds_the_same_roots_and_inclusion_proofs(size: int, other: InmemoryTree) -> None:
    frontier, node = grown(numbered(LARGEST)[:size])

    assert frontier.root() == root_of(size, node) == other.get_root(size)
    for index in range(size):
        # Its path begins with the leaf itself.
        expected = other.prove_inclusion(index + 1, size).path[1:]
        assert inclusion_proof(index, size, node) == expected


@pytest.mark.parametrize("new", range(1, LARGEST + 1))
def test_pymerkle_finds_the_same_consistency_proofs(new: int, other: InmemoryTree) -> None:
    node = grown(numbered(LARGEST))[1]

    for old in range(1, new + 1):
        proof = consistency_proof(old, new, node)
        assert proof == as_in_the_rfc(other.prove_consistency(old, new))
        roots = roots_by_consistency(old, new, other.get_root(old), proof)
        assert roots == (other.get_root(old), other.get_root(new))


def as_in_the_rfc(proof: ConsistencyProof) -> list[bytes]:
    """RFC 6962 takes whole what pymerkle takes apart, and leaves out a whole old tree.

    Where the old tree ends at the end of a left subtree, pymerkle goes on to the single leaf that
    follows it; the hashes up to the first that belongs to the old tree are that right subtree.
    """
    first = proof.subset.index(1)
    right, old = proof.path[:first], proof.path[first:]
    # Only an old tree that is one complete subtree, or the whole, is made of a single hash.
    known = sum(proof.subset) == 1
    folded = right[:1]
    for bit, sibling in zip(proof.rule, right[1:], strict=False):
        folded = [node_hash(sibling, folded[0]) if bit else node_hash(folded[0], sibling)]
    return [*([] if known else old[:1]), *folded, *old[1:]]


# Appending


@pytest.mark.parametrize("cut", range(34))
def test_a_tree_grown_in_two_goes_is_the_same(cut: int) -> None:
    leaves = [leaf_hash(leaf) for leaf in numbered(33)]
    whole, nodes = Frontier().grown(leaves)

    half, earlier = Frontier().grown(leaves[:cut])
    stored = Frontier.of(half.size, half.stored())
    both, later = stored.grown(leaves[cut:])

    assert (both, [*earlier, *later]) == (whole, nodes)


@pytest.mark.parametrize(("size", "stored"), [(1, 0), (0, 1), (3, 1), (3, 3), (4, 2)])
def test_a_stored_frontier_with_other_peaks_than_its_size_has_is_refused(size: int, stored: int) -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier.of(size, bytes(HASH_SIZE * stored))


# Forgeries

_SMALL = 9


def flipped(hashed: bytes) -> bytes:
    return bytes([hashed[0] ^ 1]) + hashed[1:]


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    """A proof with one hash changed, left out, doubled, exchanged with its neighbour or too many."""
    places = range(len(proof))
    exchanged = [
        [*proof[:at], right, left, *proof[at + 2 :]] for at, (left, right) in enumerate(pairwise(proof))
    ]
    return [
        *([*proof[:at], flipped(proof[at]), *proof[at + 1 :]] for at in places),
        *([*proof[:at], *proof[at + 1 :]] for at in places),
        *([*proof[:at], proof[at], *proof[at:]] for at in places),
        *exchanged,
        [*proof, bytes(HASH_SIZE)],
        [bytes(HASH_SIZE), *proof],
    ]


def included(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    try:
        return root_by_inclusion(index, size, leaf, proof) == root
    except ProofError:
        return False


def consistent(old: int, new: int, roots: tuple[bytes, bytes], proof: list[bytes]) -> bool:
    try:
        return roots_by_consistency(old, new, roots[0], proof) == roots
    except ProofError:
        return False


@pytest.mark.parametrize("size", range(1, _SMALL + 1))
def test_no_forged_inclusion_proof_leads_to_the_root(size: int) -> None:
    frontier, node = grown(numbered(size))
    root = frontier.root()

    for index in range(size):
        leaf, proof = node(0, index), inclusion_proof(index, size, node)
        assert included(index, size, leaf, proof, root)
        assert not included(index, size, flipped(leaf), proof, root)
        assert not included(index, size, leaf, proof, flipped(root))
        assert not any(included(index, size, leaf, forged, root) for forged in spoiled(proof))
        others = [other for other in range(-1, size + 1) if other != index]
        assert not any(included(other, size, leaf, proof, root) for other in others)


@pytest.mark.parametrize("new", range(1, _SMALL + 1))
def test_no_forged_consistency_proof_joins_two_roots(new: int) -> None:
    node = grown(numbered(new))[1]

    for old in range(1, new + 1):
        roots, proof = (root_of(old, node), root_of(new, node)), consistency_proof(old, new, node)
        assert consistent(old, new, roots, proof)
        assert not consistent(old, new, (flipped(roots[0]), roots[1]), proof)
        assert not consistent(old, new, (roots[0], flipped(roots[1])), proof)
        assert not any(consistent(old, new, roots, forged) for forged in spoiled(proof))
        others = [other for other in range(-1, new + 2) if other != old]
        assert not any(consistent(other, new, roots, proof) for other in others)


def test_a_rewritten_log_is_not_consistent_with_the_one_before() -> None:
    """Leaf 2 of 5 was exchanged: no proof from the new log reaches the old root."""
    old_root = grown(numbered(5))[0].root()
    rewritten = (*numbered(2), b"another", *numbered(8)[3:])
    frontier, node = grown(rewritten)

    assert not consistent(5, 8, (old_root, frontier.root()), consistency_proof(5, 8, node))


def test_nothing_is_proved_about_leaves_that_are_not_there() -> None:
    node = grown(LEAVES)[1]

    for index, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(ValueError, match="is not in a tree"):
            inclusion_proof(index, size, node)
    for old, new in ((0, 8), (8, 7), (-1, 1)):
        with pytest.raises(ValueError, match="no proof leads"):
            consistency_proof(old, new, node)
