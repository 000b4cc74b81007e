"""What a pool costs: postings and flat rates, accrued over days (§ 2; R6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import reading_on, terms_on
from ledger.facts import CostPosted, FlatRateAgreed
from ledger.membership import status_on
from ledger.values import exact
from projections.history import History
from projections.rules.accrual import Accrual, CostAccrual, Yearly, overlap
from projections.rules.run_off import counts_in_run_off

CostByPosition = Mapping[str, Fraction]


def by_position(costs: Iterable[CostAccrual]) -> CostByPosition:
    """*costs* in euro by cost position."""
    cost: dict[str, Fraction] = defaultdict(Fraction)
    for accrual in costs:
        cost[accrual.source.cost_position] += accrual.euro
    return cost


@carries_out("§ 2 Abs. 2")
def posted_cost(history: History, pool: str, first: date, last: date) -> Iterator[Accrual[CostPosted]]:
    """What the postings cost in the days *first* to *last*, on which nothing changes.

    A posting accrues evenly over its service period; in the run-off only some still count.
    """
    in_run_off = status_on(history.agreement, first) == "run-off"
    for posting in postings_between(history, pool, first, last):
        if not in_run_off or counts_in_run_off(history.agreement, posting, first):
            part = overlap(posting.service_from, posting.service_to, first, last)
            yield Accrual(posting, exact(posting.amount) * part, part)


def postings_between(history: History, pool: str, first: date, last: date) -> Iterator[CostPosted]:
    """The postings of *pool* for services in the days *first* to *last*."""
    for posting in history.postings:
        if posting.pool == pool and posting.service_from <= last and posting.service_to >= first:
            yield posting


@carries_out("§ 2 Abs. 2")
def flat_rates_on(agreement: Agreement, pool: str, day: date) -> tuple[Yearly[FlatRateAgreed], ...]:
    """The flat rates that accrue on *day*, by themselves, for the pool's posts, until the agreement ends."""
    if status_on(agreement, day) == "run-off":
        return ()
    terms, part_year = terms_on(agreement, day), reading_on(agreement, "part-year", day)
    return tuple(
        Yearly(rate, rate.amount_per_post_year, terms.pools[pool].posts, part_year)
        for slug, position in terms.cost_positions.items()
        if position.kind == "flat-rate" and (rate := flat_rate_on(agreement, slug, pool, day)) is not None
    )


def flat_rate_on(agreement: Agreement, position: str, pool: str, day: date) -> FlatRateAgreed | None:
    """The newest flat rate of *position*; of two from one day, the one for the pool."""
    agreed = [
        fact
        for fact in agreement.of(FlatRateAgreed)
        if fact.cost_position == position and fact.pool in (None, pool) and fact.effective_on <= day
    ]
    return max(agreed, key=lambda fact: (fact.effective_on, fact.pool is not None), default=None)
