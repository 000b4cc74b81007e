"""Tables as CSV that German Excel opens without asking: BOM, semicolons, decimal commas, CRLF."""

import csv
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from projections.documents.account import Account
from projections.documents.demands import demand_table
from projections.documents.paper import Paper
from projections.documents.rows import Cell, Table, one_line

_READ_AS_MORE = re.compile(r"[=+\-@\t\r]|[\d.,:/ %eE-]*\d[\d.,:/ %eE-]*\Z")
"""What Excel would take for a formula; and for a number or a day: 007, 1/4, 2025-01."""


def statement_csv(paper: Paper, account: Account) -> bytes:
    """All tables below each other; the first column says which one a row belongs to."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for table in _tables(paper, account):
        writer.writerow(["Abschnitt", *(column.title for column in table.columns)])
        for row in table.rows:
            writer.writerow([guarded(table.title), *map(as_text, row.cells)])
    return text.getvalue().encode("utf-8-sig")


def table_csv(table: Table) -> bytes:
    """One table."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows([as_text(cell) for cell in row.cells] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _tables(paper: Paper, account: Account) -> list[Table]:
    return [
        account.about,
        demand_table(paper, account.demands),
        account.composition,
        account.parties,
        account.stretches,
        account.readings,
        account.basis,
        account.postings,
    ]


def as_text(cell: Cell) -> str:
    """The cell as Excel is to read it: amounts as numbers, texts as texts.

    >>> as_text(Decimal("-1234.50")), as_text("-1+2"), as_text(Fraction(1, 4))
    ('-1234,50', "'-1+2", "'1/4")
    """
    match cell:
        case None:
            return ""
        case date():
            return f"{cell:%d.%m.%Y}"
        case Decimal() | int():
            return str(cell).replace(".", ",")
        case Fraction() | str():
            return guarded(str(cell))


def guarded(text: str) -> str:
    """*text* in one line, with an apostrophe in front where Excel would read it as something else."""
    line = one_line(text)
    return f"'{line}" if _READ_AS_MORE.match(line) else line
