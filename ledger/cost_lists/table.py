"""A table as it stands in a file: rows of cells with the numbers that Excel or an editor shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from ledger.errors import Refusal
from ledger.files import open_file


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell of a workbook that shows an error, or a formula that was never computed."""

    shows: str


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken
"""A text file has texts only; an empty cell is an empty text."""


class Row(NamedTuple):
    """One row; *number* is the line where it begins, or its number in the sheet, from 1."""

    number: int
    cells: Sequence[Cell]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(map(is_empty, self.cells))


class Table(NamedTuple):
    """What a file holds: its header, and every later row that is not empty.

    *shortened* says whether rows may lack their last cells: Excel leaves off empty ones, but where
    commas separate, a missing cell may as well be an amount cut in two.
    """

    header: Row
    rows: list[Row]
    shortened: bool


def is_empty(cell: Cell) -> bool:
    """Whether *cell* holds nothing that one could see."""
    return isinstance(cell, str) and not cell.strip()


SIZE_LIMIT = 50_000_000
"""Bytes of a file; 50,000 rows need about five million."""


def content_of(path: Path) -> bytes:
    """The bytes of *path*; Refusal where it cannot be read or is larger than any list of cost."""
    with open_file(path) as stream:
        content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise Refusal("list-too-large", file=path, limit=f"{SIZE_LIMIT // 1_000_000} MB")
    return content
