"""Tables as data: what a document shows, before anyone decides how it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from projections.rules.cents import money, to_cents

Kind = Literal["text", "code", "amount", "day", "count", "fraction", "percent"]
"""What stands in a column; `code` is never hyphenated, `fraction` and `percent` are shares."""

Cell = str | int | Decimal | Fraction | date | None
Weight = Literal["plain", "strong", "group"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; *width* in characters."""

    title: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `strong` stands out, `group` is the heading and sum of the rows below it."""

    cells: tuple[Cell, ...]
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def plain(cells: Iterable[tuple[Cell, ...]]) -> tuple[Row, ...]:
    """Rows of which none stands out."""
    return tuple(Row(each) for each in cells)


def rounded(euro: Fraction) -> Decimal:
    """*euro* to the cent, for display only.

    >>> rounded(Fraction(1, 3))
    Decimal('0.33')
    """
    return Decimal(money(to_cents(euro)))


def one_line(text: str) -> str:
    r"""*text* without line breaks and tabs.

    >>> one_line("eins\n\tzwei")
    'eins zwei'
    """
    return " ".join(text.split())
