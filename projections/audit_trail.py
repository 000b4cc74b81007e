"""`audit trail`: what was recorded, when and by whom, found by filters that combine.

The answer is read from an index (projections.tables, loaded only when a question is asked); what
the index holds of a fact is derived here, by pure functions.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from ledger.errors import Refusal
from ledger.facts import kinds
from ledger.store import Store, StoredFact
from ledger.store.canonical import canonical


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


EVERYTHING = Filters()


def audit_trail(url: str, store: Store, filters: Filters = EVERYTHING) -> list[dict[str, object]]:
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
    if isinstance(posts := fact.get("posts"), dict):  # a deployment; elsewhere a number of posts
        yield from posts
    for terms in (fact.get("terms", {}), fact.get("terms_patch", {})):
        yield from terms.get("parties") or ()
    if "instead" in fact:
        yield from _named(fact["instead"])


def _voucher_of(fact: Mapping[str, Any]) -> str | None:
    """The voucher that *fact* posts, or that a retraction puts in its place."""
    return fact.get("voucher") or fact.get("instead", {}).get("voucher")


def _as_json(row: Mapping[str, Any]) -> dict[str, object]:
    names = ("position", "kind", "recorded_at", "recorded_by", "on_behalf_of")
    return {name: row[name] for name in names} | {"fact": json.loads(row["fact"])}


def _answerable(filters: Filters, store: Store) -> Filters:
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
