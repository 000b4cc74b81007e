"""`audit trail`: what was recorded, when and by whom, found by filters that combine."""

import json
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from ledger.errors import Refusal
from ledger.facts import kinds
from projections.event_index import Filters
from projections.questions import agreement_meant
from projections.tables import find

if TYPE_CHECKING:
    from ledger.store import Store

EVERYTHING = Filters()


def audit_trail(url: str, store: "Store", filters: Filters = EVERYTHING) -> list[dict[str, object]]:
    """The facts of the ledger at *url*, which *store* has open, that pass all *filters*.

    By position if one agreement is asked for, else in the order of recording. Everything that
    was recorded before the call is in it. Raises Refusal for what the ledger does not know, and
    StoreError.
    """
    answerable = _answerable(filters, store)
    return [_as_json(row) for row in find(url, store, answerable)]


def _as_json(row: Mapping[str, Any]) -> dict[str, object]:
    names = ("position", "kind", "recorded_at", "recorded_by", "on_behalf_of")
    return {name: row[name] for name in names} | {"fact": json.loads(row["fact"])}


def _answerable(filters: Filters, store: "Store") -> Filters:
    """*filters* with the agreement that a position is of; Refusal for what the ledger does not know."""
    _must_be_a_kind(filters.kind)
    known = store.agreements()
    agreement = filters.agreement
    if agreement is None and filters.position is not None:
        agreement = agreement_meant(store, None)
    if agreement is not None and agreement not in known:
        raise Refusal("unknown-agreement", agreement=agreement, known=", ".join(known) or "keiner")
    if agreement is not None and filters.position is not None:
        _must_be_reached(filters.position, store.head(agreement))
    return replace(filters, agreement=agreement)


def _must_be_a_kind(kind: str | None) -> None:
    if kind is not None and kind not in kinds():
        nearest = get_close_matches(kind, kinds(), n=1, cutoff=0.0)
        raise Refusal("unknown-kind", place="--kind", kind=kind, nearest=nearest[0])


def _must_be_reached(position: int, newest: int) -> None:
    if position > newest:
        raise Refusal("position-beyond", position=position, newest=newest)
