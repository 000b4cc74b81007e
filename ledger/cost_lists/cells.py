"""What a cell says: a text, an amount, a day; never a guess."""

from datetime import date, datetime, time

from ledger.cost_lists.amounts import Amounts, of_number
from ledger.cost_lists.table import Broken, Cell
from ledger.errors import Refusal
from ledger.values import civil_date

_EXACT = 10**15
"""Excel keeps fifteen digits; a longer number has lost some."""


def text_of(title: str, cell: Cell) -> str:
    """The text of *cell*, or the digits of a whole number.

    Raises Refusal for anything else: a number with decimals, for one, no longer shows how it was
    written (2024.10 became 2024.1).
    """
    match _unbroken(title, cell):
        case str(text):
            return text
        case bool():
            pass
        case int() | float() as number if abs(number) < _EXACT and number == int(number):
            return str(int(number))
        case _:
            pass
    raise Refusal("cell-not-text", column=title, value=cell)


def amount_of(title: str, cell: Cell, row: int, amounts: Amounts) -> str:
    """The amount of *cell* with two decimals; Refusal where it is none."""
    match _unbroken(title, cell):
        case str(text):
            return amounts.read(text, row)
        case bool():
            pass
        case int() | float() as number:
            return of_number(number)
        case _:
            pass
    raise Refusal("amount-invalid", amount=cell)


def day_of(title: str, cell: Cell) -> date:
    """The day of *cell*; Refusal where it is none."""
    match _unbroken(title, cell):
        case str(text):
            return _day(title, text.strip())
        case datetime() as moment if moment.time() == time.min:
            return _day(title, moment.date().isoformat())
        case datetime() as moment:
            raise Refusal("day-invalid", column=title, problem=f"„{moment}“ hat eine Uhrzeit")
        case date() as day:
            return _day(title, day.isoformat())
        case _:
            pass
    raise Refusal("day-invalid", column=title, problem=f"„{cell}“ ist kein Tag, sondern eine Zahl")


def _day(title: str, text: str) -> date:
    try:
        return civil_date(text)
    except ValueError as problem:
        raise Refusal("day-invalid", column=title, problem=problem) from None


def _unbroken(title: str, cell: Cell) -> Cell:
    if isinstance(cell, Broken):
        raise Refusal("cell-broken", column=title, shows=cell.shows)
    return cell
