"""How a fact is written into an event, and how it is read again.

The topic is the kind, never a class path; the state is canonical JSON of the fact as it was
given and the version of the vocabulary. Every reading goes through validation: the library's
own mapper would rebuild an object without pydantic ever seeing it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from ledger.facts import AnyFact, kinds, model_of
from ledger.facts.names import STORED
from ledger.store import failures
from ledger.store.canonical import canonical
from ledger.store.upcasting import SCHEMA, UPCASTERS, Upcaster, upcast


@dataclass(frozen=True, slots=True)
class FactEvent:
    """A fact with its place in a stream: what the library calls a domain event."""

    originator_id: UUID
    originator_version: int
    fact: AnyFact


class FactMapper(Mapper[UUID]):
    """Maps facts to stored events and back; the library finds it by MAPPER_TOPIC."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The event as it is stored; StoreError if the fact has no exact or no readable form."""
        event = cast("FactEvent", domain_event)
        return StoredEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.fact.kind,
            state=state_of(event.fact),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> FactEvent:
        """The fact of *stored_event*; StoreError if it cannot be read."""
        stream = cast("UUID", stored_event.originator_id)
        fact = fact_of(stored_event.topic, stored_event.state)
        return FactEvent(stream, stored_event.originator_version, fact)


def state_of(fact: AnyFact) -> bytes:
    """*fact* as it is stored; StoreError if it has no exact form or could not be read again.

    So no name is ever stored that is not sealed.
    """
    try:
        state = canonical({"fact": fact.as_given(), "schema": SCHEMA})
        # Once stored it can never be repaired, so what could not be read again is not written.
        fact_of(fact.kind, state)
    except (ValueError, RecursionError, failures.StoreError) as problem:
        raise failures.unstorable(fact.kind, problem) from problem
    return state


def fact_of(
    topic: str,
    state: bytes,
    *,
    schema: int = SCHEMA,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> AnyFact:
    """The fact stored as *topic* and *state*, in the present vocabulary.

    Raises StoreError for a fact that a newer version stored, and for one that is damaged.
    """
    if topic not in kinds():
        raise failures.newer_fact(f"die Art {topic!r}")
    try:
        stored = json.loads(state)
        stored_in = _version_in(stored, newest=schema)
        return model_of(topic).model_validate(
            upcast(stored["fact"], stored_in, schema=schema, upcasters=upcasters), context=STORED
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise failures.damaged_fact(topic, problem) from problem


def as_written(state: bytes) -> bytes:
    """What *state* would have been written as; empty where it is nothing that could be written.

    A state that differs from this was not stored by this program, whatever `fact_of` reads in it.
    """
    try:
        return canonical(json.loads(state))
    except (ValueError, RecursionError):
        return b""


def _version_in(stored: dict[str, object], *, newest: int) -> int:
    """In which version of the vocabulary a fact is *stored*, beside nothing else."""
    version = stored["schema"]
    if type(version) is not int:  # not even true, which Python takes for 1
        raise ValueError(f"{version!r} ist keine Fassung des Vokabulars")
    if version > newest:
        raise failures.newer_fact(f"Fassung {version} des Vokabulars")
    if stored.keys() != {"fact", "schema"}:
        raise ValueError(f"sie besteht aus {', '.join(sorted(stored))}")
    return version
