"""Workbooks: which sheet and which cells count, and what would otherwise be lost without a word."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from ledger.cost_lists import workbooks
from tests.ledger.bad_inputs.cost_lists import HEADER, HEADERS, Formula, cells, workbook
from tests.ledger.bad_inputs.ledgers import IN_FORCE
from tests.ledger.importing import Desk

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Desk:
    """IN_FORCE stands in the ledger."""
    made = Desk(sqlite_url, tmp_path)
    made.record(*IN_FORCE)
    return made


def _vouchers(desk: Desk) -> list[str]:
    return [fact["voucher"] for fact in desk.facts()[len(IN_FORCE) :]]


def _made(fill: Callable[[Any], None]) -> bytes:
    """A workbook that *fill* has filled."""
    content = BytesIO()
    with Workbook(content) as book:
        fill(book)
    return content.getvalue()


def _rewritten(content: bytes, old: str, new: str) -> bytes:
    """The workbook with *old* replaced in the XML of its sheet, as another program might write it."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name).decode()
            assert name != SHEET or old in part
            after.writestr(name, part.replace(old, new) if name == SHEET else part)
    return written.getvalue()


def test_the_first_visible_sheet_counts(desk: Desk) -> None:
    def fill(book: Any) -> None:
        for name, voucher in {"versteckt": "K-1", "Kosten": "K-2", "Alt": "K-3"}.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADERS)
            sheet.write_row(1, 0, cells(voucher=voucher))
        book.get_worksheet_by_name("Kosten").activate()
        book.get_worksheet_by_name("versteckt").hide()

    assert desk.import_costs(_made(fill)).status == 0
    assert _vouchers(desk) == ["K-2"]


def test_cells_that_are_only_formatted_count_for_nothing(desk: Desk) -> None:
    """Excel keeps them when whole rows are coloured; laid out, they would be 160 million cells."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, cells())
        for row in (1, 9_999):
            sheet.write_blank(row, 16_383, None, book.add_format({"bg_color": "yellow"}))

    assert desk.import_costs(_made(fill)).status == 0
    assert _vouchers(desk) == ["K-1"]


def test_cells_need_not_say_where_they_stand(desk: Desk) -> None:
    content = workbook(cells(), cells(voucher="K-2", amount=Formula("=1/0", "#DIV/0!")))
    for place in ("A3", "B3", "C3", "D3", "E3", "F3"):
        content = _rewritten(content, f'<c r="{place}"', "<c")
    content = _rewritten(content, '<row r="3"', "<row")

    (row,) = desk.import_costs(content).rows
    assert row.startswith("Zeile 3: „Betrag“ zeigt keinen Wert, sondern #DIV/0!.")


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(desk: Desk) -> None:
    content = _rewritten(workbook(cells(post=Formula("=1", "x"))), "<v>x</v>", "<v></v>")

    assert desk.import_costs(content).status == 0
    assert "post" not in desk.facts()[-1]


def test_a_row_of_errors_is_no_empty_row(desk: Desk) -> None:
    broken = (Formula("=Alt!A3", "#REF!"),) * len(HEADER.split(";"))

    answer = desk.import_costs(workbook(cells(), broken))

    assert len(list(answer.rows)) == len(HEADER.split(";"))
    assert _vouchers(desk) == []


def test_what_would_be_too_large_unpacked_is_not_unpacked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED_LIMIT", 5_000)

    assert "ausgepackt" in desk.import_costs(workbook(cells())).err
