"""Lists of cost that must be refused whole, against the ledger that is in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]

HEADER = "Beleg;Region;Kostenart;Betrag;Leistung von;Leistung bis;Stelle;Buchungstext"
GOOD = "K-0;nord;personnel;10,00;01.01.2024;31.01.2024;;"
"""Stands before every bad row, and must not be recorded either."""

Cells = tuple[object, ...]
HEADERS: Cells = tuple(HEADER.split(";"))


@dataclass(frozen=True)
class Formula:
    """A cell of a workbook with a formula, and what Excel once made of it."""

    formula: str
    result: object


@dataclass(frozen=True)
class BadList:
    """A list that must be refused.

    *code* is the entry of the catalogue, *rows* the numbers of the rows that are refused with it
    (none: the file as a whole is), *says* what the message must name besides.
    """

    title: str
    code: str
    says: tuple[str, ...]
    content: bytes
    rows: tuple[int, ...]
    options: tuple[str, ...]


def text(*rows: str, header: str = HEADER) -> bytes:
    """A text file with these rows under its header."""
    return "\r\n".join((header, *rows)).encode()


def workbook(*rows: Cells, header: Cells = HEADERS) -> bytes:
    """A workbook with these rows under its header; texts stay texts, whatever they begin with."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats: dict[type, object] = {
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
            datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        sheet = book.add_worksheet("Kosten")
        for number, row in enumerate((header, *rows)):
            for place, cell in enumerate(row):
                if isinstance(cell, Formula):
                    sheet.write_formula(number, place, cell.formula, None, cell.result)
                else:
                    sheet.write(number, place, cell, formats.get(type(cell)))
    return bytes(content.getvalue())


def posting(**changed: str) -> str:
    """A good row of a text file, but for what is *changed*."""
    return ";".join(map(str, cells(**{"amount": "50,00"} | changed)))


def cells(**changed: object) -> Cells:
    """A good row of a workbook, but for what is *changed*."""
    good: dict[str, object] = {
        "voucher": "K-1",
        "pool": "nord",
        "cost_position": "personnel",
        "amount": 50,
        "service_from": "01.01.2024",
        "service_to": "31.03.2024",
        "post": "",
        "text": "",
    }
    return tuple((good | changed).values())


def bad_lists() -> Iterator[BadList]:
    """All of them."""
    yield from _files()
    yield from _columns()
    yield from _amounts()
    yield from _days()
    yield from _cells()
    yield from _contract()


def _file(title: str, code: str, content: bytes, *says: str) -> BadList:
    return BadList(title, code, says, content, (), ())


def _row(title: str, code: str, row: str, *says: str, options: tuple[str, ...] = ()) -> BadList:
    """A text file whose second row is bad, in line 3."""
    return BadList(title, code, says, text(GOOD, row), (3,), options)


def _cell(title: str, code: str, *says: str, **changed: object) -> BadList:
    """A workbook whose second row is bad, in row 3."""
    content = workbook(cells(voucher="K-0"), cells(**changed))
    return BadList(title, code, says, content, (3,), ())


