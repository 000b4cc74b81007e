"""Who bears which part of a pool on a day: planned shares, hours, exits, heads, run-off (R2, R4, R8, R9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import circle_set_on, reading_on, sets_shares, terms_on
from ledger.facts import AmendmentAgreed, DeploymentAgreed, HoursRecorded
from ledger.membership import ends_on, leavers, parties_on, status_on
from ledger.values import exact
from projections.rules.subsidy import funding_on

Regime = Literal["hours", "heads", "run-off", "unresolved", "none"]
Shares = Mapping[str, Fraction]


Setting = Literal["members", "planned", "deployment", "hours", "region-heads", "all-heads", "run-off"]


@dataclass(frozen=True, slots=True)
class Handover:
    """On *day* the pieces of those *gone* went in equal parts to the *heirs*; None if there are none."""

    day: date
    gone: frozenset[str]
    heirs: frozenset[str]
    shares: Shares | None


@dataclass(frozen=True, slots=True)
class Derivation:
    """How shares came about: set on *since* in the proportion of *weights*, then handed over."""

    by: Setting
    since: date
    weights: Shares
    handovers: tuple[Handover, ...] = ()

    @property
    def as_set(self) -> Shares:
        """The shares before anyone left."""
        whole = sum(self.weights.values())
        return {party: weight / whole for party, weight in self.weights.items()}

    @property
    def shares(self) -> Shares | None:
        """The shares that count; None where a piece has no heir."""
        return self.handovers[-1].shares if self.handovers else self.as_set


NOBODY = Derivation("members", date.min, {})


@dataclass(frozen=True, slots=True)
class Key:
    """By which rule a pool's cost is shared on a day, and the parts, which add up to one."""

    regime: Regime
    shares: Shares
    how: Derivation = NOBODY


NOT_SHARED = Key("none", {})
UNRESOLVED = Key("unresolved", {})


def key_on(agreement: Agreement, pool: str, day: date) -> Key:
    """The one rule that answers for *pool* on *day*."""
    status = status_on(agreement, day)
    if pool not in terms_on(agreement, day).pools or status not in ("in-force", "run-off"):
        return NOT_SHARED
    if status == "run-off":
        return _key("run-off", run_off_shares(agreement, pool, day))
    if funding_on(agreement, pool, day) == "lapsed" and reading_on(agreement, "lapse-key", day) != "hours":
        return _key("heads", head_shares(agreement, pool, day))
    return _key("hours", hours_shares(agreement, pool, day))


def _key(regime: Regime, how: Derivation | None) -> Key:
    shares = how.shares if how is not None else None
    if how is None or not shares:
        return UNRESOLVED
    return Key(regime, {party: share for party, share in shares.items() if share}, how)


@carries_out("§ 2 Abs. 3")
def hours_shares(agreement: Agreement, pool: str, day: date) -> Derivation:
    """§ 2: cost is shared by hours; as planned, or by those really worked where the reading says so."""
    if reading_on(agreement, "hours-basis", day) == "actual" and (worked := _worked(agreement, pool, day)):
        since = max(record.from_ for record in hours_on(agreement, pool, day))
        return Derivation("hours", since, worked)
    return planned_shares(agreement, pool, day)


def _worked(agreement: Agreement, pool: str, day: date) -> dict[str, Fraction]:
    """Hours of *day*, each record spread evenly over its days; only of parties of that day."""
    parties = parties_on(agreement, day)
    return {
        record.party: exact(record.hours) / ((record.to - record.from_).days + 1)
        for record in hours_on(agreement, pool, day)
        if record.party in parties and exact(record.hours)
    }


def hours_on(agreement: Agreement, pool: str, day: date) -> list[HoursRecorded]:
    """What was recorded of the hours of *day*, whoever they were worked for."""
    return [f for f in agreement.of(HoursRecorded) if f.pool == pool and f.from_ <= day <= f.to]


@carries_out("§ 1 Ziff. 2", "§ 1 Ziff. 4")
def planned_shares(agreement: Agreement, pool: str, day: date) -> Derivation:
    """The newest setting of the shares, and every exit since; None where a piece has no heir.

    A draft, an amendment or a deployment sets them; of one day a deployment comes on top.
    """
    newest = newest_deployment(agreement, pool, day)
    since = amended_since(agreement, pool, day)
    if newest is not None and newest.effective_on >= since:
        how = Derivation("deployment", newest.effective_on, _weights(newest.posts))
        return _after_exits(agreement, pool, day, how)
    terms = terms_on(agreement, since).pools[pool]
    if terms.planned is None:
        return _after_exits(agreement, pool, day, Derivation("members", since, _heads(terms.members)))
    return _after_exits(agreement, pool, day, Derivation("planned", since, _weights(terms.planned)))


