"""Who is a party on which day, and the status of the contract (§ 4 Abs. 1 to 3).

Exits follow from notices, and whether a notice is complete follows from who is a party: both
are resolved forward in time, an exit can only rest on earlier ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Literal

from dateutil.relativedelta import relativedelta

from ledger.agreement import Agreement, per_agreement
from ledger.clauses import carries_out
from ledger.consolidation import ONE_DAY, joinings, terms_on, versions
from ledger.facts import AgreementCommenced, NoticeGiven, PartySigned, TerminationAgreed
from ledger.notices import Circle, Dossier, dossiers, state_on

Status = Literal["draft", "concluded", "in-force", "run-off", "ended", "exhausted"]


@dataclass(frozen=True, slots=True, order=True)
class Exit:
    """*party* stops being one after *last_day*, its last day."""

    last_day: date
    party: str


@carries_out("Vertragsparteien, Unterschriften")
@per_agreement
def concluded_on(agreement: Agreement) -> date | None:
    """The day of the last signature: the first on which everyone whom the terms name has signed."""
    signed = dict(sorted(_signatures(agreement), key=itemgetter(1), reverse=True))
    for day in sorted({*signed.values(), *(version.since for version in versions(agreement))} - {date.min}):
        if all(signed.get(party, date.max) <= day for party in terms_on(agreement, day).parties):
            return day
    return None


def _signatures(agreement: Agreement) -> Iterable[tuple[str, date]]:
    """Signatures under the contract; who is brought in by an amendment signs that."""
    for version in versions(agreement)[1:]:
        for joined, party in joinings(agreement):
            if (
                version.amendment is not None
                and joined == version.since
                and party in version.amendment.signed_by
            ):
                yield party, version.amendment.concluded_on
    for signature in agreement.of(PartySigned):
        yield signature.party, signature.effective_on


def commenced_on(agreement: Agreement) -> date | None:
    """The day of entry into force; the text names none, so it is recorded or unknown."""
    return next((fact.effective_on for fact in agreement.of(AgreementCommenced)), None)


@carries_out("§ 4 Abs. 3")
def ends_on(agreement: Agreement) -> date | None:
    """The last day of the contract by common agreement, if there is one."""
    return next((fact.ends_on for fact in agreement.of(TerminationAgreed)), None)


@carries_out("§ 4 Abs. 3")
def run_off_end(end: date, months: int) -> date:
    """The last day of a run-off of *months* that begins on the day after *end* (§§ 187 II, 188 II, III BGB).

    >>> run_off_end(date(2027, 2, 28), months=12)
    datetime.date(2028, 2, 29)
    >>> run_off_end(date(2028, 2, 28), months=12)
    datetime.date(2029, 2, 28)
    """
    begin = end + ONE_DAY
    same_day = begin + relativedelta(months=months)
    return same_day - ONE_DAY if same_day.day == begin.day else same_day


@carries_out("§ 4 Abs. 2 Satz 2")
@per_agreement
def exits(agreement: Agreement) -> tuple[Exit, ...]:
    """Every exit by notice, in order of time; found by repeating until nothing changes any more.

    An exit rests only on who was a party before it, so each round settles at least the earliest
    exit that was still open.
    """
    found: tuple[Exit, ...] = ()
    while (following := _exits_given(agreement, found)) != found:
        found = following
    return found


def _exits_given(agreement: Agreement, earlier: tuple[Exit, ...]) -> tuple[Exit, ...]:
    circle = _circle(agreement, earlier)
    found = {
        Exit(day, dossier.given.party)
        for dossier in dossiers(agreement).values()
        for day in _ends(agreement, dossier, circle)
        if _ends_membership(agreement, dossier.given, day, circle)
    }
    return tuple(sorted(found))


def _ends(agreement: Agreement, dossier: Dossier, circle: Circle) -> set[date]:
    """The days of which it is true, as at that very day, that the notice ends with it.

    None before the notice was given: what rests on later days could not be resolved forward in time.
    """
    given = dossier.given.effective_on
    days = {day for day in (*dossier.turning_days(), *circle.changes) if day >= given}
    ends = {state_on(agreement, dossier, day, circle).ends_on for day in days}
    later = {end for end in ends if end is not None and end >= given}
    return {end for end in later if state_on(agreement, dossier, end, circle).ends_on == end}


def _ends_membership(agreement: Agreement, given: NoticeGiven, end: date, circle: Circle) -> bool:
    """A notice ends only the membership that its sender had on the day it was given (docs/decisions/0010)."""
    joined_since = (
        given.effective_on < day <= end for day, party in joinings(agreement) if party == given.party
    )
    return given.party in circle.parties_on(given.effective_on) and not any(joined_since)


def _circle(agreement: Agreement, found: tuple[Exit, ...]) -> Circle:
    changes = {exit_.last_day + ONE_DAY for exit_ in found}
    changes |= {version.since for version in versions(agreement)[1:]}
    return Circle(lambda day: _parties_given(agreement, day, found), changes, concluded_on(agreement))


@per_agreement
def circle_of(agreement: Agreement) -> Circle:
    """Who the parties are, as the notices need it."""
    return _circle(agreement, exits(agreement))


def _parties_given(agreement: Agreement, day: date, found: tuple[Exit, ...]) -> frozenset[str]:
    """The parties of *day*; in the run-off and after the end, those of the last day."""
    end = ends_on(agreement)
    day = day if end is None else min(day, end)
    parties = _remaining(agreement, day, found)
    last_days = sorted({exit_.last_day for exit_ in found if exit_.last_day < day}, reverse=True)
    while not parties and last_days:
        parties = _remaining(agreement, last_days.pop(0), found)
    return parties


def _remaining(agreement: Agreement, day: date, found: tuple[Exit, ...]) -> frozenset[str]:
    parties = set(terms_on(agreement, day).parties)
    for exit_ in found:
        back = (
            party == exit_.party and exit_.last_day < joined <= day for joined, party in joinings(agreement)
        )
        if exit_.last_day < day and not any(back):
            parties.discard(exit_.party)
    return frozenset(parties)


def parties_on(agreement: Agreement, day: date) -> frozenset[str]:
    """The parties of *day*; in the run-off and after the end, those of the last day."""
    return _parties_given(agreement, day, exits(agreement))


@carries_out("§ 4 Abs. 1")
def status_on(agreement: Agreement, day: date) -> Status:
    """R1: the status of the contract on *day*.

    Where one party alone is left nothing is shared any more, and there is nothing to run off.
    """
    commenced, concluded, end = commenced_on(agreement), concluded_on(agreement), ends_on(agreement)
    if commenced is None or day < commenced:
        return "draft" if concluded is None or day < concluded else "concluded"
    remaining = _remaining(agreement, day if end is None else min(day, end), exits(agreement))
    if not remaining:
        return "ended"
    if len(remaining) == 1:
        return "exhausted"
    if end is None or day <= end:
        return "in-force"
    months = terms_on(agreement, end).run_off.months
    return "run-off" if day <= run_off_end(end, months) else "ended"


@per_agreement
def leavers(agreement: Agreement) -> dict[date, frozenset[str]]:
    """Who is no party any more from which day on, by notice or by an amendment that removes it (R4)."""
    found: dict[date, frozenset[str]] = {}
    for first_day_out in sorted(circle_of(agreement).changes):
        gone = parties_on(agreement, first_day_out - ONE_DAY) - parties_on(agreement, first_day_out)
        if gone:
            found[first_day_out] = gone
    return found
