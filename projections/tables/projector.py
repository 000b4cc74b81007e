"""Read models: an index of all events, in tables of the ledger's own database.

The tables are a cache of `projections.event_index.entry_of`. One pull projector fills them: it
catches up whenever a question is asked, so that the answer holds everything recorded before it.
They can be thrown away and refilled at any time (`rebuild`) and compared with a fresh replay
(`check`). No other module knows SQLAlchemy.

Every transaction touches `read_tracking` first: it is the lock that keeps two projectors, or a
projector and a rebuild, from waiting for each other crosswise.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from ledger.store import Store, StoredFact
from ledger.store.log import RawEvent
from projections.event_filters import Filters, Page
from projections.event_index import Difference, Entry, differences, entry_of
from projections.salvage import salvaged
from projections.tables.connection import SCHEMA, begun, connected, damaged, insert
from projections.tables.finding import query
from projections.tables.schema import EVENTS, MARKS, RETIRED, TABLES, TRACKING

CHUNK = 1000
"""Facts that one transaction takes in."""

MADE_LIKE = "events/2"
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

    A fact that is recorded but not taken in yet is none; an event that cannot be read hides no other.
    What is found must be found twice: the first look may have met a rebuild under way.
    """
    with connected(url) as connection:
        return _check(connection, store) and _check(connection, store)


def find(url: str, store: Store, filters: Filters, page: Page) -> list[dict[str, Any]]:
    """The rows of `read_events` that pass *filters*, once everything recorded is taken in.

    One row more than *page* has room for where there are more.
    """
    with connected(url) as connection:
        while True:
            reached = _catch_up(connection, store)
            with begun(connection, "read"):
                # Less is there only if somebody rebuilds.
                if (_tracked(connection) or 0) >= reached:
                    return [row._asdict() for row in connection.execute(query(connection, filters, page))]


def _catch_up(connection: sa.Connection, store: Store) -> int:
    """The position reached."""
    taken_in = 0
    while True:
        with begun(connection, "read"):
            tracked = _tracked(connection)
        if tracked is None:
            _build(connection, anew=False)
        elif new := _new(store, tracked):
            _take_in(connection, tracked, [entry_of(*item) for item in new])
            taken_in += len(new)
        else:
            if taken_in > CHUNK:
                _analyze(connection)
            return tracked


def _analyze(connection: sa.Connection) -> None:
    """Tell PostgreSQL what the tables hold now; until it looks by itself it would read them whole."""
    if connection.dialect.name == "postgresql":
        with begun(connection, "write"):
            if _tracked(connection) is not None:
                connection.exec_driver_sql("ANALYZE public.read_events, public.read_event_marks")


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
        insert(connection, EVENTS, [entry[:-1] for entry in entries])
        insert(connection, MARKS, [(entry.notification, *mark) for entry in entries for mark in entry.marks])


def _build(connection: sa.Connection, *, anew: bool) -> None:
    """Make the tables, empty; one process at a time, and unless *anew* not if another was faster."""
    with begun(connection, "write"):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_BUILDING})")
        if not anew and _tracked(connection) is not None:
            return
        for table in (*TABLES, *RETIRED):
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


def _check(connection: sa.Connection, store: Store) -> list[Difference]:
    with begun(connection, "read"):
        present = _present(connection)
        tracked = _tracked(connection)
        if not present:
            return []  # nobody has asked yet
        if tracked is None:  # the next question makes them anew
            missing = {table.name for table in TABLES} - present or {TRACKING.name}
            return [Difference("missing", None, name, None, None) for name in sorted(missing)]
        with store.snapshot() as snapshot:
            # What has no position is in no log, and no replay meets it.
            events = (event for event in snapshot.commits() if event[:2] != (None, None))
            return list(_compared(connection, events, tracked))


def _compared(connection: sa.Connection, events: Iterator[RawEvent], tracked: int) -> Iterator[Difference]:
    """In chunks of the replay, so that a large ledger need not fit into memory."""
    first, newest, reach = _SMALLEST, 0, tracked if type(tracked) is int else 0
    while True:
        pulled = list(islice(events, CHUNK))
        last = pulled[-1].notification if pulled else _LARGEST
        found = _rows(connection, first, last)
        known = [event for event in pulled if event.notification <= reach or event.notification in found]
        newest = max((event.notification for event in known), default=newest)
        yield from _differences(known, found)
        if not pulled:
            break
        first = last + 1
    if newest != tracked:
        yield Difference("different", None, TRACKING.name, newest, tracked)


def _differences(events: Iterable[RawEvent], found: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    """Where the rows *found* are not what follows from *events*, as far as these can be read."""
    expected = dict[int, dict[str, Any]]()
    for event in events:
        if stored := salvaged(event):
            expected[event.notification] = entry_of(event.notification, stored)._asdict()
        else:
            found.pop(event.notification, None)
            yield Difference("unreadable", event.notification, None, None, None)
    yield from differences(expected, found)


def _rows(connection: sa.Connection, first: int, last: int) -> dict[int, dict[str, Any]]:
    """The rows as they are, with their marks; marks of no row stand alone."""
    events = sa.select(EVENTS).where(EVENTS.c.notification.between(first, last))
    rows = {row["notification"]: dict(row) | {"marks": ()} for row in connection.execute(events).mappings()}
    marks = sa.select(MARKS).where(MARKS.c.notification.between(first, last))
    in_order = (MARKS.c.notification, MARKS.c.mark, MARKS.c.value)
    for notification, mark, value in connection.execute(marks.order_by(*in_order)):
        row = rows.setdefault(notification, {"marks": ()})
        row["marks"] += ((mark, value),)
    return rows
