"""The own share of a pool and period: stretch by stretch, then cents (§ 2; R7, R10)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ledger.agreement import Agreement, per_agreement
from ledger.clauses import carries_out
from ledger.consolidation import ONE_DAY, reading_on, terms_on
from ledger.facts import Fact
from ledger.membership import circle_of, ends_on, parties_on, run_off_end
from projections.history import History
from projections.rules.cents import hand_out, to_cents
from projections.rules.cost import CostByPosition, accrued_cost
from projections.rules.shares import Key, key_on
from projections.rules.subsidy import accrued, funding_on

Netting = Literal["funded", "lapsed", "run-off-gross", "run-off-net"]
"""Days are netted only with days of the same name; a surplus is cut only where a subsidy counts."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days *first* to *last* of a pool on which nothing changes; amounts in euro, exact.

    *employer* is None while the pool's employer is no party any more.
    """

    first: date
    last: date
    key: Key
    netting: Netting
    employer: str | None
    cost: CostByPosition
    subsidy: Fraction

    @property
    def net(self) -> Fraction:
        """Cost less subsidy."""
        return sum(self.cost.values(), Fraction(0)) - self.subsidy


@dataclass(frozen=True, slots=True)
class OwnShare:
    """The figures of a pool and period, in cents; *parts* exact, by party and claiming employer."""

    cost: Mapping[str, int]
    total_cost: int
    subsidy: int
    surplus_not_shared: int
    own_share: int
    by_party: Mapping[str, int]
    parts: Mapping[tuple[str, str | None], Fraction]
    waiting_since: date | None
    """The first day whose claims wait for an employer; None where all can be made."""


def stretches(history: History, pool: str, first: date, last: date) -> Iterator[Stretch]:
    """The shared days of the period, cut wherever something changes."""
    turning = (day for day in turning_days(history.agreement) if first < day <= last)
    days = sorted({first, last + ONE_DAY, *turning})
    for begin, after in pairwise(days):
        key = key_on(history.agreement, pool, begin)
        if key.regime != "none":
            yield _stretch(history, pool, begin, after - ONE_DAY, key)


def _stretch(history: History, pool: str, first: date, last: date, key: Key) -> Stretch:
    agreement = history.agreement
    netting = _netting(agreement, pool, first, key)
    counts = netting in ("funded", "run-off-net")
    subsidy = accrued(agreement, pool, first, last) if counts else Fraction(0)
    employer = terms_on(agreement, first).pools[pool].employer
    claimant = employer if employer in parties_on(agreement, first) else None
    return Stretch(first, last, key, netting, claimant, accrued_cost(history, pool, first, last), subsidy)


def _netting(agreement: Agreement, pool: str, day: date, key: Key) -> Netting:
    lapsed = funding_on(agreement, pool, day) == "lapsed"
    if key.regime == "run-off":
        net = reading_on(agreement, "run-off-subsidy", day) == "net"
        return "run-off-net" if net and not lapsed else "run-off-gross"
    return "lapsed" if lapsed else "funded"


@per_agreement
def turning_days(agreement: Agreement) -> frozenset[date]:
    """Every day on which the answer may change: days that facts name, days after, exits, end of run-off."""
    named = {day for entry in agreement.standing for day in _days(entry.fact)}
    end = ends_on(agreement)
    if end is not None:
        named.add(run_off_end(end, terms_on(agreement, end).run_off.months))
    return frozenset(named | {day + ONE_DAY for day in named} | set(circle_of(agreement).changes))


def _days(fact: Fact) -> Iterator[date]:
    return (value for _, value in fact if isinstance(value, date))


@carries_out("§ 2 Abs. 2")
def own_share(history: History, pool: str, first: date, last: date) -> OwnShare | None:
    """The figures of *pool* for the days *first* to *last* of one calendar year.

    None where the pool is unresolved on one of its days: no split, never a guess (§ 4 Abs. 5).
    """
    found = list(stretches(history, pool, first, last))
    if any(stretch.key.regime == "unresolved" for stretch in found):
        return None
    cut = _cut(found, credit=reading_on(history.agreement, "surplus", last) == "credit")
    return _in_cents(found, [stretch for stretch in found if stretch.netting not in cut])


def _cut(found: list[Stretch], *, credit: bool) -> set[Netting]:
    """The nettings whose surplus is not shared: below zero together, they are zero for everyone."""
    nets: dict[Netting, Fraction] = defaultdict(Fraction)
    for stretch in found:
        nets[stretch.netting] += stretch.net
    return {
        netting
        for netting, net in nets.items()
        if net < 0 and not credit and netting in ("funded", "run-off-net")
    }


def _in_cents(found: list[Stretch], shared: list[Stretch]) -> OwnShare:
    """R10: printed figures always add up."""
    cost: dict[str, Fraction] = defaultdict(Fraction)
    for stretch in found:
        for position, amount in stretch.cost.items():
            cost[position] += amount
    total_cost = to_cents(sum(cost.values(), Fraction(0)))
    subsidy = to_cents(sum((stretch.subsidy for stretch in found), Fraction(0)))
    own = total_cost - subsidy
    if len(shared) < len(found):
        own = to_cents(sum((stretch.net for stretch in shared), Fraction(0)))
    parts = _parts(shared)
    by_party: dict[str, Fraction] = defaultdict(Fraction)
    for (party, _), part in parts.items():
        by_party[party] += part
    return OwnShare(
        cost=hand_out(total_cost, cost),
        total_cost=total_cost,
        subsidy=subsidy,
        surplus_not_shared=own - (total_cost - subsidy),
        own_share=own,
        by_party=hand_out(own, by_party),
        parts=parts,
        waiting_since=min((s.first for s in shared if s.employer is None and s.key.shares), default=None),
    )


def _parts(shared: list[Stretch]) -> dict[tuple[str, str | None], Fraction]:
    parts: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
    for stretch in shared:
        for party, share in stretch.key.shares.items():
            parts[party, stretch.employer] += share * stretch.net
    return parts
