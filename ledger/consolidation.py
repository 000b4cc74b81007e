"""The terms and readings of a day: draft, amendments, decided readings (§ 5 Abs. 1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ledger.agreement import Agreement, per_agreement
from ledger.clauses import carries_out
from ledger.facts import AmendmentAgreed, ReadingDecided
from ledger.readings import Question, ReadingName, default_reading
from ledger.terms import Terms, merge_patch

SHARE_FIELDS = frozenset({"members", "posts", "planned"})
"""The fields of a pool whose amendment sets its shares anew (§ 1 Ziff. 4)."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """The terms from *since* on, until the next version; *data* are what was given."""

    since: date
    terms: Terms
    data: Mapping[str, Any]
    amendment: AmendmentAgreed | None


def amendments(agreement: Agreement) -> list[AmendmentAgreed]:
    """All amendments in the order in which they apply: by day, those of one day by number."""
    return sorted(agreement.of(AmendmentAgreed), key=lambda fact: (fact.effective_on, fact.number))


@carries_out("§ 5 Abs. 1")
def consolidate(draft: Terms, amended: list[AmendmentAgreed]) -> Iterator[Version]:
    """The terms after the draft and after each amendment; raises where a result is no valid terms."""
    data: Mapping[str, Any] = draft.as_given()
    yield Version(date.min, draft, data, None)
    for amendment in amended:
        data = merge_patch(data, amendment.terms_patch)
        yield Version(amendment.effective_on, Terms.model_validate(data), data, amendment)


@per_agreement
def versions(agreement: Agreement) -> tuple[Version, ...]:
    """Every version of the terms; the draft counts for all days before the first amendment."""
    draft = agreement.draft
    return () if draft is None else tuple(consolidate(draft.terms, amendments(agreement)))


def version_on(agreement: Agreement, day: date) -> Version:
    """The version of the terms that counts on *day*."""
    return next(version for version in reversed(versions(agreement)) if version.since <= day)


def terms_on(agreement: Agreement, day: date) -> Terms:
    """The consolidated terms of *day*."""
    return version_on(agreement, day).terms


def terms_between(agreement: Agreement, first: date, last: date) -> list[Version]:
    """Every version that counts on some day of the period, both days included."""
    found = versions(agreement)
    ends = [*(version.since for version in found[1:]), date.max]
    spans = zip(found, ends, strict=True)
    return [v for v, end in spans if v.since < end and v.since <= last and first < end]


@per_agreement
def known_parties(agreement: Agreement) -> frozenset[str]:
    """Everyone whom some version of the terms names."""
    return frozenset(party for version in versions(agreement) for party in version.terms.parties)


def sets_shares(amendment: AmendmentAgreed, pool: str) -> bool:
    """Whether *amendment* names members, posts or plan of *pool*, and so sets its shares anew (R4).

    Name and employer change no share.
    """
    patch = amendment.terms_patch.get("pools", {}).get(pool) or {}
    return not SHARE_FIELDS.isdisjoint(patch)


@per_agreement
def joinings(agreement: Agreement) -> tuple[tuple[date, str], ...]:
    """Who was brought in by an amendment, and from which day on; a new name alone brings nobody in."""
    return tuple(
        (after.since, party)
        for before, after in pairwise(versions(agreement))
        for party in sorted(after.terms.parties.keys() - before.terms.parties.keys())
    )


@per_agreement
def circle_set_on(agreement: Agreement) -> tuple[date, ...]:
    """The days on which the terms set the circle of parties: the draft, later joining and removal."""
    changed = (
        after.since
        for before, after in pairwise(versions(agreement))
        if after.terms.parties.keys() != before.terms.parties.keys()
    )
    return (date.min, *changed)


def reading_on(agreement: Agreement, question: Question, day: date) -> ReadingName:
    """How the parties read *question* on *day*: the newest decision or amendment, else the default.

    A decision and an amendment of one day: the decision counts.
    """
    version = version_on(agreement, day)
    decided = decision_on(agreement, question, day)
    if decided is not None and decided.effective_on >= _named_since(agreement, question, day):
        return decided.reading
    return (version.terms.readings or {}).get(question) or default_reading(question)


def decision_on(agreement: Agreement, question: Question, day: date) -> ReadingDecided | None:
    """The newest `ReadingDecided` on *question* that counts on *day*."""
    decided = [f for f in agreement.of(ReadingDecided) if f.question == question and f.effective_on <= day]
    return max(decided, key=lambda fact: fact.effective_on, default=None)


def _named_since(agreement: Agreement, question: Question, day: date) -> date:
    named = [
        amendment.effective_on
        for amendment in agreement.of(AmendmentAgreed)
        if amendment.effective_on <= day and names_reading(amendment, question)
    ]
    return max(named, default=date.min)


def names_reading(amendment: AmendmentAgreed, question: Question) -> bool:
    """Whether the patch sets or removes how *question* is read; `null` removes all readings."""
    patch = amendment.terms_patch
    return "readings" in patch and (patch["readings"] is None or question in patch["readings"])
