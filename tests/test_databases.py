"""The databases that other tests are given are empty, their own, and reached by both libraries."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

from tests.databases import MAX_CONNECTIONS, PostgresServer


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(database_url: str, turn: int) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_by_a_test (turn INTEGER)"))
        connection.execute(text("INSERT INTO left_by_a_test VALUES (:turn)"), {"turn": turn})
    engine.dispose()


def test_the_sqlite_url_names_an_absolute_path(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    assert Path(path).is_absolute()

    sqlite3.connect(path).close()


def test_the_postgresql_url_serves_psycopg_as_it_is(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        row = connection.execute("SHOW max_connections").fetchone()

    assert row == (str(MAX_CONNECTIONS),)


def test_a_connection_left_open_does_not_keep_its_database(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as url:
        left_open = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    left_open.close()

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_the_server_goes_when_the_tests_are_killed() -> None:
    program = (
        "import os, signal\n"
        "from tests.databases import running_postgres\n"
        "with running_postgres() as server:\n"
        "    print(server.directory, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    directory = Path(killed.stdout.strip())
    assert directory.name.startswith("ledger-pg-"), killed.stderr

    for _ in range(100):
        if not directory.exists():
            return
        time.sleep(0.1)
    pytest.fail(f"{directory} is still there ten seconds after its tests were killed")
