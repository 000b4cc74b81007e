"""How the shares of a pool were set, before anyone left: plan, deployment, hours, heads (R2, R8, R9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal

from ledger.consolidation import reading_on, sets_shares
from ledger.facts import AmendmentAgreed, HoursRecorded
from ledger.values import exact
from projections.explaining.accruals import calendar_days
from projections.explaining.amending import brought_in
from projections.explaining.case import Case
from projections.explaining.given import from_fact, from_terms, members
from projections.explaining.nodes import By, Node, german, shown
from projections.explaining.people import members_among, named_parties, parties_of
from projections.rules.shares import Derivation, Setting, hours_on, newest_deployment

_PLAN = By("R2", "§ 1 Ziff. 4")
_DEPLOYED = By("R2", "§ 3")
_WORKED = By("R7", "§ 2 Abs. 3")
_HEADS = By("R8", "§ 2 Abs. 6")

_TITLES: dict[Setting, str] = {
    "members": "geplante Anteile: zu gleichen Teilen auf die Mitglieder der Region",
    "planned": "geplante Anteile",
    "deployment": "vereinbarter Einsatz",
    "hours": "geleistete Stunden",
    "region-heads": "nach Köpfen der Region",
    "all-heads": "nach Köpfen aller Vertragsparteien",
    "run-off": "nach Köpfen der Vertragsparteien des letzten Tages",
}


def set_shares(case: Case, pool: str, day: date, how: Derivation) -> Node:
    """The shares of *day* as they were set."""
    match how.by:
        case "members":
            return _equal_parts(case, pool, how, _PLAN, members(case, pool, how.since))
        case "region-heads":
            return _equal_parts(case, pool, how, _HEADS, members(case, pool, day))
        case "all-heads":
            return _equal_parts(case, pool, how, _HEADS, named_parties(case, day))
        case "run-off":
            return _equal_parts(
                case, pool, how, By("R9", "§ 4 Abs. 3"), _run_off_parties(case, pool, day, how)
            )
        case "planned":
            return _in_proportion(case, how, _PLAN, _planned(case, pool, how), _amending(case, pool, how))
        case "deployment":
            return _in_proportion(case, how, _DEPLOYED, _deployed(case, pool, day), _joined(case, how, day))
        case "hours":
            return _in_proportion(case, how, _WORKED, _hours(case, pool, day, how), _joined(case, how, day))


def _equal_parts(case: Case, pool: str, how: Derivation, by: By, parties: Node) -> Node:
    node = _table(case, how, by, "equal-parts", (parties,))
    return replace(node, formula="eins geteilt durch ihre Zahl", events=_amending(case, pool, how))


def _in_proportion(
    case: Case, how: Derivation, by: By, weights: Iterator[Node], events: tuple[int, ...]
) -> Node:
    node = _table(case, how, by, "proportion", tuple(weights))
    return replace(node, formula="das eigene Gewicht geteilt durch die Summe aller", events=events)


def _table(
    case: Case, how: Derivation, by: By, op: Literal["equal-parts", "proportion"], inputs: tuple[Node, ...]
) -> Node:
    shares = shown(how.as_set)
    since = "" if how.since == date.min else f", ab {german(how.since)}"
    return Node(
        what=f"{_TITLES[how.by]}{since}",
        by=by,
        formula="",
        op=op,
        unit="share",
        value=shares.get(case.party, Fraction(0)),
        by_party=shares,
        inputs=inputs,
    )


def _amending(case: Case, pool: str, how: Derivation) -> tuple[int, ...]:
    """The amendments that set the shares on that day, whatever they say about them."""
    if how.by not in ("members", "planned", "region-heads"):
        return ()
    agreed = case.agreement.of(AmendmentAgreed)
    return case.cite(*(f for f in agreed if f.effective_on == how.since and sets_shares(f, pool)))


def _joined(case: Case, how: Derivation, day: date) -> tuple[int, ...]:
    """What made parties of those who have a weight and are not in the draft."""
    return case.cite(*brought_in(case.agreement, frozenset(how.weights), day))


def _run_off_parties(case: Case, pool: str, day: date, how: Derivation) -> Node:
    parties = parties_of(case, how.since)
    if reading_on(case.agreement, "run-off-scope", day) == "region":
        return members_among(case, pool, how.since, parties)
    return parties


def _planned(case: Case, pool: str, how: Derivation) -> Iterator[Node]:
    for party in sorted(how.weights):
        what, path = f"geplante Stellen für {case.name(party)}", ("pools", pool, "planned", party)
        yield replace(from_terms(case, path, how.since, what, _PLAN, "posts"), party=party)


def _deployed(case: Case, pool: str, day: date) -> Iterator[Node]:
    deployment = newest_deployment(case.agreement, pool, day)
    if deployment is None:
        return
    for party, posts in sorted(deployment.posts.items()):
        yield Node(
            what=f"Stellen für {case.name(party)}",
            by=_DEPLOYED,
            formula="so vereinbart",
            op="fact",
            unit="posts",
            value=exact(posts),
            party=party,
            field=f"posts.{party}",
            events=case.cite(deployment),
        )


def _hours(case: Case, pool: str, day: date, how: Derivation) -> Iterator[Node]:
    for record in hours_on(case.agreement, pool, day):
        if record.party in how.weights:
            yield _hours_of(case, record)


def _hours_of(case: Case, record: HoursRecorded) -> Node:
    """The hours of a day: each record is spread evenly over its days."""
    hours = from_fact(case, record, "hours", "geleistete Stunden", _WORKED, "hours")
    days = calendar_days("Tage des Zeitraums", record.from_, record.to, _WORKED)
    return Node(
        what=f"Stunden eines Tages für {case.name(record.party)}",
        by=_WORKED,
        formula="Stunden ÷ Tage des Zeitraums",
        op="quotient",
        unit="hours",
        value=hours.number / days.number,
        party=record.party,
        inputs=(hours, days),
    )
