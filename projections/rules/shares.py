"""Who bears which part of a pool on a day: planned shares, hours, exits, heads, run-off (R2, R4, R8, R9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Key:
    """By which rule a pool's cost is shared on a day, and the parts, which add up to one."""

    regime: Regime
    shares: Shares


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


def _key(regime: Regime, shares: Shares | None) -> Key:
    return Key(regime, {party: share for party, share in shares.items() if share}) if shares else UNRESOLVED


@carries_out("§ 2 Abs. 3")
def hours_shares(agreement: Agreement, pool: str, day: date) -> Shares | None:
    """§ 2: cost is shared by hours; as planned, or by those really worked where the reading says so."""
    if reading_on(agreement, "hours-basis", day) == "actual" and (worked := _worked(agreement, pool, day)):
        total = sum(worked.values())
        return {party: hours / total for party, hours in worked.items()}
    return planned_shares(agreement, pool, day)


def _worked(agreement: Agreement, pool: str, day: date) -> dict[str, Fraction]:
    """Hours of *day*, each record spread evenly over its days; only of parties of that day."""
    parties = parties_on(agreement, day)
    return {
        record.party: exact(record.hours) / ((record.to - record.from_).days + 1)
        for record in agreement.of(HoursRecorded)
        if record.pool == pool
        and record.from_ <= day <= record.to
        and record.party in parties
        and exact(record.hours)
    }


@carries_out("§ 1 Ziff. 2", "§ 1 Ziff. 4")
def planned_shares(agreement: Agreement, pool: str, day: date) -> Shares | None:
    """The newest setting of the shares, and every exit since; None where a piece has no heir.

    A draft, an amendment or a deployment sets them; of one day a deployment comes on top.
    """
    deployed = [f for f in agreement.of(DeploymentAgreed) if f.pool == pool and f.effective_on <= day]
    newest = max(deployed, key=lambda fact: fact.effective_on, default=None)
    since = _amended_since(agreement, pool, day)
    if newest is not None and newest.effective_on >= since:
        return _after_exits(agreement, pool, newest.effective_on, day, _parts(newest.posts))
    terms = terms_on(agreement, since).pools[pool]
    shares = _equally(terms.members) if terms.planned is None else _parts(terms.planned)
    return _after_exits(agreement, pool, since, day, shares)


def _amended_since(agreement: Agreement, pool: str, day: date) -> date:
    """The day of the newest amendment by *day* that sets the pool's shares; else the draft, for all days."""
    amended = (
        f.effective_on
        for f in agreement.of(AmendmentAgreed)
        if f.effective_on <= day and sets_shares(f, pool)
    )
    return max(amended, default=date.min)


@carries_out("§ 4 Abs. 2 Satz 3")
def _after_exits(agreement: Agreement, pool: str, since: date, day: date, shares: Shares) -> Shares | None:
    """*shares* as set on *since*; what was given to no party, and every later exit, goes to the heirs."""
    gone = frozenset(shares) - parties_on(agreement, since)
    settled = _redistribute(shares, gone, heirs(agreement, pool, since, day))
    for first_day_out, left in leavers(agreement).items():
        if settled is not None and since < first_day_out <= day:
            settled = _redistribute(settled, left, heirs(agreement, pool, first_day_out, day))
    return settled


def _parts(posts: Mapping[str, str]) -> Shares:
    total = sum(map(exact, posts.values()))
    return {party: exact(share) / total for party, share in posts.items()}


def _equally(parties: Iterable[str]) -> Shares:
    heads = frozenset(parties)
    return {party: Fraction(1, len(heads)) for party in heads}


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


def _redistribute(shares: Shares, gone: frozenset[str], heirs_: frozenset[str]) -> Shares | None:
    """*shares* with the pieces of those *gone* in equal parts on top of the heirs'."""
    piece = sum((shares.get(party, Fraction(0)) for party in gone), Fraction(0))
    kept = {party: share for party, share in shares.items() if party not in gone}
    if not piece:
        return kept
    if not heirs_:
        return None
    for heir in heirs_:
        kept[heir] = kept.get(heir, Fraction(0)) + piece / len(heirs_)
    return kept


@carries_out("§ 2 Abs. 6")
def head_shares(agreement: Agreement, pool: str, day: date) -> Shares | None:
    """§ 2, last paragraph: equal parts of those whom the terms of the day name, and every exit on top.

    As planned shares, but a deployment changes no heads (docs/decisions/0004).
    """
    terms = terms_on(agreement, day)
    if reading_on(agreement, "lapse-key", day) == "region-heads":
        since = _amended_since(agreement, pool, day)
        return _after_exits(agreement, pool, since, day, _equally(terms.pools[pool].members))
    since = max(changed for changed in circle_set_on(agreement) if changed <= day)
    return _after_exits(agreement, pool, since, day, _equally(terms.parties))


@carries_out("§ 4 Abs. 3")
def run_off_shares(agreement: Agreement, pool: str, day: date) -> Shares | None:
    """Equal parts of the parties of the last day, or of the pool's members among them."""
    end = ends_on(agreement) or day
    parties = parties_on(agreement, end)
    if reading_on(agreement, "run-off-scope", day) == "region":
        pools = terms_on(agreement, end).pools
        parties &= frozenset(pools[pool].members if pool in pools else ())
    return _equally(parties) if parties else None
