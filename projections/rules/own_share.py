"""The own share of a pool and period: stretch by stretch, then cents (§ 2; R7, R10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from ledger.agreement import Agreement, per_agreement
from ledger.clauses import carries_out
from ledger.consolidation import ONE_DAY, reading_on, terms_on
from ledger.facts import Fact, FlatRateAgreed, SettlementFact, SubsidyGranted
from ledger.membership import circle_of, ends_on, parties_on, run_off_end
from projections.history import History
from projections.rules.accrual import CostAccrual, SubsidyAccrual, Yearly, total
from projections.rules.cents import hand_out, to_cents
from projections.rules.cost import CostByPosition, by_position, flat_rates_on, posted_cost
from projections.rules.shares import Key, key_on
from projections.rules.subsidy import funding_on, paid_subsidy, subsidy_on

Netting = Literal["funded", "lapsed", "run-off-gross", "run-off-net"]
"""Days are netted only with days of the same name; a surplus is cut only where a subsidy counts."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """All that decides a day of a pool: who bears what, what is netted, what accrues by itself.

    *employer* is None while the pool's employer is no party any more, and on a day that is not
    shared; *run_off_day* keeps days of the run-off apart, on which postings may cease to count.
    """

    key: Key
    netting: Netting = "funded"
    employer: str | None = None
    flat_rates: tuple[Yearly[FlatRateAgreed], ...] = ()
    subsidy: Yearly[SubsidyGranted] | Literal["paid"] | None = None
    run_off_day: date | None = None


class Spell(NamedTuple):
    """Days *first* to *last* of a pool on which the same counts."""

    first: date
    last: date
    on: Conditions


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
    costs: tuple[CostAccrual, ...]
    """What adds up to *cost*, and below to *subsidy*."""
    subsidies: tuple[SubsidyAccrual, ...]

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
    stretches: tuple[Stretch, ...]
    """What the figures come from."""
    cut: frozenset[Netting]
    """The days whose surplus is not shared."""


def stretches(history: History, pool: str, first: date, last: date) -> Iterator[Stretch]:
    """The shared days of the period, cut wherever something changes."""
    for spell in spells(history.agreement, pool, first, last):
        if spell.on.key.regime != "none":
            yield _stretch(history, pool, spell)


def _stretch(history: History, pool: str, spell: Spell) -> Stretch:
    first, last, on = spell
    flat_rates = (yearly.accrue(first, last) for yearly in on.flat_rates)
    costs: tuple[CostAccrual, ...] = (*posted_cost(history, pool, first, last), *flat_rates)
    subsidies = _subsidies(history.agreement, pool, spell)
    cost = by_position(costs)
    return Stretch(first, last, on.key, on.netting, on.employer, cost, total(subsidies), costs, subsidies)


def _subsidies(agreement: Agreement, pool: str, spell: Spell) -> tuple[SubsidyAccrual, ...]:
    first, last, on = spell
    match on.subsidy:
        case None:
            return ()
        case "paid":
            return paid_subsidy(agreement, pool, first, last)
        case yearly:
            return (yearly.accrue(first, last),)


def spells(agreement: Agreement, pool: str, first: date, last: date) -> Iterator[Spell]:
    """All days of the period, shared or not; neighbours on which the same counts are one spell."""
    turning = (day for day in turning_days(agreement) if first < day <= last)
    begins = sorted({first, *turning})
    same = groupby(((day, _conditions(agreement, pool, day)) for day in begins), key=itemgetter(1))
    joined = [(next(days)[0], on) for on, days in same]
    ends = [*(begin - ONE_DAY for begin, _ in joined[1:]), last]
    for (begin, on), end in zip(joined, ends, strict=True):
        yield Spell(begin, end, on)


def _conditions(agreement: Agreement, pool: str, day: date) -> Conditions:
    key = key_on(agreement, pool, day)
    if key.regime in ("none", "unresolved"):
        return Conditions(key)
    netting = _netting(agreement, pool, day, key)
    employer = terms_on(agreement, day).pools[pool].employer
    return Conditions(
        key,
        netting,
        employer if employer in parties_on(agreement, day) else None,
        flat_rates_on(agreement, pool, day),
        subsidy_on(agreement, pool, day) if netting in ("funded", "run-off-net") else None,
        day if key.regime == "run-off" else None,
    )


def _netting(agreement: Agreement, pool: str, day: date, key: Key) -> Netting:
    lapsed = funding_on(agreement, pool, day) == "lapsed"
    if key.regime == "run-off":
        net = reading_on(agreement, "run-off-subsidy", day) == "net"
        return "run-off-net" if net and not lapsed else "run-off-gross"
    return "lapsed" if lapsed else "funded"


@per_agreement
def turning_days(agreement: Agreement) -> frozenset[date]:
    """Every day on which the answer may change: days that facts name, days after, exits, end of run-off.

    What happens to a settlement changes no figure, so its days do not count.
    """
    facts = (entry.fact for entry in agreement.standing)
    named = {day for fact in facts if not isinstance(fact, SettlementFact) for day in _days(fact)}
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
    return _in_cents(found, cut)


def _cut(found: list[Stretch], *, credit: bool) -> frozenset[Netting]:
    """The nettings whose surplus is not shared: below zero together, they are zero for everyone."""
    return frozenset() if credit else frozenset(in_surplus(found))


def in_surplus(found: Iterable[Stretch]) -> Iterator[Netting]:
    """The days with a subsidy that are below zero together."""
    nets: dict[Netting, Fraction] = defaultdict(Fraction)
    for stretch in found:
        nets[stretch.netting] += stretch.net
    return (name for name, net in nets.items() if net < 0 and name in ("funded", "run-off-net"))


def _in_cents(found: list[Stretch], cut: frozenset[Netting]) -> OwnShare:
    """R10: printed figures always add up."""
    shared = [stretch for stretch in found if stretch.netting not in cut]
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
        stretches=tuple(found),
        cut=cut,
    )


def _parts(shared: list[Stretch]) -> dict[tuple[str, str | None], Fraction]:
    parts: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
    for stretch in shared:
        for party, share in stretch.key.shares.items():
            parts[party, stretch.employer] += share * stretch.net
    return parts
