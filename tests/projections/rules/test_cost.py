"""Cost accrues evenly over its service period, flat rates by themselves (§ 2; R6)."""

import pytest

from tests.scenario import (
    ALL,
    Facts,
    amended,
    cost,
    cost_of_year,
    flat_rate,
    granted,
    in_force,
    lost,
    notice,
    reversal,
    statement,
    terminated,
    without,
    year_to_date,
)


def _cost(facts: Facts, pool: str, on: str) -> str:
    return str(year_to_date(facts, pool, on)["cost"])


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        ("2025-03-09", "0.00"),
        ("2025-03-10", "10.00"),
        ("2025-03-11", "20.00"),
        ("2025-03-19", "100.00"),
        ("2025-03-20", "100.00"),
        ("2025-12-31", "100.00"),
        ("2026-12-31", "0.00"),
    ],
)
def test_a_posting_accrues_evenly_over_the_days_of_its_service(on: str, amount: str) -> None:
    facts = in_force(grants=[]) + cost("mitte", "100.00", "2025-03-10", "2025-03-19")

    assert _cost(facts, "mitte", on) == amount


def test_a_posting_of_one_day_counts_on_that_day() -> None:
    facts = in_force(grants=[]) + cost("mitte", "7.77", "2025-12-31", "2025-12-31")

    assert [_cost(facts, "mitte", on) for on in ("2025-12-30", "2025-12-31")] == ["0.00", "7.77"]


def test_a_posting_is_of_its_own_pool() -> None:
    facts = in_force(grants=[]) + cost_of_year("mitte", "36500.00", 2025)

    assert [_cost(facts, pool, "2025-12-31") for pool in ("mitte", "nord", "sued")] == [
        "36500.00",
        "0.00",
        "0.00",
    ]


def test_a_leap_day_is_a_day_like_any_other() -> None:
    facts = in_force(grants=[]) + cost_of_year("mitte", "36600.00", 2024)

    assert [_cost(facts, "mitte", on) for on in ("2024-02-28", "2024-02-29", "2024-03-01")] == [
        "5900.00",
        "6000.00",
        "6100.00",
    ]


def test_a_reversed_posting_never_counted_and_its_correction_does() -> None:
    facts = in_force(grants=[]) + cost_of_year("mitte", "36500.00", 2025, voucher="B-1")

    assert _cost(facts + reversal("B-1"), "mitte", "2025-12-31") == "0.00"
    corrected = facts + reversal("B-1") + cost_of_year("mitte", "3650.00", 2025, voucher="B-2")
    assert _cost(corrected, "mitte", "2025-12-31") == "3650.00"


def test_a_credit_is_negative_cost() -> None:
    facts = in_force(grants=[]) + cost_of_year("mitte", "36500.00", 2025)
    facts += cost("mitte", "-500.00", "2025-12-01", "2025-12-31")

    assert _cost(facts, "mitte", "2025-12-31") == "36000.00"


def test_days_that_are_not_shared_are_left_out() -> None:
    """100 a day: nothing before commencement on 1 July, nothing while one party alone is left."""
    facts = in_force("2024-07-01", grants=[]) + cost_of_year("mitte", "36600.00", 2024)
    assert [_cost(facts, "mitte", on) for on in ("2024-06-30", "2024-07-01", "2024-12-31")] == [
        "0.00",
        "100.00",
        "18400.00",
    ]

    for party in without(ALL, "duelmen"):
        facts += notice(party, received="2025-06-30")
    facts += cost_of_year("mitte", "36500.00", 2026) + cost_of_year("mitte", "36500.00", 2027)
    assert [_cost(facts, "mitte", on) for on in ("2026-12-31", "2027-12-31")] == ["36500.00", "0.00"]


def test_cost_by_position_adds_up_to_its_total() -> None:
    """Three positions of 0.01 in a year: half of each by 2 July 2023 and its 183rd day."""
    facts = in_force("2023-07-02", grants=[])
    for position in ("personnel", "equipment", "recruitment"):
        facts += cost("mitte", "0.03", "2023-01-01", "2023-12-31", voucher=position, cost_position=position)

    # 0.03 × 183 / 365 = 0.01504 each: 0.0451, printed 0.05; the two missing cents go to the first slugs
    assert statement(facts, "mitte", 2023)["cost"] == {
        "equipment": "0.02",
        "personnel": "0.02",
        "recruitment": "0.01",
        "total": "0.05",
    }


