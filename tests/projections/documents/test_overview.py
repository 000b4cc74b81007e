"""The councils' overview: who bears what in which year, as tables and as a plot (§ 2)."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from projections.documents import overview
from projections.documents.names import Names
from projections.documents.plot import Bar, Panel, label, plot
from projections.documents.yearly import Year, Yearly
from tests.projections.documents.given import HOSTILE, amounts
from tests.scenario import (
    Facts,
    cost_of_year,
    decided,
    history,
    in_force,
    notice,
    taxed,
)

SVG = "{http://www.w3.org/2000/svg}"


def _three_years() -> Facts:
    """Nord only: own share 62,500.00, then 20,000.00 less, then a surplus that is not shared."""
    facts = in_force() + taxed()
    for year, amount in ((2024, "200000.00"), (2025, "180000.00"), (2026, "100000.00")):
        facts += cost_of_year("nord", amount, year)
    return facts


def _unresolved() -> Facts:
    """Nobody is left in Mitte from 2026 on, and only the region inherits."""
    facts = in_force() + taxed() + decided("exit-share", "region", "2024-01-01")
    facts += notice("duelmen", received="2024-06-25") + notice("nottuln", received="2024-06-25")
    return facts + cost_of_year("mitte", "80000.00", 2025) + cost_of_year("nord", "200000.00", 2026)


def _yearly(facts: Facts, first: int, last: int) -> Yearly:
    return Yearly.of(history(facts), first, last)


def _row(on: Any, first: str) -> list[str]:
    return next([str(cell) for cell in row.cells[1:]] for row in on.rows if row.cells[0] == first)


def test_each_party_has_a_row_and_each_year_a_column() -> None:
    table = _yearly(_three_years(), 2024, 2026).by_party()

    assert [column.title for column in table.columns] == ["Vertragspartei", "2024", "2025", "2026"]
    found = amounts(table)
    assert found["Stadt Billerbeck"] == ("15625.00", "10625.00", "0.00")
    assert found["Stadt Olfen"] == ("0.00", "0.00", "0.00")
    assert found["zusammen"] == ("62500.00", "42500.00", "0.00")
    assert len(found) == 1 + 11 + 1
    assert _row(table, "Stand der Abrechnung") == ["Entwurf", "Entwurf", "Entwurf"]


def test_each_pool_shows_cost_subsidy_and_own_share() -> None:
    """2026: cost 100,000.00, subsidy 137,500.00, so 37,500.00 are not shared."""
    rows = _yearly(_three_years(), 2024, 2026).by_pool().rows

    start = next(number for number, row in enumerate(rows) if row.cells[0] == "Region Nord")
    assert [(row.cells[0], str(row.cells[1]), str(row.cells[3])) for row in rows[start + 1 : start + 5]] == [
        ("Kosten", "200000.00", "100000.00"),
        ("Landesförderung", "137500.00", "137500.00"),
        ("nicht verteilter Überschuss", "0.00", "37500.00"),
        ("Eigenanteil", "62500.00", "0.00"),
    ]


def test_an_unresolved_year_is_marked_and_explained() -> None:
    """§ 4 Abs. 5: no figures, never a guess."""
    yearly = _yearly(_unresolved(), 2025, 2026)

    assert [column.title for column in yearly.by_party().columns] == ["Vertragspartei", "2025", "2026*"]
    assert _row(yearly.by_party(), "Stand der Abrechnung") == ["Entwurf", "teils ungeklärt"]
    assert yearly.notes()[0] == "* 2026: Region Mitte ungeklärt (§ 4 Abs. 5), in keiner Summe enthalten."
    assert _row(yearly.by_pool(), "Kosten") == ["80000.00", "–"]


@pytest.mark.parametrize(
    ("states", "settled", "said"),
    [
        (["issued", "issued"], True, "gestellt"),
        (["issued", "corrected"], True, "teils berichtigt"),
        (["issued", "draft"], False, "teils Entwurf"),
        (["unresolved", "draft"], False, "teils ungeklärt"),
        (["draft", "draft"], False, "Entwurf"),
        ([], False, "–"),
    ],
)
def test_a_year_is_billed_when_all_its_pools_are(states: list[str], settled: bool, said: str) -> None:  # noqa: FBT001 - a column of the table
    pools = {f"pool-{number}": {"state": state} for number, state in enumerate(states)}
    year = Year(2025, {"pools": pools, "by_party": {}})

    assert year.settled is settled
    assert _row(Yearly((year,), Names(()), ()).by_party(), "Stand der Abrechnung") == [said]


def test_a_statement_from_paper_has_its_own_share_and_no_cost() -> None:
    """Adopted from the time before the ledger: nothing was computed."""
    adopted = {"state": "issued", "computed": False, "own_share": "62500.00"}
    table = Yearly((Year(2023, {"pools": {"nord": adopted}, "by_party": {}}),), Names(()), ()).by_pool()

    assert (_row(table, "Kosten"), _row(table, "Eigenanteil")) == (["–"], ["62500.00"])


def test_the_overview_is_a_pdf_and_an_svg() -> None:
    made = overview(history(_three_years()), first_year=2024, last_year=2026)

    assert list(made) == [
        "kim-coesfeld-uebersicht-2024-2026.pdf",
        "kim-coesfeld-uebersicht-2024-2026.svg",
    ]
    pdf, svg = made.values()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", pdf)) == {b"LibertinusSerif"}
    assert re.findall(rb"/Type/Pages/Count (\d+)", pdf) == [b"2"]
    assert b"/Alt" in pdf
    assert ET.fromstring(svg).tag == f"{SVG}svg"  # noqa: S314 -- made by ourselves


@pytest.mark.parametrize("last", [2024, 2035])
def test_one_year_and_twelve_years_fit(last: int) -> None:
    """Two pages: the tables, and the plot."""
    facts = in_force() + taxed()
    for year in range(2024, 2036):
        facts += cost_of_year("nord", "1234567.89", year) + cost_of_year("sued", "200000.00", year)

    pdf = next(iter(overview(history(facts), first_year=2024, last_year=last).values()))

    assert re.findall(rb"/Type/Pages/Count (\d+)", pdf) == [b"2"]


def _drawn(*panels: Panel) -> ET.Element:
    return ET.fromstring(plot("Titel", "Beschreibung", panels))  # noqa: S314 -- made by ourselves


def _panel(*values: str, filled: bool = True, name: str = "Stadt Olfen") -> Panel:
    bars = (Bar(str(2024 + number), Decimal(value), filled) for number, value in enumerate(values))
    return Panel(name, tuple(bars))


def _texts(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def test_the_plot_says_what_it_shows() -> None:
    svg = _drawn(_panel("15625.50"))

    assert (svg[0].tag, svg[0].text) == (f"{SVG}title", "Titel")
    assert (svg[1].tag, svg[1].text) == (f"{SVG}desc", "Beschreibung")
    assert {"Stadt Olfen", "15.626", "2024"} <= set(_texts(svg))
    assert str(svg.get("font-family")).startswith("Libertinus Serif")


def test_every_party_has_a_panel_and_none_overlaps() -> None:
    """A grid of four across; eleven and twelve parties fill three rows."""
    for number in (11, 12):
        svg = _drawn(*(_panel("1.00", name=f"P{each}") for each in range(number)))
        places = [str(group.get("transform")) for group in svg.iter(f"{SVG}g")]
        assert len(set(places)) == number
        assert places[0] == "translate(0 44)"
        assert places[4] == "translate(0 258)"


def test_bars_stand_above_zero_and_below_it() -> None:
    """The same scale in every panel: half the amount is half the height."""
    svg = _drawn(_panel("1000.00", "-500.00"), _panel("500.00", "0.00"))

    rects = [rect for rect in svg.iter(f"{SVG}g") for rect in rect.iter(f"{SVG}rect")]
    heights = [float(str(rect.get("height"))) for rect in rects]
    lines = [float(str(line.get("y1"))) for line in svg.iter(f"{SVG}line")]
    assert heights == pytest.approx([heights[0], heights[0] / 2, heights[0] / 2], abs=0.2)
    assert float(str(rects[0].get("y"))) + heights[0] == pytest.approx(lines[0], abs=0.2)
    assert float(str(rects[1].get("y"))) == pytest.approx(lines[0], abs=0.2)
    assert lines[0] == lines[1]


def test_a_draft_is_hollow_and_a_billed_year_filled() -> None:
    """Readable without colour."""
    rects = [
        rect.get("fill")
        for filled in (True, False)
        for group in _drawn(_panel("1.00", filled=filled)).iter(f"{SVG}g")
        for rect in group.iter(f"{SVG}rect")
    ]

    assert rects == ["#3a3a3a", "#ffffff"]


@pytest.mark.parametrize(
    "values",
    [
        ["15625.00"],
        ["15625.00", "-12345.67", "0.00"],
        ["1234567.00"] * 12,
        ["-17500.00", "20000.00"] * 6,
        ["0.00"] * 3,
    ],
    ids=["one", "three", "twelve", "up and down", "nothing"],
)
def test_no_label_touches_another_or_leaves_its_panel(values: list[str]) -> None:
    """A label is as wide as its signs at their size; upright it takes that much height instead."""
    group = next(_drawn(_panel(*values)).iter(f"{SVG}g"))
    labels = [text for text in group.iter(f"{SVG}text") if text.text in set(map(label, map(Decimal, values)))]
    boxes = [_box(text) for text in labels]

    assert len(boxes) == len(values)
    for left, right in pairwise(boxes):
        assert left[1] <= right[0], "side by side"
    for _, _, top, bottom in boxes:
        assert 16 <= top < bottom <= 196 - 12, "between the name and the years"


def _box(text: ET.Element) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of a label, its digits half as wide as they are high."""
    x, y = float(str(text.get("x"))), float(str(text.get("y")))
    length, height = len(text.text or "") * 5.3, 8.0
    if text.get("transform") is None:
        return x - length / 2, x + length / 2, y - height, y
    if text.get("text-anchor") == "start":
        return x - height, x, y - length, y
    return x - height, x, y, y + length


def test_long_and_hostile_names_stay_texts_in_their_panel() -> None:
    svg = _drawn(_panel("1.00", name=f"<b>{HOSTILE}</b> & mehr"))

    shown = _texts(svg)[1]
    assert shown.startswith("<b>=1+1")
    assert shown.endswith("…")
    assert len(shown) <= 34
