"""The own share: cost less subsidy, stretch by stretch, floor or credit, then cents (§ 2; R7, R10)."""

from itertools import permutations

import pytest

from tests.scenario import (
    ALL,
    MITTE,
    NORD,
    SUED,
    Facts,
    amended,
    by_party,
    cost,
    cost_of_year,
    decided,
    deployed,
    equally,
    granted,
    hours,
    in_force,
    lost,
    notice,
    paid,
    settled,
    settlement_of,
    statement,
    without,
    year_to_date,
)

YEAR = (
    cost_of_year("nord", "200000.00", 2024)
    + cost_of_year("mitte", "80000.00", 2024)
    + cost_of_year("sued", "200000.00", 2024)
)


def _figures(facts: Facts, pool: str, year: int) -> tuple[str, str, str, str]:
    """Cost, subsidy, own share, surplus not shared."""
    found = statement(facts, pool, year)
    return found["cost"]["total"], found["subsidy"], found["own_share"], found["surplus_not_shared"]


def test_the_worked_year() -> None:
    facts = in_force() + YEAR

    assert by_party(facts, "nord", 2024) == equally(NORD, "15625.00")
    assert by_party(facts, "mitte", 2024) == equally(MITTE, "12500.00")
    assert by_party(facts, "sued", 2024) == equally(SUED, "12500.00")
    assert settlement_of(facts, 2024)["by_party"] == equally(NORD, "15625.00", (*MITTE, *SUED), "12500.00")


def test_the_worked_year_without_the_subsidy_of_its_second_half() -> None:
    facts = in_force() + YEAR + lost("all", "2024-07-01")

    assert _figures(facts, "nord", 2024) == ("200000.00", "68750.00", "131250.00", "0.00")
    assert by_party(facts, "nord", 2024) == equally(NORD, "32812.50")


@pytest.mark.parametrize(
    ("key", "nord", "mitte", "sued"),
    [
        ("region-heads", equally(NORD, "50000.00"), equally(MITTE, "40000.00"), equally(SUED, "40000.00")),
        ("all-heads",
         equally(ALL[:9], "18181.82", ALL[9:], "18181.81"),
         equally(ALL[:8], "7272.73", ALL[8:], "7272.72"),
         equally(ALL[:9], "18181.82", ALL[9:], "18181.81")),
        ("hours", equally(NORD, "50000.00"), equally(MITTE, "40000.00"), equally(SUED, "40000.00")),
    ],
)  # fmt: skip
def test_a_year_without_any_subsidy(
    key: str, nord: dict[str, str], mitte: dict[str, str], sued: dict[str, str]
) -> None:
    """Granted for 2023, lost from 2024 on; 480,000 / 11 would be 43,636.36."""
    facts = in_force("2023-07-01", readings={"lapse-key": key}) + lost("all", "2024-01-01") + YEAR

    assert [by_party(facts, pool, 2024) for pool in ("nord", "mitte", "sued")] == [nord, mitte, sued]


@pytest.mark.parametrize(
    ("exit_share", "expected"),
    [
        ("all-remaining", equally(without(NORD, "havixbeck"), "17187.50", without(ALL, *NORD), "1562.50")),
        ("region", {"billerbeck": "20833.34", "coesfeld": "20833.33", "rosendahl": "20833.33"}),
    ],
)
def test_an_exit_by_both_readings(exit_share: str, expected: dict[str, str]) -> None:
    facts = in_force(readings={"exit-share": exit_share}) + notice("havixbeck", received="2025-06-30")
    facts += cost_of_year("nord", "200000.00", 2027)

    assert by_party(facts, "nord", 2027) == expected


def test_hours_really_worked_for_a_year() -> None:
    """1,400 / 800 / 900 / 900 hours of 62,500."""
    worked = {"coesfeld": "1400", "billerbeck": "800", "havixbeck": "900", "rosendahl": "900"}
    facts = in_force() + cost_of_year("nord", "200000.00", 2025)
    for party, number in worked.items():
        facts += hours("nord", party, number, "2025-01-01", "2025-12-31")

    assert by_party(facts, "nord", 2025) == equally(NORD, "15625.00")
    assert by_party(facts + decided("hours-basis", "actual", "2025-01-01"), "nord", 2025) == {
        "billerbeck": "12500.00",
        "coesfeld": "21875.00",
        "havixbeck": "14062.50",
        "rosendahl": "14062.50",
    }


