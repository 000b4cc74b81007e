"""The library's PostgreSQL recorder, with the ledger's own tables in the same transaction."""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composed

from ledger.store.tables import Dialect, Row, Tables, Writing

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another one."""

IDLE_IN_TRANSACTION_TIMEOUT = 60
"""Seconds after which the server ends a writer that stopped in its transaction, with all locks
held (a suspended laptop). The library's five seconds could hit the hashing of a large import."""

TABLES = Tables(
    Dialect(
        schema="public",
        mark="%s",
        uuid="UUID",
        blob="BYTEA",
        listed="SELECT value::uuid FROM json_array_elements_text(%s::json)",
        notification="e.notification_id",
    )
)

# Read committed, whatever the server's default: each statement after the lock must see what the
# others, for whom it waited, have committed.
_BEGIN = SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{}s'").format(
    LOCK_TIMEOUT
)


class LedgerRecorder(PostgresApplicationRecorder):
    """Records events and the ledger's own columns; the library finds it by APPLICATION_RECORDER_TOPIC."""

    tables = TABLES

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.sql_create_statements += map(_composed, TABLES.create)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Everything or nothing; Conflict if decided on old state.

        Once, without the library's retries: it would repeat what a lost acknowledgement hides,
        and wait minutes for a server that is down. It also inserts in pipeline mode, in which
        the checks between the statements would have to wait for each answer anyway.
        """
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_BEGIN)
            self._insert_events(cursor, stored_events, **kwargs)
            self._insert_stored_events(cursor, stored_events)
            return self._fetch_ids_after_insert_events(cursor, stored_events)

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 -- the library's signature
        **kwargs: Any,  # noqa: ANN401 -- the library's signature
    ) -> None:
        curs.execute("SELECT session_user AS login")
        (row,) = curs.fetchall()
        TABLES.write(curs, kwargs["writing"], row["login"])

    def is_ready(self) -> bool:
        """Whether the tables are there; if so, the library is told of its own type in them."""
        if not self.select(TABLES.exist):
            return False
        # Another process may have made the type after this recorder looked for it.
        self.datastore.register_type_adapters()
        return True

    def select(self, statement: str, params: Sequence[object] = ()) -> Sequence[Row]:
        """The rows of one query, which is one consistent state."""
        with self.datastore.get_connection() as connection:
            return connection.execute(_composed(statement), params).fetchall()

    def has_arrived(self, writing: Writing) -> bool:
        """Whether what *writing* tried is in the database."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(_BEGIN)
            return TABLES.has_arrived(cursor, writing)


def _composed(statement: str) -> Composed:
    return Composed([SQL(statement)])
