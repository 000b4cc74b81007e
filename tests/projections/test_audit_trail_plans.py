"""No filter reads the whole index of events, on either database, alone or with others that are common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.store import open_store
from projections.event_filters import Filters, Page, Place
from projections.tables import catch_up
from projections.tables.connection import SCHEMA, begun, connected, insert
from projections.tables.finding import query
from projections.tables.schema import EVENTS, MARKS

ROWS = 20_000
"""Of these, one in a thousand has what a rare filter asks for; all others have what is common."""

FEW = ROWS // 10
"""Reading less than this many rows is no reading of all."""

STEPS_A_ROW = 3
"""What SQLite's machine needs at the least for a row that it looks at."""

BEGUN = datetime(2020, 1, 1, tzinfo=UTC)


def _event(number: int) -> tuple[object, ...]:
    """Row *number* of read_events; each rare value falls on other rows."""
    rest, day = number % 1000, (BEGUN + timedelta(hours=8 * number)).date().isoformat()
    return (
        number,
        "other" if rest == 1 else "kim-coesfeld",
        number,
        "SubsidyLost" if rest == 2 else "CostPosted",
        f"{(BEGUN + timedelta(hours=number)):%Y-%m-%dT%H:%M:%S}.000000Z",
        "schulz" if rest == 3 else "mueller",
        "olfen" if rest == 4 else "coesfeld",
        99_900 if rest == 5 else 100,
        day,
        day,
        "{}",
    )


def _marks(number: int) -> Iterator[tuple[object, ...]]:
    rest = number % 1000
    yield number, "party", "olfen" if rest == 6 else "coesfeld"
    yield number, "pool", "west" if rest == 7 else "nord"
    yield number, "voucher", f"BK-{number}"
    yield number, "word", "gehalt"
    yield number, "word", "nachzahlung" if rest == 8 else "januar"


def _at(hours: int) -> datetime:
    return BEGUN + timedelta(hours=hours)


DAY = date(2021, 3, 3)
RARE_FILTERS: dict[str, dict[str, Any]] = {
    "agreement": {"agreement": "other"},
    "kind": {"kind": "SubsidyLost"},
    "clause": {"clause": "§ 2 letzter Absatz"},
    "party": {"party": "olfen"},
    "pool": {"pool": "west"},
    "recorder": {"recorder": "schulz"},
    "on behalf of": {"on_behalf_of": "olfen"},
    "voucher": {"voucher": "BK-777"},
    "amount from": {"cents_from": 50_000},
    "amount to": {"cents_to": 99},
    "amount": {"cents_from": 99_900, "cents_to": 99_900},
    "effective": {"effective_from": DAY, "effective_to": DAY},
    "effective from": {"effective_from": date(2038, 3, 27)},
    "effective to": {"effective_to": date(2020, 1, 7)},
    "recorded": {"recorded_from": _at(5000), "recorded_to": _at(5020)},
    "recorded from": {"recorded_from": _at(19_980)},
    "recorded to": {"recorded_to": _at(20)},
    "known at an instant": {"instant": _at(20)},
    "known at a position": {"agreement": "kim-coesfeld", "position": 20},
    "a word": {"words": ("nachzahlung",)},
    "the beginning of a word": {"words": ("nachz",)},
}
COMMON_FILTERS: dict[str, dict[str, Any]] = {
    "agreement": {"agreement": "kim-coesfeld"},
    "kind": {"kind": "CostPosted"},
    "clause": {"clause": "§ 2"},
    "party": {"party": "coesfeld"},
    "pool": {"pool": "nord"},
    "recorder": {"recorder": "mueller"},
    "on behalf of": {"on_behalf_of": "coesfeld"},
    "amount": {"cents_from": 0},
    "effective": {"effective_from": date(2020, 1, 1), "effective_to": date(2040, 1, 1)},
    "recorded": {"recorded_from": _at(0), "recorded_to": _at(ROWS)},
    "words": {"words": ("gehalt", "j")},
}
PAGES = {
    "oldest first": Page(limit=50),
    "newest first": Page(limit=50, newest_first=True),
    "everything": Page(),
    "a later page": Page(limit=5, after=Place("kim-coesfeld", 10_000)),
    "a later page, newest first": Page(limit=5, after=Place("kim-coesfeld", 10_000), newest_first=True),
}


