"""The tables of the read models as somebody with access to the database sees and changes them."""

import sqlite3
from contextlib import closing

import psycopg


def sql(url: str, statement: str) -> list[tuple[object, ...]]:
    """What *statement* gives; not through the program."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as postgres:
            cursor = postgres.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
    with closing(connected(url)) as sqlite:
        return sqlite.execute(statement).fetchall()


def connected(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
