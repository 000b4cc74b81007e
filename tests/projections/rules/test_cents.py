"""Half up, and the largest remainder (R10); parts in euro, results in cents."""

from fractions import Fraction
from itertools import permutations

import pytest

from projections.rules.cents import hand_out, money, to_cents


@pytest.mark.parametrize(
    ("euro", "cents"),
    [
        ("0", 0),
        ("0.0049", 0),
        ("0.005", 1),
        ("0.0149", 1),
        ("0.015", 2),
        ("0.025", 3),
        ("-0.0049", 0),
        ("-0.005", -1),
        ("-0.015", -2),
        ("15625", 1562500),
        ("2218.184999", 221818),
        ("2218.185", 221819),
        ("-147.85", -14785),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(euro: str, cents: int) -> None:
    assert to_cents(Fraction(euro)) == cents


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (10, "0.10"),
        (100, "1.00"),
        (123456, "1234.56"),
        (-1, "-0.01"),
        (-123, "-1.23"),
    ],
)
def test_cents_are_written_with_two_decimals(cents: int, written: str) -> None:
    assert money(cents) == written


def _equal(total: str, heads: int) -> list[int]:
    """*total* euro in equal parts for a, b, c and so on."""
    parts = {chr(ord("a") + head): Fraction(total) / heads for head in range(heads)}
    return list(hand_out(to_cents(Fraction(total)), parts).values())


@pytest.mark.parametrize(
    ("total", "heads", "cents"),
    [
        ("30.00", 7, [429, 429, 429, 429, 428, 428, 428]),
        ("353.16", 8, [4415, 4415, 4415, 4415, 4414, 4414, 4414, 4414]),
        ("1.00", 3, [34, 33, 33]),
        ("0.01", 11, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("0.10", 11, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]),
        ("0.11", 11, [1] * 11),
        ("0.00", 3, [0, 0, 0]),
        ("24400.00", 11, [221819, 221819, *[221818] * 9]),
        ("18400.00", 11, [*[167273] * 8, *[167272] * 3]),
        ("-1.00", 3, [-33, -33, -34]),
        ("-0.01", 11, [*[0] * 10, -1]),
        ("-147.85", 2, [-7392, -7393]),
        ("62500.00", 4, [1562500] * 4),
    ],
)
def test_equal_parts_differ_by_one_cent_at_most_and_the_first_slugs_get_it(
    total: str, heads: int, cents: list[int]
) -> None:
    assert _equal(total, heads) == cents


@pytest.mark.parametrize(
    ("total", "parts", "cents"),
    [
        # 182.25 at 98 to 2: 178.605 and 3.645, the same remainder, the first slug
        ("182.25", {"a": "178.605", "b": "3.645"}, {"a": 17861, "b": 364}),
        ("182.25", {"a": "3.645", "b": "178.605"}, {"a": 365, "b": 17860}),
        # the largest remainder gets the cent, not the largest part
        ("1.00", {"a": "0.602", "b": "0.398"}, {"a": 60, "b": 40}),
        ("1.00", {"a": "0.334", "b": "0.331", "c": "0.335"}, {"a": 33, "b": 33, "c": 34}),
        # remainders 8, 7, 5 tenths: two cents are missing
        ("0.05", {"a": "0.018", "b": "0.017", "c": "0.015"}, {"a": 2, "b": 2, "c": 1}),
        ("0.05", {"a": "0.015", "b": "0.017", "c": "0.018"}, {"a": 1, "b": 2, "c": 2}),
        # rounded down is towards minus infinity: −6.3 becomes −7 with seven tenths left over
        ("0.00", {"a": "-0.063", "b": "0.063"}, {"a": -6, "b": 6}),
        ("0.02", {"a": "-0.064", "b": "0.084"}, {"a": -6, "b": 8}),
        ("-0.01", {"a": "0.005", "b": "-0.015"}, {"a": 1, "b": -2}),
        # a part of zero gets nothing while another has a remainder
        ("0.01", {"a": "0", "b": "0.01"}, {"a": 0, "b": 1}),
        ("0.01", {"a": "0", "b": "0.005", "c": "0.005"}, {"a": 0, "b": 1, "c": 0}),
        ("0.00", {}, {}),
        # a total below the parts rounded down: the last in the order of remainders give a cent
        ("-0.03", {"a": "-0.01", "b": "-0.01"}, {"a": -1, "b": -2}),
        ("-0.02", {"a": "-0.01"}, {"a": -2}),
        ("-0.02", {"a": "0.00", "b": "-0.01", "c": "0.00"}, {"a": 0, "b": -1, "c": -1}),
    ],
)
def test_the_missing_cents_go_to_the_largest_remainders(
    total: str, parts: dict[str, str], cents: dict[str, int]
) -> None:
    exact = {slug: Fraction(part) for slug, part in parts.items()}

    assert hand_out(to_cents(Fraction(total)), exact) == cents


def test_the_order_of_the_parts_moves_no_cent() -> None:
    parts = {"a": Fraction("0.334"), "b": Fraction("0.333"), "c": Fraction("0.333")}

    for order in permutations(parts):
        assert hand_out(100, {slug: parts[slug] for slug in order}) == {"a": 34, "b": 33, "c": 33}


def test_three_positions_that_each_end_in_half_a_cent_add_up_to_their_total() -> None:
    """0.005 + 0.005 + 0.005 is 0.015, printed as 0.02: two positions show a cent, the third none."""
    half = Fraction("0.005")

    assert hand_out(to_cents(3 * half), {"equipment": half, "personnel": half, "recruitment": half}) == {
        "equipment": 1,
        "personnel": 1,
        "recruitment": 0,
    }
