"""A whole tree in memory (RFC 6962), for those who compare all of a log with what was signed of it."""

from collections.abc import Iterator

from ledger.proofs.merkle import HASH_SIZE, Frontier, node_hash, root_of


class Tree:
    """A tree that grows leaf by leaf; 64 bytes an event."""

    def __init__(self) -> None:
        self._levels = [bytearray()]

    @property
    def size(self) -> int:
        """Leaves."""
        return self._count(0)

    @property
    def nodes(self) -> int:
        """Complete subtrees of more than one leaf."""
        return sum(map(self._count, range(1, len(self._levels))))

    def add(self, leaf: bytes) -> None:
        """Append the hash of a leaf."""
        level, index, node = 0, self.size, leaf
        self._levels[0] += node
        while index & 1:
            node = node_hash(self.node(level, index - 1), node)
            level, index = level + 1, index >> 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        at = index * HASH_SIZE
        return bytes(self._levels[level][at : at + HASH_SIZE])

    def places(self) -> Iterator[tuple[int, int]]:
        """Level and index of every node above the leaves."""
        for level in range(1, len(self._levels)):
            for index in range(self._count(level)):
                yield level, index

    def root(self, size: int) -> bytes:
        """The root over the first *size* leaves, of which there are so many."""
        return root_of(size, self.node)

    def frontier(self) -> Frontier:
        """The right edge."""
        peaks, done = [], 0
        for level in reversed(range(len(self._levels))):
            if self.size >> level & 1:
                peaks.append(self.node(level, done >> level))
                done += 1 << level
        return Frontier(self.size, tuple(peaks))

    def _count(self, level: int) -> int:
        return len(self._levels[level]) // HASH_SIZE