def _combinations() -> Iterator[tuple[str, Filters, Page]]:
    """Every rare filter on every page alone, and with each common one, and with all of these."""
    for name, rare in RARE_FILTERS.items():
        for order, page in PAGES.items():
            yield f"{name}, {order}", Filters(**rare), page
        for other, common in COMMON_FILTERS.items():
            yield f"{name} and {other}", Filters(**common | rare), PAGES["newest first"]
        everything = {field: value for common in COMMON_FILTERS.values() for field, value in common.items()}
        yield f"{name} and all others", Filters(**everything | rare), PAGES["oldest first"]


@pytest.fixture
def filled(database_url: str) -> Iterator[sa.Connection]:
    """Tables of ROWS events, without a ledger behind them."""
    with open_store(database_url) as store:
        catch_up(database_url, store)
    with connected(database_url) as connection:
        with begun(connection, "write"):
            insert(connection, EVENTS, [_event(number) for number in range(1, ROWS + 1)])
            insert(connection, MARKS, [mark for number in range(1, ROWS + 1) for mark in _marks(number)])
        if connection.dialect.name == "postgresql":
            with begun(connection, "write"):
                connection.exec_driver_sql("ANALYZE read_events, read_event_marks")
        yield connection


def _text(connection: sa.Connection, statement: sa.Select[Any]) -> str:
    schema = {None: SCHEMA[connection.dialect.name]}
    options = {"literal_binds": True, "render_postcompile": True}
    compiled = statement.compile(
        dialect=connection.dialect,
        schema_translate_map=schema,
        render_schema_translate=True,
        compile_kwargs=options,
    )
    return str(compiled)


@contextmanager
def _counting(connection: sa.Connection) -> Iterator[Callable[[], int]]:
    """How many steps SQLite's machine took meanwhile, a few for each row that it looks at."""
    steps, driver = [0], connection.connection.driver_connection
    assert driver is not None

    def count() -> None:
        steps[0] += 10

    driver.set_progress_handler(count, 10)
    yield lambda: steps[0]
    driver.set_progress_handler(None, 0)


def _read_by_sqlite(connection: sa.Connection, statement: sa.Select[Any]) -> int:
    """Rows that it looked at, by its steps; a plan that scans a table counts as all."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {_text(connection, statement)}").fetchall()

    if any(line[3].startswith(("SCAN main.", "SCAN found", "SCAN of_one")) for line in plan):
        return ROWS
    with _counting(connection) as steps:
        connection.execute(statement).fetchall()
        return steps() // STEPS_A_ROW


def _read_by_postgresql(connection: sa.Connection, statement: sa.Select[Any]) -> int:
    """Rows that it looked at, as it says itself; a plan that scans a table counts as all."""
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {_text(connection, statement)}"
    (answer,) = connection.exec_driver_sql(explain).scalars()
    return sum(map(_looked_at, _nodes(answer[0]["Plan"])))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _looked_at(node: dict[str, Any]) -> int:
    if node["Node Type"] == "Seq Scan":
        return ROWS
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + removed) * node["Actual Loops"]) if "Scan" in node["Node Type"] else 0


def test_no_filter_reads_all_events(filled: sa.Connection) -> None:
    read = _read_by_sqlite if filled.dialect.name == "sqlite" else _read_by_postgresql
    too_much = {}
    with begun(filled, "read"):
        for name, filters, page in _combinations():
            number = read(filled, query(filled, filters, page))
            if number >= FEW:
                too_much[name] = number

    assert too_much == {}


def test_counting_notices_when_all_is_read(filled: sa.Connection) -> None:
    """Else the test above would prove nothing."""
    every_row = sa.select(EVENTS).where(EVENTS.c.fact == "none")
    read = _read_by_sqlite if filled.dialect.name == "sqlite" else _read_by_postgresql
    with begun(filled, "read"):
        assert read(filled, every_row) >= ROWS
        if filled.dialect.name == "sqlite":
            with _counting(filled) as steps:
                filled.execute(every_row).fetchall()
                assert steps() // STEPS_A_ROW >= FEW


def test_a_page_of_what_is_common_reads_little(filled: sa.Connection) -> None:
    """What is asked for by one value is found in the order of recording; ranges have to be sorted."""
    read = _read_by_sqlite if filled.dialect.name == "sqlite" else _read_by_postgresql
    with begun(filled, "read"):
        for name in ("agreement", "kind", "party", "recorder", "on behalf of"):
            for page in (PAGES["oldest first"], PAGES["newest first"], PAGES["a later page"]):
                assert read(filled, query(filled, Filters(**COMMON_FILTERS[name]), page)) < FEW, name
