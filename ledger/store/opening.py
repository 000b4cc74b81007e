"""From a URL to the library's recorder and mapper, with the tables in place."""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar, cast
from urllib.parse import quote

from eventsourcing.persistence import InfrastructureFactory, PersistenceError, StoredEvent

from ledger.store import failures
from ledger.store.address import PostgresAddress, SQLiteAddress, address_of
from ledger.store.mapper import FactMapper
from ledger.store.schema import Protection
from ledger.store.snapshot import RowStream
from ledger.store.tables import Row, Tables, Writing
from ledger.store.upgrading import upgrade

_T = TypeVar("_T")

_CREATING = 0x6C656467  # "ledg": the advisory lock under which PostgreSQL's tables are created
_POOL_TIMEOUT = "10"
"""Seconds that the library waits for a connection, once the first one was made."""


class Recorder(Protocol):
    """What our recorders on both databases have in common."""

    tables: Tables

    create_tables: Sequence[str]
    create_protections: Sequence[str]

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> object: ...  # noqa: ANN401, D102
    def insert_stored(self, cursor: Any, stored_events: Sequence[StoredEvent]) -> None: ...  # noqa: ANN401, D102
    def run(self, work: Callable[[Any], _T]) -> _T: ...  # noqa: D102
    def login(self) -> str: ...  # noqa: D102
    def protections(self) -> tuple[Sequence[Protection], Sequence[Protection]]: ...  # noqa: D102
    def select(self, statement: str, params: Sequence[object] = ...) -> Sequence[Row]: ...  # noqa: D102
    def reading(self) -> AbstractContextManager[RowStream]: ...  # noqa: D102
    def has_arrived(self, writing: Writing) -> bool: ...  # noqa: D102
    def found(self) -> Row: ...  # noqa: D102
    def create_table(self) -> None: ...  # noqa: D102


class Opened(NamedTuple):
    """The library's objects for one ledger."""

    factory: InfrastructureFactory[Any]
    recorder: Recorder
    mapper: FactMapper


def opened(url: str, *, create: bool) -> Opened:
    """The ledger at *url*, its tables made if *create*; StoreError if that is not possible."""
    address = address_of(url)
    if isinstance(address, SQLiteAddress):
        return _opened_sqlite(address, create=create)
    return _opened_postgres(address, create=create)


def _environment(module: str) -> dict[str, str]:
    # The library looks only here, not in the process's environment. Tables are made below, once,
    # because CREATE INDEX IF NOT EXISTS would wait for every writer at each start; snapshots stay
    # off, because they carry later knowledge into earlier questions.
    return {
        "PERSISTENCE_MODULE": f"eventsourcing.{module}",
        "APPLICATION_RECORDER_TOPIC": f"ledger.store.{module}:LedgerRecorder",
        "MAPPER_TOPIC": "ledger.store.mapper:FactMapper",
        "IS_SNAPSHOTTING_ENABLED": "no",
        "CREATE_TABLE": "no",
    }


def _opened_sqlite(address: SQLiteAddress, *, create: bool) -> Opened:
    from ledger.store.sqlite import LOCK_TIMEOUT

    if not create and _is_missing(address.path):
        raise failures.no_ledger(str(address))
    # As a URI, so that a question cannot make the file, and no letter of the path is special.
    uri = f"file:{quote(os.fsencode(address.path))}?mode={'rwc' if create else 'rw'}"
    environment = _environment("sqlite") | {"SQLITE_DBNAME": uri, "SQLITE_LOCK_TIMEOUT": str(LOCK_TIMEOUT)}
    deadline = time.monotonic() + LOCK_TIMEOUT
    while True:
        factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(environment)
        try:
            return _complete(factory, address, create=create)
        except (sqlite3.Error, PersistenceError) as problem:
            factory.close()
            # While two processes turn a new file to WAL, one is refused at once instead of waiting.
            if "database is locked" not in str(problem) or time.monotonic() > deadline:
                raise failures.while_opening(problem) from problem
            time.sleep(0.05)
        except BaseException:
            factory.close()
            raise


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:  # a directory on the way cannot be searched: SQLite will say so
        return False


def _opened_postgres(address: PostgresAddress, *, create: bool) -> Opened:
    import psycopg

    from ledger.store.postgres import TABLES

    # One connection beside the library's pool: it fails at once, and with the reason, where the
    # pool would go on trying; and its lock lets one process at a time create tables.
    try:
        with psycopg.connect(**_connection(address), autocommit=True) as connection:
            if create and connection.execute(TABLES.found.encode()).fetchone() == (0, False):
                connection.execute("SELECT pg_advisory_lock(%s)", (_CREATING,))
            return _pooled(address, create=create)
    except psycopg.Error as problem:
        raise failures.unreachable(problem) from problem


def _pooled(address: PostgresAddress, *, create: bool) -> Opened:
    from eventsourcing.postgres import PostgresFactory
    from psycopg.rows import dict_row

    factory: PostgresFactory = PostgresFactory.construct(_postgres_environment())
    # The library's settings know five of libpq's parameters; its pool, not yet open, takes all.
    factory.datastore.pool.kwargs = {**_connection(address), "row_factory": dict_row}
    try:
        return _complete(factory, address, create=create)
    except PersistenceError as problem:
        factory.close()
        raise failures.while_opening(problem) from problem
    except BaseException:
        factory.close()
        raise


def _postgres_environment() -> dict[str, str]:
    from ledger.store.postgres import IDLE_IN_TRANSACTION_TIMEOUT, LOCK_TIMEOUT

    return _environment("postgres") | {
        # Demanded by the library, but replaced by the parameters of the URL:
        "POSTGRES_DBNAME": "",
        "POSTGRES_HOST": "",
        "POSTGRES_USER": "",
        "POSTGRES_PASSWORD": "",
        "POSTGRES_CONNECT_TIMEOUT": _POOL_TIMEOUT,
        "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": str(IDLE_IN_TRANSACTION_TIMEOUT),
        "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT),
        "POSTGRES_MAX_OVERFLOW": "4",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_PRE_PING": "yes",  # after a restart of the server, the next command just works
    }


def _connection(address: PostgresAddress) -> dict[str, Any]:
    return dict(address.parameters)


def _complete(
    factory: InfrastructureFactory[Any], address: SQLiteAddress | PostgresAddress, *, create: bool
) -> Opened:
    recorder: Any = factory.application_recorder()
    found = recorder.found()
    if not found["tables"]:
        if not create:
            raise failures.no_ledger(str(address))
        recorder.create_table()
    elif found["tables"] < len(Tables.MADE_FIRST):
        raise failures.incomplete(str(address))
    elif not found["has_tree"]:
        recorder.run(partial(upgrade, recorder))
    return Opened(factory, recorder, cast("FactMapper", factory.mapper()))