def _files() -> Iterator[BadList]:
    good = workbook(cells())
    yield _file("an empty file", "list-empty", b"")
    yield _file("a byte order mark alone", "list-empty", b"\xef\xbb\xbf\r\n")
    yield _file("separators alone", "list-empty", b";;;\r\n;;;\r\n")
    yield _file("a header alone", "list-empty", text())
    yield _file("a header and empty rows", "list-empty", text(";;;;;;;", "", " ; "))
    yield _file("an empty sheet", "list-empty", workbook(header=()))
    yield _file("a workbook with a header alone", "list-empty", workbook())
    yield _file("a picture", "list-unreadable", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "weder Text")
    yield _file("UTF-16", "list-unreadable", text(GOOD).decode().encode("utf-16"), "weder Text")
    yield _file("no Windows-1252", "list-unreadable", text(GOOD, "K-1;") + b"\x81", "Zeile 3")
    yield _file("an open quotation mark", "list-unreadable", text(GOOD, posting(text='"a'), GOOD), "Nr. 3")
    yield _file("a text after its end", "list-unreadable", text(GOOD, posting(voucher='"K"1')), "Nr. 3")
    yield _file("an encrypted workbook", "list-unreadable", _OLE + bytes(2000), "verschlüsselt")
    yield _file("half a workbook", "list-unreadable", good[: len(good) // 2], "beschädigt")
    yield _file(
        "a workbook with a hole", "list-unreadable", good[:600] + bytes(99) + good[699:], "beschädigt"
    )
    yield _file("some other archive", "list-unreadable", b"PK\x03\x04" + bytes(100), "beschädigt")
    far = workbook(cells(), header=(*HEADER.split(";"), *[""] * 15_000, "x"))
    yield _file("a column far to the right", "columns-wrong", far, "unbekannte Spalte „x“")
    corner = workbook(*[(None,)] * 9_999, (*[None] * 1_000, "x"))
    yield _file("a cell in a far corner", "list-too-large", corner, "10 Millionen Zellen")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _columns() -> Iterator[BadList]:
    def bad(title: str, header: str, *says: str) -> BadList:
        return _file(title, "columns-wrong", text(GOOD, header=header), "Zeile 1", "Belegnummer", *says)

    yield bad("an unknown column", f"{HEADER};Konto", "unbekannte Spalte „Konto“")
    yield bad("a column twice", f"{HEADER};Region", "„Region“ steht zweimal")
    yield bad("a column in two languages", f"{HEADER};voucher", "„Beleg“ und „voucher“")
    yield bad("a column missing", HEADER.replace("Betrag", ""), "„Betrag“ fehlt")
    yield bad("several faults", HEADER.replace("Betrag", "Summe"), "„Summe“; „Betrag“ fehlt")
    yield bad("no header", GOOD, "unbekannte Spalte „K-0“", "„Beleg“ fehlt")
    yield bad("another separator", HEADER.replace(";", "|"), "„Leistung bis“ fehlt")
    yield _file("a number as header", "columns-wrong", workbook(cells(), header=(1, 2)), "„1.0“")


def _amounts() -> Iterator[BadList]:
    for amount in ("1.234", "1,234", "12.345", "-1.234", "1.234 €", "999,999"):
        yield _row(f"the amount {amount}", "amount-ambiguous", posting(amount=amount), f"„{amount}“")
    for amount in _NO_AMOUNTS:
        yield _row(f"the amount {amount}", "amount-invalid", posting(amount=amount), f"„{amount}“")
    for amount in ("1,234.56", "12.34", "1,234,567"):
        row, german = posting(amount=amount), ("--dialect", "german")
        yield _row(f"{amount} in German", "amount-in-other-dialect", row, f"„{amount}“", options=german)
    yield _row("English", "amounts-mixed", posting(amount="12.50"), "„10,00“ in Zeile 2", "englisch")
    for amount in ("12,345678", "1.234,567", "0,125"):
        yield _row(f"the amount {amount}", "amount-too-precise", posting(amount=amount), f"„{amount}“")
    yield _stated("german", "12,500")
    yield _stated("english", "1.234")
    yield _row("14 digits", "amount-too-large", posting(amount="10000000000000,00"), "13 Stellen")
    yield _row("30 digits", "amount-too-large", posting(amount="1" * 30), "13 Stellen")
    yield _cell("a number with thousandths", "amount-too-precise", "„0.125“", amount=0.125)
    yield _cell("a number beyond exact cents", "amount-too-large", "13 Stellen", amount=1e13)
    yield _cell("a truth as amount", "amount-invalid", "„True“", amount=True)
    yield _cell("a day as amount", "amount-invalid", "„2024-05-01“", amount=date(2024, 5, 1))
    yield _cell("an ambiguous text", "amount-ambiguous", "„1.234“", amount="1.234")


def _stated(dialect: str, amount: str) -> BadList:
    """Thousandths, once it is said which mark is the decimal one."""
    content = text(posting(amount=amount))
    options = ("--dialect", dialect)
    return BadList(
        f"thousandths in {dialect}", "amount-too-precise", (f"„{amount}“",), content, (2,), options
    )


_NO_AMOUNTS = (
    *("zwölf", "12,50,00", "1.23.456,00", "1.2345,00", "12,345,6", "1 23,00", "1.234 567,00", "12,-"),
    *(",50", "12,", "--12,00", "-12,00-", "(12,00)", "12,50 USD", "€ 12,50 €", "1e3", "١٢", "12,50%"),
)


def _days() -> Iterator[BadList]:
    for day, problem in {
        "30.02.2024": "diesen Tag gibt es nicht",
        "1.1.2024": "kein Tag der Form",
        "2024-1-1": "kein Tag der Form",
        "01/31/2024": "kein Tag der Form",
        "31.01.24": "kein Tag der Form",
        "01.01.0204": "das Jahr liegt nicht",
        "45292": "kein Tag der Form",
    }.items():
        row = posting(service_from=day)
        yield _row(f"the day {day}", "day-invalid", row, "„Leistung von“", problem)
    noon = datetime(2024, 1, 31, 12)  # noqa: DTZ001 - Excel knows no time zones
    yield _cell("a time of day", "day-invalid", "Uhrzeit", "„Leistung bis“", service_to=noon)
    yield _cell("a day as number", "day-invalid", "45292.0", service_to=45_292)
    yield _cell("a year too far", "day-invalid", "2200-01-01", service_to=date(2200, 1, 1))


def _cells() -> Iterator[BadList]:
    for name, title in _REQUIRED.items():
        yield _row(f"no {name}", "cell-empty", posting(**{name: " "}), f"„{title}“ fehlt")
        yield _cell(f"no {name} in a workbook", "cell-empty", f"„{title}“ fehlt", **{name: None})
    yield _row("only a sum", "cell-empty", ";;;10,00;;;;", "„Beleg“", "„Region“", "„Leistung von“")
    yield _row("too few cells", "cell-empty", "K-1;nord;personnel;50,00", "„Leistung bis“")
    yield _row("a separator in a text", "cell-without-column", f"{posting(text='a')};b", "„b“", "Zelle 9")
    unnamed = workbook((*cells(voucher="K-0"), ""), (*cells(), "x"))
    yield BadList("a value beside the columns", "cell-without-column", ("„x“",), unnamed, (3,), ())
    header = HEADER.replace(";", ",")
    good = GOOD.replace(",", ".").replace(";", ",")
    cut = text(good, "K-1,nord,personnel,12,50,01.01.2024,31.01.2024", header=header)
    yield BadList("an amount cut in two", "cells-missing", ("7 von 8",), cut, (3,), ())
    yield _cell("a voucher with decimals", "cell-not-text", "„Beleg“: 2024.1", voucher=2024.10)
    yield _cell("a day as voucher", "cell-not-text", "2024-02-01", voucher=date(2024, 2, 1))
    yield _cell("a truth as text", "cell-not-text", "True", text=True)
    yield _cell("a number too long to be kept", "cell-not-text", "„Buchungstext“", text=1e15)
    yield _cell("an error", "cell-broken", "„Stelle“", "#N/A", post=Formula("=NA()", "#N/A"))
    never = Formula("=A1", "")
    yield _cell("a formula without result", "cell-broken", "„Betrag“", "ohne Ergebnis", amount=never)
    yield _row("a tab in the voucher", "field-invalid", posting(voucher="K\t1"), "voucher")
    yield _row("a voucher of 101 characters", "field-invalid", posting(voucher="K" * 101), "100 Zeichen")
    yield _row("a text of 501 characters", "field-invalid", posting(text="x" * 501), "500 Zeichen")
    yield _row("a post that is no slug", "field-invalid", posting(post="Stelle 1"), "post")


_REQUIRED = {
    "voucher": "Beleg",
    "pool": "Region",
    "cost_position": "Kostenart",
    "amount": "Betrag",
    "service_from": "Leistung von",
    "service_to": "Leistung bis",
}


def _contract() -> Iterator[BadList]:
    """What `record` refuses too; names that no terms have are refused before."""
    yield _row("a region by no name", "unknown-pool", posting(pool="Nord"[:3]), "Region Nord (nord)")
    yield _row(
        "cost by no name", "cost-not-listed", posting(cost_position="Reisen"), "Personalkosten (personnel)"
    )
    flat = posting(cost_position="Personalverwaltung, pauschal")
    yield _row("a flat rate", "cost-is-flat-rate", flat, "„administration“")
    yield _row(
        "a year's end", "across-year-end", posting(service_to="01.01.2025"), "2024-01-01 bis 2025-01-01"
    )
    yield _row("an end before the start", "end-before-start", posting(service_to="31.12.2023"), "2023-12-31")
    yield _row("an unknown post", "unknown-post", posting(post="n9"), "„n9“", "n1")
    yield _row("a voucher that is used", "voucher-used", posting(voucher="BK-1"), "„BK-1“")
    yield _row("a voucher twice", "voucher-used", posting(voucher="K-0"), "„K-0“")
