"""`audit trail`: what was recorded, when and by whom, found by filters that combine."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.context import agreement_meant
from ledger.errors import Refusal
from ledger.facts import kinds
from ledger.sealing import key_store_of, opened
from projections.event_filters import Filters, Page, Place, clauses_of, kind_named, kinds_under
from projections.tables import find

if TYPE_CHECKING:
    from ledger.store import Store

EVERYTHING = Filters()
ALL_AT_ONCE = Page()
_ERASURES = Filters(kind="PersonErased")


class Trail(NamedTuple):
    """What was found: one page of it."""

    entries: list[dict[str, Any]]
    more: str | None
    """What to go on after, as `--after` takes it; None if nothing is left."""


def audit_trail(url: str, store: "Store", filters: Filters = EVERYTHING, page: Page = ALL_AT_ONCE) -> Trail:
    """The facts of the ledger at *url*, which *store* has open, that pass all *filters*.

    In the order of recording, which within an agreement is that of the positions, or in reverse.
    Everything that was recorded before the call is in it. Raises Refusal for what the ledger does
    not know, and StoreError.
    """
    known = store.agreements()
    rows = find(url, store, _answerable(filters, store, known), _placed(page, store, filters.agreement))
    shown = rows[: page.limit]
    more = _place(shown[-1], known) if len(shown) < len(rows) else None
    return Trail([_as_json(row) for row in shown], more)


def with_names(entries: Iterable[Mapping[str, Any]], url: str, store: "Store") -> list[dict[str, Any]]:
    """*entries* to be printed, with the names of people that can be read and are not erased."""
    erasures = (json.loads(row["fact"]) for row in find(url, store, _ERASURES, ALL_AT_ONCE))
    erased = frozenset((fact["agreement"], fact["person"]) for fact in erasures)
    keys = key_store_of(url).without(erased)
    return [{**entry, "fact": opened(entry["fact"], entry["fact"]["agreement"], keys)} for entry in entries]


def _as_json(row: Mapping[str, Any]) -> dict[str, object]:
    names = ("position", "kind", "recorded_at", "recorded_by", "on_behalf_of")
    return {name: row[name] for name in names} | {"fact": json.loads(row["fact"])}


def _place(row: Mapping[str, Any], known: Collection[str]) -> str:
    """The number of a fact, with its agreement where there are several."""
    return f"{row['agreement']}@{row['position']}" if len(known) > 1 else str(row["position"])


def _placed(page: Page, store: "Store", chosen: str | None) -> Page:
    """*page* with the agreement of the event to go on after; Refusal if there is no such event."""
    if page.after is None:
        return page
    agreement, position = agreement_meant(store, page.after.agreement or chosen), page.after.position
    newest = store.head(agreement)
    if not 1 <= position <= newest:
        raise Refusal("no-such-event", agreement=agreement, position=position, newest=newest)
    return replace(page, after=Place(agreement, position))


def _answerable(filters: Filters, store: "Store", known: Collection[str]) -> Filters:
    """*filters* with the agreement that a position is of; Refusal for what the ledger does not know."""
    kind = None if filters.kind is None else _kind(filters.kind)
    _must_be_a_clause(filters.clause)
    agreement = filters.agreement
    if agreement is None and filters.position is not None:
        agreement = agreement_meant(store, None)
    if agreement is not None and agreement not in known:
        raise Refusal("unknown-agreement", agreement=agreement, known=", ".join(known) or "keiner")
    if agreement is not None and filters.position is not None:
        _must_be_reached(filters.position, store.head(agreement))
    return replace(filters, agreement=agreement, kind=kind)


def _kind(text: str) -> str:
    kind = kind_named(text)
    if kind is None:
        nearest = get_close_matches(text, kinds(), n=1, cutoff=0.0)
        raise Refusal("unknown-kind", place="--kind", kind=text, nearest=nearest[0])
    return kind


def _must_be_a_clause(clause: str | None) -> None:
    if clause is not None and not kinds_under(clause):
        known = dict.fromkeys(each for kind in kinds() for each in clauses_of(kind))
        raise Refusal("unknown-clause", clause=clause, known="; ".join(known))


def _must_be_reached(position: int, newest: int) -> None:
    if position > newest:
        raise Refusal("position-beyond", position=position, newest=newest)
