"""The scalar values that facts and terms are made of.

Amounts, posts, hours and rates stay the strings that were given: what is stored is what was
written, and no figure ever passes through a binary float. `exact` turns one into a number.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Civil dates outside these years are taken for slips of the pen."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that reverse the direction of what a reader sees."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

_GERMAN = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)


def civil_date(text: str) -> date:
    """The day that *text* names, ISO (2025-06-30) or German (30.06.2025).

    Raises ValueError for anything else and for a day that does not exist.

    >>> civil_date("30.06.2025") == civil_date("2025-06-30") == date(2025, 6, 30)
    True
    """
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in iso.groups())
    elif german := _GERMAN.fullmatch(text):
        day, month, year = (int(part) for part in german.groups())
    else:
        msg = f"{text!r} ist kein Tag der Form 2025-06-30 oder 30.06.2025"
        raise ValueError(msg)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        msg = f"{text!r}: das Jahr liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}"
        raise ValueError(msg)
    try:
        return date(year, month, day)
    except ValueError:
        msg = f"{text!r}: diesen Tag gibt es nicht"
        raise ValueError(msg) from None


def is_moment(text: str) -> bool:
    """Whether *text* is a time as the ledger records it: UTC in microseconds, so texts compare like times.

    >>> is_moment("2026-02-28T10:00:00.000000Z"), is_moment("2026-02-30T10:00:00.000000Z")
    (True, False)
    """
    if _MOMENT.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def exact(text: str) -> Fraction:
    """The number written as *text*, exactly.

    >>> exact("0.625")
    Fraction(5, 8)
    """
    return Fraction(Decimal(text))


def _to_date(value: Any) -> Any:  # noqa: ANN401 - what a validator is given may be anything
    if isinstance(value, str):
        try:
            return civil_date(value)
        except ValueError as problem:
            raise PydanticCustomError("civil_date", "{problem}", {"problem": str(problem)}) from None
    if type(value) is date:
        return value
    raise PydanticCustomError("civil_date", "ein Tag ist ein Text der Form 2025-06-30")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "Steuerzeichen sind nicht erlaubt")
    return text


def _one_line(text: str) -> str:
    if text != text.strip() or len(text.splitlines()) != 1 or "\t" in text:
        raise PydanticCustomError("one_line", "steht in einer Zeile, ohne Leerzeichen am Rand")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "besteht nur aus Leerzeichen")
    return text


def _within_one_as_share(text: str) -> str:
    if exact(text) >= 1:
        raise PydanticCustomError("rate", "ein Satz ist ein Bruchteil von eins: 0.19 für 19 %")
    return text


def _positive(text: str) -> str:
    if exact(text) == 0:
        raise PydanticCustomError("positive", "null ist hier nicht erlaubt")
    return text


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Refuse what canonical JSON cannot keep as it was meant: fractions, huge numbers, broken text."""
    if isinstance(value, dict):
        for name, part in value.items():
            _plain(_printable(name))
            _plain(part)
    elif isinstance(value, list):
        for part in value:
            _plain(part)
    elif isinstance(value, str):
        _printable(value)
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise PydanticCustomError("string_unicode", "enthält Zeichen, die es nicht gibt")
    elif not (value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53)):
        raise PydanticCustomError(
            "plain", 'Beträge und Mengen sind Texte wie "15625.00", keine Zahlen mit Komma'
        )
    return value


_DECIMAL = StringConstraints(pattern=r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?$")

CivilDate = Annotated[date, BeforeValidator(_to_date, json_schema_input_type=str)]
"""A day without a time of day or a time zone."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""An id: lower-case letters, digits and single hyphens."""

FreeText = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_printable)]
Reference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
"""A voucher number or the reference of a document."""

PersonName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    AfterValidator(_printable),
    AfterValidator(_not_blank),
]
"""A name as people write it; it is stored sealed (ledger.sealing)."""

Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=1000)]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?$")]
"""Money in the currency of the terms; negative for a credit or a repayment."""

Price = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?$")]
"""Money that cannot be negative."""

Figure = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]*)\.[0-9]{2}$")]
"""Money that the ledger has computed, with two decimals."""

RecordedAt = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$")]
"""A time of recording, in UTC."""

PositionNumber = Annotated[int, Field(ge=1, le=10**12)]
"""The place of a fact in its agreement's log."""

Quantity = Annotated[str, _DECIMAL]
"""Hours, or a share that may be nothing."""

Posts = Annotated[str, _DECIMAL, AfterValidator(_positive)]
"""Full-time posts, more than none."""

Rate = Annotated[str, _DECIMAL, AfterValidator(_within_one_as_share)]
"""A tax rate as a fraction of one."""

PlainObject = Annotated[dict[str, Any], AfterValidator(_plain)]
"""A JSON object without numbers that lose their meaning when stored."""
