"""How an amount accrues: spread over its days, or so much for a post and year (R5, R6)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from ledger.consolidation import reading_on
from ledger.facts import CostPosted, SubsidyPaid
from projections.explaining.case import Case
from projections.explaining.given import from_fact, reading
from projections.explaining.nodes import By, Node, german, total_of
from projections.rules.accrual import CostAccrual, SubsidyAccrual
from projections.rules.own_share import Stretch


def spread(  # noqa: PLR0913, PLR0917 - what a posting and a payment have in common
    case: Case,
    stretch: Stretch,
    source: CostPosted | SubsidyPaid,
    what: str,
    period: tuple[date, date],
    euro: Fraction,
    by: By,
) -> Node:
    """An amount that accrues evenly over the days of its period."""
    first, last = max(period[0], stretch.first), min(period[1], stretch.last)
    days = calendar_days("Tage davon in diesem Abschnitt", first, last, by)
    whole = calendar_days("Tage des ganzen Zeitraums", *period, by)
    return Node(
        what=f"{what} ({german(period[0])} bis {german(period[1])})",
        by=by,
        formula="Betrag × Tage in diesem Abschnitt ÷ Tage des Zeitraums",
        op="product",
        unit="euro",
        value=euro,
        inputs=(from_fact(case, source, "amount", "Betrag", by, "euro"), quotient("Zeitanteil", days, whole)),
    )


def yearly(  # noqa: PLR0913, PLR0917 - what a grant and a flat rate have in common
    case: Case,
    stretch: Stretch,
    what: str,
    factors: tuple[Node, Node],
    accrual: CostAccrual | SubsidyAccrual,
    by: By,
) -> Node:
    """So much for a post and year."""
    return Node(
        what=what,
        by=by,
        formula="Satz × Stellen × Anteil am Jahr",
        op="product",
        unit="euro",
        value=accrual.euro,
        inputs=(*factors, _part_of_year(case, stretch, accrual.time)),
        because=(reading(case, "part-year", stretch.first, By("R5", "§ 2")),),
    )


def _part_of_year(case: Case, stretch: Stretch, time: Fraction) -> Node:
    first, last, by = stretch.first, stretch.last, By("R5", "§ 2")
    if reading_on(case.agreement, "part-year", first) == "days":
        days = calendar_days("Tage des Abschnitts", first, last, by)
        year = calendar_days("Tage des Jahres", date(first.year, 1, 1), date(first.year, 12, 31), by)
        return quotient("Anteil am Jahr", days, year)
    return Node(
        what="Anteil am Jahr",
        by=By("R5", "§ 2"),
        formula="ein Zwölftel je Monat, im Monat gleichmäßig nach Tagen",
        op="months-of-year",
        unit="part",
        value=time,
        first=first,
        last=last,
    )


def calendar_days(what: str, first: date, last: date, by: By) -> Node:
    """How many days there are from *first* to *last*."""
    return Node(
        what=what,
        by=by,
        formula="beide Tage mitgezählt",
        op="calendar-days",
        unit="days",
        value=Fraction((last - first).days + 1),
        first=first,
        last=last,
    )


def quotient(what: str, part: Node, whole: Node) -> Node:
    """The part of *whole* that *part* is."""
    return Node(
        what=what,
        by=part.by,
        formula=f"{part.what} ÷ {whole.what}",
        op="quotient",
        unit="part",
        value=part.number / whole.number,
        inputs=(part, whole),
    )


def summed(what: str, formula: str, by: By, nodes: Iterable[Node]) -> Node:
    """Amounts in euro, added up."""
    inputs = tuple(nodes)
    return Node(
        what=what,
        by=by,
        formula=formula,
        op="sum",
        unit="euro",
        value=total_of(inputs),
        inputs=inputs,
    )
