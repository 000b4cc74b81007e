"""A URL means to the store what it means to SQLAlchemy, or is refused with the reason."""

from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects import registry

from ledger.store import StoreError, open_store
from ledger.store.address import HONOURED, PostgresAddress, SQLiteAddress, address_of


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///ledger.db",
        "sqlite:///sub/ledger.db",
        "sqlite:////var/lib/ledger.db",
        "sqlite:///Haupt%20buch #1.db",
        "sqlite:///./ledger.db",
    ],
)
def test_a_path_is_the_one_that_sqlalchemy_opens(url: str) -> None:
    database = make_url(url).database
    assert database is not None

    assert address_of(url) == SQLiteAddress(Path(database).absolute())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://clerk:p%40ss@db.example:6543/ledger?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql://clerk@/ledger?host=/var/run/postgresql",
        "postgresql://db.example/ledger",
        "postgresql://clerk@db.example/ledger?connect_timeout=3&application_name=ledger",
    ],
)
def test_postgresqls_parameters_are_the_ones_that_sqlalchemy_connects_with(url: str) -> None:
    dialect = registry.load("postgresql.psycopg")()
    _, expected = dialect.create_connect_args(make_url(url))
    address = address_of(url)
    assert isinstance(address, PostgresAddress)

    given = {"user" if name == "username" else name: str(value) for name, value in expected.items()}
    given.pop("context", None)

    assert dict(address.parameters) == {"connect_timeout": "10"} | given


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("sqlite:///ledger.db?mode=ro", "mode"),
        ("sqlite:///ledger.db?timeout=5&cache=shared", "cache, timeout"),
        ("sqlite:///ledger.db?", "Parameter der Adresse"),
        ("sqlite:///", "keine Datei"),
        ("sqlite://", "Schrägstrich"),
        ("sqlite:///:memory:", "Arbeitsspeicher"),
        ("sqlite://server/ledger.db", "keinen Server"),
        ("postgresql:///ledger?options=-csearch_path%3Dother", "options"),
        ("postgresql:///ledger?sslmode=require&sslmode=disable", "sslmode"),
        ("postgresql:///ledger?colour=blue", "colour"),
        ("postgresql:///ledger?colour=", "colour"),
        ("postgresql:///ledger?client_encoding=latin1", "client_encoding"),
        ("postgresql://[::1/ledger", "unverständlich"),
        ("postgresql:ledger", "weder mit sqlite"),
        ("postgres://server/ledger", "postgres://"),
        ("postgresql+asyncpg://server/ledger", "postgresql\\+asyncpg"),
        ("mysql://server/ledger", "mysql://"),
        ("ledger.db", "sqlite://"),
        ("", "sqlite://"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(url: str, named: str) -> None:
    with pytest.raises(StoreError, match=named):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    ["postgresql://clerk:secret@[::1/ledger", "postgresql://clerk:secret%zz@db/x", "clerk:secret@db/ledger"],
)
def test_no_message_shows_the_password(url: str) -> None:
    assert "secret" not in str(address_of("postgresql://clerk:secret@db.example/ledger"))
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_libpq_knows_every_parameter_that_is_honoured() -> None:
    from psycopg.pq import Conninfo

    assert {option.keyword.decode() for option in Conninfo.get_defaults()} >= HONOURED


def test_a_parameter_reaches_the_server(postgresql_url: str) -> None:
    with open_store(f"{postgresql_url}&application_name=contract-ledger") as store:
        rows = store._recorder.select("SELECT current_setting('application_name') AS name")  # noqa: SLF001

    assert rows[0]["name"] == "contract-ledger"
