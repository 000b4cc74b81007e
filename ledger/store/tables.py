"""The ledger's own tables, written in the transaction that inserts the library's events.

What they are stands in ledger.store.schema. Locking an agreement's head is the first thing a
writing transaction does: it makes writers of one agreement wait for each other, and on SQLite, where
a transaction that reads first may not write later, it makes them wait rather than fail.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from ledger.facts import AnyFact
from ledger.proofs.merkle import Frontier, Node
from ledger.store.canonical import canonical, leaf_hash
from ledger.store.failures import Conflict, damaged_head
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
    """Where an agreement's log stands; position 0: nothing recorded yet."""

    position: int = 0
    recorded_at: str = ""
    frontier: bytes = b""
    checkpoints: int = 0

    def tree(self, agreement: str) -> Frontier:
        """The right edge of the tree; StoreError if it is not one of that size."""
        try:
            return Frontier.of(self.position, self.frontier)
        except (ValueError, TypeError, AttributeError) as problem:  # of another type on SQLite
            raise damaged_head(agreement) from problem


class Dialect(NamedTuple):
    """Where the SQL of the two databases differs."""

    schema: str
    mark: str
    uuid: str
    blob: str
    listed: str
    """Among the ids in a JSON list, so that any number of them is one parameter.

    An array on PostgreSQL: to a subquery it would join all events, expecting a hundred ids."""
    notification: str
    misnumbered: str
    """Whether the event e has a notification id that the database cannot have given out."""
    lock_heads: str
    """Makes other writers wait."""
    no_bytes: str


