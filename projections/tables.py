"""Read models: an index of all events, in tables of the ledger's own database.

The tables are a cache of `projections.audit_trail.entry_of`. One pull projector fills them: it
catches up whenever a question is asked, so that the answer holds everything recorded before it.
They can be thrown away and refilled at any time (`rebuild`) and compared with a fresh replay
(`check`). No other module knows SQLAlchemy.

Every transaction touches `read_tracking` first: it is the lock that keeps two projectors, or a
projector and a rebuild, from waiting for each other crosswise.
"""

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

from ledger.store import Store, StoredFact, StoreError, failures
from ledger.store.address import PostgresAddress, SQLiteAddress, address_of
from ledger.store.tables import utc_text
from projections.audit_trail import Difference, Entry, Filters, differences, entry_of

CHUNK = 1000
"""Facts that one transaction takes in."""

MADE_LIKE = "events/1"
"""The name under which the position is tracked. Whoever changes the tables, or what is derived
from a fact, raises the number: tables that an earlier version made are then made anew."""

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another one, as in the store."""

_BUILDING = 0x72656164  # "read": the advisory lock under which PostgreSQL's tables are made
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_SCHEMA = {"sqlite": "main", "postgresql": "public"}

# Texts compare by their bytes on both databases, whatever the locale; integers are of 64 bits.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_METADATA = sa.MetaData()
_table = partial(sa.Table, sqlite_strict=True)

_TRACKING = _table(
    "read_tracking",
    _METADATA,
    sa.Column("name", _TEXT, primary_key=True),
    sa.Column("notification", _INTEGER, nullable=False),
)
_EVENTS = _table(
    "read_events",
    _METADATA,
    sa.Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    sa.Column("agreement", _TEXT, nullable=False),
    sa.Column("position", _INTEGER, nullable=False),
    sa.Column("kind", _TEXT, nullable=False),
    sa.Column("recorded_at", _TEXT, nullable=False),
    sa.Column("recorded_by", _TEXT, nullable=False),
    sa.Column("on_behalf_of", _TEXT),
    sa.Column("voucher", _TEXT),
    sa.Column("fact", _TEXT, nullable=False),
    sa.UniqueConstraint("agreement", "position", name="read_events_position"),
    sa.Index("read_events_kind", "kind", "agreement", "position"),
    sa.Index("read_events_voucher", "voucher", "agreement", "position"),
    sa.Index("read_events_recorded_at", "agreement", "recorded_at"),
)
_PARTIES = _table(
    "read_event_parties",
    _METADATA,
    sa.Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    sa.Column("party", _TEXT, primary_key=True),
    sa.Index("read_event_parties_party", "party", "notification"),
)
_TABLES = (_TRACKING, _EVENTS, _PARTIES)


def catch_up(url: str, store: Store) -> None:
    """Take in everything that *store*, the ledger at *url*, has recorded since; StoreError if impossible."""
    with _connected(url) as connection:
        _catch_up(connection, store)


def rebuild(url: str, store: Store) -> None:
    """Throw the tables away, make and refill them; whoever asks meanwhile helps to refill."""
    with _connected(url) as connection:
        _build(connection, anew=True)
        _catch_up(connection, store)


def check(url: str, store: Store) -> list[Difference]:
    """Every difference between the tables and a replay up to the tracked position.

    A fact that is recorded but not taken in yet is none. What is found must be found twice: the
    first look may have met a rebuild under way.
    """
    with _connected(url) as connection:
        return _check(connection, store) and _check(connection, store)


def find(url: str, store: Store, filters: Filters) -> list[dict[str, Any]]:
    """The rows of `read_events` that pass *filters*, once everything recorded is taken in."""
    with _connected(url) as connection:
        while True:
            reached = _catch_up(connection, store)
            with _begun(connection, "read"):
                # Less is there only if somebody rebuilds.
                if (_tracked(connection) or 0) >= reached:
                    return [row._asdict() for row in connection.execute(_query(filters))]


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    """A connection to the ledger's own database; what goes wrong on it is a StoreError."""
    try:
        with _engine(address_of(url)).connect() as connection:
            yield connection
    except IntegrityError as problem:
        raise _damaged() from problem
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
    schema = {None: _SCHEMA[dialect.partition("+")[0]]}
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
def _begun(connection: sa.Connection, purpose: Literal["read", "write"]) -> Iterator[None]:
    with connection.begin():
        connection.exec_driver_sql(_BEGIN[connection.dialect.name, purpose])
        yield


def _catch_up(connection: sa.Connection, store: Store) -> int:
    """The position reached."""
    while True:
        with _begun(connection, "read"):
            tracked = _tracked(connection)
        if tracked is None:
            _build(connection, anew=False)
        elif new := _new(store, tracked):
            _take_in(connection, tracked, [entry_of(*item) for item in new])
        else:
            return tracked


def _new(store: Store, tracked: int) -> list[tuple[int, StoredFact]]:
    """The next facts to take in. The last one taken in is read again: it must exist."""
    pulled = store.after(max(tracked - 1, 0), CHUNK + 1)
    if tracked == 0:
        return pulled
    if not pulled or pulled[0][0] != tracked:
        raise _damaged()
    return pulled[1:]


