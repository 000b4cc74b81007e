"""Whether a log is what it says: positions, hashes, and the statements that rest on it (`audit verify`)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from ledger.store import StoredFact
from ledger.store.canonical import leaf_hash
from projections.rechecking import recheck


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an agreement's log that is not as it must be."""

    agreement: str
    position: int
    problem: Literal["gap", "hash", "statement"]
    field: str
    expected: str
    found: str

    def as_json(self) -> dict[str, object]:
        """As `audit verify` answers."""
        return asdict(self)


def verify(agreement: str, recorded: Sequence[StoredFact], *, head: int) -> Iterator[Problem]:
    """All problems of *agreement*, in the order of its log; *head* is the newest position, read before it."""
    reached = 0
    for entry in recorded:
        if entry.position != reached + 1:
            yield _gap(agreement, reached + 1, entry.position)
        computed = leaf_hash(entry.stored_fields()).hex()
        if computed != entry.leaf_hash.hex():
            yield Problem(agreement, entry.position, "hash", "leaf_hash", computed, entry.leaf_hash.hex())
        reached = entry.position
    if reached < head:
        yield _gap(agreement, head, reached)
    yield from _statements(agreement, recorded)


def _gap(agreement: str, expected: int, found: int) -> Problem:
    return Problem(agreement, expected, "gap", "position", str(expected), str(found))


def _statements(agreement: str, recorded: Sequence[StoredFact]) -> Iterator[Problem]:
    """Statements that today's rules compute differently from the same facts, figure by figure."""
    for found in recheck(agreement, recorded):
        for field, (computed, stated) in found.figures.items():
            yield Problem(agreement, found.position, "statement", field, computed, stated)
