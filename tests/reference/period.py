"""A pool's figures for a period: stretch by stretch exactly, then the floor, then cents (R7, R10, R12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tests.reference.cents import hand_out, to_cents
from tests.reference.contract import Contract
from tests.reference.cost import Cost
from tests.reference.days import stretches
from tests.reference.membership import Membership
from tests.reference.record import Record
from tests.reference.shares import Keys, Shares
from tests.reference.staffing import Staffing
from tests.reference.subsidy import Subsidy

KINDS = (
    "AgreementCommenced",
    "AmendmentAgreed",
    "DeploymentAgreed",
    "FlatRateAgreed",
    "HoursRecorded",
    "ReadingDecided",
    "SubsidyGranted",
    "SubsidyLost",
    "TerminationAgreed",
)
FLOORED = ("funded", "run-off net")
"""Names of days that net with each other, and under `floor` never below zero (decision 0009)."""


class Claim(NamedTuple):
    """What *party* owes *employer*, in cents, before value added tax."""

    party: str
    employer: str
    cents: int


class Claimant(NamedTuple):
    """The employer of a day; where it is no party any more, its claim waits (decision 0011)."""

    employer: str
    waits: bool


@dataclass(frozen=True)
class Figures:
    """A statement in whole cents. Positions and parties with zero are left out, as are claims that wait."""

    cost: dict[str, int]
    total_cost: int
    subsidy: int
    surplus_not_shared: int
    own_share: int
    by_party: dict[str, int]
    claims: list[Claim]


class Stretch(NamedTuple):
    """Days of one name, with the same shares and the same claimant; amounts in exact euro."""

    name: str
    claimant: Claimant
    shares: Shares
    cost: dict[str, Fraction]
    subsidy: Fraction

    @property
    def net(self) -> Fraction:
        return sum(self.cost.values(), Fraction(0)) - self.subsidy


class Pool:
    """Everything about one pool that its figures follow from."""

    def __init__(self, record: Record, pool: str, first: date, last: date) -> None:
        self._pool = pool
        self.contract = Contract(record)
        self._membership = Membership(record, self.contract, last)
        self._keys = Keys(record, self.contract, self._membership, pool)
        self._cost = Cost(record, self.contract, pool, (first, last))
        self._subsidy = Subsidy(record, self.contract, pool)
        self._staffing = Staffing(record, self._membership.ends_on or date.max)
        turns = record.turning_days(KINDS, pool) | set(self._membership.turns)
        self._stretches = stretches(first, last, turns)

    def shared(self) -> list[Stretch] | None:
        """The stretches that are shared; None if there is one that should be and cannot."""
        result = []
        for first, last in self._stretches:
            status = self._membership.status(first)
            if status == "idle" or self._pool not in self.contract.terms(first)["pools"]:
                continue
            ends_on = self._membership.ends_on if status == "run-off" else None
            stretch = self._run_off(first, last, ends_on) if ends_on else self._in_force(first, last)
            if stretch is None:
                return None
            result.append(stretch)
        return result

    def _in_force(self, first: date, last: date) -> Stretch | None:
        lapsed = self._subsidy.funding(first) == "lapsed"
        by_heads = lapsed and self.contract.readings(first)["lapse-key"] != "hours"
        shares = self._keys.heads(first) if by_heads else self._keys.hours(first)
        if shares is None:
            return None
        cost, subsidy = self._cost.in_force(first, last), self._subsidy.amount(first, last)
        return Stretch("lapsed" if lapsed else "funded", self._claimant(first), shares, cost, subsidy)

    def _run_off(self, first: date, last: date, ends_on: date) -> Stretch | None:
        shares = self._keys.run_off(ends_on, first)
        if shares is None:
            return None
        cost = self._cost.run_off(first, last, self._staffing)
        lapsed = self._subsidy.funding(first) == "lapsed"
        if lapsed or self.contract.readings(first)["run-off-subsidy"] == "gross":
            return Stretch("run-off gross", self._claimant(first), shares, cost, Fraction(0))
        subsidy = self._subsidy.amount(first, last)
        return Stretch("run-off net", self._claimant(first), shares, cost, subsidy)

    def _claimant(self, day: date) -> Claimant:
        employer = self.contract.terms(day)["pools"][self._pool]["employer"]
        return Claimant(employer, employer not in self._membership.parties(day))


def figures_of(record: Record, pool: str, first: date, last: date) -> Figures | None:
    """The figures from *first* through *last*; None where the pool is unresolved on one of the days."""
    facts = Pool(record, pool, first, last)
    shared = facts.shared()
    if shared is None:
        return None
    cut = _cut(shared) if facts.contract.readings(last)["surplus"] == "floor" else set()
    parts = _parts(shared, cut)
    exact = {party: sum(of.values(), Fraction(0)) for party, of in parts.items()}
    cost = _cost_by_position(shared)
    total_cost = to_cents(sum(cost.values(), Fraction(0)))
    subsidy = to_cents(sum((stretch.subsidy for stretch in shared), Fraction(0)))
    own_share = to_cents(sum(exact.values(), Fraction(0))) if cut else total_cost - subsidy
    by_party = hand_out(own_share, exact)
    return Figures(
        cost=_without_zeros(hand_out(total_cost, cost)),
        total_cost=total_cost,
        subsidy=subsidy,
        surplus_not_shared=own_share - (total_cost - subsidy),
        own_share=own_share,
        by_party=_without_zeros(by_party),
        claims=sorted(_claims(by_party, parts)),
    )


def _cut(shared: Sequence[Stretch]) -> set[str]:
    """Names of the days that net below zero together, and so are zero for everyone (R7)."""
    nets = {name: sum((s.net for s in shared if s.name == name), Fraction(0)) for name in FLOORED}
    return {name for name, net in nets.items() if net < 0}


def _parts(shared: Sequence[Stretch], cut: set[str]) -> dict[str, dict[Claimant, Fraction]]:
    """Each party's exact part for the days of each claimant; a stretch that is cut has parts of zero."""
    parts: dict[str, dict[Claimant, Fraction]] = {}
    for stretch in shared:
        net = Fraction(0) if stretch.name in cut else stretch.net
        for party, share in stretch.shares.items():
            of = parts.setdefault(party, {})
            of[stretch.claimant] = of.get(stretch.claimant, Fraction(0)) + net * share
    return parts


def _cost_by_position(shared: Sequence[Stretch]) -> dict[str, Fraction]:
    cost: dict[str, Fraction] = {}
    for stretch in shared:
        for position, amount in stretch.cost.items():
            cost[position] = cost.get(position, Fraction(0)) + amount
    return cost


def _claims(by_party: dict[str, int], parts: dict[str, dict[Claimant, Fraction]]) -> Iterable[Claim]:
    """Each party's cents divided among the claimants of its days; what waits is a part of its own (R12)."""
    for party, cents in by_party.items():
        for claimant, claimed in hand_out(cents, parts[party]).items():
            if claimed and not claimant.waits and claimant.employer != party:
                yield Claim(party, claimant.employer, claimed)


def _without_zeros(amounts: dict[str, int]) -> dict[str, int]:
    return {key: cents for key, cents in sorted(amounts.items()) if cents}
