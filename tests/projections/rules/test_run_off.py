"""The run-off: which postings still count, gross or net, over leap days (§ 4 Abs. 3; R9)."""

import pytest

from tests.scenario import (
    ALL,
    Facts,
    Json,
    amended,
    by_party,
    cost,
    cost_of_year,
    decided,
    employment_ended,
    equally,
    fact,
    filled,
    granted,
    in_force,
    lost,
    paid,
    retracted,
    split_on,
    statement,
    terminated,
    vacated,
    year_to_date,
)

ENDS = "2025-12-31"


def _cost(facts: Facts, on: str, pool: str = "nord") -> str:
    return str(year_to_date(facts, pool, on)["cost"])


def _days_at_100(facts: Facts, post: str | None, pool: str = "nord", until: str = "2026-12-31") -> int:
    """On how many days of 2026 a posting of 100 a day counts."""
    posted = facts + cost_of_year(pool, "36500.00", 2026, post=post)
    cents = int(_cost(posted, until, pool).replace(".", ""))
    assert cents % 10000 == 0
    return cents // 10000


BASE = in_force(grants=[])
END = terminated(ENDS)


@pytest.mark.parametrize(
    ("staff", "days"),
    [
        # held on the last day, and never ended
        (filled("n1", "nord", "2024-01-01") + END, 365),
        (filled("n1", "nord", "2025-12-31") + END, 365),
        # filled only after the last day
        (filled("n1", "nord", "2026-01-01") + END, 0),
        # vacated, or ended, on or before the last day; a vacancy after it changes nothing
        (filled("n1", "nord", "2024-01-01") + vacated("n1", "2025-12-31") + END, 0),
        (filled("n1", "nord", "2024-01-01") + vacated("n1", "2026-01-01") + END, 365),
        (filled("n1", "nord", "2024-01-01") + employment_ended("n1", "2025-12-31") + END, 0),
        # vacated and filled again by the last day
        (filled("n1", "nord", "2024-01-01") + vacated("n1", "2025-02-01")
         + filled("n1", "nord", "2025-12-31") + END, 365),
        (filled("n1", "nord", "2024-01-01") + employment_ended("n1", "2025-02-01")
         + filled("n1", "nord", "2025-12-01") + END, 365),
        # ended and filled again on the last day itself: the filling comes last
        (filled("n1", "nord", "2024-01-01") + employment_ended("n1", "2025-12-31")
         + filled("n1", "nord", "2025-12-31") + END, 365),
        # until the first end of employment after the last day
        (filled("n1", "nord", "2024-01-01") + END + employment_ended("n1", "2026-01-01"), 0),
        (filled("n1", "nord", "2024-01-01") + END + employment_ended("n1", "2026-01-02"), 1),
        (filled("n1", "nord", "2024-01-01") + END + employment_ended("n1", "2026-07-01"), 181),
        (filled("n1", "nord", "2024-01-01") + END + employment_ended("n1", "2026-07-01")
         + employment_ended("n1", "2026-03-01"), 59),
        # … also where the post is filled again then
        (filled("n1", "nord", "2024-01-01") + END + employment_ended("n1", "2026-07-01")
         + filled("n1", "nord", "2026-08-01"), 181),
        # the end of another post's employment
        (filled("n1", "nord", "2024-01-01") + filled("n2", "nord", "2024-01-01") + END
         + employment_ended("n2", "2026-03-01"), 365),
    ],
)  # fmt: skip
def test_a_posting_for_a_post_counts_while_its_employment_goes_on(staff: Facts, days: int) -> None:
    assert _days_at_100(BASE + staff, "n1") == days


