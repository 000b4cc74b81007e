"""The ledger's own two tables, written in the transaction that inserts the library's events.

`ledger_heads` has one row an agreement. Locking it is the first thing a writing transaction
does: it makes writers of one agreement wait for each other, and on SQLite, where a transaction
that reads first may not write later, it makes them wait rather than fail. `ledger_positions`
has one row an event, with what nobody can set.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from ledger.facts import AnyFact
from ledger.store.canonical import canonical, leaf_hash
from ledger.store.failures import Conflict
from ledger.store.records import StoredFact, StoredFields

Row = Mapping[str, Any]


class Cursor(Protocol):
    """What the cursors of both databases have in common."""

    def execute(self, statement: Any, params: Any = ..., /) -> object: ...  # noqa: ANN401, D102
    def executemany(self, statement: Any, params: Any, /) -> object: ...  # noqa: ANN401, D102
    def fetchall(self) -> Any: ...  # noqa: ANN401, D102


class NewEvent(NamedTuple):
    """An event that is to be recorded, before it has a position."""

    stream: UUID
    version: int
    topic: str
    state: bytes
    fact: AnyFact


@dataclass(frozen=True)
class Batch:
    """The new events of one agreement, and what must not have changed meanwhile."""

    agreement: str
    events: tuple[NewEvent, ...]
    versions: Mapping[UUID, int]
    position: int | None


@dataclass
class Writing:
    """One append on its way; *tried* is what its transaction has put into the tables."""

    batches: tuple[Batch, ...]
    on_behalf_of: str | None
    clock: Callable[[], datetime]
    tried: tuple[StoredFact, ...] = ()


class Head(NamedTuple):
    """The newest event of an agreement; position 0: none yet."""

    position: int
    recorded_at: str


class Dialect(NamedTuple):
    """Where the SQL of the two databases differs."""

    schema: str
    mark: str
    uuid: str
    blob: str
    listed: str
    """The ids in a JSON list, so that any number of them is one parameter."""
    notification: str


class Tables:
    """The statements in one dialect, and the transaction's part that is ours."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.create = (self.sql(_CREATE_HEADS), self.sql(_CREATE_POSITIONS))
        self.exist = self.sql(_EXIST[dialect.schema])
        self._lock_head = self.sql(_LOCK_HEAD)
        self._move_head = self.sql(_MOVE_HEAD)
        self._versions = self.sql(_VERSIONS)
        self._insert = self.sql(_INSERT)
        self._hashes = self.sql(_HASHES)

    def sql(self, statement: str) -> str:
        """*statement*, written with the names of `Dialect`, in this dialect."""
        return statement.replace("?", self._dialect.mark).format(**self._dialect._asdict())

    def write(self, cursor: Cursor, writing: Writing, recorded_by: str) -> None:
        """Lock, check, number and insert; raises Conflict if a decision no longer stands."""
        heads = {batch.agreement: self._locked(cursor, batch.agreement) for batch in writing.batches}
        self._check(cursor, writing.batches, heads)
        # The clock is read under the lock: a time before the wait would be a time at which
        # others did not yet know of these facts, though they could already know later ones.
        now = utc_text(writing.clock())
        for batch in writing.batches:
            writing.tried += tuple(
                _numbered(batch, heads[batch.agreement], now, recorded_by, writing.on_behalf_of)
            )
        cursor.executemany(self._insert, list(map(_as_row, writing.tried)))
        for newest in {stored.agreement: stored for stored in writing.tried}.values():
            cursor.execute(self._move_head, (newest.position, newest.recorded_at, newest.agreement))

    def has_arrived(self, cursor: Cursor, writing: Writing) -> bool:
        """Whether the tables hold what *writing* tried to put there.

        Waits for the heads first: a transaction whose acknowledgement was lost may still run.
        """
        for batch in writing.batches:
            self._locked(cursor, batch.agreement)
        cursor.execute(self._hashes, (listed(stored.stream for stored in writing.tried),))
        found = {
            (uuid_of(row["originator_id"]), row["originator_version"]): bytes(row["leaf_hash"])
            for row in cursor.fetchall()
        }
        return all(found.get((stored.stream, stored.version)) == stored.leaf_hash for stored in writing.tried)

    def _locked(self, cursor: Cursor, agreement: str) -> Head:
        cursor.execute(self._lock_head, (agreement,))
        (row,) = cursor.fetchall()
        return Head(row["position"], row["recorded_at"])

    def _check(self, cursor: Cursor, batches: Sequence[Batch], heads: Mapping[str, Head]) -> None:
        for batch in batches:
            if batch.position not in (None, heads[batch.agreement].position):
                msg = f"{batch.agreement}: {batch.position} ist nicht mehr die neueste Position"
                raise Conflict(msg)
        expected = {stream: version for batch in batches for stream, version in batch.versions.items()}
        cursor.execute(self._versions, (listed(expected),))
        newest = {uuid_of(row["originator_id"]): row["newest"] for row in cursor.fetchall()}
        for stream, version in expected.items():
            if newest.get(stream, 0) != version:
                msg = f"{stream}: Fassung {newest.get(stream, 0)} statt {version}"
                raise Conflict(msg)


