"""Somebody who may do everything in the database, drops what protects it, and puts it back afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID

import psycopg

from ledger.store import open_store
from ledger.store.schema import CREATE_POSTGRES, CREATE_SQLITE, KEYS
from tests.store.behind import run, without_protections
from tests.tampering.given import Entries

TABLES = tuple(KEYS)


class Attacker:
    """On the ledger at *url*; values are changed one at a time."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def on_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @contextmanager
    def unprotected(self) -> Iterator["Attacker"]:
        """While the protections are gone; afterwards they are as they were."""
        without_protections(self.url, TABLES)
        yield self
        run(self.url, *(CREATE_SQLITE if self.on_sqlite else CREATE_POSTGRES))

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """One statement, its parameters marked ?; the rows that it gives."""
        if self.on_sqlite:
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                rows = connection.execute(statement, values).fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.url) as postgres:
            cursor = postgres.execute(statement.replace("?", "%s").encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def set(self, place: str, where: str, value: object) -> None:
        """Write *value* into *place*, a table and its column, of the one row *where*."""
        table, column = place.split(".")
        self.run(f"UPDATE {table} SET {column} = ? WHERE {where}", value)  # noqa: S608 - our own names

    def value(self, place: str, where: str) -> Any:
        """What *place* holds in the one row *where*."""
        table, column = place.split(".")
        ((value,),) = self.run(f"SELECT {column} FROM {table} WHERE {where}")  # noqa: S608 - our own names
        return value

    def delete(self, table: str, where: str) -> None:
        """Take out the rows *where*."""
        self.run(f"DELETE FROM {table} WHERE {where}")  # noqa: S608 - our own names

    def insert(self, table: str, **values: object) -> None:
        """Put in a row."""
        marks = ", ".join("?" * len(values))
        self.run(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", *values.values())  # noqa: S608

    def flip(self, place: str, where: str) -> None:
        """Change the least of the value that its type allows."""
        self.set(place, where, flipped(self.value(place, where)))

    def nullify(self, place: str, where: str) -> None:
        """Write NULL, which the table itself refuses until that is taken out of it."""
        table, column = place.split(".")
        if self.on_sqlite:
            with self._without_not_null(table):
                self.set(place, where, None)
            return
        self.run(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey")
        self.run(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")
        self.set(place, where, None)

    @contextmanager
    def _without_not_null(self, table: str) -> Iterator[None]:
        """SQLite takes what sqlite_master says for the truth; afterwards it says what it did before."""
        definition = self.value("sqlite_master.sql", f"type = 'table' AND name = '{table}'")
        self._redefine(table, definition.replace(" NOT NULL", ""))
        yield
        self._redefine(table, definition)

    def _redefine(self, table: str, definition: str) -> None:
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            change = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
            connection.execute(change, (definition, table))
            connection.commit()

    def replace_all(self, entries: Entries) -> None:
        """Another ledger in the place of this one, consistent in itself: the program wrote it."""
        with self.unprotected():
            for table in TABLES:
                self.delete(table, "1 = 1")
        with open_store(self.url) as store:
            store.restore(entries)


def flipped(value: object) -> object:
    """The next letter in the place of the first, the next bit, or a number a thousand further."""
    match value:
        case str():
            return chr(ord(value[0]) + 1) + value[1:]
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case int():
            return value + 1000
        case UUID():
            return UUID(int=value.int ^ 1)
        case _:
            raise TypeError(value)
