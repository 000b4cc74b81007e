"""Civil days: periods in months, and how many days two periods share."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
MONTHS = 12


def first_of_year(year: int) -> date:
    return date(year, 1, 1)


def last_of_year(year: int) -> date:
    return date(year, 12, 31)


def days_in_year(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def days_in_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _months_on(day: date, months: int) -> date:
    """The first of the month so many months after the month of *day*."""
    index = day.year * MONTHS + day.month - 1 + months
    return date(index // MONTHS, index % MONTHS + 1, 1)


def months_before(day: date, months: int) -> date:
    """So many calendar months earlier, clipped to the month's end (R3).

    >>> months_before(date(2026, 12, 31), 18), months_before(date(2025, 12, 31), 22)
    (datetime.date(2025, 6, 30), datetime.date(2024, 2, 29))
    """
    month = _months_on(day, -months)
    return month.replace(day=min(day.day, days_in_month(month)))


def last_of_period(first: date, months: int) -> date:
    """The last day of a period that begins on *first* (§§ 187 II, 188 II, III BGB).

    >>> last_of_period(date(2027, 3, 1), 12), last_of_period(date(2028, 2, 29), 12)
    (datetime.date(2028, 2, 29), datetime.date(2029, 2, 28))
    >>> last_of_period(date(2027, 8, 31), 6), last_of_period(date(2027, 1, 15), 1)
    (datetime.date(2028, 2, 29), datetime.date(2027, 2, 14))
    """
    month = _months_on(first, months)
    if first.day == 1:
        return month - ONE_DAY
    return month.replace(day=min(first.day - 1, days_in_month(month)))


def shared_days(first: date, last: date, other_first: date, other_last: date) -> int:
    """How many days lie in both periods, first and last days included."""
    return max(0, (min(last, other_last) - max(first, other_first)).days + 1)


def stretches(first: date, last: date, turns: Iterable[date]) -> list[tuple[date, date]]:
    """The period cut before each month and before each of the *turns*.

    >>> cut = stretches(date(2024, 1, 30), date(2024, 2, 2), [date(2024, 2, 2), date(2024, 3, 1)])
    >>> [(first.day, last.day) for first, last in cut]
    [(30, 31), (1, 1), (2, 2)]
    """
    months = (date(first.year, month, 1) for month in range(1, MONTHS + 1))
    begins = sorted({first} | {day for day in (*turns, *months) if first < day <= last})
    ends = [day - ONE_DAY for day in begins[1:]] + [last]
    return list(zip(begins, ends, strict=True))
