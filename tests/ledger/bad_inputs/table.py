"""The form of a row: what stands already, what is tried, and what the refusal must say."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from tests.ledger.bad_inputs.ledgers import Given

Line = Given | bytes
"""A fact as data, or a line of the file as it is."""


@dataclass(frozen=True)
class BadInput:
    """A file of facts that must be refused whole, against one of LEDGERS.

    *code* is the entry of the catalogue, and so stands for clause, reason and way out; *says* is
    what the message must name besides. The last of *lines* is the bad one.
    """

    title: str
    code: str
    says: tuple[str, ...]
    lines: tuple[Line, ...]
    ledger: str
    place: str

    @property
    def content(self) -> bytes:
        return b"\n".join(each if isinstance(each, bytes) else as_line(each) for each in self.lines)


def as_line(given: Given) -> bytes:
    return json.dumps(given).encode()


def bad(
    title: str,
    code: str,
    says: str | Iterable[str],
    *lines: Line,
    ledger: str = "in force",
    place: str | None = None,
) -> BadInput:
    """A row; *place* is where the message must say the fault is, if not in the last line."""
    named = (says,) if isinstance(says, str) else tuple(says)
    return BadInput(title, code, named, lines, ledger, place or f"Zeile {len(lines)}")
