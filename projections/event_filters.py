"""What can be asked of the index of events: filters that combine, in which order, and how many."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from ledger.vocabulary import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; every filter given must hold."""

    agreement: str | None = None
    kind: str | None = None
    """A kind of fact, by its own name (`kind_named`)."""
    clause: str | None = None
    """A clause of the kind, or the paragraph that it is in."""
    party: str | None = None
    """Any part in the fact: sender, recipient, employer, signatory, share of a deployment …"""
    pool: str | None = None
    recorder: str | None = None
    """The login."""
    on_behalf_of: str | None = None
    voucher: str | None = None
    """Posted or reversed under this number, or taken back."""
    words: tuple[str, ...] = ()
    """Each begins some word of the fact's texts; made by `event_marks.words_of`."""
    cents_from: int | None = None
    cents_to: int | None = None
    """The amount of a posting or payment, both included."""
    effective_from: date | None = None
    effective_to: date | None = None
    """The fact's own day, or the period that it is for, lies at least partly between these."""
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None
    """Both instants included."""
    position: int | None = None
    """As known after this event of the agreement."""
    instant: datetime | None = None
    """As known then."""


class Place(NamedTuple):
    """An event by its position; without *agreement*, in the one meant."""

    agreement: str | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of what is found, and in which order."""

    newest_first: bool = False
    limit: int | None = None
    after: Place | None = None
    """The event to go on after, in the order asked for."""


def kind_named(text: str) -> str | None:
    """The kind that *text* names, by its own name or in German; None if there is none.

    >>> kind_named("CostPosted"), kind_named("buchung"), kind_named("Buch")
    ('CostPosted', 'CostPosted', None)
    """
    if text in words():
        return text
    found = (kind for kind, word in words().items() if word.name.casefold() == text.casefold())
    return next(found, None)


def kinds_asked(filters: Filters) -> frozenset[str] | None:
    """The kinds that pass the filters by kind and clause; None where all do."""
    if filters.kind is None and filters.clause is None:
        return None
    found = frozenset(words()) if filters.clause is None else kinds_under(filters.clause)
    return found if filters.kind is None else found & {filters.kind}


def kinds_under(clause: str) -> frozenset[str]:
    """The kinds whose clause is *clause* or lies in it, however blanks and points are set.

    >>> sorted(kinds_under("§4 Abs 2")), sorted(kinds_under("§ 1 Ziff. 3"))
    (['NoticeGiven'], ['PostFilled', 'PostVacated'])
    """
    asked = _parts(clause)
    if not asked:
        return frozenset()
    return frozenset(
        kind for kind in words() if any(_parts(known)[: len(asked)] == asked for known in clauses_of(kind))
    )


def clauses_of(kind: str) -> list[str]:
    """The clauses of *kind*.

    >>> clauses_of("NoticeRevocationReceived")
    ['§ 4 Abs. 4', '§ 130 BGB']
    """
    return words()[kind].clause.split(", ")


def _parts(clause: str) -> list[str]:
    return re.findall(r"§|\d+[a-z]*|[^\W\d]+", clause.casefold())