def utc_text(moment: datetime) -> str:
    """*moment* in UTC at a fixed width; ValueError if it has no offset.

    >>> utc_text(datetime(2026, 11, 22, 10, tzinfo=UTC))
    '2026-11-22T10:00:00.000000Z'
    """
    if moment.tzinfo is None:
        msg = f"{moment} has no offset, so nobody knows when it is"
        raise ValueError(msg)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def uuid_of(value: str | UUID) -> UUID:
    """A stream's id as either database returns it: SQLite keeps hexadecimal digits."""
    return value if isinstance(value, UUID) else UUID(value)


def listed(streams: Iterable[UUID]) -> str:
    """*streams* as the one parameter that {listed} takes."""
    return canonical([stream.hex for stream in streams]).decode()


def _numbered(
    batch: Batch, head: Head, now: str, recorded_by: str, on_behalf_of: str | None
) -> Iterator[StoredFact]:
    recorded_at = max(now, head.recorded_at)
    for position, event in enumerate(batch.events, start=head.position + 1):
        fields: StoredFields = {
            "agreement": batch.agreement,
            "position": position,
            "recorded_at": recorded_at,
            "recorded_by": recorded_by,
            "on_behalf_of": on_behalf_of,
            "stream": event.stream,
            "version": event.version,
            "topic": event.topic,
            "state": event.state,
        }
        yield StoredFact(fact=event.fact, leaf_hash=leaf_hash(fields), **fields)


def _as_row(stored: StoredFact) -> tuple[object, ...]:
    return (
        stored.agreement,
        stored.position,
        stored.recorded_at,
        stored.recorded_by,
        stored.on_behalf_of,
        stored.stream.hex,
        stored.version,
        stored.leaf_hash,
    )


_CREATE_HEADS = (
    "CREATE TABLE IF NOT EXISTS {schema}.ledger_heads ("
    "agreement TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, recorded_at TEXT NOT NULL)"
)
_CREATE_POSITIONS = (
    "CREATE TABLE IF NOT EXISTS {schema}.ledger_positions ("
    "agreement TEXT NOT NULL, position BIGINT NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT NOT NULL, on_behalf_of TEXT, originator_id {uuid} NOT NULL, "
    "originator_version BIGINT NOT NULL, leaf_hash {blob} NOT NULL, "
    "PRIMARY KEY (agreement, position), UNIQUE (originator_id, originator_version))"
)
_EXIST = {
    "main": "SELECT 1 FROM main.sqlite_master WHERE name = 'ledger_positions'",
    "public": "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'ledger_positions'",
}
# Changes nothing in an existing row, but locks it, and returns what it holds once others are done.
_LOCK_HEAD = (
    "INSERT INTO {schema}.ledger_heads AS head (agreement, position, recorded_at) VALUES (?, 0, '') "
    "ON CONFLICT (agreement) DO UPDATE SET position = head.position RETURNING position, recorded_at"
)
_MOVE_HEAD = "UPDATE {schema}.ledger_heads SET position = ?, recorded_at = ? WHERE agreement = ?"
_VERSIONS = (
    "SELECT originator_id, MAX(originator_version) AS newest FROM {schema}.stored_events "
    "WHERE originator_id IN ({listed}) GROUP BY originator_id"
)
_INSERT = (
    "INSERT INTO {schema}.ledger_positions (agreement, position, recorded_at, recorded_by, on_behalf_of, "
    "originator_id, originator_version, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_HASHES = (
    "SELECT originator_id, originator_version, leaf_hash FROM {schema}.ledger_positions "
    "WHERE originator_id IN ({listed})"
)
READ = (
    "SELECT p.agreement, p.position, p.recorded_at, p.recorded_by, p.on_behalf_of, p.originator_id, "
    "p.originator_version, p.leaf_hash, e.topic, e.state, {notification} AS notification "
    "FROM {schema}.ledger_positions AS p JOIN {schema}.stored_events AS e "
    "ON e.originator_id = p.originator_id AND e.originator_version = p.originator_version "
)
