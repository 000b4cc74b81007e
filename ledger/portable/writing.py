"""Writing an export: what the tables hold, in the order of the commits, checked before it leaves."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any
from uuid import UUID

from ledger.portable.checking import Ledger, Log
from ledger.portable.lines import CheckpointLine, Damage, End, EventLine, Header, validated
from ledger.store import Store
from ledger.store.log import RawEvent, RawNode
from ledger.store.snapshot import OF_AGREEMENTS, Snapshot


class Writer:
    """The export of a ledger as of one moment; `end` says what was in it, once all lines are out."""

    def __init__(self, store: Store) -> None:
        self._store, self._ledger = store, Ledger()
        self._end: End | None = None

    def lines(self) -> Iterator[bytes]:
        """Every line in order.

        Raises Damage, naming the place, as soon as something is not as a ledger writes it; StoreError.
        """
        lines, digest = 0, hashlib.sha256()
        with self._store.snapshot() as snapshot:
            for raw in _before_the_end(snapshot, self._ledger):
                yield raw
                lines += 1
                digest.update(raw)
        self._end = End(agreements=self._ledger.totals(), lines=lines, sha256=digest.hexdigest())
        yield self._end.raw()

    def end(self) -> End:
        """The last line; ValueError before all lines are out."""
        if self._end is None:
            raise ValueError("the export is not finished")
        return self._end


def _before_the_end(snapshot: Snapshot, ledger: Ledger) -> Iterator[bytes]:
    yield Header().raw()
    for event in snapshot.commits():
        if event.position is None:
            raise Damage(f"Ereignis {event.notification} hat keine Nummer in einem Vertrag")
        yield _checked(f"{event.agreement}, Nr. {event.position}", _event, event, ledger)
    for agreement in sorted(ledger.logs):
        for row in snapshot.checkpoints(agreement):
            place = f"{agreement}, Prüfpunkt {row.number}"
            yield _checked(place, _checkpoint, {"agreement": agreement, **row._asdict()}, ledger)
    _must_be_all(snapshot, ledger)


def _checked(place: str, check: Callable[[Any, Ledger], bytes], stored: object, ledger: Ledger) -> bytes:
    try:
        return check(stored, ledger)
    except Damage as damage:
        raise Damage(f"{place}: {damage}") from None


def _event(event: RawEvent, ledger: Ledger) -> bytes:
    line = validated(EventLine, _data(event))
    ledger.event(line)
    return line.raw()


def _data(event: RawEvent) -> dict[str, Any]:
    """The fields of *event* as text and numbers, whatever the database keeps them in."""
    stream = event.originator_id
    data = event._asdict() | {
        "originator_id": stream.hex if isinstance(stream, UUID) else stream,
        "leaf_hash": _bytes_of(event.leaf_hash).hex(),
        "state": _text_of(event.state),
    }
    del data["notification"]
    return data


def _bytes_of(stored: object) -> bytes:
    if not isinstance(stored, bytes):
        raise Damage("leaf_hash oder state: keine Bytes")
    return stored


def _text_of(stored: object) -> str:
    try:
        return _bytes_of(stored).decode()
    except UnicodeDecodeError as problem:
        raise Damage(f"state: kein UTF-8 ({problem})") from None


def _checkpoint(data: dict[str, Any], ledger: Ledger) -> bytes:
    line = validated(CheckpointLine, data)
    ledger.checkpoint(line)
    return line.raw()


def _must_be_all(snapshot: Snapshot, ledger: Ledger) -> None:
    """The heads know of exactly these events and checkpoints, and no table of another agreement."""
    for table in OF_AGREEMENTS:
        for agreement in snapshot.agreements(table):
            if agreement not in ledger.logs:
                raise Damage(f"{agreement}: steht in {table}, hat aber kein Ereignis")
    for agreement, log in ledger.logs.items():
        # Found before anything is raised: rows still being read would keep the transaction from ending.
        if (false := _false_node(snapshot.nodes(agreement), log)) is not None:
            raise Damage(f"{agreement}: Knoten {false} in ledger_tree ist falsch")
        size, frontier = log.tree.size, log.tree.frontier().stored()
        if list(snapshot.heads(agreement)) != [(size, log.recorded_at, frontier, log.checkpoints)]:
            raise Damage(
                f"{agreement}: {size} Ereignisse und {log.checkpoints} Prüfpunkte, ledger_heads sagt anderes"
            )


def _false_node(stored: Iterable[RawNode], log: Log) -> str | None:
    """The first node that does not follow from the leaves, in the order in which both give them."""
    for place, node in zip_longest(log.tree.places(), stored):
        if place is None or node is None or node != (*place, log.tree.node(*place)):
            level, index = place or (node.level, node.node)
            return f"{level}/{index}"
    return None
