"""The library's PostgreSQL recorder, with the ledger's own tables in the same transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, Cursor
from psycopg import Error as PsycopgError
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composed

from ledger.store import schema
from ledger.store.snapshot import RowStream
from ledger.store.tables import Dialect, Row, Tables, Writing

_T = TypeVar("_T")

CHUNK = 1000
"""Rows that a stream fetches at once."""

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
        listed="= ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text(%s::json)))",
        notification="e.notification_id",
        misnumbered="e.notification_id NOT BETWEEN 1 "
        "AND (SELECT last_value FROM public.stored_events_notification_id_seq)",
        lock_heads="LOCK TABLE public.ledger_heads IN EXCLUSIVE MODE",
        no_bytes="''",
    )
)

# Read committed, whatever the server's default: each statement after the lock must see what the
# others, for whom it waited, have committed.
_BEGIN = SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{}s'").format(
    LOCK_TIMEOUT
)

_LOGIN = "SELECT session_user AS login"


class LedgerRecorder(PostgresApplicationRecorder):
    """Records events and the ledger's own columns; the library finds it by APPLICATION_RECORDER_TOPIC."""

    tables = TABLES
    create_tables = tuple(map(TABLES.sql, schema.CREATE_TABLES))
    create_protections = schema.CREATE_POSTGRES

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.sql_create_statements += map(_composed, (*self.create_tables, *self.create_protections))

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Everything or nothing; Conflict if decided on old state.

        Once, without the library's retries: it would repeat what a lost acknowledgement hides,
        and wait minutes for a server that is down. It also inserts in pipeline mode, in which
        the checks between the statements would have to wait for each answer anyway.
        """

        def work(cursor: Cursor[DictRow]) -> Sequence[int] | None:
            self._insert_events(cursor, stored_events, **kwargs)
            self._insert_stored_events(cursor, stored_events)
            return self._fetch_ids_after_insert_events(cursor, stored_events)

        return self.run(work)

    def run(self, work: Callable[[Any], _T]) -> _T:
        """What *work* does in one writing transaction, all of it or nothing."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_BEGIN)
            return work(cursor)

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 -- the library's signature
        **kwargs: Any,  # noqa: ANN401 -- the library's signature
    ) -> None:
        curs.execute(_LOGIN)
        (row,) = curs.fetchall()
        TABLES.write(curs, kwargs["writing"], row["login"])

    def insert_stored(self, cursor: Any, stored_events: Sequence[StoredEvent]) -> None:  # noqa: ANN401 - the library's
        """Insert what has its positions already."""
        self._insert_stored_events(cursor, stored_events)

    def login(self) -> str:
        """The login that is recorded."""
        (row,) = self.select(_LOGIN)
        return str(row["login"])

    def protections(self) -> tuple[Sequence[schema.Protection], Sequence[schema.Protection]]:
        """What protects the tables: as made, and as found."""
        return schema.POSTGRES, schema.found_in(self.select(schema.FIND_POSTGRES))

    def found(self) -> Row:
        """Which tables are there; if any, the library is told of its own type in them."""
        (found,) = self.select(TABLES.found)
        if found["tables"]:
            # Another process may have made the type after this recorder looked for it.
            self.datastore.register_type_adapters()
        return found

    def select(self, statement: str, params: Sequence[object] = ()) -> Sequence[Row]:
        """The rows of one query, which is one consistent state."""
        with self.datastore.get_connection() as connection:
            return connection.execute(_composed(statement), params).fetchall()

    @contextmanager
    def reading(self) -> Iterator[RowStream]:
        """Queries that all see one state; after one that fails, the next one works."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield partial(_streamed, cursor.connection)

    def has_arrived(self, writing: Writing) -> bool:
        """Whether what *writing* tried is in the database."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(_BEGIN)
            return TABLES.has_arrived(cursor, writing)


def _streamed(connection: Connection[DictRow], statement: str, params: Sequence[object]) -> Iterator[Row]:
    try:
        with connection.transaction(), connection.cursor(name="rows") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(_composed(statement), params)
            yield from cursor
    except PsycopgError as problem:
        raise PersistenceError(str(problem)) from problem


def _composed(statement: str) -> Composed:
    return Composed([SQL(statement)])
