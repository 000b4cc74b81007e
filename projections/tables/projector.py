"""Read models: an index of all events, in tables of the ledger's own database.

The tables are a cache of `projections.event_index.entry_of`. One pull projector fills them: it
catches up whenever a question is asked, so that the answer holds everything recorded before it.
They can be thrown away and refilled at any time (`rebuild`) and compared with a fresh replay
(`check`). No other module knows SQLAlchemy.

Every transaction touches `read_tracking` first: it is the lock that keeps two projectors, or a
projector and a rebuild, from waiting for each other crosswise.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from ledger.store import Store, StoredFact
from ledger.store.tables import utc_text
from projections.event_index import Difference, Entry, Filters, differences, entry_of
from projections.tables.connection import SCHEMA, begun, connected, damaged
from projections.tables.schema import EVENTS, PARTIES, TABLES, TRACKING

CHUNK = 1000
"""Facts that one transaction takes in."""

MADE_LIKE = "events/1"
"""The name under which the position is tracked. Whoever changes the tables, or what is derived
from a fact, raises the number: tables that an earlier version made are then made anew."""

_BUILDING = 0x72656164  # "read": the advisory lock under which PostgreSQL's tables are made
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def catch_up(url: str, store: Store) -> None:
    """Take in everything that *store*, the ledger at *url*, has recorded since; StoreError if impossible."""
    with connected(url) as connection:
        _catch_up(connection, store)


def rebuild(url: str, store: Store) -> None:
    """Throw the tables away, make and refill them; whoever asks meanwhile helps to refill."""
    with connected(url) as connection:
        _build(connection, anew=True)
        _catch_up(connection, store)


def check(url: str, store: Store) -> list[Difference]:
    """Every difference between the tables and a replay up to the tracked position.

    A fact that is recorded but not taken in yet is none. What is found must be found twice: the
    first look may have met a rebuild under way.
    """
    with connected(url) as connection:
        return _check(connection, store) and _check(connection, store)


def find(url: str, store: Store, filters: Filters) -> list[dict[str, Any]]:
    """The rows of `read_events` that pass *filters*, once everything recorded is taken in."""
    with connected(url) as connection:
        while True:
            reached = _catch_up(connection, store)
            with begun(connection, "read"):
                # Less is there only if somebody rebuilds.
                if (_tracked(connection) or 0) >= reached:
                    return [row._asdict() for row in connection.execute(_query(filters))]


def _catch_up(connection: sa.Connection, store: Store) -> int:
    """The position reached."""
    while True:
        with begun(connection, "read"):
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
        raise damaged()
    return pulled[1:]


def _take_in(connection: sa.Connection, tracked: int, entries: Sequence[Entry]) -> None:
    """Rows and position in one transaction; nothing if another projector was faster."""
    move = (
        sa.update(TRACKING)
        .where(TRACKING.c.name == MADE_LIKE, TRACKING.c.notification == tracked)
        .values(notification=entries[-1].notification)
    )
    with begun(connection, "write"):
        if connection.execute(move).rowcount == 0:
            return
        connection.execute(EVENTS.insert(), [entry._asdict() for entry in entries])
        named = [{"notification": e.notification, "party": party} for e in entries for party in e.parties]
        if named:
            connection.execute(PARTIES.insert(), named)


def _build(connection: sa.Connection, *, anew: bool) -> None:
    """Make the tables, empty; one process at a time, and unless *anew* not if another was faster."""
    with begun(connection, "write"):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_BUILDING})")
        if not anew and _tracked(connection) is not None:
            return
        for table in TABLES:
            table.drop(connection, checkfirst=True)
        for table in TABLES:
            table.create(connection)
        connection.execute(TRACKING.insert(), {"name": MADE_LIKE, "notification": 0})


def _present(connection: sa.Connection) -> set[str]:
    names = sa.inspect(connection).get_table_names(schema=SCHEMA[connection.dialect.name])
    return {table.name for table in TABLES}.intersection(names)


def _tracked(connection: sa.Connection) -> int | None:
    """The last notification taken in; None if there are no tables, or another version made them."""
    if len(_present(connection)) < len(TABLES):
        return None
    query = sa.select(TRACKING.c.notification).where(TRACKING.c.name == MADE_LIKE)
    return connection.execute(query).scalar_one_or_none()


def _query(filters: Filters) -> sa.Select[Any]:
    in_order = ("notification",) if filters.agreement is None else ("agreement", "position")
    return sa.select(EVENTS).where(*_conditions(filters)).order_by(*(EVENTS.c[name] for name in in_order))


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("agreement", "kind"):
        if (value := getattr(filters, name)) is not None:
            yield EVENTS.c[name] == value
    if filters.voucher is not None:
        yield sa.or_(EVENTS.c.voucher == filters.voucher, EVENTS.c.reverses == filters.voucher)
    if filters.party is not None:
        named = sa.select(PARTIES.c.notification).where(PARTIES.c.party == filters.party)
        yield EVENTS.c.notification.in_(named)
    if filters.recorded_from is not None:
        yield EVENTS.c.recorded_at >= utc_text(filters.recorded_from)
    for latest in (filters.recorded_to, filters.instant):
        if latest is not None:
            yield EVENTS.c.recorded_at <= utc_text(latest)
    if filters.position is not None:
        yield EVENTS.c.position <= filters.position


def _check(connection: sa.Connection, store: Store) -> list[Difference]:
    with begun(connection, "read"):
        present = _present(connection)
        tracked = _tracked(connection)
        if not present:
            return []  # nobody has asked yet
        if tracked is None:  # the next question makes them anew
            missing = {table.name for table in TABLES} - present or {TRACKING.name}
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
        yield Difference("different", None, TRACKING.name, newest, tracked)


def _rows(connection: sa.Connection, first: int, last: int) -> dict[int, dict[str, Any]]:
    """The rows as they are, with their parties; parties of no row stand alone."""
    events = sa.select(EVENTS).where(EVENTS.c.notification.between(first, last))
    rows = {row["notification"]: dict(row) | {"parties": ()} for row in connection.execute(events).mappings()}
    parties = sa.select(PARTIES).where(PARTIES.c.notification.between(first, last))
    for notification, party in connection.execute(parties.order_by(PARTIES.c.party)):
        row = rows.setdefault(notification, {"parties": ()})
        row["parties"] += (party,)
    return rows
