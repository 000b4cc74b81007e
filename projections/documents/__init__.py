"""The papers of a settlement: a statement to a party as PDF, XLSX and CSV, and a yearly overview (§ 2; R12).

Pure: from what is known to bytes. The same paper gives the same bytes, in decades too, as long as the
same software is asked; nothing here reads a clock.
"""

from projections.documents.account import account
from projections.documents.overview import overview_files
from projections.documents.paper import Paper
from projections.documents.semicolons import statement_csv
from projections.documents.statement_pdf import statement_pdf
from projections.documents.workbook import statement_workbook
from projections.history import History


def documents(paper: Paper, party: str) -> dict[str, bytes]:
    """The statement on *paper* to *party*, by file name: PDF, XLSX and CSV."""
    told = account(paper, party)
    stem = paper.file_stem(party)
    return {
        f"{stem}.pdf": statement_pdf(paper, told),
        f"{stem}.xlsx": statement_workbook(paper, told),
        f"{stem}.csv": statement_csv(paper, told),
    }


def overview(history: History, *, first_year: int, last_year: int) -> dict[str, bytes]:
    """The overview for the councils, years *first_year* to *last_year*, by file name: PDF and SVG."""
    return overview_files(history, first_year, last_year)
