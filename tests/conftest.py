"""Fixtures shared by all tests: databases, each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import PostgresServer, running_postgres
from tests.databases import sqlite_url as url_in

# A shared machine may stall for a second; how fast the rules are is measured elsewhere.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run, started by the first test that needs it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return url_in(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; a test that asks for it runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
