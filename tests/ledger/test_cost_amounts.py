"""Amounts as people write them: what each dialect makes of them, and that nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cost_lists.amounts import Amounts, Dialect, of_number, readings
from ledger.errors import Refusal

CLEAR = {
    "0": "0.00",
    "7": "7.00",
    "007": "7.00",
    "1234": "1234.00",
    "12,5": "12.50",
    "12.5": "12.50",
    "12,50": "12.50",
    "1234,56": "1234.56",
    "1234.56": "1234.56",
    "1.234,56": "1234.56",
    "1,234.56": "1234.56",
    "1.234.567": "1234567.00",
    "1,234,567": "1234567.00",
    "1.234.567,89": "1234567.89",
    "1 234": "1234.00",
    "1 234,56": "1234.56",
    "1\u00a0234.56": "1234.56",
    "1\u202f234\u202f567,89": "1234567.89",
    "-12,50": "-12.50",
    "12,50-": "-12.50",
    "12,50 -": "-12.50",
    "\u2212 12,50": "-12.50",
    "+12,50": "12.50",
    "-0,00": "0.00",
    "12,50 €": "12.50",
    "12,50€": "12.50",
    "€ 12.50": "12.50",
    "EUR 12.50": "12.50",
    "12,50 eur": "12.50",
    "-€ 12.50": "-12.50",
    "€ -12.50": "-12.50",
    "1.234,56- €": "-1234.56",
    "1.234,56 EUR-": "-1234.56",
    "  12,50\u00a0": "12.50",
    "9999999999999,99": "9999999999999.99",
}
"""Amounts that can be read in one way, or in both with the same result."""


@pytest.mark.parametrize(("written", "amount"), CLEAR.items())
def test_an_amount_with_one_meaning_needs_no_dialect(written: str, amount: str) -> None:
    assert Amounts(None).read(written, row=2) == amount


@pytest.mark.parametrize(
    ("dialect", "written", "amount"),
    [
        ("german", "1.234", "1234.00"),
        ("english", "1,234", "1234.00"),
        ("german", "-1.234", "-1234.00"),
        ("english", "1,234 €", "1234.00"),
        ("german", "12.345.678,9", "12345678.90"),
        ("english", "12,345,678.9", "12345678.90"),
        ("german", "1234", "1234.00"),
        ("english", "1 234.5", "1234.50"),
    ],
)
def test_a_stated_dialect_decides(dialect: Dialect, written: str, amount: str) -> None:
    assert Amounts(dialect).read(written, row=2) == amount


def _code(amounts: Amounts, written: str) -> str:
    with pytest.raises(Refusal) as refused:
        amounts.read(written, row=3)
    return refused.value.code


@pytest.mark.parametrize("written", ["1.234", "1,234", "-12.345", "999,999", "1.000 EUR"])
def test_what_each_dialect_reads_otherwise_is_ambiguous(written: str) -> None:
    assert _code(Amounts(None), written) == "amount-ambiguous"


def test_neighbours_do_not_settle_what_is_ambiguous() -> None:
    amounts = Amounts(None)
    amounts.read("1.234,56", row=2)

    assert _code(amounts, "1.234") == "amount-ambiguous"


def test_a_list_has_one_dialect_and_amounts_that_fit_both_do_not_choose_it() -> None:
    amounts = Amounts(None)
    assert [amounts.read(written, row=2) for written in ("12", "1 234", "12,50", "7")] == [
        "12.00",
        "1234.00",
        "12.50",
        "7.00",
    ]

    assert _code(amounts, "12.50") == "amounts-mixed"
    assert amounts.read("13,50", row=4) == "13.50"


# Written in a dialect and read back

CENTS = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)
MARKS: dict[Dialect, tuple[str, str]] = {"german": (".", ","), "english": (",", ".")}


def written(cents: int, dialect: Dialect, *, grouped: bool, trailing: bool) -> str:
    """The amount as a program of that dialect prints it."""
    thousands, decimal = MARKS[dialect]
    euro, cent = divmod(abs(cents), 100)
    digits = f"{euro:,}".replace(",", thousands) if grouped else str(euro)
    sign = "-" if cents < 0 else ""
    return f"{digits}{decimal}{cent:02}{sign}" if trailing else f"{sign}{digits}{decimal}{cent:02}"


@given(
    cents=CENTS,
    dialect=st.sampled_from(["german", "english"]),
    grouped=st.booleans(),
    trailing=st.booleans(),
    stated=st.booleans(),
)
def test_an_amount_written_with_cents_is_read_back(
    *, cents: int, dialect: Dialect, grouped: bool, trailing: bool, stated: bool
) -> None:
    text = written(cents, dialect, grouped=grouped, trailing=trailing)

    amount = Amounts(dialect if stated else None).read(text, row=2)

    assert Decimal(amount) * 100 == cents
    assert len(amount.partition(".")[2]) == 2


@given(CENTS, st.sampled_from(["german", "english"]))
def test_the_other_dialect_never_reads_another_amount_into_it(cents: int, dialect: Dialect) -> None:
    text = written(cents, dialect, grouped=True, trailing=False)

    assert set(readings(text)) == {dialect}


@given(st.text(alphabet="0123456789.,- +€\u00a0", max_size=15))
def test_any_text_is_one_amount_or_refused(text: str) -> None:
    try:
        amount = Amounts(None).read(text, row=2)
    except Refusal:
        return
    digits = "".join(char for char in text if char.isdigit())
    assert f"{amount:0>20}".replace(".", "").replace("-", "").strip("0") == digits.strip("0")


# Numbers of a workbook


@given(st.integers(min_value=-(10**13) + 1, max_value=10**13 - 1))
def test_a_number_with_cents_is_what_it_shows(cents: int) -> None:
    assert Decimal(of_number(cents / 100)) * 100 == cents


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        (50, "50.00"),
        (0.1 + 0.2, "0.30"),
        (-0.0, "0.00"),
        (1.1 * 3, "3.30"),
        (123456789.12, "123456789.12"),
        (9999999999999.5, "9999999999999.50"),
        (2.675, None),
        (12.341, None),
        (0.000001, None),
        (1e13, None),
        (-1e300, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
)
def test_a_number_is_taken_to_the_cent_or_refused(number: float, amount: str | None) -> None:
    """Noise of binary fractions is dropped, thousandths are not rounded."""
    if amount is None:
        with pytest.raises(Refusal):
            of_number(number)
    else:
        assert of_number(number) == amount
