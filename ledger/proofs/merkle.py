"""The Merkle tree over a log (RFC 6962, section 2.1; proofs checked as in RFC 9162, section 2.1).

Leaf *i* of an agreement's tree is the leaf hash of position *i* + 1. A node is named by its level
and index: it is the root of the complete subtree over the leaves from index · 2^level on, 2^level
of them; level 0 are the leaf hashes. Once written, a node never changes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

HASH_SIZE = 32
"""Bytes of a hash."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree and the hash of its root."""

    level: int
    number: int
    """Its index, from the left, among the nodes of its level."""
    hash: bytes


Lookup = Callable[[int, int], bytes]
"""The hash of the node at a level and index, which must exist."""


class ProofError(ValueError):
    """A proof does not show what it is said to show."""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 of a zero byte and *leaf*."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of a one byte and the hashes of the two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree by its right edge: the roots of its largest complete subtrees, from the left.

    This is all that appending needs. There is one for each bit that is set in *size*.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, size: int, stored: bytes) -> "Frontier":
        """The frontier whose peaks are *stored* one after the other; ValueError if they are not *size*'s."""
        peaks = tuple(stored[at : at + HASH_SIZE] for at in range(0, len(stored), HASH_SIZE))
        if len(stored) != HASH_SIZE * size.bit_count():
            msg = f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(stored)} bytes"
            raise ValueError(msg)
        return cls(size, peaks)

    def stored(self) -> bytes:
        """The peaks one after the other."""
        return b"".join(self.peaks)

    def root(self) -> bytes:
        """The tree's root; the hash of nothing for an empty tree."""
        return bagged(self.peaks)

    def grown(self, leaves: Iterable[bytes]) -> tuple["Frontier", list[Node]]:
        """The frontier with *leaves*, their hashes, appended, and the nodes above that this completes."""
        size, peaks, nodes = self.size, list(self.peaks), list[Node]()
        for leaf in leaves:
            level, index, peak = 0, size, leaf
            while index & 1:
                level, index, peak = level + 1, index >> 1, node_hash(peaks.pop(), peak)
                nodes.append(Node(level, index, peak))
            peaks.append(peak)
            size += 1
        return Frontier(size, tuple(peaks)), nodes


def bagged(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size."""
    if not peaks:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def root_of(size: int, node: Lookup) -> bytes:
    """The root of the tree over the first *size* leaves."""
    return _subtree(0, size, node)


def inclusion_proof(index: int, size: int, node: Lookup) -> list[bytes]:
    """The audit path for leaf *index* in the tree of *size* leaves, from the leaf upwards (section 2.1.1)."""
    if not 0 <= index < size:
        msg = f"leaf {index} is not in a tree of {size} leaves"
        raise ValueError(msg)
    return _path(index, 0, size, node)


def consistency_proof(old: int, new: int, node: Lookup) -> list[bytes]:
    """That the first *old* of *new* leaves are the tree of *old* leaves (section 2.1.2)."""
    if not 0 < old <= new:
        msg = f"no proof leads from {old} to {new} leaves"
        raise ValueError(msg)
    return [] if old == new else _subproof(old, 0, new, node, known=True)


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that *proof* shows leaf *index* to be under (RFC 9162, section 2.1.3.2); or ProofError."""
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size} leaves")
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise ProofError(f"{len(proof)} hashes are no path to leaf {index} of {size}")
    found = leaf
    for level, sibling in enumerate(proof[:inner]):
        found = node_hash(sibling, found) if index >> level & 1 else node_hash(found, sibling)
    return reduce(lambda right, left: node_hash(left, right), proof[inner:], found)


def roots_by_consistency(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots that *proof* shows to belong to one log (RFC 9162, section 2.1.4.2).

    *old_root* is needed only where *old* is a power of two, for then the proof leaves it out.
    Raises ProofError if *proof* fits no two trees of these sizes.
    """
    if not 0 < old <= new:
        raise ProofError(f"no proof leads from {old} to {new} leaves")
    if old == new:
        if proof:
            raise ProofError("a tree is consistent with itself without any hash")
        return old_root, old_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise ProofError("the proof is empty")
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    return _replayed(path, first, last)


def _replayed(path: Sequence[bytes], first: int, last: int) -> tuple[bytes, bytes]:
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if first & 1 or first == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        first, last = first >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return older, newer


def _split(size: int) -> int:
    """The largest power of two below *size*."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(start: int, size: int, node: Lookup) -> bytes:
    if size == 0:
        return EMPTY_ROOT
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    left = _split(size)
    return node_hash(_subtree(start, left, node), _subtree(start + left, size - left, node))


def _path(index: int, start: int, size: int, node: Lookup) -> list[bytes]:
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [*_path(index, start, left, node), _subtree(start + left, size - left, node)]
    return [*_path(index - left, start + left, size - left, node), _subtree(start, left, node)]


def _subproof(old: int, start: int, size: int, node: Lookup, *, known: bool) -> list[bytes]:
    if old == size:
        return [] if known else [_subtree(start, size, node)]
    left = _split(size)
    if old <= left:
        return [
            *_subproof(old, start, left, node, known=known),
            _subtree(start + left, size - left, node),
        ]
    return [*_subproof(old - left, start + left, size - left, node, known=False), _subtree(start, left, node)]
