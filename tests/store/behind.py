"""Statements behind the ledger's back, on either database: as somebody with the right to do so would."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg


def run(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run *statements* in one transaction; the rows of the last one, if it gives any."""
    rows: list[tuple[Any, ...]] = []
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            connection.commit()
        return rows
    with psycopg.connect(url) as postgres, postgres.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.encode())
            rows = cursor.fetchall() if cursor.description else []
    return rows


def without_protections(url: str, tables: tuple[str, ...]) -> None:
    """Drop every trigger on *tables*, as an administrator can."""
    if url.startswith("sqlite"):
        names = run(url, "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        run(url, *(f"DROP TRIGGER {name}" for name, table in names if table in tables))
        return
    owned = "pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    names = run(url, f"SELECT tgname, relname FROM {owned} WHERE NOT tgisinternal")  # noqa: S608 - no input
    run(url, *(f"DROP TRIGGER {name} ON {table}" for name, table in names if table in tables))