def test_positions_that_each_end_in_half_a_cent() -> None:
    """0.01 over two days, of which one is shared: half a cent each, 0.015 together, printed 0.02."""
    facts = in_force("2024-01-02", grants=[])
    for position in ("personnel", "equipment", "recruitment"):
        facts += cost("mitte", "0.01", "2024-01-01", "2024-01-02", voucher=position, cost_position=position)

    assert statement(facts, "mitte", 2024)["cost"] == {
        "equipment": "0.01",
        "personnel": "0.01",
        "total": "0.02",
    }


# Flat rates


def test_a_flat_rate_accrues_for_the_posts_of_the_pool_in_time_like_the_subsidy() -> None:
    """2.5 posts at 1,200 from 15 April: 16/30 × 250 + 5 × 250; from October 3 posts: 3 × 300."""
    facts = in_force(grants=[]) + flat_rate("1200.00", "2025-04-15")
    facts += amended(1, "2025-10-01", {"pools": {"nord": {"posts": "3"}}})

    found = statement(facts, "nord", 2025)

    assert found["cost"] == {"administration": "2283.33", "total": "2283.33"}
    assert found["by_party"] == {
        "billerbeck": "570.84",
        "coesfeld": "570.83",
        "havixbeck": "570.83",
        "rosendahl": "570.83",
    }


@pytest.mark.parametrize(
    ("part_year", "on", "amount"),
    [
        ("months", "2025-04-14", "0.00"),
        ("months", "2025-04-15", "3.33"),
        ("months", "2025-04-30", "53.33"),
        ("days", "2025-04-15", "3.29"),
        ("days", "2025-12-31", "858.08"),
    ],
)
def test_a_flat_rate_counts_from_its_first_day(part_year: str, on: str, amount: str) -> None:
    facts = in_force(grants=[], readings={"part-year": part_year}) + flat_rate("1200.00", "2025-04-15")

    assert _cost(facts, "mitte", on) == amount


@pytest.mark.parametrize(
    ("agreed", "mitte", "nord"),
    [
        # general only
        ([("1200.00", "2025-01-01", None)], "1200.00", "3000.00"),
        # of two from one day, the one for the pool
        ([("1200.00", "2025-01-01", None), ("600.00", "2025-01-01", "mitte")], "600.00", "3000.00"),
        ([("600.00", "2025-01-01", "mitte"), ("1200.00", "2025-01-01", None)], "600.00", "3000.00"),
        # the newest counts, also a general one after one for the pool
        ([("600.00", "2024-06-01", "mitte"), ("1200.00", "2025-01-01", None)], "1200.00", "3000.00"),
        ([("1200.00", "2025-01-01", None), ("600.00", "2024-06-01", "mitte")], "1200.00", "3000.00"),
        # half a year each
        ([("1200.00", "2025-01-01", None), ("600.00", "2025-07-01", "mitte")], "900.00", "3000.00"),
        # one for another pool
        ([("600.00", "2025-01-01", "mitte")], "600.00", "0.00"),
    ],
)
def test_the_newest_flat_rate_counts(
    agreed: list[tuple[str, str, str | None]], mitte: str, nord: str
) -> None:
    facts = in_force(grants=[]) + sum((flat_rate(*each) for each in agreed), ())

    assert (_cost(facts, "mitte", "2025-12-31"), _cost(facts, "nord", "2025-12-31")) == (mitte, nord)


def test_a_flat_rate_counts_while_the_terms_list_its_position_as_one() -> None:
    facts = in_force(grants=[]) + flat_rate("1200.00", "2025-01-01")
    facts += amended(1, "2025-07-01", {"cost_positions": {"administration": {"kind": "actual"}}})

    assert _cost(facts, "mitte", "2025-12-31") == "600.00"


def test_two_flat_rate_positions_accrue_each_by_its_own_rate() -> None:
    rooms = {"cost_positions": {"rooms": {"name": "Räume", "kind": "flat-rate"}}}
    facts = in_force(grants=[], patch=rooms) + flat_rate("1200.00", "2025-01-01")

    assert statement(facts, "mitte", 2025)["cost"] == {"administration": "1200.00", "total": "1200.00"}


def test_a_flat_rate_ends_with_the_agreement_and_not_with_the_run_off() -> None:
    facts = in_force(grants=[]) + flat_rate("1200.00", "2025-01-01") + terminated("2025-06-30")

    assert [_cost(facts, "mitte", on) for on in ("2025-06-30", "2025-12-31", "2026-06-30")] == [
        "600.00",
        "600.00",
        "0.00",
    ]


def test_a_flat_rate_accrues_on_lapsed_days_too() -> None:
    facts = in_force(grants=[]) + granted("mitte") + flat_rate("1200.00", "2025-01-01")
    facts += lost(["mitte"], "2025-07-01")

    found = statement(facts, "mitte", 2025)

    assert (found["cost"]["total"], found["own_share"]) == ("1200.00", "600.00")
