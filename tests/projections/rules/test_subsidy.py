"""The subsidy: funded, lapsed or never granted; what accrues by which reading (Präambel, § 2; R5, R8)."""

from datetime import date
from fractions import Fraction

import pytest

from projections.rules.accrual import overlap, years
from projections.rules.subsidy import funding_on, lapsed_since, subsidy_on
from tests.scenario import (
    Facts,
    agreement,
    amended,
    cost_of_year,
    day,
    decided,
    granted,
    in_force,
    lost,
    paid,
    shares,
    split_on,
    statement,
    tasks,
    year_to_date,
)


def _funding(facts: Facts, pool: str, *days: str) -> list[str]:
    return [funding_on(agreement(facts), pool, day(on)) for on in days]


def _subsidy(facts: Facts, pool: str, year: int) -> str:
    return str(statement(facts, pool, year)["subsidy"])


# Parts of a year


@pytest.mark.parametrize(
    ("first", "last", "months", "days"),
    [
        ("2025-01-01", "2025-12-31", "1", "1"),
        ("2024-01-01", "2024-12-31", "1", "1"),
        ("2023-04-01", "2023-12-31", "3/4", "55/73"),
        ("2025-02-01", "2025-02-28", "1/12", "28/365"),
        ("2024-02-01", "2024-02-29", "1/12", "29/366"),
        ("2024-02-29", "2024-02-29", "1/348", "1/366"),
        ("2025-06-30", "2025-06-30", "1/360", "1/365"),
        ("2025-12-31", "2025-12-31", "1/372", "1/365"),
        ("2023-04-11", "2023-04-30", "1/18", "4/73"),
        # 20 of 30 days of April, 10 of 31 of May
        ("2023-04-11", "2023-05-10", "46/558", "30/365"),
        # 16 of 31 days of January, February, 10 of 31 of March
        ("2025-01-16", "2025-03-10", "19/124", "54/365"),
    ],
)
def test_a_part_of_a_year(first: str, last: str, months: str, days: str) -> None:
    assert years(day(first), day(last), "months") == Fraction(months)
    assert years(day(first), day(last), "days") == Fraction(days)


@pytest.mark.parametrize(
    ("first", "last", "part"),
    [
        ("2025-01-01", "2025-01-10", "1"),
        ("2024-12-01", "2025-02-01", "1"),
        ("2025-01-01", "2025-01-01", "1/10"),
        ("2025-01-10", "2025-01-31", "1/10"),
        ("2025-01-03", "2025-01-06", "2/5"),
        ("2025-01-11", "2025-01-31", "0"),
        ("2024-12-01", "2024-12-31", "0"),
    ],
)
def test_which_part_of_ten_days_lies_in_a_period(first: str, last: str, part: str) -> None:
    assert overlap(date(2025, 1, 1), date(2025, 1, 10), day(first), day(last)) == Fraction(part)


# Funded, lapsed, never granted


def test_a_pool_is_funded_from_the_first_day_of_its_grant() -> None:
    facts = in_force(grants=["nord"]) + granted("mitte", "2025-07-01")

    assert _funding(facts, "nord", "2023-12-31", "2024-01-01") == ["none", "funded"]
    assert _funding(facts, "mitte", "2025-06-30", "2025-07-01") == ["none", "funded"]
    assert _funding(facts, "sued", "2024-01-01", "2030-01-01") == ["none", "none"]


def test_a_grant_runs_out_after_its_last_day() -> None:
    facts = in_force(grants=[]) + granted("mitte", until="2025-06-30")

    assert _funding(facts, "mitte", "2025-06-29", "2025-06-30", "2025-07-01") == [
        "funded",
        "funded",
        "lapsed",
    ]
    assert lapsed_since(agreement(facts), "mitte", date(2025, 6, 30)) is None
    assert lapsed_since(agreement(facts), "mitte", date(2030, 1, 1)) == date(2025, 7, 1)


def test_a_loss_counts_from_its_day_for_its_pools() -> None:
    facts = in_force() + lost(["nord", "mitte"], "2025-07-01")

    for pool in ("nord", "mitte"):
        assert _funding(facts, pool, "2025-06-30", "2025-07-01", "2030-01-01") == [
            "funded",
            "lapsed",
            "lapsed",
        ]
    assert _funding(facts, "sued", "2025-07-01") == ["funded"]


def test_a_loss_of_all_touches_the_pools_with_a_grant_by_its_day() -> None:
    facts = in_force(grants=["nord"]) + granted("mitte", "2025-07-02") + lost("all", "2025-07-01")

    assert _funding(facts, "nord", "2025-06-30", "2025-07-01") == ["funded", "lapsed"]
    assert _funding(facts, "mitte", "2025-07-01", "2025-07-02") == ["none", "funded"]
    assert _funding(facts, "sued", "2025-07-01") == ["none"]


