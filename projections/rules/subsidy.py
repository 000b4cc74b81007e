"""The subsidy: whether a day is funded, and what accrues (Präambel, § 2; R5, R8)."""

import calendar
from datetime import date
from fractions import Fraction
from typing import Literal

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import reading_on, terms_on
from ledger.facts import SubsidyGranted, SubsidyLost, SubsidyPaid
from ledger.readings import ReadingName
from ledger.values import exact

Funding = Literal["funded", "lapsed", "none"]


def newest_grant(agreement: Agreement, pool: str, day: date) -> SubsidyGranted | None:
    """The newest grant of *pool* by *day*; it replaces the earlier ones, even when it has run out."""
    granted = [f for f in agreement.of(SubsidyGranted) if f.pool == pool and f.effective_on <= day]
    return max(granted, key=lambda fact: fact.effective_on, default=None)


def losses(agreement: Agreement, pool: str, day: date) -> list[SubsidyLost]:
    """The losses that touch *pool* by *day*; "all" are the pools with a grant by the day of the loss."""
    return [
        loss
        for loss in agreement.of(SubsidyLost)
        if loss.effective_on <= day
        and (loss.pools == "all" or pool in loss.pools)
        and newest_grant(agreement, pool, loss.effective_on) is not None
    ]


@carries_out("§ 2 Abs. 6")
def lapsed_since(agreement: Agreement, pool: str, day: date) -> date | None:
    """The first day without the subsidy, if *day* is one after a loss or after the grant's last day."""
    grant = newest_grant(agreement, pool, day)
    if grant is None:
        return None
    lost = [
        loss.effective_on for loss in losses(agreement, pool, day) if loss.effective_on > grant.effective_on
    ]
    ran_out = [date.fromordinal(grant.until.toordinal() + 1)] if grant.until and grant.until < day else []
    return min([*lost, *ran_out], default=None)


def funding_on(agreement: Agreement, pool: str, day: date) -> Funding:
    """Whether *day* is funded; never granted is not lost."""
    if newest_grant(agreement, pool, day) is None:
        return "none"
    return "funded" if lapsed_since(agreement, pool, day) is None else "lapsed"


@carries_out("Präambel", "§ 2 Abs. 1")
def accrued(agreement: Agreement, pool: str, first: date, last: date) -> Fraction:
    """The subsidy in euro for the days *first* to *last* on which nothing changes, filled or not.

    By the readings of those days: the contract's rate, the granted rate, or what was paid.
    """
    grant = newest_grant(agreement, pool, first)
    if grant is None or funding_on(agreement, pool, first) != "funded":
        return Fraction(0)
    amount = reading_on(agreement, "subsidy-amount", first)
    if amount == "paid":
        return sum((_paid(payment, first, last) for payment in payments(agreement, pool)), Fraction(0))
    contract_rate = terms_on(agreement, first).subsidy.rate_per_post_year
    rate = contract_rate if amount == "contract-rate" else grant.rate_per_post_year
    return exact(rate) * exact(grant.posts) * years(first, last, reading_on(agreement, "part-year", first))


def payments(agreement: Agreement, pool: str) -> list[SubsidyPaid]:
    """What was paid for *pool*."""
    return [payment for payment in agreement.of(SubsidyPaid) if payment.pool == pool]


def _paid(payment: SubsidyPaid, first: date, last: date) -> Fraction:
    """The part of *payment* for the days *first* to *last*, spread evenly over its period."""
    return exact(payment.amount) * overlap(payment.period_from, payment.period_to, first, last)


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
