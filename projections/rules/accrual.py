"""What accrues in time: so much for a post and year, or an amount spread over its days (R5, R6)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from ledger.facts import CostPosted, Fact, FlatRateAgreed, SubsidyGranted, SubsidyPaid
from ledger.readings import ReadingName
from ledger.values import exact

_S_co = TypeVar("_S_co", bound=Fact, covariant=True)


class Accrual(NamedTuple, Generic[_S_co]):
    """What *source* brings in some days, exact; *time* is the part of its period, or of the year.

    *posts* are those that a yearly price counts for; an amount that is spread over its period has one.
    """

    source: _S_co
    euro: Fraction
    time: Fraction
    posts: Fraction = Fraction(1)


CostAccrual = Accrual[CostPosted | FlatRateAgreed]
SubsidyAccrual = Accrual[SubsidyGranted | SubsidyPaid]


def total(accruals: Iterable[Accrual[Fact]]) -> Fraction:
    """Their sum in euro, exact."""
    return sum((accrual.euro for accrual in accruals), Fraction(0))


@dataclass(frozen=True, slots=True)
class Yearly(Generic[_S_co]):
    """*price* euro for each of *posts* and year, read by *part_year*, while *source* counts."""

    source: _S_co
    price: str
    posts: str
    part_year: ReadingName

    def accrue(self, first: date, last: date) -> Accrual[_S_co]:
        """What it brings for the days *first* to *last*, within one calendar year."""
        time = years(first, last, self.part_year)
        return Accrual(self.source, exact(self.price) * exact(self.posts) * time, time, exact(self.posts))


def overlap(start: date, end: date, first: date, last: date) -> Fraction:
    """Which part of the days from *start* to *end* lies between *first* and *last*, all included.

    >>> overlap(date(2024, 1, 1), date(2024, 1, 4), date(2024, 1, 4), date(2024, 12, 31))
    Fraction(1, 4)
    """
    days = (min(end, last) - max(start, first)).days + 1
    return Fraction(max(days, 0), (end - start).days + 1)


def years(first: date, last: date, part_year: ReadingName) -> Fraction:
    """The days from *first* to *last*, within one calendar year, as a part of it.

    Reading `months`: a twelfth a month, within a month evenly by days; `days`: of 365 or 366.

    >>> years(date(2023, 4, 1), date(2023, 12, 31), "months")
    Fraction(3, 4)
    >>> years(date(2023, 4, 1), date(2023, 12, 31), "days")
    Fraction(55, 73)
    """
    if part_year == "days":
        return Fraction((last - first).days + 1, 366 if calendar.isleap(first.year) else 365)
    total = Fraction(0)
    for month in range(first.month, last.month + 1):
        length = calendar.monthrange(first.year, month)[1]
        total += overlap(date(first.year, month, 1), date(first.year, month, length), first, last)
    return total / 12
