"""Lists of cost as Excel workbooks (XLSX): the first sheet that is visible.

python-calamine reads the values. It shows cells with errors and formulas without a value as empty,
which would lose an amount silently, and it lays out all cells up to the last one at once, which for
one stray cell in a corner ends the process. So the sheet's own XML is looked through first; expat
resolves no external entities and, since 2.4, does not let internal ones grow without bound.
"""

import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import starmap
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from ledger.cost_lists.table import Broken, Cell, Row, Table
from ledger.errors import Refusal

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How encrypted workbooks begin, and those of Excel before 2007."""

UNPACKED_LIMIT = 400_000_000
"""Bytes of a sheet; 50,000 rows need about 25 million."""

CELLS_LIMIT = 10_000_000
"""All cells up to the last row and the last column, empty ones too."""

_DAMAGED = (
    BadZipFile,
    CalamineError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    StopIteration,
    ValueError,
    zlib.error,
)
"""What zipfile, ElementTree and calamine raise for files that are cut off, forged or something else."""


def is_workbook(content: bytes) -> bool:
    """Whether *content* begins like an Excel file rather than like text."""
    return content.startswith((ZIP, OLE))


def workbook_table(file: str, content: bytes) -> Table:
    """The table on the first visible sheet; Refusal where it cannot be read or holds no row."""
    if content.startswith(OLE):
        reason = "Die Mappe ist verschlüsselt oder hat das alte Excel-Format (.xls)."
        raise Refusal("list-unreadable", file=file, reason=reason)
    with _readable(file):
        sheet = _first_sheet(file, content)
        cells = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet.name)
        values = cast("list[list[Cell]]", cells.to_python(skip_empty_area=False))
        for (row, column), shows in sheet.broken.items():
            values[row - 1][column - 1] = Broken(shows)
    rows = [each for each in starmap(Row, enumerate(values, start=1)) if not each.is_empty]
    if not rows:
        raise Refusal("list-empty", file=file)
    return Table(rows[0], rows[1:], shortened=True)


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED:
        reason = "Die Datei beginnt wie eine Excel-Mappe (.xlsx), ist aber keine oder beschädigt."
        raise Refusal("list-unreadable", file=file, reason=reason) from None


@dataclass(slots=True)
class _Sheet:
    """What has to be known of a sheet before its values are read: its last row and column, broken cells."""

    name: str
    rows: int = 0
    columns: int = 0
    broken: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int, cell: Element) -> None:
        """Count in one cell; a merely formatted one counts for nothing."""
        parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
        if not parts:
            return
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if cell.get("t") == "e":
            self.broken[row, column] = parts.get("v") or "#?"
        elif "f" in parts and not parts.get("v") and cell.get("t") != "str":
            self.broken[row, column] = "eine Formel ohne Ergebnis"


def _first_sheet(file: str, content: bytes) -> _Sheet:
    with ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
            raise Refusal("list-too-large", file=file, limit=f"{UNPACKED_LIMIT // 1_000_000} MB ausgepackt")
        name, part = _name_and_part(archive)
        sheet = _Sheet(name)
        with archive.open(part) as stream:
            for row, column, cell in _cells(stream):
                sheet.add(row, column, cell)
                if sheet.rows * sheet.columns > CELLS_LIMIT:
                    limit = f"{CELLS_LIMIT // 1_000_000} Millionen Zellen"
                    raise Refusal("list-too-large", file=file, limit=limit)
    return sheet


def _cells(stream: IO[bytes]) -> Iterator[tuple[int, int, Element]]:
    """Every cell of a sheet with its row and column, from 1; a file need not say where a cell stands."""
    row, column = 1, 0
    for _, element in iterparse(stream):  # noqa: S314 - as above
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            row, column = _place(element.get("r")) or (row, column + 1)
            yield row, column, element
        elif tag == "row":
            row, column = row + 1, 0
            element.clear()


def _place(reference: str | None) -> tuple[int, int] | None:
    """Row and column of a reference such as "AB12", from 1."""
    if reference is None:
        return None
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]), column


def _name_and_part(archive: ZipFile) -> tuple[str, str]:
    """The first sheet that is visible, and where in the archive it stands."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    parts = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheet")  # noqa: S314 - as above
    sheet = next(sheet for sheet in sheets if sheet.get("state", "visible") == "visible")
    relation = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    return sheet.attrib["name"], posixpath.join("/xl", parts[relation]).removeprefix("/")
