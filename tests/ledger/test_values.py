"""Days, amounts, shares and ids as they may be written."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ledger.values import (
    Amount,
    CivilDate,
    FreeText,
    PlainObject,
    Posts,
    Price,
    Quantity,
    Rate,
    Sha256,
    Slug,
    civil_date,
    exact,
)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-30", date(2025, 6, 30)),
        ("30.06.2025", date(2025, 6, 30)),
        ("03.02.2025", date(2025, 2, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_a_day_is_written_in_iso_or_german(written: str, day: date) -> None:
    assert civil_date(written) == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2025-02-29", "diesen Tag gibt es nicht"),
        ("31.06.2025", "diesen Tag gibt es nicht"),
        ("2025-13-01", "diesen Tag gibt es nicht"),
        ("1899-12-31", "das Jahr liegt nicht zwischen 1900 und 2199"),
        ("2200-01-01", "das Jahr liegt nicht zwischen 1900 und 2199"),
        ("2025-6-30", "ist kein Tag der Form"),
        ("30.6.2025", "ist kein Tag der Form"),
        ("06/30/2025", "ist kein Tag der Form"),
        ("20250630", "ist kein Tag der Form"),
        ("2025-06-30T00:00:00", "ist kein Tag der Form"),
        ("٢٠٢٥-٠٦-٣٠", "ist kein Tag der Form"),
        (" 2025-06-30", "ist kein Tag der Form"),
        ("", "ist kein Tag der Form"),
    ],
)
def test_anything_else_is_no_day(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        civil_date(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0.625", Fraction(5, 8)),
        ("2.5", Fraction(5, 2)),
        ("0.1", Fraction(1, 10)),
        ("-15625.05", Fraction(-1562505, 100)),
    ],
)
def test_a_number_is_read_exactly(written: str, number: Fraction) -> None:
    assert exact(written) == number


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            Amount,
            ["0", "0.00", "15625.00", "-0.5", "9999999999999.99"],
            ["1.234", "1,00", "01.00", "+1", "1e3", ".5", "1.", "NaN", "10000000000000", ""],
        ),
        (Price, ["0", "0.00", "55000.00"], ["-0.01", "1.005"]),
        (Quantity, ["0", "0.625", "0.123456789", "999999999"], ["-1", "0.1234567891", "1000000000"]),
        (Posts, ["2.5", "0.000000001"], ["0", "0.0", "-1"]),
        (Rate, ["0", "0.19", "0.999"], ["1", "1.0", "19", "-0.1"]),
        (
            Slug,
            ["olfen", "bad-olfen", "k1", "a" * 100],
            ["Olfen", "-a", "a-", "a--b", "a_b", "ä", "", "a" * 101],
        ),
        (FreeText, ["Text", "zwei\nZeilen", "Tab\t", "x" * 500], ["", "x" * 501, "Glocke\a"]),
        (Sha256, ["0" * 64, "f" * 64], ["F" * 64, "0" * 63, "0" * 65]),
        (CivilDate, ["2025-06-30", date(2025, 6, 30)], ["2025-02-30", 20250630, None]),
        (
            PlainObject,
            [{"a": [1, True, None, "x", {"b": "c"}]}, {"a": 2**53 - 1}],
            [{"a": 0.5}, {"a": [1.0]}, {"a": 2**53}, {"a\a": 1}, {"a": {"b": "\a"}}, {"a": "\ud800"}],
        ),
    ],
)
def test_what_may_be_written(kind: Any, good: list[Any], bad: list[Any]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    for value in good:
        adapter.validate_python(value)
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


@pytest.mark.parametrize("kind", [Amount, Price, Quantity, Posts, Rate, Slug])
def test_a_number_is_written_as_text(kind: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    for value in (1, 1.5, True, None):
        with pytest.raises(ValidationError):
            adapter.validate_python(value)
