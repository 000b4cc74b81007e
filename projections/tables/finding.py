"""The query behind `audit trail`: the narrowest filter leads through its index, the others are checked.

A database does not know how common a value is: SQLite not at all, PostgreSQL roughly. Left alone it may
read all postings to find the three facts of a party. So what each filter finds is counted first, as far
as WIDE, and only the filter that finds least may use an index.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.visitors import replacement_traverse

from projections.event_filters import Filters, Page, Place
from projections.tables.conditions import NUMBER, Asked, Condition, apart, asked_by, is_there
from projections.tables.connection import damaged
from projections.tables.schema import EVENTS

WIDE = 100_000
"""How many events a filter must find to count as wide; how many more does not matter then."""


def query(connection: sa.Connection, filters: Filters, page: Page) -> sa.Select[Any]:
    """The rows of one page, one more if there are more, in the order of recording or the reverse."""
    found = EVENTS.alias("found")
    keys = _keys(connection, filters, page)
    in_order = _directed(found.c.notification, page)
    return sa.select(found).where(found.c.notification.in_(keys)).order_by(in_order)


def _keys(connection: sa.Connection, filters: Filters, page: Page) -> sa.Select[Any]:
    """Which events these are."""
    leading, checks = _arranged(connection, list(asked_by(filters, page)))
    keys = sa.select(leading.number).where(leading.narrowing)
    if leading.number is NUMBER:
        keys = keys.where(*checks)
    else:
        keys = keys.group_by(leading.number)  # a fact may have several words that begin alike
        if checks:
            keys = keys.where(is_there(sa.select(NUMBER).where(leading.number == NUMBER, *checks)))
    if page.after is not None:
        number = leading.number if leading.order is leading.number else apart(leading.number)
        reached = _notification(connection, page.after)
        keys = keys.where(number < reached if page.newest_first else number > reached)
    if page.limit is None:
        return keys
    return keys.order_by(_directed(leading.order, page)).limit(page.limit + 1)


def _arranged(connection: sa.Connection, asked: list[Asked]) -> tuple[Asked, list[Condition]]:
    """The filter that leads, and the checks of the others; of several wide ones the first leads."""
    if not asked:
        return Asked(sa.true(), sa.true(), NUMBER, NUMBER), []
    leading = asked[0] if len(asked) == 1 else min(asked, key=lambda each: _width(connection, each))
    others = [each.check for each in asked if each is not leading]
    return leading, [replacement_traverse(check, {}, _of_no_index) for check in others]


def _width(connection: sa.Connection, asked: Asked) -> int:
    found = sa.select(asked.number).where(asked.narrowing).limit(WIDE).subquery()
    return connection.execute(sa.select(sa.func.count()).select_from(found)).scalar_one()


def _of_no_index(element: Any, **_: object) -> Any:  # noqa: ANN401 - SQLAlchemy's
    """A column of an event in a form that no index has; its number leads to it and stays."""
    of_event = isinstance(element, sa.Column) and element.table is EVENTS and element is not NUMBER
    return apart(element) if of_event else None


def _notification(connection: sa.Connection, place: Place) -> int:
    of_place = (EVENTS.c.agreement == place.agreement, EVENTS.c.position == place.position)
    found: int | None = connection.execute(sa.select(NUMBER).where(*of_place)).scalar_one_or_none()
    if found is None:
        raise damaged()
    return found


def _directed(column: sa.ColumnElement[int], page: Page) -> sa.ColumnElement[int]:
    return column.desc() if page.newest_first else column