@pytest.mark.parametrize(
    ("staff", "days"),
    [
        # no post was ever filled: to the end of the run-off
        (END, 365),
        # until the last employment of the pool has ended
        (filled("n1", "nord", "2024-01-01") + filled("n2", "nord", "2024-01-01") + END
         + employment_ended("n1", "2026-03-01") + employment_ended("n2", "2026-07-01"), 181),
        (filled("n1", "nord", "2024-01-01") + filled("n2", "nord", "2024-01-01") + END
         + employment_ended("n1", "2026-03-01"), 365),
        # filled once, but held no more on the last day
        (filled("n1", "nord", "2024-01-01") + vacated("n1", "2025-06-01") + END, 0),
        (filled("n1", "nord", "2025-12-31") + vacated("n1", "2025-12-31") + END, 365),
        # filled for the first time on the last day
        (filled("n1", "nord", "2025-12-31") + END + employment_ended("n1", "2026-03-01"), 59),
        # filled for the first time after the last day: by then none ever was
        (END + filled("n1", "nord", "2026-01-01"), 365),
        # posts of another pool say nothing
        (filled("m1", "mitte", "2024-01-01") + END + employment_ended("m1", "2026-03-01"), 365),
        # a post that moved to another pool is employed there
        (filled("n1", "nord", "2024-01-01") + filled("n1", "mitte", "2025-06-01") + END, 0),
        (filled("n1", "mitte", "2024-01-01") + filled("n1", "nord", "2025-06-01") + END
         + employment_ended("n1", "2026-03-01"), 59),
    ],
)  # fmt: skip
def test_a_posting_without_a_post_counts_until_the_last_employment_of_its_pool_has_ended(
    staff: Facts, days: int
) -> None:
    assert _days_at_100(BASE + staff, None) == days


def test_before_the_end_every_posting_counts() -> None:
    facts = BASE + filled("n1", "nord", "2024-01-01") + vacated("n1", "2025-02-01") + END
    facts += cost_of_year("nord", "36500.00", 2025, post="n1")

    assert _cost(facts, "2025-12-31") == "36500.00"


def test_after_the_run_off_nothing_counts() -> None:
    """100 a day from 2026 on: the run-off ends on 30 June."""
    facts = BASE + amended(1, "2025-01-01", {"run_off": {"months": 6}}) + END

    assert _days_at_100(facts, None) == 181


def test_a_run_off_into_a_leap_year() -> None:
    """n1 is held and ends on 30 June, n2 was vacated before the end; 100 a day each, and one without a post.

    January and February: 59 × 300 = 17,700, subsidy 137,500 / 6, below zero and cut. March to June:
    122 × 200 = 24,400. Surplus 24,400 − (42,100 − 22,916.67). 24,400 / 11 = 2,218.1818, two cents over.
    """
    facts = in_force() + filled("n1", "nord", "2024-01-01") + filled("n2", "nord", "2024-01-01")
    facts += vacated("n2", "2027-02-01") + terminated("2027-02-28") + employment_ended("n1", "2027-07-01")
    for post in ("n1", "n2", None):
        facts += cost_of_year("nord", "36500.00", 2027, post=post, voucher=f"B-{post}")

    found = statement(facts, "nord", 2027)

    assert (found["cost"]["total"], found["subsidy"]) == ("42100.00", "22916.67")
    assert (found["own_share"], found["surplus_not_shared"]) == ("24400.00", "5216.67")
    assert found["by_party"] == equally(ALL, "2218.18") | {"ascheberg": "2218.19", "billerbeck": "2218.19"}
    days = ("2027-02-28", "2027-03-01", "2028-02-29", "2028-03-01")
    assert [split_on(facts, on)["status"] for on in days] == ["in-force", "run-off", "run-off", "ended"]


def test_a_run_off_after_a_leap_year_s_february() -> None:
    """End 28 February 2028: to 28 February 2029."""
    facts = BASE + terminated("2028-02-28") + cost_of_year("nord", "36500.00", 2029)

    assert [_cost(facts, on) for on in ("2029-02-27", "2029-02-28", "2029-03-01")] == [
        "5800.00",
        "5900.00",
        "5900.00",
    ]


# Gross or net


