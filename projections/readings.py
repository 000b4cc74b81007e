"""How the open questions are read, who decided so, and what every other reading would change (`readings`)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from ledger.agreement import Agreement, Standing, day_of
from ledger.consolidation import ONE_DAY, names_reading, reading_on
from ledger.facts import AgreementDrafted, AmendmentAgreed, AnyFact, PartySigned, ReadingDecided
from ledger.membership import concluded_on, parties_on
from ledger.readings import QUESTIONS, READINGS, Question, ReadingName
from projections.comparing import ByPool, borne_in, changes, in_sum, unresolved
from projections.history import History, as_at
from projections.split import amounts


def readings(history: History, *, year: int) -> dict[str, Any]:
    """The answer of `readings`: each question in *year*, and in euro what its other readings would change."""
    history = as_at(history, date(year, 12, 31))
    today = borne_in(history, year)
    return {
        "agreement": history.id,
        "year": year,
        "known_at": history.known.as_json(),
        "questions": {question: _question(history, question, year, today) for question in QUESTIONS},
    }


def _question(history: History, question: Question, year: int, today: ByPool) -> dict[str, Any]:
    """The spans of the year, and every reading that is not in force on all of its days."""
    spans = list(_spans(history.agreement, question, year))
    in_force = {span["reading"] for span in spans}
    others = (reading for reading in READINGS[question] if in_force != {reading})
    return {
        "spans": spans,
        "others": {
            reading: _effect(today, borne_in(suppose_reading(history, question, reading, year=year), year))
            for reading in others
        },
    }


def _effect(today: ByPool, supposed: ByPool) -> dict[str, Any]:
    """By how much *supposed* is above *today*; null in sum, and the pools named, where one is unresolved."""
    found = changes(today, supposed)
    total = in_sum(found.values())
    return {
        "pools": {pool: None if change is None else amounts(change) for pool, change in found.items()},
        "by_party": None if total is None else amounts(total),
        "unresolved": unresolved(found),
    }


def _spans(agreement: Agreement, question: Question, year: int) -> Iterator[dict[str, Any]]:
    """How the question is read from which day of the year to which, since when, settled by what."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    settled = {day_of(entry.fact) for entry in agreement.standing if _settles(entry.fact, question)}
    begins = sorted({first, *(day for day in settled if first < day <= last)})
    for begin, after in pairwise([*begins, last + ONE_DAY]):
        settling = _settled_by(agreement, question, begin)
        yield {
            "from": begin.isoformat(),
            "to": (after - ONE_DAY).isoformat(),
            "reading": reading_on(agreement, question, begin),
            "since": None if settling is None else _since(settling.fact),
            "decided_by": None if settling is None else _act(agreement, settling),
        }


def _settles(fact: AnyFact, question: Question) -> bool:
    """Whether *fact*, from its day on, says how *question* is read."""
    if isinstance(fact, AmendmentAgreed):
        return names_reading(fact, question)
    return isinstance(fact, ReadingDecided) and fact.question == question


def _settled_by(agreement: Agreement, question: Question, day: date) -> Standing | None:
    """The newest decision or amendment by *day*, else the draft if its terms settle the question.

    Of one day a decision counts, then the amendment with the higher number.
    """
    settling = [e for e in agreement.standing if _settles(e.fact, question) and day_of(e.fact) <= day]
    drafts = (
        entry
        for entry in agreement.standing
        if isinstance(entry.fact, AgreementDrafted) and question in (entry.fact.terms.readings or {})
    )
    return max(settling, key=lambda entry: _rank(entry.fact), default=next(drafts, None))


def _rank(fact: AnyFact) -> tuple[date, bool, int]:
    number = fact.number if isinstance(fact, AmendmentAgreed) else 0
    return day_of(fact), isinstance(fact, ReadingDecided), number


def _since(fact: AnyFact) -> str | None:
    """The first day; None for the draft, whose terms describe all days."""
    return None if isinstance(fact, AgreementDrafted) else day_of(fact).isoformat()


def _act(agreement: Agreement, settling: Standing) -> dict[str, Any]:
    """Which event settled the question, concluded when, signed by whom; who signed the draft is in facts."""
    fact = settling.fact
    concluded = concluded_on(agreement)
    signed_by = {signature.party for signature in agreement.of(PartySigned)}
    if isinstance(fact, ReadingDecided | AmendmentAgreed):
        concluded, signed_by = fact.concluded_on, set(fact.signed_by)
    return {
        "position": settling.position,
        "kind": fact.kind,
        "concluded_on": None if concluded is None else concluded.isoformat(),
        "signed_by": sorted(signed_by),
    }


def suppose_reading(history: History, question: Question, reading: ReadingName, *, year: int) -> History:
    """*history* as if the parties had read *question* as *reading* on every day of *year*.

    It is supposed as decided on the year's first day, and on the day of every amendment, which may
    name another reading; what they did decide for days of the year is left out.
    """
    agreement = history.agreement
    days = {date(year, 1, 1), *(amendment.effective_on for amendment in agreement.of(AmendmentAgreed))}
    supposed = (
        Standing(0, _supposed(agreement, question, reading, day)) for day in sorted(days) if day.year == year
    )
    kept = (
        entry
        for entry in agreement.standing
        if not isinstance(entry.fact, ReadingDecided)
        or entry.fact.question != question
        or entry.fact.effective_on.year != year
    )
    return History(history.id, Agreement((*kept, *supposed)), history.postings, history.known)


def _supposed(agreement: Agreement, question: Question, reading: ReadingName, day: date) -> ReadingDecided:
    return ReadingDecided(
        question=question,
        reading=reading,
        effective_on=day,
        form="letter",
        signed_by=tuple(sorted(parties_on(agreement, day))),
        concluded_on=day,
    )