def test_a_loss_of_all_touches_a_grant_of_an_earlier_day_that_is_recorded_later() -> None:
    facts = in_force(grants=["nord"]) + lost("all", "2025-07-01") + granted("mitte", "2025-06-30")

    assert _funding(facts, "mitte", "2025-06-30", "2025-07-01") == ["funded", "lapsed"]


def test_a_later_grant_restores_the_subsidy_and_can_be_lost_again() -> None:
    facts = in_force() + lost(["nord"], "2025-07-01") + granted("nord", "2025-10-01")
    facts += lost(["nord"], "2026-04-01")

    days = ("2025-06-30", "2025-07-01", "2025-09-30", "2025-10-01", "2026-03-31", "2026-04-01")
    assert _funding(facts, "nord", *days) == ["funded", "lapsed", "lapsed", "funded", "funded", "lapsed"]
    assert lapsed_since(agreement(facts), "nord", date(2025, 9, 30)) == date(2025, 7, 1)
    assert lapsed_since(agreement(facts), "nord", date(2027, 1, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("facts", "since"),
    [
        (granted("mitte", until="2025-06-30") + lost(["mitte"], "2025-03-01"), "2025-03-01"),
        (granted("mitte", until="2025-06-30") + lost(["mitte"], "2025-09-01"), "2025-07-01"),
        (granted("mitte") + lost(["mitte"], "2025-09-01") + lost(["mitte"], "2025-03-01"), "2025-03-01"),
    ],
)
def test_the_lapse_begins_with_whatever_came_first(facts: Facts, since: str) -> None:
    assert lapsed_since(agreement(in_force(grants=[]) + facts), "mitte", date(2026, 1, 1)) == day(since)


def test_the_newest_grant_replaces_the_earlier_one_even_once_it_has_run_out() -> None:
    facts = in_force() + granted("mitte", "2025-01-01", until="2025-06-30")

    days = ("2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01")
    assert _funding(facts, "mitte", *days) == ["funded", "funded", "funded", "lapsed"]


def test_the_grant_of_another_pool_says_nothing() -> None:
    facts = in_force(grants=["nord"]) + lost(["nord"], "2025-07-01") + granted("mitte", "2025-08-01")

    assert _funding(facts, "nord", "2025-08-01") == ["lapsed"]


# What accrues


def test_the_subsidy_accrues_for_the_granted_posts_filled_or_not() -> None:
    facts = in_force(grants=[]) + granted("nord", posts="2") + granted("sued")

    assert (_subsidy(facts, "nord", 2025), _subsidy(facts, "sued", 2025)) == ("110000.00", "137500.00")


def test_nothing_accrues_before_commencement() -> None:
    facts = in_force("2024-04-01", grants=[]) + granted("mitte", "2024-01-01")

    assert _subsidy(facts, "mitte", 2024) == "41250.00"
    assert year_to_date(facts, "mitte", "2024-03-31")["subsidy"] == "0.00"


@pytest.mark.parametrize(("part_year", "subsidy"), [("months", "41250.00"), ("days", "41438.36")])
def test_start_inside_a_year(part_year: str, subsidy: str) -> None:
    facts = in_force("2023-04-01", readings={"part-year": part_year})

    assert _subsidy(facts, "mitte", 2023) == subsidy


@pytest.mark.parametrize(("part_year", "subsidy"), [("months", "4534.05"), ("days", "4520.55")])
def test_part_months(part_year: str, subsidy: str) -> None:
    """From 11 April to 10 May 2023: 20/30 and 10/31 of a twelfth, or 30/365 of 55,000."""
    facts = in_force("2023-04-11", grants=[], readings={"part-year": part_year})
    facts += granted("mitte", "2023-04-11", until="2023-05-10")

    assert _subsidy(facts, "mitte", 2023) == subsidy


def test_the_reading_of_a_part_year_is_that_of_the_day() -> None:
    """Three months of twelve, then 275 days of 365: 13,750.00 + 41,438.36."""
    facts = in_force(grants=["mitte"]) + decided("part-year", "days", "2025-04-01")

    assert _subsidy(facts, "mitte", 2025) == "55188.36"


@pytest.mark.parametrize(
    ("amount", "subsidy"),
    [("contract-rate", "137500.00"), ("granted-rate", "142500.00"), ("paid", "100000.00")],
)
def test_which_amount_counts(amount: str, subsidy: str) -> None:
    facts = in_force(grants=[], readings={"subsidy-amount": amount})
    facts += granted("nord", rate_per_post_year="57000.00")
    facts += paid("nord", "100000.00", "2025-01-01", "2025-12-31")

    assert _subsidy(facts, "nord", 2025) == subsidy


@pytest.mark.parametrize(("amount", "a_party"), [("contract-rate", "15625.00"), ("granted-rate", "14375.00")])
def test_a_grant_of_57000_leaves_less_to_share(amount: str, a_party: str) -> None:
    facts = in_force(grants=[], readings={"subsidy-amount": amount})
    facts += granted("nord", rate_per_post_year="57000.00") + cost_of_year("nord", "200000.00", 2025)

    assert set(statement(facts, "nord", 2025)["by_party"].values()) == {a_party}


def test_the_contract_rate_is_that_of_the_day() -> None:
    """Half a year at 55,000, half a year at 60,000."""
    facts = in_force(grants=["mitte"])
    facts += amended(1, "2025-07-01", {"subsidy": {"rate_per_post_year": "60000.00"}})

    assert _subsidy(facts, "mitte", 2025) == "57500.00"


def test_the_granted_posts_are_those_of_the_newest_grant() -> None:
    """Half a year for half a post, half a year for a whole one."""
    facts = in_force(grants=[]) + granted("mitte", posts="0.5") + granted("mitte", "2025-07-01")

    assert _subsidy(facts, "mitte", 2025) == "41250.00"


@pytest.mark.parametrize("reading", ["contract-rate", "granted-rate", "paid"])
def test_on_lapsed_days_and_without_a_grant_nothing_accrues(reading: str) -> None:
    facts = in_force(grants=["mitte"], readings={"subsidy-amount": reading}) + lost(["mitte"], "2025-07-01")
    for pool in ("mitte", "nord"):
        facts += paid(pool, "36500.00", "2025-01-01", "2025-12-31")

    assert subsidy_on(agreement(facts), "mitte", date(2025, 7, 1)) is None
    assert subsidy_on(agreement(facts), "nord", date(2025, 1, 1)) is None


def test_payments_are_spread_evenly_over_their_periods() -> None:
    """100 a day, and 31 a day in January, of which 10 a day were paid back."""
    facts = in_force(grants=["mitte"], readings={"subsidy-amount": "paid"})
    facts += paid("mitte", "36500.00", "2025-01-01", "2025-12-31")
    facts += paid("mitte", "961.00", "2025-01-01", "2025-01-31")
    facts += paid("mitte", "-310.00", "2025-01-01", "2025-01-31", paid_on="2025-09-09")
    facts += paid("nord", "99.00", "2025-01-01", "2025-01-31")

    assert year_to_date(facts, "mitte", "2025-01-01")["subsidy"] == "121.00"
    assert year_to_date(facts, "mitte", "2025-01-31")["subsidy"] == "3751.00"
    assert year_to_date(facts, "mitte", "2025-02-01")["subsidy"] == "3851.00"
    assert _subsidy(facts, "mitte", 2025) == "37151.00"


def test_a_payment_for_days_outside_the_grant_counts_only_within_it() -> None:
    """36,500 for the year, granted until June: 181 days at 100. Cost 200 a day; 54,900 remain."""
    facts = in_force(grants=[], readings={"subsidy-amount": "paid"}) + granted("mitte", until="2025-06-30")
    facts += cost_of_year("mitte", "73000.00", 2025) + paid("mitte", "36500.00", "2025-01-01", "2025-12-31")

    found = statement(facts, "mitte", 2025)

    assert (found["cost"]["total"], found["subsidy"], found["own_share"]) == (
        "73000.00",
        "18100.00",
        "54900.00",
    )
    assert found["by_party"] == {"duelmen": "27450.00", "nottuln": "27450.00"}
    assert ("payment-outside-grant", "2025-07-01", "mitte") in tasks(facts, "2025-12-31")


# Lost is not never granted (R8)


def test_never_granted_is_marked_and_shared_as_planned() -> None:
    facts = in_force(grants=[]) + cost_of_year("mitte", "36500.00", 2025)

    pool = split_on(facts, "2025-12-31")["pools"]["mitte"]
    assert (pool["funding"], pool["regime"], pool["year_to_date"]["own_share"]) == (
        "none",
        "hours",
        "36500.00",
    )


def test_a_lapsed_day_is_shared_by_heads() -> None:
    facts = in_force("2023-04-11", grants=[]) + granted("mitte", "2023-04-11", until="2023-05-10")

    for on, expected in (("2023-05-10", ("funded", "hours")), ("2023-05-11", ("lapsed", "heads"))):
        pool = split_on(facts, on)["pools"]["mitte"]
        assert (pool["funding"], pool["regime"]) == expected
    assert shares(facts, "mitte", "2023-05-11") == {"duelmen": "1/2", "nottuln": "1/2"}