def newest_deployment(agreement: Agreement, pool: str, day: date) -> DeploymentAgreed | None:
    """The newest deployment of *pool* by *day*."""
    deployed = [f for f in agreement.of(DeploymentAgreed) if f.pool == pool and f.effective_on <= day]
    return max(deployed, key=lambda fact: fact.effective_on, default=None)


def amended_since(agreement: Agreement, pool: str, day: date) -> date:
    """The day of the newest amendment by *day* that sets the pool's shares; else the draft, for all days."""
    amended = (
        f.effective_on
        for f in agreement.of(AmendmentAgreed)
        if f.effective_on <= day and sets_shares(f, pool)
    )
    return max(amended, default=date.min)


@carries_out("§ 4 Abs. 2 Satz 3")
def _after_exits(agreement: Agreement, pool: str, day: date, how: Derivation) -> Derivation:
    """*how*, and on top what was given to no party, and every later exit: their pieces go to the heirs."""
    gone = frozenset(how.weights) - parties_on(agreement, how.since)
    later = ((out, left) for out, left in leavers(agreement).items() if how.since < out <= day)
    shares: Shares | None = how.as_set
    handovers = []
    for first_day_out, left in ((how.since, gone), *later):
        if shares is not None and (leaving := frozenset(p for p in left if shares.get(p))):
            takers = heirs(agreement, pool, first_day_out, day)
            shares = _handed_over(shares, leaving, takers)
            handovers.append(Handover(first_day_out, leaving, takers, shares))
    return replace(how, handovers=tuple(handovers))


def _weights(amounts: Mapping[str, str]) -> Shares:
    return {party: exact(amount) for party, amount in amounts.items()}


def _heads(parties: Iterable[str]) -> Shares:
    return dict.fromkeys(sorted(frozenset(parties)), Fraction(1))


@carries_out("§ 4 Abs. 2 Satz 3")
def heirs(agreement: Agreement, pool: str, first_day_out: date, day: date) -> frozenset[str]:
    """Who takes over the pieces of those who leave, as *day* reads `exit-share`.

    The text: all remaining parties of the agreement; or the pool's remaining members.
    """
    remaining = parties_on(agreement, first_day_out)
    if reading_on(agreement, "exit-share", day) == "all-remaining":
        return remaining
    pools = terms_on(agreement, first_day_out).pools
    return remaining & frozenset(pools[pool].members if pool in pools else ())


def _handed_over(shares: Shares, gone: frozenset[str], heirs_: frozenset[str]) -> Shares | None:
    """*shares* with the pieces of those *gone* in equal parts on top of the heirs'."""
    if not heirs_:
        return None
    piece = sum((shares[party] for party in gone), Fraction(0))
    kept = {party: share for party, share in shares.items() if party not in gone}
    for heir in heirs_:
        kept[heir] = kept.get(heir, Fraction(0)) + piece / len(heirs_)
    return kept


@carries_out("§ 2 Abs. 6")
def head_shares(agreement: Agreement, pool: str, day: date) -> Derivation:
    """§ 2, last paragraph: equal parts of those whom the terms of the day name, and every exit on top.

    As planned shares, but a deployment changes no heads (docs/decisions/0004).
    """
    terms = terms_on(agreement, day)
    if reading_on(agreement, "lapse-key", day) == "region-heads":
        since, heads = amended_since(agreement, pool, day), _heads(terms.pools[pool].members)
        return _after_exits(agreement, pool, day, Derivation("region-heads", since, heads))
    since = max(changed for changed in circle_set_on(agreement) if changed <= day)
    return _after_exits(agreement, pool, day, Derivation("all-heads", since, _heads(terms.parties)))


@carries_out("§ 4 Abs. 3")
def run_off_shares(agreement: Agreement, pool: str, day: date) -> Derivation | None:
    """Equal parts of the parties of the last day, or of the pool's members among them."""
    end = ends_on(agreement) or day
    parties = parties_on(agreement, end)
    if reading_on(agreement, "run-off-scope", day) == "region":
        pools = terms_on(agreement, end).pools
        parties &= frozenset(pools[pool].members if pool in pools else ())
    return Derivation("run-off", end, _heads(parties)) if parties else None
