"""The store as the rest of the program sees it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Self, TypeVar
from uuid import UUID

from eventsourcing.domain import EventSourcingError
from eventsourcing.persistence import StoredEvent

from ledger.proofs.merkle import Frontier
from ledger.store import failures, log
from ledger.store.failures import Conflict
from ledger.store.mapper import FactEvent
from ledger.store.opening import Opened
from ledger.store.records import Append, RestoredCheckpoint, SignedCheckpoint, StoredFact, Stream
from ledger.store.restoring import restore
from ledger.store.schema import Altered, altered
from ledger.store.snapshot import RowStream, Snapshot
from ledger.store.streams import agreement_stream, stream_of, voucher_stream
from ledger.store.tables import Batch, Head, NewEvent, Row, Writing, listed, uuid_of

_T = TypeVar("_T")

LONGEST_NAME = 100
"""Characters of `on_behalf_of`."""

_DATABASE_ERRORS = (EventSourcingError, sqlite3.Error)
"""The library wraps what the drivers raise, except while it opens an SQLite connection."""


class Store:
    """A ledger, open for reading and appending; a context manager that closes it.

    Every method raises StoreError if the database cannot be reached or read.
    """

    def __init__(self, ledger: Opened, *, clock: Callable[[], datetime]) -> None:
        self._factory, self._recorder, self._mapper = ledger
        self._clock = clock

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close all connections; closing again does nothing."""
        self._factory.close()

    def agreements(self) -> tuple[str, ...]:
        """The ids of all agreements with at least one fact, sorted."""
        rows = self._select("SELECT agreement FROM {schema}.ledger_heads WHERE position > 0")
        return tuple(sorted(row["agreement"] for row in rows))

    def head(self, agreement: str) -> int:
        """The newest position of *agreement*; 0 if it is unknown."""
        rows = self._select("SELECT position FROM {schema}.ledger_heads WHERE agreement = ?", agreement)
        return int(rows[0]["position"]) if rows else 0

    def facts(self, agreement: str) -> tuple[StoredFact, ...]:
        """Everything recorded for *agreement*, as of one moment, by position."""
        return self._read("WHERE p.agreement = ? ORDER BY p.position", agreement)

    def agreement_stream(self, agreement: str) -> Stream:
        """The facts of *agreement* without its postings; empty, version 0, if it is unknown."""
        stream = agreement_stream(agreement)
        return self._streams([stream])[stream]

    def voucher_streams(self, agreement: str, vouchers: Iterable[str]) -> dict[str, Stream]:
        """The stream of each of *vouchers*; empty, version 0, for one that is unused."""
        ids = {voucher: voucher_stream(agreement, voucher) for voucher in vouchers}
        streams = self._streams(list(ids.values()))
        return {voucher: streams[stream] for voucher, stream in ids.items()}

    def after(self, notification: int, limit: int) -> list[tuple[int, StoredFact]]:
        """Up to *limit* facts of all agreements after that notification, each with its own id.

        In the order of the commits, by the ids of the library's `select_notifications` (which
        would not return our columns). They have gaps on PostgreSQL; 0 is before the first.
        """
        clause = "WHERE {notification} > ? ORDER BY {notification} LIMIT ?"
        rows = self._select(log.READ + clause, notification, limit)
        return [(row["notification"], self._stored(row)) for row in rows]

    @staticmethod
    def must_be_a_name(name: str | None) -> None:
        """Raise StoreError if *name* cannot stand in `on_behalf_of`; without one it stays empty."""
        if name is not None and not (
            name.isprintable() and 0 < len(name.strip()) <= len(name) <= LONGEST_NAME
        ):
            raise failures.unusable_name(name)

    def append(self, appends: Sequence[Append], *, on_behalf_of: str | None) -> tuple[StoredFact, ...]:
        """Record all facts of all *appends* in one transaction, or none; returned in that order.

        Raises Conflict if anything in a basis has changed, and StoreError if a fact cannot be
        stored or the database cannot be written. An acknowledgement that was lost on the way
        is recognised: then the facts are recorded, once, and returned as always.
        """
        self.must_be_a_name(on_behalf_of)
        _must_be_one_each(appends)
        if not any(append.facts for append in appends):
            return ()
        batches = {append.agreement: self._batch(append) for append in appends}
        # In sorted order, so that two writers never wait for each other's agreements.
        writing = Writing(tuple(batches[name] for name in sorted(batches)), on_behalf_of, self._clock)
        self._write(writing)
        return tuple(stored for name in batches for stored in writing.tried if stored.agreement == name)

    @property
    def login(self) -> str:
        """The login that recording writes down: of the operating system, or of PostgreSQL."""
        try:
            return self._recorder.login()
        except _DATABASE_ERRORS as problem:
            raise failures.from_database(problem) from problem

    def frontier(self, agreement: str) -> Frontier:
        """The tree over everything recorded for *agreement*, by its right edge; empty if it is unknown."""
        heads = self.raw_head(agreement)
        return Frontier() if heads is None else Head(*heads).tree(agreement)

    def node(self, agreement: str, level: int, index: int) -> bytes:
        """The hash of a node of the tree (ledger.proofs.merkle); KeyError where there is none."""
        if level == 0:
            rows = self._select(log.LEAF, agreement, index + 1)
        else:
            rows = self._select(log.NODE, agreement, level, index)
        if not rows:
            raise KeyError(agreement, level, index)
        return bytes(rows[0]["hash"])

    def checkpoints(self, agreement: str) -> tuple[SignedCheckpoint, ...]:
        """Every signed checkpoint of *agreement*, by number."""
        return tuple(SignedCheckpoint(**row) for row in self._select(log.CHECKPOINTS, agreement))

    def add_checkpoint(self, agreement: str, *, key: str, note: str, after: int) -> int:
        """Keep a signed checkpoint; its number. What is signed is the caller's to check.

        *after* is the number of the last one that the caller has seen: Conflict if there are more.
        """

        def work(cursor: Any) -> int:  # noqa: ANN401 - a cursor of either database
            head = self._recorder.tables.locked(cursor, agreement)
            if head.checkpoints != after:
                raise Conflict(agreement)
            return self._recorder.tables.add_checkpoint(cursor, agreement, head, key, note).checkpoints

        return self._run(work)

    def restore(self, entries: Iterable[StoredFact | RestoredCheckpoint]) -> None:
        """Put back a whole ledger, in one transaction, into an empty one.

        *entries* are taken one by one inside it: whatever they raise leaves nothing behind.
        Raises StoreError if the ledger is not empty, ValueError for a position out of order.
        """
        self._run(lambda cursor: restore(self._recorder, cursor, entries))

    def raw_log(self, agreement: str) -> Iterator[log.RawEvent]:
        """Every event of *agreement* exactly as stored, by position."""
        with self.snapshot() as snapshot:
            yield from snapshot.events(agreement)

    def raw_event(self, agreement: str, position: int) -> log.RawEvent | None:
        """One event exactly as stored; None where there is none."""
        clause = "WHERE p.agreement = ? AND p.position = ?"
        rows = self._select(log.READ + clause, agreement, position)
        return log.RawEvent(**rows[0]) if rows else None

    def raw_head(self, agreement: str) -> log.RawHead | None:
        """The head of *agreement* exactly as stored."""
        rows = self._select(log.HEAD, agreement)
        return log.RawHead(**rows[0]) if rows else None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """All tables as of one moment, exactly as stored; recording goes on meanwhile."""
        try:
            with self._recorder.reading() as stream:
                yield Snapshot(partial(self._streamed, stream))
        except _DATABASE_ERRORS as problem:
            raise failures.from_database(problem) from problem

    def _streamed(self, stream: RowStream, statement: str, *params: object) -> Iterator[Row]:
        try:
            yield from stream(self._recorder.tables.sql(statement), params)
        except _DATABASE_ERRORS as problem:
            raise failures.from_database(problem) from problem

    def altered_protections(self) -> list[Altered]:
        """Triggers that guard the tables and are missing, changed, or not ours."""
        try:
            return altered(*self._recorder.protections())
        except _DATABASE_ERRORS as problem:
            raise failures.from_database(problem) from problem

    def _run(self, work: Callable[[Any], _T]) -> _T:
        """What *work* does in one writing transaction."""
        finished = False

        def watched(cursor: Any) -> _T:  # noqa: ANN401 - a cursor of either database
            nonlocal finished
            result = work(cursor)
            finished = True
            return result

        try:
            return self._recorder.run(watched)
        except _DATABASE_ERRORS as problem:
            told = failures.at_commit(problem) if finished else failures.from_database(problem)
            raise told from problem

    def _write(self, writing: Writing) -> None:
        events = [_as_event(event) for batch in writing.batches for event in batch.events]
        try:
            self._recorder.insert_events(events, writing=writing)
        except _DATABASE_ERRORS as problem:
            if not (writing.tried and self._has_arrived(writing, problem)):
                raise failures.from_database(problem) from problem

    def _has_arrived(self, writing: Writing, problem: Exception) -> bool:
        try:
            return self._recorder.has_arrived(writing)
        except _DATABASE_ERRORS:
            raise failures.uncertain(problem) from problem

    def _batch(self, append: Append) -> Batch:
        basis = append.basis
        versions = {agreement_stream(append.agreement): basis.agreement_version}
        for voucher, version in basis.voucher_versions.items():
            versions[voucher_stream(append.agreement, voucher)] = version
        for fact in append.facts:
            versions.setdefault(stream_of(append.agreement, fact), 0)
        return Batch(append.agreement, tuple(self._new_events(append, versions)), versions, basis.position)

    def _new_events(self, append: Append, versions: Mapping[UUID, int]) -> Iterator[NewEvent]:
        newest = dict(versions)
        for fact in append.facts:
            stream = stream_of(append.agreement, fact)
            newest[stream] += 1
            event = self._mapper.to_stored_event(FactEvent(stream, newest[stream], fact))
            yield NewEvent(stream, newest[stream], event.topic, event.state, fact)

    def _streams(self, streams: Sequence[UUID]) -> dict[UUID, Stream]:
        clause = "WHERE p.originator_id {listed} ORDER BY p.originator_id, p.originator_version"
        found: dict[UUID, list[StoredFact]] = {stream: [] for stream in streams}
        for stored in self._read(clause, listed(streams)):
            found[stored.stream].append(stored)
        return {stream: Stream(len(facts), tuple(facts)) for stream, facts in found.items()}

    def _read(self, clause: str, *params: object) -> tuple[StoredFact, ...]:
        return tuple(map(self._stored, self._select(log.READ + clause, *params)))

    def _select(self, statement: str, *params: object) -> Sequence[Row]:
        try:
            return self._recorder.select(self._recorder.tables.sql(statement), params)
        except _DATABASE_ERRORS as problem:
            raise failures.from_database(problem) from problem

    def _stored(self, row: Row) -> StoredFact:
        log.must_be_sound(row)
        stream, version, state = uuid_of(row["originator_id"]), row["originator_version"], row["state"]
        event = self._mapper.to_domain_event(StoredEvent(stream, version, row["topic"], state))
        return StoredFact(
            agreement=row["agreement"],
            position=row["position"],
            recorded_at=row["recorded_at"],
            recorded_by=row["recorded_by"],
            on_behalf_of=row["on_behalf_of"],
            fact=event.fact,
            leaf_hash=row["leaf_hash"],
            stream=stream,
            version=version,
            state=state,
            topic=row["topic"],
        )


def _as_event(event: NewEvent) -> StoredEvent:
    return StoredEvent(event.stream, event.version, event.topic, event.state)


def _must_be_one_each(appends: Sequence[Append]) -> None:
    if len({append.agreement for append in appends}) != len(appends):
        msg = "two appends for one agreement: each would be decided without the other"
        raise ValueError(msg)
