"""What `audit verify` reports: one problem, at its place, with what should be there and what is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID

from ledger.store import Conflict, StoreError
from ledger.store.snapshot import BrokenText

Kind = Literal[
    "gap",
    "missing",
    "stray",
    "form",
    "hash",
    "time",
    "stream",
    "order",
    "head",
    "tree",
    "checkpoint",
    "witness",
    "statement",
    "protection",
    "read-model",
    "unreadable",
]

Unchecked = Literal["facts", "hashes", "statements", "checkpoints", "witnesses"]
"""What there may be none of to look at, or what may have been destroyed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be; without *agreement*, it concerns the ledger as a whole."""

    agreement: str | None
    position: int | None
    """None where no single event is concerned."""
    problem: Kind
    field: str
    expected: str
    found: str

    def as_json(self) -> dict[str, object]:
        """As `audit verify` answers."""
        return asdict(self)


def shown(value: object) -> str:
    r"""A stored value of whatever type, for people.

    >>> shown(b"\x00\xff"), shown(None), shown("Nord"), shown(3)
    ('00ff', 'NULL', 'Nord', '3')
    """
    match value:
        case None:
            return "NULL"
        case BrokenText():
            return f"Text (kein UTF-8): {value.hex()}"
        case bytes() | bytearray() | memoryview():
            return value.hex()
        case UUID():
            return value.hex
        case _:
            return str(value)


@contextmanager
def survived(problems: list[Problem], agreement: str | None, what: str) -> Iterator[None]:
    """Where the database cannot read *what* is looked at, that is one of the *problems*, not the end."""
    try:
        yield
    except (StoreError, Conflict) as problem:
        why = problem.why if isinstance(problem, StoreError) else str(problem)
        problems.append(Problem(agreement, None, "unreadable", what, "lesbar", why))
