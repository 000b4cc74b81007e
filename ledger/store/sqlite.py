"""The library's SQLite recorder, with the ledger's own tables in the same transaction."""

import os
import sys
from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteDatastore

from ledger.store.tables import Dialect, Row, Tables, Writing

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another process; the library's own default is five."""

TABLES = Tables(
    Dialect(
        schema="main",
        mark="?",
        uuid="TEXT",
        blob="BLOB",
        listed="SELECT value FROM json_each(?)",
        notification="e.rowid",
    )
)


class LedgerRecorder(SQLiteApplicationRecorder):
    """Records events and the ledger's own columns; the library finds it by APPLICATION_RECORDER_TOPIC."""

    tables = TABLES

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)

    def construct_create_table_statements(self) -> list[str]:
        """The library's table and the ledger's two."""
        return [*super().construct_create_table_statements(), *TABLES.create]

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Everything or nothing, and on the disk once it returns; Conflict if decided on old state."""
        with self.datastore.get_connection(commit=True) as connection:
            # The library leaves this to how SQLite was compiled. With WAL, anything less than FULL
            # may lose acknowledged commits in a power failure. It cannot be set in a transaction.
            connection.cursor().execute("PRAGMA synchronous = FULL")
            try:
                with connection.transaction(commit=True) as cursor:
                    return self._insert_events(cursor, stored_events, **kwargs)
            except BaseException:
                connection.rollback()  # after a COMMIT that failed, the transaction is still open
                raise

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 -- the library's signature
    ) -> Sequence[int] | None:
        TABLES.write(c, kwargs["writing"], _login())
        return super()._insert_events(c, stored_events)

    def is_ready(self) -> bool:
        """Whether the tables are there."""
        return bool(self.select(TABLES.exist))

    def select(self, statement: str, params: Sequence[object] = ()) -> Sequence[Row]:
        """The rows of one query, which is one consistent state."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, params)
            rows: Sequence[Row] = cursor.fetchall()
            return rows

    def has_arrived(self, writing: Writing) -> bool:
        """Whether what *writing* tried is in the database."""
        with self.datastore.transaction(commit=False) as cursor:
            return TABLES.has_arrived(cursor, writing)


def _login() -> str:
    """The login of the process's owner; not from the environment, which anybody can set."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under an id without a name
        return f"uid-{os.getuid()}"