def test_hours_that_cover_part_of_the_time() -> None:
    """40 a day over 59 days: Coesfeld 15 × 40 + 16 × 10 + 28 × 10, Billerbeck 16 × 30 + 28 × 10."""
    facts = in_force(grants=[], readings={"hours-basis": "actual"})
    facts += hours("nord", "coesfeld", "31", "2025-01-01", "2025-01-31")
    facts += hours("nord", "billerbeck", "48", "2025-01-16", "2025-01-31")
    facts += cost("nord", "2360.00", "2025-01-01", "2025-02-28")

    assert by_party(facts, "nord", 2025) == {
        "billerbeck": "760.00",
        "coesfeld": "1040.00",
        "havixbeck": "280.00",
        "rosendahl": "280.00",
    }


def test_a_settled_exit_inside_a_year() -> None:
    """100 a day: 74 days at a fifth; then 11/50 and 1/50 of 29,100."""
    facts = in_force(grants=[]) + notice("olfen", received="2025-10-01")
    facts += settled("olfen", "2026-03-15", concluded="2025-12-01") + cost_of_year("sued", "36500.00", 2026)

    members = without(SUED, "olfen")
    expected = equally(members, "7882.00", without(ALL, *SUED), "582.00") | {"olfen": "1480.00"}
    assert by_party(facts, "sued", 2026) == dict(sorted(expected.items()))


def test_two_leavers_of_one_day_and_a_third_a_year_later() -> None:
    """2028: 73,200 − 55,000 = 18,200, an eighth each."""
    facts = in_force() + notice("nottuln", received="2025-06-30") + notice("havixbeck", received="2025-06-30")
    facts += notice("duelmen", received="2026-06-30") + cost_of_year("mitte", "73200.00", 2028)

    left = without(ALL, "nottuln", "havixbeck", "duelmen")
    assert by_party(facts, "mitte", 2028) == equally(left, "2275.00")


# Floor and credit


@pytest.mark.parametrize(
    ("surplus", "own", "not_shared", "parts"),
    [
        ("floor", "0.00", "3000.00", {}),
        ("credit", "-3000.00", "0.00", {"duelmen": "-1500.00", "nottuln": "-1500.00"}),
    ],
)
def test_a_surplus_by_both_readings(surplus: str, own: str, not_shared: str, parts: dict[str, str]) -> None:
    facts = in_force(readings={"surplus": surplus}) + cost_of_year("mitte", "52000.00", 2024)

    assert _figures(facts, "mitte", 2024) == ("52000.00", "55000.00", own, not_shared)
    assert by_party(facts, "mitte", 2024) == parts


@pytest.mark.parametrize(
    ("amount", "own", "not_shared"),
    [
        ("54999.99", "0.00", "0.01"),
        ("55000.00", "0.00", "0.00"),
        ("55000.01", "0.01", "0.00"),
    ],
)
def test_around_the_floor(amount: str, own: str, not_shared: str) -> None:
    facts = in_force() + cost_of_year("mitte", amount, 2025)

    assert _figures(facts, "mitte", 2025) == (amount, "55000.00", own, not_shared)


def test_the_floor_looks_at_the_funded_days_of_the_year_together() -> None:
    """Half a year of −27,500, then 55,200 − 27,500 at 3 to 1: +200, so no cut, and a part is negative."""
    facts = in_force() + deployed("mitte", "2025-07-01", duelmen="0.75", nottuln="0.25")
    facts += cost("mitte", "55200.00", "2025-07-01", "2025-12-31")

    half = year_to_date(facts, "mitte", "2025-06-30")
    assert (half["own_share"], half["surplus_not_shared"], half["by_party"]) == ("0.00", "27500.00", {})
    assert _figures(facts, "mitte", 2025) == ("55200.00", "55000.00", "200.00", "0.00")
    assert by_party(facts, "mitte", 2025) == {"duelmen": "7025.00", "nottuln": "-6825.00"}


