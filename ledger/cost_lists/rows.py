"""Rows of a list of cost as lines of a file of facts, each one `CostPosted`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ledger.cost_lists.amounts import Amounts
from ledger.cost_lists.cells import amount_of, day_of, text_of
from ledger.cost_lists.columns import OPTIONAL, Columns
from ledger.cost_lists.names import Names
from ledger.cost_lists.table import Cell, Row, is_empty
from ledger.errors import Refusal
from ledger.files import Line, parse
from ledger.recording import in_file

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of one list are read; *shortened* as in `Table`."""

    agreement: str
    columns: Columns
    shortened: bool
    names: Names
    amounts: Amounts

    def read(self, row: Row) -> Line | list[Refusal]:
        """The line that *row* is, or everything that is wrong with it; each refusal names the row."""
        reading = _Reading(self, row)
        line = Line(f"Zeile {row.number}", reading.posting())
        if reading.refusals:
            return [in_file(refusal, line.place) for refusal in reading.refusals]
        try:
            parse(line, self.agreement)
        except Refusal as refusal:
            return [refusal]
        return line


@dataclass(slots=True)
class _Reading:
    """One row while it is read; what is refused is kept, so that a row needs to be corrected once."""

    reader: Reader
    row: Row
    refusals: list[Refusal] = field(default_factory=list)

    def posting(self) -> dict[str, object]:
        """The row as data of a `CostPosted`, without what is empty or refused."""
        self._attempt(self._must_fit_the_header)
        begin, end = self._field("service_from", day_of), self._field("service_to", day_of)
        data = {
            "kind": "CostPosted",
            "voucher": self._field("voucher", _stripped),
            "pool": self._named("pool", self.reader.names.pool, begin),
            "cost_position": self._named("cost_position", self.reader.names.cost_position, begin),
            "amount": self._field("amount", self._amount),
            "service_from": begin and begin.isoformat(),
            "service_to": end and end.isoformat(),
            "post": self._field("post", _stripped),
            "text": self._field("text", text_of),
        }
        return {name: value for name, value in data.items() if value is not None}

    def _field(self, name: str, meaning: Callable[[str, Cell], _T]) -> _T | None:
        """What the cell of that field says; None where it is empty or refused."""
        place = self.reader.columns.places.get(name)
        if place is None:
            return None
        title = self.reader.columns.titles[name]
        cell = self.row.cells[place] if place < len(self.row.cells) else ""
        if not is_empty(cell):
            return self._attempt(lambda: meaning(title, cell))
        if name not in OPTIONAL:
            self.refusals.append(Refusal("cell-empty", column=title))
        return None

    def _named(self, name: str, slug: Callable[[str, date], str], day: date | None) -> str | None:
        """The slug that the cell of that field names on *day*; without a day no names are known."""
        given = self._field(name, text_of)
        return None if given is None or day is None else self._attempt(lambda: slug(given, day))

    def _amount(self, title: str, cell: Cell) -> str:
        return amount_of(title, cell, self.row.number, self.reader.amounts)

    def _attempt(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except Refusal as refusal:
            self.refusals.append(refusal)
            return None

    def _must_fit_the_header(self) -> None:
        """No value stands beside the named columns, where a separator too many would have put it."""
        named = set(self.reader.columns.places.values())
        for place, cell in enumerate(self.row.cells):
            if place not in named and not is_empty(cell):
                raise Refusal("cell-without-column", value=cell, place=place + 1)
        if len(self.row.cells) < self.reader.columns.width and not self.reader.shortened:
            raise Refusal("cells-missing", cells=len(self.row.cells), columns=self.reader.columns.width)


def _stripped(title: str, cell: Cell) -> str:
    return text_of(title, cell).strip()
