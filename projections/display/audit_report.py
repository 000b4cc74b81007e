"""`audit report` on the screen: what the page shows."""

from projections.audit_report_tables import TITLE, circumstances, reservations, tables, verdict
from projections.display.tables import headline, open_console, table_of
from projections.documents.rows import Table
from projections.german import Answer


def show_report(report: Answer) -> None:
    """All of it."""
    console = open_console()
    console.print(headline(TITLE))
    for name, value in circumstances(report):
        console.print(f"{name}: {value}")
    console.print(headline(verdict(report)))
    for table in tables(report):
        console.print()
        console.print(headline(table.title))
        console.print(_shown(table))
    for sentence in reservations(report):
        console.print(sentence)


def _shown(table: Table) -> object:
    numbers = [number for number, column in enumerate(table.columns) if column.kind == "count"]
    shown = table_of(*(column.title for column in table.columns), amounts=numbers)
    for row in table.rows:
        shown.add_row(*("–" if cell is None else str(cell) for cell in row.cells))
    return shown