@pytest.mark.parametrize(("on", "own"), [("2025-12-30", "0.00"), ("2025-12-31", "-3000.00")])
def test_the_last_day_of_the_period_decides_how_a_surplus_is_read(on: str, own: str) -> None:
    facts = in_force() + cost_of_year("mitte", "52000.00", 2025) + decided("surplus", "credit", "2025-12-31")

    assert year_to_date(facts, "mitte", on)["own_share"] == own


def test_days_on_which_no_grant_was_ever_in_force_net_with_the_funded_ones() -> None:
    """Granted from July: 36,500 − 27,500."""
    facts = in_force(grants=[]) + granted("mitte", "2025-07-01") + cost_of_year("mitte", "36500.00", 2025)

    assert _figures(facts, "mitte", 2025) == ("36500.00", "27500.00", "9000.00", "0.00")


def test_lapsed_days_are_not_netted_with_funded_ones() -> None:
    """Deployed and after an exit, lost in July: 18,100 − 68,750 is cut, 184 × 100 is shared by heads."""
    posts = {"coesfeld": "1", "billerbeck": "0.5", "havixbeck": "0.5", "rosendahl": "0.5"}
    facts = in_force() + deployed("nord", "2026-01-01", **posts) + notice("havixbeck", received="2025-06-30")
    facts += lost(["nord"], "2027-07-01") + cost_of_year("nord", "36500.00", 2027)

    assert _figures(facts, "nord", 2027) == ("36500.00", "68750.00", "18400.00", "50650.00")
    expected = equally(without(NORD, "havixbeck"), "5060.00", without(ALL, *NORD), "460.00")
    assert by_party(facts, "nord", 2027) == expected


def test_under_credit_a_funded_surplus_lessens_what_lapsed_days_cost() -> None:
    """18,100 − 27,500 = −9,400 by half, and 18,400 by half."""
    facts = in_force(readings={"surplus": "credit"}) + lost(["mitte"], "2025-07-01")
    facts += cost_of_year("mitte", "36500.00", 2025)

    assert _figures(facts, "mitte", 2025) == ("36500.00", "27500.00", "9000.00", "0.00")
    assert by_party(facts, "mitte", 2025) == {"duelmen": "4500.00", "nottuln": "4500.00"}


def test_lapsed_days_share_a_credit_note_too() -> None:
    """The floor is for a subsidy that pays too much, not for cost that is paid back."""
    facts = in_force() + lost(["mitte"], "2025-01-01") + cost_of_year("mitte", "-10.00", 2025)

    assert _figures(facts, "mitte", 2025) == ("-10.00", "0.00", "-10.00", "0.00")


def test_funded_days_before_and_after_a_lapse_are_netted_together() -> None:
    """January to March −13,750 + 0, October to December 20,000 − 13,750: −7,500 together, cut."""
    facts = in_force() + lost(["mitte"], "2025-04-01") + granted("mitte", "2025-10-01")
    facts += cost("mitte", "20000.00", "2025-10-01", "2025-12-31")

    assert _figures(facts, "mitte", 2025) == ("20000.00", "27500.00", "0.00", "7500.00")


def test_pools_are_floored_each_by_itself() -> None:
    facts = in_force() + cost_of_year("mitte", "52000.00", 2025) + cost_of_year("nord", "200000.00", 2025)

    assert settlement_of(facts, 2025)["by_party"] == equally(NORD, "15625.00")


# Cents, by largest remainder (R10)


def test_a_negative_own_share_is_handed_out_by_largest_remainder() -> None:
    """55,000 / 12 / 31 = 147.849 for one day of January: −73.92 and −73.93."""
    found = year_to_date(in_force(readings={"surplus": "credit"}), "mitte", "2025-01-01")

    assert (found["own_share"], found["by_party"]) == ("-147.85", {"duelmen": "-73.92", "nottuln": "-73.93"})


def test_182_25_at_98_to_2() -> None:
    """178.605 and 3.645: the same remainder, so the first slug."""
    facts = in_force(grants=[]) + deployed("mitte", "2025-01-01", duelmen="0.98", nottuln="0.02")

    assert by_party(facts + cost_of_year("mitte", "182.25", 2025), "mitte", 2025) == {
        "duelmen": "178.61",
        "nottuln": "3.64",
    }


def test_one_cent_among_eleven() -> None:
    facts = in_force(readings={"lapse-key": "all-heads"}) + lost("all", "2025-01-01")

    assert by_party(facts + cost_of_year("mitte", "0.01", 2025), "mitte", 2025) == {"ascheberg": "0.01"}


