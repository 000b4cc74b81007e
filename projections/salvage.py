"""What can still be read of a log that was tampered with: each event by itself, or not at all."""

from dataclasses import dataclass

from ledger.facts import AnyFact
from ledger.store import StoreError
from ledger.store.log import RawEvent
from ledger.store.mapper import fact_of


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Of a stored event what questions and read models need; its hash and its stream do not matter."""

    agreement: str
    position: int
    recorded_at: str
    recorded_by: str
    on_behalf_of: str | None
    fact: AnyFact


def salvaged(event: RawEvent) -> Salvaged | None:
    """*event*, or None where its fact or its place in the log cannot be read."""
    texts = (event.agreement, event.recorded_at, event.recorded_by, event.on_behalf_of or "", event.topic)
    has_form = all(type(text) is str for text in texts) and type(event.position) is int
    if not has_form or type(event.state) is not bytes:
        return None
    try:
        fact = fact_of(event.topic, event.state)
    except StoreError:
        return None
    return Salvaged(*event[:5], fact)