@pytest.mark.parametrize(
    ("reading", "until", "subsidy", "own", "surplus"),
    [
        # 36,500 in 2026; a grant of 55,000 a year goes on paying
        ("gross", None, "0.00", "36500.00", "0.00"),
        # 36,500 − 55,000 is below zero: nothing to share
        ("net", None, "55000.00", "0.00", "18500.00"),
        # until June: 18,100 − 27,500 is cut; July to December lapsed, 18,400, never netted
        ("net", "2026-06-30", "27500.00", "18400.00", "9400.00"),
        ("gross", "2026-06-30", "0.00", "36500.00", "0.00"),
        # until the last day: lapsed all through the run-off
        ("net", "2025-12-31", "0.00", "36500.00", "0.00"),
    ],
)
def test_the_subsidy_of_the_run_off(
    reading: str, until: str | None, subsidy: str, own: str, surplus: str
) -> None:
    facts = in_force(grants=[], readings={"run-off-subsidy": reading}) + granted("mitte", until=until)
    facts += terminated(ENDS) + cost_of_year("mitte", "36500.00", 2026)

    found = statement(facts, "mitte", 2026)

    assert (found["subsidy"], found["own_share"], found["surplus_not_shared"]) == (subsidy, own, surplus)


def test_a_lapsed_half_of_a_net_run_off_by_party() -> None:
    """18,400 / 11 = 1,672.7272: eight cents are missing."""
    facts = in_force(grants=[], readings={"run-off-subsidy": "net"}) + granted("mitte", until="2026-06-30")
    facts += terminated(ENDS) + cost_of_year("mitte", "36500.00", 2026)

    assert by_party(facts, "mitte", 2026) == equally(ALL[:8], "1672.73", ALL[8:], "1672.72")


@pytest.mark.parametrize(
    ("reading", "own", "a_party"), [("gross", "110000.00", "10000.00"), ("net", "55000.00", "5000.00")]
)
def test_a_net_run_off_shares_only_what_the_subsidy_leaves(reading: str, own: str, a_party: str) -> None:
    facts = in_force(readings={"run-off-subsidy": reading}) + terminated(ENDS)
    facts += cost_of_year("mitte", "110000.00", 2026)

    assert statement(facts, "mitte", 2026)["own_share"] == own
    assert by_party(facts, "mitte", 2026) == equally(ALL, a_party)


def test_gross_and_net_in_one_run_off_each_day_by_its_own_reading() -> None:
    """Gross to June: 181 × 100 = 18,100. Net from July: 184 × 100 − 27,500 is below zero and cut."""
    facts = in_force() + terminated(ENDS) + decided("run-off-subsidy", "net", "2026-07-01")
    facts += cost_of_year("mitte", "36500.00", 2026)

    found = statement(facts, "mitte", 2026)

    assert (found["cost"]["total"], found["subsidy"]) == ("36500.00", "27500.00")
    assert (found["own_share"], found["surplus_not_shared"]) == ("18100.00", "9100.00")


def test_net_days_before_gross_ones() -> None:
    """Net to June: 181 × 400 − 27,500 = 44,900. Gross from July: 184 × 400 = 73,600."""
    facts = in_force(readings={"run-off-subsidy": "net"}) + terminated(ENDS)
    facts += decided("run-off-subsidy", "gross", "2026-07-01") + cost_of_year("mitte", "146000.00", 2026)

    found = statement(facts, "mitte", 2026)

    assert (found["subsidy"], found["own_share"], found["surplus_not_shared"]) == (
        "27500.00",
        "118500.00",
        "0.00",
    )


def test_run_off_days_are_not_netted_with_the_days_before() -> None:
    """To June 27,500 too much; from July 18,400 gross: all of it is shared."""
    facts = in_force() + terminated("2025-06-30") + cost("mitte", "18400.00", "2025-07-01", "2025-12-31")

    found = statement(facts, "mitte", 2025)

    assert (found["subsidy"], found["own_share"], found["surplus_not_shared"]) == (
        "27500.00",
        "18400.00",
        "27500.00",
    )