def test_printed_figures_add_up_where_each_is_rounded() -> None:
    """1 January 2024: cost 546.448, subsidy 369.624, printed 546.45 − 369.62 = 176.83."""
    facts = in_force() + YEAR

    found = year_to_date(facts, "nord", "2024-01-01")

    assert (found["cost"], found["subsidy"], found["own_share"]) == ("546.45", "369.62", "176.83")
    assert list(found["by_party"].values()) == ["44.21", "44.21", "44.21", "44.20"]


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        # −0.005 and 0.005, printed −0.02; halves of −0.005
        ("-0.01", {"duelmen": "-0.01", "nottuln": "-0.01"}),
        # −0.015 and 0.005, printed −0.02 − 0.01 = −0.03; halves of exactly −0.01
        ("-0.03", {"duelmen": "-0.01", "nottuln": "-0.02"}),
    ],
)
def test_two_halves_of_a_cent_that_are_both_rounded_down(amount: str, parts: dict[str, str]) -> None:
    """One day of two: the own share is a cent less than what the parts add up to."""
    days = ("2025-01-01", "2025-01-02")
    facts = in_force(readings={"subsidy-amount": "paid", "surplus": "credit"})
    facts += cost("mitte", amount, *days) + paid("mitte", "0.01", *days)

    assert year_to_date(facts, "mitte", "2025-01-01")["by_party"] == parts


def test_where_the_floor_cut_the_own_share_is_the_rounded_sum_of_what_is_shared() -> None:
    """To 1 July: 27,500 cut; one lapsed day of 10 / 3 euro: 3.33, not 10.00 / 3 less rounded figures."""
    facts = in_force() + lost(["mitte"], "2025-07-01") + cost("mitte", "10.00", "2025-07-01", "2025-07-03")

    found = year_to_date(facts, "mitte", "2025-07-01")

    assert (found["cost"], found["subsidy"], found["surplus_not_shared"], found["own_share"]) == (
        "3.33",
        "27500.00",
        "27500.00",
        "3.33",
    )
    assert found["by_party"] == {"duelmen": "1.67", "nottuln": "1.66"}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_recording_moves_no_cent(order: tuple[int, ...]) -> None:
    recorded = [
        notice("havixbeck", received="2025-06-30"),
        cost_of_year("nord", "100000.01", 2027),
        deployed("nord", "2026-01-01", coesfeld="1", billerbeck="0.5", havixbeck="0.5", rosendahl="0.5"),
        lost(["nord"], "2027-07-01"),
    ]

    facts = in_force() + sum((recorded[place] for place in order), ())

    # 181 days at 273.97 less 68,750 are cut; 184 days are 50,410.96383…, 11/40 and 1/40 of it
    assert statement(facts, "nord", 2027)["own_share"] == "50410.96"
    assert by_party(facts, "nord", 2027) == equally(without(NORD, "havixbeck"), "13863.02", (), "") | equally(
        ["ascheberg"], "1260.28"
    ) | equally(without(ALL, *NORD, "ascheberg"), "1260.27")


def test_editing_a_label_moves_no_cent() -> None:
    facts = in_force() + notice("havixbeck", received="2025-06-30") + cost_of_year("nord", "200000.01", 2027)
    edit = {"parties": {"billerbeck": {"name": "Zbillerbeck"}}, "pools": {"nord": {"name": "Aaa"}}}

    assert by_party(facts + amended(1, "2027-06-01", edit), "nord", 2027) == by_party(facts, "nord", 2027)


# Unresolved


def test_a_pool_unresolved_on_one_day_has_no_figures_for_the_year() -> None:
    facts = in_force(readings={"exit-share": "region"})
    for party in MITTE:
        facts += notice(party, received="2025-06-30")
    facts += deployed("mitte", "2027-01-02", olfen="1") + cost_of_year("mitte", "80000.00", 2027)

    assert statement(facts, "mitte", 2027)["state"] == "unresolved"
    assert "cost" not in statement(facts, "mitte", 2027)
    assert statement(facts, "mitte", 2026)["state"] == "draft"
    assert statement(facts, "mitte", 2028)["state"] == "draft"
