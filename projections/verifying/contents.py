"""One event by itself: whether its values have the form in which they are written, and its hash.

Pure; what the event must be after the one before it stands in `events`.
"""

from typing import NamedTuple
from uuid import UUID

from ledger.facts import AnyFact, kinds
from ledger.proofs.merkle import HASH_SIZE, leaf_hash
from ledger.store import StoreError
from ledger.store.log import RawEvent
from ledger.store.mapper import as_written, fact_of
from projections.verifying.problems import Kind, shown

_FORMS: dict[str, tuple[tuple[type, ...], str]] = {
    "position": ((int,), "Zahl"),
    "recorded_at": ((str,), "Text"),
    "recorded_by": ((str,), "Text"),
    "on_behalf_of": ((str, type(None)), "Text oder NULL"),
    "originator_id": ((str, UUID), "Kennung"),
    "originator_version": ((int,), "Zahl"),
    "topic": ((str,), "Text"),
    "state": ((bytes,), "Bytes"),
}
"""What the leaf hash covers, besides the agreement, and of which type it must be."""


class Flaw(NamedTuple):
    """A problem whose place the caller knows."""

    problem: Kind
    field: str
    expected: str
    found: str


class Contents(NamedTuple):
    """What is in an event."""

    fact: AnyFact | None
    """None if nobody can read it."""
    leaf_hash: bytes | None
    """Computed; None if the values are none that a leaf can hold."""
    flaws: tuple[Flaw, ...]


def is_hash(value: object) -> bool:
    """Whether *value* can be a hash at all; text that is no UTF-8 is none."""
    return type(value) is bytes and len(value) == HASH_SIZE


def contents_of(event: RawEvent) -> Contents:
    """*event*, and everything that is wrong with it, whatever stands before and after it."""
    flaws = [
        Flaw("form", name, called, shown(getattr(event, name)))
        for name, (types, called) in _FORMS.items()
        if type(getattr(event, name)) not in types
    ]
    computed = None if flaws else _leaf_hash(event)
    fact = None
    if not {"topic", "state"} & {flaw.field for flaw in flaws}:
        fact, flaw = _fact(event.topic, event.state)
        flaws += [flaw] if flaw else []
    if not is_hash(event.leaf_hash):
        flaws.append(Flaw("form", "leaf_hash", f"{HASH_SIZE} Bytes", shown(event.leaf_hash)))
    elif computed != event.leaf_hash and (computed or not flaws):
        expected = "nicht berechenbar" if computed is None else computed.hex()
        flaws.append(Flaw("hash", "leaf_hash", expected, event.leaf_hash.hex()))
    return Contents(fact, computed, tuple(flaws))


def _leaf_hash(event: RawEvent) -> bytes | None:
    try:
        return leaf_hash(event.leaf())
    except ValueError:
        return None


def _fact(topic: str, state: bytes) -> tuple[AnyFact | None, Flaw | None]:
    """The fact, and what is wrong with how it is written."""
    if topic not in kinds():
        return None, Flaw("form", "topic", "eine bekannte Art", topic)
    try:
        fact = fact_of(topic, state)
    except StoreError as problem:
        return None, Flaw("form", "state", "eine lesbare Tatsache", problem.why)
    expected = as_written(state)
    if state == expected:
        return fact, None
    return fact, Flaw("form", "state", _as_text(expected), _as_text(state))


def _as_text(state: bytes) -> str:
    return state.decode(errors="backslashreplace") or "kanonisches JSON"
