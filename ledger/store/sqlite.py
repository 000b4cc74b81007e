"""The library's SQLite recorder, with the ledger's own tables in the same transaction."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteDatastore

from ledger.store import schema
from ledger.store.snapshot import BrokenText, RowStream
from ledger.store.tables import Dialect, Row, Tables, Writing

_T = TypeVar("_T")

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another process; the library's own default is five."""

TABLES = Tables(
    Dialect(
        schema="main",
        mark="?",
        uuid="TEXT",
        blob="BLOB",
        listed="IN (SELECT value FROM json_each(?))",
        notification="e.rowid",
        misnumbered="e.rowid <> 1 AND NOT EXISTS "
        "(SELECT 1 FROM main.stored_events AS earlier WHERE earlier.rowid = e.rowid - 1)",
        lock_heads="UPDATE main.ledger_heads SET position = position WHERE agreement = ''",
        no_bytes="x''",
    )
)


class LedgerRecorder(SQLiteApplicationRecorder):
    """Records events and the ledger's own columns; the library finds it by APPLICATION_RECORDER_TOPIC."""

    tables = TABLES
    create_tables = tuple(map(TABLES.sql, schema.CREATE_TABLES))
    create_protections = schema.CREATE_SQLITE

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)

    def construct_create_table_statements(self) -> list[str]:
        """The library's table, the ledger's own, and what protects them."""
        return [*super().construct_create_table_statements(), *self.create_tables, *self.create_protections]

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Everything or nothing, and on the disk once it returns; Conflict if decided on old state."""
        return self.run(lambda cursor: self._insert_events(cursor, stored_events, **kwargs))

    def run(self, work: Callable[[Any], _T]) -> _T:
        """What *work* does in one writing transaction, all of it or nothing."""
        with self.datastore.get_connection(commit=True) as connection:
            # The library leaves this to how SQLite was compiled. With WAL, anything less than FULL
            # may lose acknowledged commits in a power failure. It cannot be set in a transaction.
            connection.cursor().execute("PRAGMA synchronous = FULL")
            try:
                with connection.transaction(commit=True) as cursor:
                    return work(cursor)
            except BaseException:
                connection.rollback()  # after a COMMIT that failed, the transaction is still open
                raise

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 -- the library's signature
    ) -> Sequence[int] | None:
        TABLES.write(c, kwargs["writing"], self.login())
        return super()._insert_events(c, stored_events)

    def insert_stored(self, cursor: Any, stored_events: Sequence[StoredEvent]) -> None:  # noqa: ANN401 - the library's
        """Insert what has its positions already."""
        super()._insert_events(cursor, stored_events)

    def login(self) -> str:
        """The login that is recorded."""
        return _login()

    def protections(self) -> tuple[Sequence[schema.Protection], Sequence[schema.Protection]]:
        """What protects the tables: as made, and as found."""
        return schema.SQLITE, schema.found_in(self.select(schema.FIND_SQLITE))

    def found(self) -> Row:
        """Which tables are there."""
        (found,) = self.select(TABLES.found)
        return found

    def select(self, statement: str, params: Sequence[object] = ()) -> Sequence[Row]:
        """The rows of one query, which is one consistent state."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, params)
            rows: Sequence[Row] = cursor.fetchall()
            return rows

    @contextmanager
    def reading(self) -> Iterator[RowStream]:
        """Queries that all see one state; text that is no UTF-8, which we never write, comes as bytes."""
        with self.datastore.transaction(commit=False) as cursor:
            connection = cursor.sqlite_cursor.connection
            connection.text_factory = _text_or_bytes
            try:
                yield connection.execute
            finally:
                connection.text_factory = str

    def has_arrived(self, writing: Writing) -> bool:
        """Whether what *writing* tried is in the database."""
        with self.datastore.transaction(commit=False) as cursor:
            return TABLES.has_arrived(cursor, writing)


def _text_or_bytes(stored: bytes) -> str | bytes:
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return BrokenText(stored)


def _login() -> str:
    """The login of the process's owner; not from the environment, which anybody can set."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under an id without a name
        return f"uid-{os.getuid()}"
