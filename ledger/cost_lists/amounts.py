"""How people write amounts: German 1.234,56 and English 1,234.56, read without guessing.

An own small grammar, because libraries guess: babel reads 18,432.17 as 18.43.
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from ledger.errors import Refusal

Dialect = Literal["german", "english"]

_NUMBERS: dict[Dialect, re.Pattern[str]] = {
    "german": re.compile(r"([1-9]\d{0,2}([. ])\d{3}(?:\2\d{3})*|\d+)(?:,(\d+))?", re.ASCII),
    "english": re.compile(r"([1-9]\d{0,2}([, ])\d{3}(?:\2\d{3})*|\d+)(?:\.(\d+))?", re.ASCII),
}
_WRITTEN = re.compile(
    r"(?P<before>[-+]?) ?(?P<currency>(?:€|EUR)?) ?(?P<between>[-+]?) ?"
    r"(?P<number>\d[\d., ]*?) ?(?P<after>[-+]?) ?(?P<unit>(?:€|EUR)?) ?(?P<last>[-+]?)",
    re.ASCII | re.IGNORECASE,
)
"""A sign before or, as SAP writes it, behind the number; the currency on either side."""

_AS_ASCII = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
"""The minus sign, and the blanks that programs put between thousands."""

_GERMAN_NAME: dict[Dialect, str] = {"german": "deutsch", "english": "englisch"}
_EXAMPLE: dict[Dialect, str] = {"german": "1.234,56", "english": "1,234.56"}
_CENTS = Decimal("0.01")
_DECIMALS = 2
_DIGITS = 13
"""Before the decimal mark; the amounts of facts have no more (ledger.values.Amount)."""

_EXCEL_DIGITS = 15
"""How many significant digits Excel keeps and shows; what lies behind them is noise of binary fractions."""

_NOISE = Decimal("1e-9")


def readings(written: str) -> dict[Dialect, Decimal]:
    """What *written* is in each dialect in which it is an amount at all, with all its decimals.

    >>> readings("1.234")
    {'german': Decimal('1234'), 'english': Decimal('1.234')}
    >>> readings("− 1 234,50 €")
    {'german': Decimal('-1234.50')}
    """
    parts = _WRITTEN.fullmatch(written.strip().translate(_AS_ASCII))
    if parts is None or (parts["currency"] and parts["unit"]):
        return {}
    sign = "".join(parts[place] for place in ("before", "between", "after", "last"))
    if len(sign) > 1:
        return {}
    found = {dialect: number.fullmatch(parts["number"]) for dialect, number in _NUMBERS.items()}
    return {dialect: _number(sign, *match.groups("")) for dialect, match in found.items() if match}


def _number(sign: str, whole: str, mark: str, decimals: str) -> Decimal:
    digits = whole.replace(mark, "") if mark else whole
    return Decimal(f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}")


def of_number(value: float) -> str:
    """The amount that a number cell of a workbook holds, two decimals.

    Raises Refusal where it has more, beyond the noise of binary fractions, or too many digits.

    >>> of_number(0.1 + 0.2)
    '0.30'
    """
    if not abs(value) < 10**_DIGITS:
        raise Refusal("amount-too-large", amount=value, digits=_DIGITS)
    shown = Decimal(f"{value:.{_EXCEL_DIGITS}g}")
    cents = shown.quantize(_CENTS)
    if abs(shown - cents) > _NOISE:
        raise Refusal("amount-too-precise", amount=f"{shown:f}")
    return _as_fact(cents)


def _of_text(amount: Decimal, written: str) -> str:
    if abs(amount) >= 10**_DIGITS:
        raise Refusal("amount-too-large", amount=written, digits=_DIGITS)
    if len(f"{amount:f}".partition(".")[2]) > _DECIMALS:
        raise Refusal("amount-too-precise", amount=written)
    return _as_fact(amount)


def _as_fact(amount: Decimal) -> str:
    """Always two decimals, and no negative zero: one amount is written in one way in every list."""
    return f"{amount + 0:.2f}"


def _reading(written: str, found: dict[Dialect, Decimal], stated: Dialect) -> Decimal:
    """What *written* is in the dialect that was stated."""
    if stated not in found:
        dialect, example = _GERMAN_NAME[stated], _EXAMPLE[stated]
        raise Refusal(
            "amount-in-other-dialect", amount=written, dialect=dialect, option=stated, example=example
        )
    return found[stated]


class _Clear(NamedTuple):
    """The first amount of a list that can be read in one dialect only."""

    dialect: Dialect
    written: str
    row: int


class Amounts:
    """The amounts of one list: in the dialect *stated*, or in the one in which they alone can be read."""

    def __init__(self, stated: Dialect | None) -> None:
        self._stated = stated
        self._clear: _Clear | None = None

    def read(self, written: str, row: int) -> str:
        """The amount of *row* as facts have it, two decimals; Refusal where it is none or more than one."""
        found = readings(written)
        if not found:
            raise Refusal("amount-invalid", amount=written)
        if self._stated is None:
            amount = self._only_reading(written, found, row)
        else:
            amount = _reading(written, found, self._stated)
        return _of_text(amount, written)

    def _only_reading(self, written: str, found: dict[Dialect, Decimal], row: int) -> Decimal:
        if len(set(found.values())) > 1:
            german, english = (f"{found[dialect]:f}" for dialect in _NUMBERS)
            raise Refusal("amount-ambiguous", amount=written, german=german, english=english)
        ((dialect, amount), *others) = found.items()
        if not others:
            self._must_be_as_before(_Clear(dialect, written, row))
        return amount

    def _must_be_as_before(self, clear: _Clear) -> None:
        first = self._clear = self._clear or clear
        if first.dialect != clear.dialect:
            raise Refusal(
                "amounts-mixed",
                amount=clear.written,
                dialect=_GERMAN_NAME[clear.dialect],
                other=first.written,
                row=first.row,
                other_dialect=_GERMAN_NAME[first.dialect],
            )
