"""Lists of cost as text: separated by semicolon, comma or tab; UTF-8, else Windows-1252."""

import csv
from collections.abc import Iterator
from io import StringIO

from ledger.cost_lists.columns import known_among
from ledger.cost_lists.table import Row, Table
from ledger.errors import Refusal

SEPARATORS = ";,\t"


def text_table(file: str, content: bytes) -> Table:
    """The table in *content*; Refusal where it is no text, or none with rows and cells."""
    text = _decoded(file, content)
    separator = _separator(text)
    rows = [row for row in _rows(file, text, separator) if not row.is_empty]
    if not rows:
        raise Refusal("list-empty", file=file)
    return Table(rows[0], rows[1:], shortened=separator != ",")


def _decoded(file: str, content: bytes) -> str:
    if b"\0" in content:
        raise Refusal(
            "list-unreadable", file=file, reason="Das ist weder Text in UTF-8 noch eine Excel-Mappe."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        reason = f"Zeile {line} ist Text weder in UTF-8 noch in Windows-1252."
        raise Refusal("list-unreadable", file=file, reason=reason) from None


def _separator(text: str) -> str:
    """The separator by which the header has the most columns that we know."""
    header = next((line for line in StringIO(text, newline=None) if line.strip(f"{SEPARATORS} \n")), "")

    def known(separator: str) -> int:
        try:
            return known_among(next(csv.reader([header], delimiter=separator), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=known)


def _rows(file: str, text: str, separator: str) -> Iterator[Row]:
    """All rows, each with the line on which it begins: quoted cells may hold line breaks."""
    # Strict, because otherwise one stray quotation mark silently swallows all rows after it.
    reader = csv.reader(StringIO(text, newline=None), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Row(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as problem:
        reason = (
            f"In der Zeile, die mit Nr. {begins} beginnt, passen die Anführungszeichen nicht ({problem})."
        )
        raise Refusal("list-unreadable", file=file, reason=reason) from None
