"""`audit trail`: what was recorded, when and by whom, found by filters that combine.

The answer is read from an index (projections.tables, loaded only when a question is asked); what
the index holds of a fact is derived here, by pure functions.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ledger.errors import Refusal
from ledger.facts import kinds
from ledger.store import StoredFact
from ledger.store.canonical import canonical

if TYPE_CHECKING:
    from ledger.store import Store  # at run time it would load the event-sourcing library


class Entry(NamedTuple):
    """What the index holds of one fact."""

    notification: int
    """Its place among the facts of all agreements, in the order of the commits."""
    agreement: str
    position: int
    kind: str
    recorded_at: str
    recorded_by: str
    on_behalf_of: str | None
    voucher: str | None
    fact: str
    """As given, with `agreement` filled in; canonical JSON."""
    parties: tuple[str, ...]
    """Every party that the fact names, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; every filter given must hold."""

    agreement: str | None = None
    kind: str | None = None
    party: str | None = None
    """Any part in the fact: sender, recipient, employer, signatory, share of a deployment …"""
    voucher: str | None = None
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None
    """Both instants included."""
    position: int | None = None
    """As known after this event of the agreement."""
    instant: datetime | None = None
    """As known then."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the tables are not what a fresh replay would make of them.

    A row (*column* is None) or one column of it; the column `parties` is a table of its own.
    Without *notification*: the tracked position, or a table that is missing.
    """

    problem: Literal["missing", "extra", "different"]
    notification: int | None
    column: str | None
    expected: object
    found: object

    def as_json(self) -> dict[str, object]:
        """As `rebuild --check` answers."""
        return asdict(self)


EVERYTHING = Filters()


def audit_trail(url: str, store: "Store", filters: Filters = EVERYTHING) -> list[dict[str, object]]:
    """The facts of the ledger at *url*, which *store* has open, that pass all *filters*.

    By position if one agreement is asked for, else in the order of recording. Everything that
    was recorded before the call is in it. Raises Refusal for what the ledger does not know, and
    StoreError.
    """
    answerable = _answerable(filters, store)
    from projections.tables import find

    return [_as_json(row) for row in find(url, store, answerable)]


def entry_of(notification: int, stored: StoredFact) -> Entry:
    """What the index holds of *stored*."""
    fact = stored.fact.as_given() | {"agreement": stored.agreement}
    return Entry(
        notification=notification,
        agreement=stored.agreement,
        position=stored.position,
        kind=stored.fact.kind,
        recorded_at=stored.recorded_at,
        recorded_by=stored.recorded_by,
        on_behalf_of=stored.on_behalf_of,
        voucher=_voucher_of(fact),
        fact=canonical(fact).decode(),
        parties=parties_of(fact),
    )


def parties_of(fact: Mapping[str, Any]) -> tuple[str, ...]:
    """Every party that *fact*, as JSON data, names; a fact about a notice names no more than it says.

    >>> parties_of({"kind": "NoticeReceived", "notice": "notice-olfen", "by": "senden"})
    ('senden',)
    >>> parties_of({"kind": "FactRetracted", "instead": {"kind": "NoticeGiven", "party": "olfen"}})
    ('olfen',)
    """
    return tuple(sorted(set(_named(fact))))


def _named(fact: Mapping[str, Any]) -> Iterator[str]:
    yield from (fact[name] for name in ("party", "by", "employer") if name in fact)
    yield from fact.get("signed_by", ())
    yield from _keys(fact.get("posts"))
    for terms in ("terms", "terms_patch"):
        yield from _keys(fact.get(terms, {}).get("parties"))
    if "instead" in fact:
        yield from _named(fact["instead"])


def _keys(value: object) -> Iterator[str]:
    """The names in a JSON object; none in what `posts` is where it is no deployment's, a number."""
    if isinstance(value, dict):
        yield from value


def _voucher_of(fact: Mapping[str, Any]) -> str | None:
    """The voucher that *fact* posts, or that a retraction puts in its place."""
    voucher: str | None = fact.get("instead", fact).get("voucher")
    return voucher


def differences(
    expected: Mapping[int, Mapping[str, object]], found: Mapping[int, Mapping[str, object]]
) -> Iterator[Difference]:
    """Where rows differ, by notification, each row given as its columns and `parties`."""
    for notification in sorted({*expected, *found}):
        wanted, given = expected.get(notification, {}), found.get(notification, {})
        if not wanted:
            yield Difference("extra", notification, None, None, dict(given))
        elif "agreement" not in given:
            yield Difference("missing", notification, None, dict(wanted), None)
        else:
            for column in Entry._fields:
                if wanted[column] != given[column]:
                    yield Difference("different", notification, column, wanted[column], given[column])


def _as_json(row: Mapping[str, Any]) -> dict[str, object]:
    names = ("position", "kind", "recorded_at", "recorded_by", "on_behalf_of")
    return {name: row[name] for name in names} | {"fact": json.loads(row["fact"])}


def _answerable(filters: Filters, store: "Store") -> Filters:
    """*filters* with the agreement that a position is of; Refusal for what the ledger does not know."""
    _must_be_a_kind(filters.kind)
    known = store.agreements()
    agreement = filters.agreement
    if agreement is None and filters.position is not None:
        agreement = _only_one(known)
    if agreement is not None and agreement not in known:
        raise Refusal("unknown-agreement", agreement=agreement, known=", ".join(known) or "keiner")
    if agreement is not None and filters.position is not None:
        _must_be_reached(filters.position, store.head(agreement))
    return replace(filters, agreement=agreement)


def _must_be_a_kind(kind: str | None) -> None:
    if kind is not None and kind not in kinds():
        nearest = get_close_matches(kind, kinds(), n=1, cutoff=0.0)
        raise Refusal("unknown-kind", place="--kind", kind=kind, nearest=nearest[0])


def _only_one(agreements: tuple[str, ...]) -> str:
    if not agreements:
        raise Refusal("no-agreement")
    if len(agreements) > 1:
        raise Refusal("several-agreements", known=", ".join(agreements))
    return agreements[0]


def _must_be_reached(position: int, newest: int) -> None:
    if position > newest:
        raise Refusal("position-beyond", position=position, newest=newest)
