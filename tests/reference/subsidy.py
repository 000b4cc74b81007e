"""Whether a pool is funded on a day, and what the subsidy amounts to (R5)."""

from datetime import date
from fractions import Fraction

from tests.reference.contract import Contract
from tests.reference.days import MONTHS, days_in_month, days_in_year, shared_days
from tests.reference.record import Fact, Record, day_of, optional_day


def in_time(per_year: Fraction, first: date, last: date, part_year: str) -> Fraction:
    """What a yearly amount comes to from *first* through *last*, two days of one month.

    >>> in_time(Fraction(55000), date(2023, 4, 11), date(2023, 4, 30), "months")  # 55,000 / 12 × 20 / 30
    Fraction(27500, 9)
    """
    days = (last - first).days + 1
    if part_year == "days":
        return per_year * days / days_in_year(first.year)
    return per_year / MONTHS * days / days_in_month(first)


class Subsidy:
    """The grants, losses and payments of one pool."""

    def __init__(self, record: Record, contract: Contract, pool: str) -> None:
        self._contract = contract
        self._grants = [fact for fact in record.by_day("SubsidyGranted") if fact["pool"] == pool]
        self._losses = [
            day_of(fact, "effective_on")
            for fact in record.of("SubsidyLost")
            if fact["pools"] == "all" or pool in fact["pools"]
        ]
        self._payments = [fact for fact in record.of("SubsidyPaid") if fact["pool"] == pool]

    def funding(self, day: date) -> str:
        """`none`: never granted by then; `lapsed`: lost or run out; else `funded`."""
        grant = self._grant(day)
        if grant is None:
            return "none"
        granted, until = day_of(grant, "effective_on"), optional_day(grant, "until")
        lost = any(granted <= loss <= day for loss in self._losses)
        return "lapsed" if lost or (until is not None and day > until) else "funded"

    def amount(self, first: date, last: date) -> Fraction:
        """Euro for days of one month with the same grant, terms and readings."""
        grant = self._grant(first)
        if grant is None or self.funding(first) != "funded":
            return Fraction(0)
        readings = self._contract.readings(first)
        if readings["subsidy-amount"] == "paid":
            return sum((_part(fact, first, last) for fact in self._payments), Fraction(0))
        rate = self._contract.terms(first)["subsidy"]["rate_per_post_year"]
        if readings["subsidy-amount"] == "granted-rate":
            rate = grant["rate_per_post_year"]
        return in_time(Fraction(rate) * Fraction(grant["posts"]), first, last, readings["part-year"])

    def _grant(self, day: date) -> Fact | None:
        """The newest one that counts by the day."""
        return max(
            (fact for fact in self._grants if day_of(fact, "effective_on") <= day),
            key=lambda fact: day_of(fact, "effective_on"),
            default=None,
        )


def _part(payment: Fact, first: date, last: date) -> Fraction:
    """A payment counts evenly over the days of its period."""
    begin, end = day_of(payment, "period_from"), day_of(payment, "period_to")
    days = shared_days(begin, end, first, last)
    return Fraction(payment["amount"]) * days / ((end - begin).days + 1) if days else Fraction(0)