def test_under_net_the_floor_looks_at_the_run_off_by_itself() -> None:
    """To June 27,500 − 27,500 + 1,000 = 1,000; the run-off 27,500 too much: the 1,000 stay."""
    facts = in_force(readings={"run-off-subsidy": "net"}) + terminated("2025-06-30")
    facts += cost("mitte", "28500.00", "2025-01-01", "2025-06-30")

    found = statement(facts, "mitte", 2025)

    assert (found["own_share"], found["surplus_not_shared"]) == ("1000.00", "27500.00")
    assert found["by_party"] == {"duelmen": "500.00", "nottuln": "500.00"}


def test_under_credit_a_net_run_off_pays_back() -> None:
    """11,000 − 55,000 = −44,000: 4,000 back to each of eleven."""
    facts = in_force(readings={"run-off-subsidy": "net", "surplus": "credit"}) + terminated(ENDS)
    facts += cost_of_year("mitte", "11000.00", 2026)

    assert by_party(facts, "mitte", 2026) == equally(ALL, "-4000.00")


def test_a_gross_run_off_shares_a_credit_note_too() -> None:
    facts = BASE + terminated(ENDS) + cost_of_year("mitte", "-11.00", 2026)

    assert by_party(facts, "mitte", 2026) == equally(ALL, "-1.00")


def test_lost_during_a_net_run_off() -> None:
    """Net to June: 181 × 200 − 27,500 = 8,700; lost from July: 184 × 200 = 36,800."""
    facts = in_force(readings={"run-off-subsidy": "net"}) + terminated(ENDS) + lost(["mitte"], "2026-07-01")
    facts += cost_of_year("mitte", "73000.00", 2026)

    found = statement(facts, "mitte", 2026)

    assert (found["subsidy"], found["own_share"]) == ("27500.00", "45500.00")
    assert split_on(facts, "2026-07-01")["pools"]["mitte"]["regime"] == "run-off"
    assert split_on(facts, "2026-07-01")["pools"]["mitte"]["funding"] == "lapsed"


def test_never_granted_days_of_a_net_run_off_are_netted_with_its_funded_ones() -> None:
    """A grant from July only: 36,500 − 27,500."""
    facts = in_force(grants=[], readings={"run-off-subsidy": "net"}) + terminated(ENDS)
    facts += granted("mitte", "2026-07-01") + cost_of_year("mitte", "36500.00", 2026)

    assert statement(facts, "mitte", 2026)["own_share"] == "9000.00"


def test_paid_amounts_in_a_net_run_off() -> None:
    readings = {"run-off-subsidy": "net", "subsidy-amount": "paid"}
    facts = in_force(readings=readings) + terminated(ENDS) + cost_of_year("mitte", "36500.00", 2026)
    facts += paid("mitte", "3500.00", "2026-01-01", "2026-12-31")

    assert statement(facts, "mitte", 2026)["own_share"] == "33000.00"


@pytest.mark.parametrize(
    "later",
    [
        {"pools": {"mitte": {"name": "Region Mitte (alt)"}}},
        {"title": "Auslaufender Vertrag"},
        {"run_off": {"months": 1}},
    ],
)
def test_what_is_amended_during_the_run_off_changes_no_part(later: Json) -> None:
    facts = BASE + terminated(ENDS) + cost_of_year("mitte", "1100.00", 2026)

    assert by_party(facts + amended(1, "2026-02-01", later), "mitte", 2026) == equally(ALL, "100.00")


def test_an_employment_end_recorded_in_error_and_retracted() -> None:
    wrong = fact("EmploymentEnded", post="n1", effective_on="2026-03-01")
    facts = BASE + filled("n1", "nord", "2024-01-01") + END + wrong

    assert _days_at_100(facts, "n1") == 59
    assert _days_at_100(retracted(facts, wrong), "n1") == 365
