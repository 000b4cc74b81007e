"""What a pool costs on given days, by position (R6, R9)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tests.reference.contract import Contract
from tests.reference.days import shared_days
from tests.reference.record import Fact, Record, day_of
from tests.reference.staffing import Staffing
from tests.reference.subsidy import in_time


class Posting(NamedTuple):
    """A cost, evenly spread over the days of its service period."""

    position: str
    cents: int
    first: date
    last: date
    post: str | None


class Cost:
    """One pool's costs in a period, asked about days of one month with the same terms and readings."""

    def __init__(self, record: Record, contract: Contract, pool: str, period: tuple[date, date]) -> None:
        self._contract = contract
        self._pool = pool
        self._flat_rates = [fact for fact in record.of("FlatRateAgreed") if fact.get("pool") in {None, pool}]
        self._postings = [
            posting
            for posting in _postings(record, pool)
            if shared_days(posting.first, posting.last, *period)
        ]

    def in_force(self, first: date, last: date) -> dict[str, Fraction]:
        """Euro by position: postings, and agreed flat rates for the pool's posts."""
        cost = _spread(((posting, last) for posting in self._postings), first)
        terms = self._contract.terms(first)
        posts = Fraction(terms["pools"][self._pool]["posts"])
        part_year = self._contract.readings(first)["part-year"]
        for position, about in terms["cost_positions"].items():
            if about["kind"] == "flat-rate":
                amount = in_time(self._flat_rate(position, first) * posts, first, last, part_year)
                cost[position] = cost.get(position, Fraction(0)) + amount
        return cost

    def run_off(self, first: date, last: date, staffing: Staffing) -> dict[str, Fraction]:
        """Euro by position: postings as long as somebody is still employed; no flat rates."""
        return _spread(
            (
                (posting, min(last, staffing.counts_until(self._pool, posting.post)))
                for posting in self._postings
            ),
            first,
        )

    def _flat_rate(self, position: str, day: date) -> Fraction:
        """The newest a post and year; of two from one day, the one for the pool."""
        agreed = [
            fact
            for fact in self._flat_rates
            if fact["cost_position"] == position and day_of(fact, "effective_on") <= day
        ]
        newest = max(agreed, key=lambda fact: (fact["effective_on"], bool(fact.get("pool"))), default=None)
        return Fraction(newest["amount_per_post_year"]) if newest else Fraction(0)


def _spread(postings: Iterable[tuple[Posting, date]], first: date) -> dict[str, Fraction]:
    """Euro by position, each posting from *first* through its day; those of one length add up as integers."""
    cent_days: dict[tuple[str, int], int] = {}
    for posting, last in postings:
        if posting.first <= last and first <= posting.last:
            key = posting.position, (posting.last - posting.first).days + 1
            days = shared_days(posting.first, posting.last, first, last)
            cent_days[key] = cent_days.get(key, 0) + posting.cents * days
    cost: dict[str, Fraction] = {}
    for (position, length), amount in cent_days.items():
        cost[position] = cost.get(position, Fraction(0)) + Fraction(amount, 100 * length)
    return cost


def _postings(record: Record, pool: str) -> Iterable[Posting]:
    """Those that were not taken back; a reversal does so for the whole period."""
    reversed_vouchers = {fact["reverses"] for fact in record.of("CostReversed")}
    return (
        _posting(fact)
        for fact in record.of("CostPosted")
        if fact["pool"] == pool and fact["voucher"] not in reversed_vouchers
    )


def _posting(fact: Fact) -> Posting:
    return Posting(
        position=fact["cost_position"],
        cents=int(Decimal(fact["amount"]) * 100),
        first=day_of(fact, "service_from"),
        last=day_of(fact, "service_to"),
        post=fact.get("post"),
    )
