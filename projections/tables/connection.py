"""Connections to the ledger's own database, and what a reading or writing transaction sees."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from ledger.store import StoreError, failures
from ledger.store.address import PostgresAddress, SQLiteAddress, address_of

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another one, as in the store."""

SCHEMA = {"sqlite": "main", "postgresql": "public"}


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection to the ledger's own database; what goes wrong on it is a StoreError."""
    try:
        with _engine(address_of(url)).connect() as connection:
            yield connection
    except IntegrityError as problem:
        raise damaged() from problem
    except DBAPIError as problem:
        raise failures.from_database(problem.orig or problem) from problem


def _engine(address: SQLiteAddress | PostgresAddress) -> sa.Engine:
    # The drivers are called with what the store calls them with: no second reading of the URL.
    if isinstance(address, SQLiteAddress):
        return _engine_of("sqlite", creator=partial(_open_sqlite, address))
    import psycopg

    parameters: dict[str, Any] = dict(address.parameters)
    creator = partial(psycopg.connect, **parameters)
    return _engine_of("postgresql+psycopg", creator=creator, use_native_hstore=False)


def _engine_of(dialect: str, **options: Any) -> sa.Engine:  # noqa: ANN401 -- SQLAlchemy's
    schema = {None: SCHEMA[dialect.partition("+")[0]]}
    return sa.create_engine(
        f"{dialect}://", poolclass=NullPool, execution_options={"schema_translate_map": schema}, **options
    )


def _open_sqlite(address: SQLiteAddress) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(address.path))}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None)


_BEGIN = {
    ("sqlite", "read"): "BEGIN",
    ("sqlite", "write"): "BEGIN IMMEDIATE",
    ("postgresql", "read"): "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    ("postgresql", "write"): "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; "
    f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'",
}
"""Reading sees one state. Writing waits for other writers and sees what they have committed."""


@contextmanager
def begun(connection: sa.Connection, purpose: Literal["read", "write"]) -> Iterator[None]:
    """A transaction for reading or writing; rolled back if something goes wrong in it."""
    with connection.begin():
        connection.exec_driver_sql(_BEGIN[connection.dialect.name, purpose])
        yield


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Sequence[object]]) -> None:
    """Insert *rows*, in the order of the columns; StoreError if that is impossible.

    By the drivers themselves: a whole ledger is millions of rows, and SQLAlchemy takes several times as long.
    """
    driver, name = connection.dialect.loaded_dbapi, f"{SCHEMA[connection.dialect.name]}.{table.name}"
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" for _ in table.columns)
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - a table of ours
    except driver.IntegrityError as problem:
        raise damaged() from problem
    except driver.Error as problem:
        raise failures.from_database(problem) from problem
    finally:
        cursor.close()


def damaged() -> StoreError:
    """The tables are not what the projector left."""
    return StoreError(
        "Die Auswertungstabellen passen nicht zum Hauptbuch.",
        "Sie wurden von fremder Hand verändert; das Hauptbuch selbst ist davon nicht berührt.",
        "„contract-ledger rebuild --check“ zeigt die Abweichungen, „contract-ledger rebuild“ behebt sie.",
    )