class Tables:
    """The statements in one dialect, and the transaction's part that is ours."""

    MADE_FIRST = ("ledger_heads", "ledger_positions")
    """What every ledger has, also one made before there was a tree."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.lock_heads = dialect.lock_heads
        self.found = self.sql(_FOUND[dialect.schema])
        self._lock_head = self.sql(_LOCK_HEAD)
        self._new_head = self.sql(_NEW_HEAD)
        self._move_head = self.sql(_MOVE_HEAD)
        self._versions = self.sql(_VERSIONS)
        self._insert = self.sql(_INSERT)
        self._insert_node = self.sql(_INSERT_NODE)
        self._insert_checkpoint = self.sql(_INSERT_CHECKPOINT)
        self._hashes = self.sql(_HASHES)

    def sql(self, statement: str) -> str:
        """*statement*, written with the names of `Dialect`, in this dialect."""
        return statement.replace("?", self._dialect.mark).format(**self._dialect._asdict())

    def write(self, cursor: Cursor, writing: Writing, recorded_by: str) -> None:
        """Lock, check, number and insert; raises Conflict if a decision no longer stands."""
        heads = {batch.agreement: self.locked(cursor, batch.agreement) for batch in writing.batches}
        self._check(cursor, writing.batches, heads)
        # The clock is read under the lock: a time before the wait would be a time at which
        # others did not yet know of these facts, though they could already know later ones.
        now = utc_text(writing.clock())
        for batch in writing.batches:
            head = heads[batch.agreement]
            numbered = tuple(_numbered(batch, head, now, recorded_by, writing.on_behalf_of))
            self.add(cursor, batch.agreement, head, numbered)
            writing.tried += numbered

    def add(self, cursor: Cursor, agreement: str, head: Head, numbered: Sequence[StoredFact]) -> Head:
        """Add events that follow *head*, with what they complete of the tree; the new head."""
        if not numbered:
            return head
        cursor.executemany(self._insert, list(map(_as_row, numbered)))
        frontier, nodes = head.tree(agreement).grown(stored.leaf_hash for stored in numbered)
        self.add_nodes(cursor, agreement, nodes)
        newest = numbered[-1]
        moved = Head(newest.position, newest.recorded_at, frontier.stored(), head.checkpoints)
        self.move(cursor, agreement, moved)
        return moved

    def add_nodes(self, cursor: Cursor, agreement: str, nodes: Sequence[Node]) -> None:
        """Keep the roots of subtrees that are complete now."""
        if nodes:
            cursor.executemany(self._insert_node, [(agreement, *node) for node in nodes])

    def add_checkpoint(self, cursor: Cursor, agreement: str, head: Head, key: str, note: str) -> Head:
        """Add the signed note that follows *head*; the new head."""
        moved = head._replace(checkpoints=head.checkpoints + 1)
        cursor.execute(self._insert_checkpoint, (agreement, moved.checkpoints, key, note))
        self.move(cursor, agreement, moved)
        return moved

    def move(self, cursor: Cursor, agreement: str, head: Head) -> None:
        """Let *agreement* stand at *head*."""
        cursor.execute(self._move_head, (*head, agreement))

    def has_arrived(self, cursor: Cursor, writing: Writing) -> bool:
        """Whether the tables hold what *writing* tried to put there.

        Waits for the heads first: a transaction whose acknowledgement was lost may still run.
        """
        for batch in writing.batches:
            self.locked(cursor, batch.agreement)
        cursor.execute(self._hashes, (listed(stored.stream for stored in writing.tried),))
        found = {
            (uuid_of(row["originator_id"]), row["originator_version"]): bytes(row["leaf_hash"])
            for row in cursor.fetchall()
        }
        return all(found.get((stored.stream, stored.version)) == stored.leaf_hash for stored in writing.tried)

    def locked(self, cursor: Cursor, agreement: str) -> Head:
        """Where *agreement* stands, once others are done with it; nobody else moves it until we are."""
        cursor.execute(self._lock_head, (agreement,))
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(self._new_head, (agreement, *Head()))
            rows = cursor.fetchall()
        (row,) = rows
        head = Head(row["position"], row["recorded_at"], row["frontier"], row["checkpoints"])
        if [*map(type, head)] != [int, str, bytes, int]:
            raise damaged_head(agreement)
        return head

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


_FOUND = {
    "main": "SELECT count(*) AS tables, EXISTS (SELECT 1 FROM pragma_table_info('ledger_heads') "
    "WHERE name = 'frontier') AS has_tree FROM main.sqlite_master "
    "WHERE type = 'table' AND name IN ('ledger_heads', 'ledger_positions')",
    "public": "SELECT count(*) AS tables, EXISTS (SELECT 1 FROM pg_attribute "
    "WHERE attrelid = to_regclass('public.ledger_heads') AND attname = 'frontier') AS has_tree "
    "FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('ledger_heads', 'ledger_positions')",
}
# Both change nothing in a row that is there, but lock it, and return what it holds once others are done.
_LOCK_HEAD = (
    "UPDATE {schema}.ledger_heads SET position = position WHERE agreement = ? "
    "RETURNING position, recorded_at, frontier, checkpoints"
)
_NEW_HEAD = (
    "INSERT INTO {schema}.ledger_heads AS head (agreement, position, recorded_at, frontier, checkpoints) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (agreement) DO UPDATE SET position = head.position "
    "RETURNING position, recorded_at, frontier, checkpoints"
)
_MOVE_HEAD = (
    "UPDATE {schema}.ledger_heads SET position = ?, recorded_at = ?, frontier = ?, checkpoints = ? "
    "WHERE agreement = ?"
)
_INSERT_NODE = "INSERT INTO {schema}.ledger_tree (agreement, level, node, hash) VALUES (?, ?, ?, ?)"
_INSERT_CHECKPOINT = (
    "INSERT INTO {schema}.ledger_checkpoints (agreement, number, key, note) VALUES (?, ?, ?, ?)"
)
_VERSIONS = (
    "SELECT originator_id, MAX(originator_version) AS newest FROM {schema}.stored_events "
    "WHERE originator_id {listed} GROUP BY originator_id"
)
_INSERT = (
    "INSERT INTO {schema}.ledger_positions (agreement, position, recorded_at, recorded_by, on_behalf_of, "
    "originator_id, originator_version, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_HASHES = (
    "SELECT originator_id, originator_version, leaf_hash FROM {schema}.ledger_positions "
    "WHERE originator_id {listed}"
)
