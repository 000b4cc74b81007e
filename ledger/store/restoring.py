"""Putting a whole ledger back: events that have their positions already, and their checkpoints."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from eventsourcing.persistence import StoredEvent

from ledger.store import failures
from ledger.store.records import RestoredCheckpoint, StoredFact
from ledger.store.tables import Cursor, Tables

_T = TypeVar("_T")

CHUNK = 1000
"""Events that are held in memory at once."""


def restore(recorder: Any, cursor: Cursor, entries: Iterable[StoredFact | RestoredCheckpoint]) -> None:  # noqa: ANN401
    """Write *entries*, in order, into an empty ledger; StoreError if it is not empty.

    Raises ValueError for a position that does not follow the one before it in its agreement.
    """
    tables: Tables = recorder.tables
    cursor.execute(tables.lock_heads)
    cursor.execute(tables.sql("SELECT 1 FROM {schema}.ledger_heads LIMIT 1"))
    if cursor.fetchall():
        raise failures.not_empty()
    for chunk in _chunks(entries):
        events = [entry for entry in chunk if isinstance(entry, StoredFact)]
        recorder.insert_stored(cursor, [_as_event(stored) for stored in events])
        _add(tables, cursor, events)
        for entry in chunk:
            if isinstance(entry, RestoredCheckpoint):
                head = tables.locked(cursor, entry.agreement)
                tables.add_checkpoint(cursor, entry.agreement, head, entry.key, entry.note)


def _add(tables: Tables, cursor: Cursor, events: Iterable[StoredFact]) -> None:
    of_agreement = defaultdict[str, list[StoredFact]](list)
    for stored in events:
        of_agreement[stored.agreement].append(stored)
    for agreement, numbered in of_agreement.items():
        head = tables.locked(cursor, agreement)
        if [stored.position for stored in numbered] != list(
            range(head.position + 1, head.position + 1 + len(numbered))
        ):
            msg = f"{agreement}: the positions after {head.position} do not follow one another"
            raise ValueError(msg)
        tables.add(cursor, agreement, head, numbered)


def _as_event(stored: StoredFact) -> StoredEvent:
    return StoredEvent(stored.stream, stored.version, stored.topic, stored.state)


def _chunks(entries: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(entries)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