def _take_in(connection: sa.Connection, tracked: int, entries: Sequence[Entry]) -> None:
    """Rows and position in one transaction; nothing if another projector was faster."""
    move = (
        sa.update(_TRACKING)
        .where(_TRACKING.c.name == MADE_LIKE, _TRACKING.c.notification == tracked)
        .values(notification=entries[-1].notification)
    )
    with _begun(connection, "write"):
        if connection.execute(move).rowcount == 0:
            return
        connection.execute(_EVENTS.insert(), [entry._asdict() for entry in entries])
        named = [{"notification": e.notification, "party": party} for e in entries for party in e.parties]
        if named:
            connection.execute(_PARTIES.insert(), named)


def _build(connection: sa.Connection, *, anew: bool) -> None:
    """Make the tables, empty; one process at a time, and unless *anew* not if another was faster."""
    with _begun(connection, "write"):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_BUILDING})")
        if not anew and _tracked(connection) is not None:
            return
        for table in _TABLES:
            table.drop(connection, checkfirst=True)
        for table in _TABLES:
            table.create(connection)
        connection.execute(_TRACKING.insert(), {"name": MADE_LIKE, "notification": 0})


def _present(connection: sa.Connection) -> set[str]:
    names = sa.inspect(connection).get_table_names(schema=_SCHEMA[connection.dialect.name])
    return {table.name for table in _TABLES}.intersection(names)


def _tracked(connection: sa.Connection) -> int | None:
    """The last notification taken in; None if there are no tables, or another version made them."""
    if len(_present(connection)) < len(_TABLES):
        return None
    query = sa.select(_TRACKING.c.notification).where(_TRACKING.c.name == MADE_LIKE)
    return connection.execute(query).scalar_one_or_none()


def _query(filters: Filters) -> sa.Select[Any]:
    in_order = ("notification",) if filters.agreement is None else ("agreement", "position")
    return sa.select(_EVENTS).where(*_conditions(filters)).order_by(*(_EVENTS.c[name] for name in in_order))


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("agreement", "kind", "voucher"):
        if (value := getattr(filters, name)) is not None:
            yield _EVENTS.c[name] == value
    if filters.party is not None:
        named = sa.select(_PARTIES.c.notification).where(_PARTIES.c.party == filters.party)
        yield _EVENTS.c.notification.in_(named)
    if filters.recorded_from is not None:
        yield _EVENTS.c.recorded_at >= utc_text(filters.recorded_from)
    for latest in (filters.recorded_to, filters.instant):
        if latest is not None:
            yield _EVENTS.c.recorded_at <= utc_text(latest)
    if filters.position is not None:
        yield _EVENTS.c.position <= filters.position


def _check(connection: sa.Connection, store: Store) -> list[Difference]:
    with _begun(connection, "read"):
        present = _present(connection)
        tracked = _tracked(connection)
        if not present:
            return []  # nobody has asked yet
        if tracked is None:  # the next question makes them anew
            missing = {table.name for table in _TABLES} - present or {_TRACKING.name}
            return [Difference("missing", None, name, None, None) for name in sorted(missing)]
        return list(_compared(connection, store, tracked))


def _compared(connection: sa.Connection, store: Store, tracked: int) -> Iterator[Difference]:
    """In chunks of the replay, so that a large ledger need not fit into memory."""
    first, newest, pulled = _SMALLEST, 0, store.after(0, CHUNK)
    while True:
        last = pulled[-1][0] if pulled else _LARGEST
        found = _rows(connection, first, last)
        known = {n: stored for n, stored in pulled if n <= tracked or n in found}
        newest = max(known, default=newest)
        yield from differences({n: entry_of(n, stored)._asdict() for n, stored in known.items()}, found)
        if not pulled:
            break
        first, pulled = last + 1, store.after(last, CHUNK)
    if newest != tracked:
        yield Difference("different", None, _TRACKING.name, newest, tracked)


def _rows(connection: sa.Connection, first: int, last: int) -> dict[int, dict[str, Any]]:
    """The rows as they are, with their parties; parties of no row stand alone."""
    events = sa.select(_EVENTS).where(_EVENTS.c.notification.between(first, last))
    rows = {row["notification"]: dict(row) | {"parties": ()} for row in connection.execute(events).mappings()}
    parties = sa.select(_PARTIES).where(_PARTIES.c.notification.between(first, last))
    for notification, party in connection.execute(parties.order_by(_PARTIES.c.party)):
        row = rows.setdefault(notification, {"parties": ()})
        row["parties"] += (party,)
    return rows


def _damaged() -> StoreError:
    return StoreError(
        "Der Index der Tatsachen passt nicht zum Hauptbuch.",
        "Er wurde von fremder Hand verändert; das Hauptbuch selbst ist davon nicht berührt.",
        "„contract-ledger rebuild --check“ zeigt die Abweichungen, „contract-ledger rebuild“ behebt sie.",
    )
