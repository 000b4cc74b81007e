"""Each filter of `audit trail` as SQL: through an index of its own, or asked of one event."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.store.tables import utc_text
from projections.event_filters import Filters, Page, kinds_asked
from projections.event_marks import ALL_POOLS
from projections.tables.schema import EVENTS, MARKS

NUMBER = EVENTS.c.notification
_AFTER_EVERY_LETTER = "\U0010ffff"

Condition = sa.ColumnElement[bool]
Number = sa.ColumnElement[int]


class Asked(NamedTuple):
    """A filter that was given."""

    narrowing: Condition
    """What finds the events that pass, in the table whose index leads to them."""
    check: Condition
    """The same, asked of one event."""
    number: Number
    """The notification in that table."""
    order: Number
    """What rises there in the order of recording: a column of that index, if it has them in that order."""


def apart(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """*column* in a form that no index has."""
    return (column + ("" if isinstance(column.type, sa.Text) else 0)).self_group()


def is_there(found: sa.Select[Any]) -> Condition:
    """Whether there is such a row: looked up for each event, where EXISTS may be joined by reading all."""
    return found.scalar_subquery().is_not(None)


def asked_by(filters: Filters, page: Page) -> Iterator[Asked]:
    """Every filter that was given; those first whose index has events in the order of recording."""
    for mark, value in (("voucher", filters.voucher), ("party", filters.party)):
        if value is not None:
            yield _marked(mark, value)
    for column, value in (
        (EVENTS.c.recorded_by, filters.recorder),
        (EVENTS.c.on_behalf_of, filters.on_behalf_of),
    ):
        if value is not None:
            yield _of_row(column == value, NUMBER)
    if (kinds := kinds_asked(filters)) is not None:
        yield _of_row(EVENTS.c.kind.in_(sorted(kinds)), NUMBER if len(kinds) == 1 else apart(NUMBER))
    if filters.agreement is not None:
        yield _of_agreement(filters.agreement, filters, page)
    if filters.pool is not None:
        pools = (filters.pool, ALL_POOLS)
        yield _by_mark(lambda table: sa.and_(table.c.mark == "pool", table.c.value.in_(pools)))
    for bounds in (_recorded(filters), _amounting(filters), _overlapping(filters)):
        if conditions := list(bounds):
            yield _of_row(sa.and_(*conditions), apart(NUMBER))
    for word in filters.words:
        yield _with_word(word)


def _of_row(condition: Condition, order: Number) -> Asked:
    return Asked(condition, condition, NUMBER, order)


def _marked(mark: str, value: str) -> Asked:
    found = _by_mark(lambda table: sa.and_(table.c.mark == mark, table.c.value == value))
    return found._replace(order=found.number)


def _with_word(word: str) -> Asked:
    """Whatever has a word that begins with *word*."""
    last = word + _AFTER_EVERY_LETTER
    return _by_mark(
        lambda table: sa.and_(table.c.mark == "word", table.c.value >= word, table.c.value <= last)
    )


def _by_mark(has_mark: Callable[[sa.FromClause], Condition]) -> Asked:
    one = MARKS.alias("of_one")
    check = sa.select(one.c.notification).where(one.c.notification == NUMBER, has_mark(one)).limit(1)
    return Asked(has_mark(MARKS), is_there(check), MARKS.c.notification, apart(MARKS.c.notification))


def _of_agreement(agreement: str, filters: Filters, page: Page) -> Asked:
    """One agreement, as far as it was known; its positions rise with the notifications."""
    position, conditions = EVENTS.c.position, [EVENTS.c.agreement == agreement]
    if filters.position is not None:
        conditions.append(position <= filters.position)
    if page.after is not None and page.after.agreement == agreement:
        reached = page.after.position
        conditions.append(position < reached if page.newest_first else position > reached)
    return _of_row(sa.and_(*conditions), position)


def _recorded(filters: Filters) -> Iterator[Condition]:
    if filters.recorded_from is not None:
        yield EVENTS.c.recorded_at >= utc_text(filters.recorded_from)
    latest = [moment for moment in (filters.recorded_to, filters.instant) if moment is not None]
    if latest:
        yield EVENTS.c.recorded_at <= utc_text(min(latest))


def _amounting(filters: Filters) -> Iterator[Condition]:
    if filters.cents_from is not None:
        yield EVENTS.c.cents >= filters.cents_from
    if filters.cents_to is not None:
        yield EVENTS.c.cents <= filters.cents_to


def _overlapping(filters: Filters) -> Iterator[Condition]:
    """A period lies within one year (§ 2), so none that begins in an earlier year reaches the first day."""
    if filters.effective_from is not None:
        yield EVENTS.c.last_day >= filters.effective_from.isoformat()
        yield EVENTS.c.first_day >= date(filters.effective_from.year, 1, 1).isoformat()
    if filters.effective_to is not None:
        yield EVENTS.c.first_day <= filters.effective_to.isoformat()
