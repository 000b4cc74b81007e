"""What a pool costs: postings and flat rates, accrued over days (§ 2; R6)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import reading_on, terms_on
from ledger.facts import FlatRateAgreed
from ledger.membership import status_on
from ledger.values import exact
from projections.history import History
from projections.rules.run_off import counts_in_run_off
from projections.rules.subsidy import overlap, years

CostByPosition = Mapping[str, Fraction]


@carries_out("§ 2 Abs. 2")
def accrued_cost(history: History, pool: str, first: date, last: date) -> CostByPosition:
    """The cost in euro by cost position for the days *first* to *last*, on which nothing changes.

    A posting accrues evenly over its service period, an agreed flat rate by itself until the end.
    """
    cost: dict[str, Fraction] = defaultdict(Fraction)
    in_run_off = status_on(history.agreement, first) == "run-off"
    for posting in history.postings:
        if posting.pool == pool and posting.service_from <= last and posting.service_to >= first:
            if in_run_off and not counts_in_run_off(history.agreement, posting, first):
                continue
            part = overlap(posting.service_from, posting.service_to, first, last)
            cost[posting.cost_position] += exact(posting.amount) * part
    if not in_run_off:
        for position, amount in _flat_rates(history.agreement, pool, first, last):
            cost[position] += amount
    return cost


def _flat_rates(agreement: Agreement, pool: str, first: date, last: date) -> list[tuple[str, Fraction]]:
    terms = terms_on(agreement, first)
    time = years(first, last, reading_on(agreement, "part-year", first))
    return [
        (slug, exact(rate.amount_per_post_year) * exact(terms.pools[pool].posts) * time)
        for slug, position in terms.cost_positions.items()
        if position.kind == "flat-rate" and (rate := flat_rate_on(agreement, slug, pool, first)) is not None
    ]


def flat_rate_on(agreement: Agreement, position: str, pool: str, day: date) -> FlatRateAgreed | None:
    """The newest flat rate of *position*; of two from one day, the one for the pool."""
    agreed = [
        fact
        for fact in agreement.of(FlatRateAgreed)
        if fact.cost_position == position and fact.pool in (None, pool) and fact.effective_on <= day
    ]
    return max(agreed, key=lambda fact: (fact.effective_on, fact.pool is not None), default=None)
