"""The statement as XLSX and CSV: amounts are numbers, texts stay texts, all figures are there."""

import csv
import zipfile
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from projections.documents import documents
from projections.documents.paper import Paper
from projections.documents.semicolons import guarded
from tests.projections.documents.given import HOSTILE, correction, ordinary, paper, taxable
from tests.scenario import cost, cost_of_year, in_force, taxed


def _made(on: Paper, ending: str, party: str = "billerbeck") -> bytes:
    return next(data for name, data in documents(on, party).items() if name.endswith(ending))


def _sheets(made: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _rows(made: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))


def _of(rows: list[list[Any]], *start: str) -> list[Any]:
    return next(row[len(start) :] for row in rows if row[: len(start)] == list(start))


def _dangerous() -> Paper:
    texts = {"equals": "=cmd|' /C calc'!A0", "plus": "+1", "minus": "-1", "at": "@SUM(A1)"}
    patch = {
        "title": texts["equals"],
        "parties": {"billerbeck": {"name": texts["plus"]}, "rosendahl": {"name": texts["at"]}},
        "pools": {"nord": {"name": texts["minus"]}},
        "cost_positions": {"personnel": {"name": texts["equals"]}},
    }
    facts = in_force(patch=patch) + taxed()
    facts += cost_of_year("nord", "200000.00", 2025, voucher="=1+1", text=HOSTILE)
    return paper(facts + cost("nord", "-5.50", "2025-01-01", "2025-01-31", voucher="007", text="\tTab"))


def test_the_workbook_holds_every_figure_as_a_number() -> None:
    sheets = _sheets(_made(paper(taxable()), ".xlsx"))

    assert list(sheets) == ["Abrechnung", "Grundlagen", "Zeitabschnitte", "Belege"]
    assert sheets["Abrechnung"][0] == ["Vertragspartei", "Region", "trägt (EUR)"]
    assert _of(sheets["Abrechnung"], "Stadt Billerbeck", "Region Nord") == [15625.0]
    ground = [row[:3] for row in sheets["Grundlagen"]]
    assert _of(ground, "Stadt Coesfeld", "brutto") == [18593.75]
    assert _of(ground, "abzüglich Landesförderung")[0] == -137500.0
    assert _of(ground, "Ledger-Position")[0] == "Nr. 20, erfasst 22.11.2026 00:00:19 UTC"
    assert [row[2] for row in ground if str(row[2]).startswith("surplus")] == ["surplus = floor"]
    assert _of(sheets["Zeitabschnitte"])[4:] == ["Anteil", "in %", "netto, Region", "Teil, gerundet"]
    assert sheets["Zeitabschnitte"][1][2:] == [
        365.0,
        "nach Stundenanteilen (§ 2); gefördert",
        "1/4",
        25.0,
        62500.0,
        15625.0,
    ]
    assert sheets["Belege"][-1] == ["Kosten zusammen", "", "", "", "", 200000.0]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link() -> None:
    """Texts that begin with = + - @ stay texts, as they are."""
    made = _made(_dangerous(), ".xlsx")

    with zipfile.ZipFile(BytesIO(made)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/worksheets/" in name]
    assert len(sheets) == 4
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    rows = _sheets(made)
    assert ["+1", "-1"] in [row[:2] for row in rows["Abrechnung"]]
    assert ["@SUM(A1)", "-1"] in [row[:2] for row in rows["Abrechnung"]]
    assert [row[0] for row in rows["Belege"]] == [
        "Beleg",
        "=cmd|' /C calc'!A0",
        "007",
        "=1+1",
        "Kosten zusammen",
    ]
    assert rows["Belege"][2][3:] == ["Tab", -5.5, -5.5]
    assert rows["Belege"][3][3] == " ".join(HOSTILE.split())


def test_the_headers_stay_in_sight_and_amounts_are_formatted() -> None:
    with zipfile.ZipFile(BytesIO(_made(paper(ordinary()), ".xlsx"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
        dates = {entry.date_time[:3] for entry in archive.infolist()}
        core = archive.read("docProps/core.xml").decode()
    assert '<pane ySplit="1"' in sheet
    assert 'formatCode="#,##0.00"' in styles, "German Excel shows 15.625,00"
    assert 'formatCode="dd.mm.yyyy"' in styles
    assert dates == {(1980, 1, 1)}
    assert "2026-11-22T00:00:19Z" in core


def test_german_excel_opens_the_csv_without_asking() -> None:
    made = _made(paper(ordinary()), ".csv")

    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\n") == made.count(b"\r\n")
    rows = _rows(made)
    assert _of(rows, "Zu zahlen (negativ: Gutschrift)", "Stadt Coesfeld") == ["Betrag", "15625,00"]
    assert _of(rows, "Eigenanteil Region Nord 2025 (§ 2)", "abzüglich Landesförderung") == ["-137500,00"]
    assert _of(rows, "Grundlage dieser Abrechnung", "Ledger-Position") == [
        "Nr. 20, erfasst 22.11.2026 00:00:19 UTC"
    ]
    assert [row[3] for row in rows if row[0] == "Lesarten am 31.12.2025"][3] == "surplus = floor"
    assert _of(rows, "Anlage: Belege und Pauschalen 2025", "BK-1") == [
        "01.01.2025",
        "31.12.2025",
        "",
        "200000,00",
        "200000,00",
    ]


def test_texts_that_excel_would_take_for_more_are_guarded_and_amounts_are_not() -> None:
    rows = _rows(_made(_dangerous(), ".csv"))

    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t")]
    annex = [row[1:] for row in rows if row[0].startswith("Anlage")]
    assert [row[0] for row in annex] == ["'=cmd|' /C calc'!A0", "'007", "'=1+1", "Kosten zusammen"]
    assert annex[1][3:] == ["Tab", "-5,50", "-5,50"]
    assert annex[2][3] == f"'{' '.join(HOSTILE.split())}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1", "'=1"),
        ("+49 2541", "'+49 2541"),
        ("-", "'-"),
        ("@home", "'@home"),
        ("\t=1", "'=1"),
        ("1/4", "'1/4"),
        ("2025-01", "'2025-01"),
        ("1E5", "'1E5"),
        ("12,50", "'12,50"),
        ("BK-1", "BK-1"),
        ("3 Notebooks", "3 Notebooks"),
        ('Übertrag; "alt"', 'Übertrag; "alt"'),
        ("", ""),
    ],
)
def test_what_is_guarded(text: str, expected: str) -> None:
    assert guarded(text) == expected


def test_a_correction_has_its_three_columns_everywhere() -> None:
    on = correction(ordinary(), ordinary() + cost("nord", "-1000.00", "2025-02-01", "2025-02-28"))

    assert _sheets(_made(on, ".xlsx"))["Abrechnung"][1][2:] == [15625.0, 15375.0, -250.0]
    rows = _rows(_made(on, ".csv"))
    assert ["Abschnitt", "Vertragspartei", "Region", "bisher", "neu", "Unterschied"] in rows
    assert _of(rows, "Wer welchen Teil des Eigenanteils trägt", "Stadt Billerbeck", "Region Nord") == [
        "15625,00",
        "15375,00",
        "-250,00",
    ]


def test_without_taxable_status_the_tables_hold_no_vat() -> None:
    rows = _rows(_made(paper(ordinary()), ".csv"))

    assert [row[1:] for row in rows if "Umsatzsteuer" in ";".join(row)] == [
        ["Steuer", "Umsatzsteuer (§ 2b UStG): nicht steuerbar"]
    ]
