"""The statement as a workbook: texts stay texts, amounts are numbers, the same paper gives the same bytes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from projections.documents.account import Account
from projections.documents.demands import demand_table
from projections.documents.paper import Paper
from projections.documents.rows import Cell, Column, Table, Weight, one_line

_A4 = 9
_NUMBERS = {"amount": "#,##0.00", "percent": "0.00", "count": "0", "day": "dd.mm.yyyy"}
_LOOKS: dict[Weight | str, dict[str, object]] = {
    "plain": {},
    "strong": {"bold": True, "top": 1},
    "group": {"bold": True, "bg_color": "#E8E8E8"},
    "header": {"bold": True, "bottom": 2, "text_wrap": True},
}


def statement_workbook(paper: Paper, account: Account) -> bytes:
    """XLSX: who bears what, the basis, the stretches of the year, the postings."""
    buffer = BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    recorded = datetime.fromisoformat(paper.history.known.recorded_at).astimezone(UTC)
    workbook.set_properties({"title": one_line(account.title), "created": recorded.replace(tzinfo=None)})
    book = _Book(workbook, f"&LStand Nr. {paper.history.known.position}&RSeite &P von &N")
    book.add("Abrechnung", [account.parties])
    demanded = demand_table(paper, account.demands)
    book.add("Grundlagen", [account.about, demanded, account.composition, account.readings, account.basis])
    book.add("Zeitabschnitte", [account.stretches])
    book.add("Belege", [account.postings])
    workbook.close()
    return buffer.getvalue()


class _Book:
    """A workbook with the formats that its sheets share."""

    def __init__(self, workbook: Workbook, footer: str) -> None:
        self._workbook = workbook
        self._footer = footer
        self._formats: dict[tuple[str, str], Format] = {}

    def add(self, name: str, tables: Sequence[Table]) -> None:
        """A sheet with *tables* one below the other; of a single one the header stays in sight."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self._footer)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for number in range(max(len(table.columns) for table in tables)):
            widths = [table.columns[number].width for table in tables if number < len(table.columns)]
            sheet.set_column(number, number, max(widths) + 2)
        first = 0
        for table in tables:
            first = self._write(sheet, first, table) + 1

    def _write(self, sheet: Worksheet, first: int, table: Table) -> int:
        """Header and rows from row *first* on; the number of the row after."""
        for number, column in enumerate(table.columns):
            sheet.write_string(first, number, column.title, self._format(column, "header"))
        for at, row in enumerate(table.rows, start=first + 1):
            for number, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
                _write_cell(sheet, (at, number), cell, self._format(column, row.weight))
        return first + 1 + len(table.rows)

    def _format(self, column: Column, look: str) -> Format:
        if (column.kind, look) not in self._formats:
            number = {"num_format": _NUMBERS[column.kind]} if column.kind in _NUMBERS else {}
            right = {"align": "right"} if column.kind in ("amount", "percent", "count", "fraction") else {}
            text = {"text_wrap": True} if column.kind in ("text", "code") else {}
            chosen = {"valign": "top", **number, **right, **text, **_LOOKS[look]}
            self._formats[column.kind, look] = self._workbook.add_format(chosen)
        return self._formats[column.kind, look]


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, look: Format) -> None:
    """A text is never read as a formula, a link or a number."""
    match cell:
        case None:
            sheet.write_blank(*at, None, look)
        case date():
            sheet.write_datetime(*at, datetime.combine(cell, time()), look)
        case Decimal() | int():
            sheet.write_number(*at, float(cell), look)
        case Fraction() | str():
            sheet.write_string(*at, one_line(str(cell)), look)
