"""Who bears what on a day: the answer of `split` (§ 2)."""

from typing import Any

import pytest

from tests.scenario import (
    ALL,
    KIM,
    MITTE,
    NORD,
    SUED,
    amended,
    cost,
    cost_of_year,
    deployed,
    drafted,
    equally,
    in_force,
    lost,
    notice,
    settled,
    split_on,
    taxed,
    without,
)


def _without_cost(employer: str, shares: dict[str, str]) -> dict[str, Any]:
    """A pool of 2.5 posts in the year 2024, without a grant."""
    return {
        "employer": employer,
        "posts": "2.5",
        "funding": "none",
        "regime": "hours",
        "shares": shares,
        "year_to_date": {
            "from": "2024-01-01",
            "to": "2024-12-31",
            "cost": "0.00",
            "subsidy": "0.00",
            "surplus_not_shared": "0.00",
            "own_share": "0.00",
            "by_party": {},
        },
    }


def test_the_whole_answer() -> None:
    facts = in_force(grants=["mitte"]) + taxed() + cost_of_year("mitte", "80000.00", 2024)

    assert split_on(facts, "2024-12-31") == {
        "agreement": KIM,
        "as_at": "2024-12-31",
        "known_at": {"position": 18, "recorded_at": "2026-11-22T00:00:17Z"},
        "status": "in-force",
        "parties": list(ALL),
        "pools": {
            "mitte": {
                "employer": "duelmen",
                "posts": "1",
                "funding": "funded",
                "regime": "hours",
                "shares": {"duelmen": "1/2", "nottuln": "1/2"},
                "year_to_date": {
                    "from": "2024-01-01",
                    "to": "2024-12-31",
                    "cost": "80000.00",
                    "subsidy": "55000.00",
                    "surplus_not_shared": "0.00",
                    "own_share": "25000.00",
                    "by_party": {"duelmen": "12500.00", "nottuln": "12500.00"},
                },
            },
            "nord": _without_cost("coesfeld", equally(NORD, "1/4")),
            "sued": _without_cost("ascheberg", equally(SUED, "1/5")),
        },
        "by_party": {"duelmen": "12500.00", "nottuln": "12500.00"},
        "open": [],
    }


@pytest.mark.parametrize("on", ["2023-02-01", "2023-12-31"])
def test_before_commencement_the_answer_is_zero_for_everyone(on: str) -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2023)

    found = split_on(facts, on)

    assert found["by_party"] == {}
    assert [pool["year_to_date"]["cost"] for pool in found["pools"].values()] == ["0.00"] * 3
    assert [pool["shares"] for pool in found["pools"].values()] == [{}] * 3


def test_a_draft_alone_has_an_answer() -> None:
    found = split_on(drafted(), "2023-02-01")

    assert (found["status"], found["parties"], found["by_party"]) == ("draft", list(ALL), {})


def test_the_year_to_date_runs_from_1_january_through_the_day_asked_about() -> None:
    facts = (
        in_force(grants=[]) + cost_of_year("mitte", "36500.00", 2025) + cost_of_year("mitte", "365.00", 2026)
    )

    def so_far(on: str) -> tuple[str, str, str]:
        year = split_on(facts, on)["pools"]["mitte"]["year_to_date"]
        return year["from"], year["to"], year["cost"]

    assert so_far("2025-01-01") == ("2025-01-01", "2025-01-01", "100.00")
    assert so_far("2025-12-31") == ("2025-01-01", "2025-12-31", "36500.00")
    assert so_far("2026-01-01") == ("2026-01-01", "2026-01-01", "1.00")


def test_the_sum_over_pools_names_only_amounts_other_than_zero() -> None:
    """Olfen bears 1/20 of a fifth of 200 and of Mitte's 100; the rest of Mitte is Dülmen's."""
    facts = in_force(grants=[]) + deployed("mitte", "2025-01-01", duelmen="0.95", olfen="0.05")
    facts += cost_of_year("mitte", "100.00", 2025) + cost_of_year("sued", "200.00", 2025)

    expected = equally(SUED, "40.00") | {"duelmen": "95.00", "olfen": "45.00"}
    assert split_on(facts, "2025-12-31")["by_party"] == dict(sorted(expected.items()))


def test_amounts_that_cancel_out_over_pools_are_left_out() -> None:
    facts = in_force(grants=[], readings={"surplus": "credit"})
    facts += deployed("nord", "2025-01-01", duelmen="2.5")
    facts += cost_of_year("mitte", "100.00", 2025) + cost_of_year("nord", "-50.00", 2025)

    assert split_on(facts, "2025-12-31")["by_party"] == {"nottuln": "50.00"}


def test_the_parties_are_those_of_the_day() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")

    assert split_on(facts, "2026-12-31")["parties"] == list(ALL)
    assert split_on(facts, "2027-01-01")["parties"] == list(without(ALL, "olfen"))


def test_a_leaver_of_this_year_still_bears_its_part_of_the_year_to_date() -> None:
    """74 days at a fifth of 100."""
    facts = in_force(grants=[]) + notice("olfen", received="2025-10-01")
    facts += settled("olfen", "2026-03-15", concluded="2025-12-01") + cost_of_year("sued", "36500.00", 2026)

    found = split_on(facts, "2026-12-31")

    assert "olfen" not in found["parties"]
    assert found["by_party"]["olfen"] == "1480.00"


def test_an_unresolved_pool_has_no_year_to_date_and_no_part_in_the_sum() -> None:
    facts = in_force(readings={"exit-share": "region"}) + cost_of_year("mitte", "80000.00", 2027)
    facts += cost_of_year("nord", "200000.00", 2027)
    for party in MITTE:
        facts += notice(party, received="2025-06-30")
    facts += deployed("mitte", "2027-07-01", olfen="1")

    for on, regime in (("2027-01-01", "unresolved"), ("2027-07-01", "hours"), ("2027-12-31", "hours")):
        found = split_on(facts, on)
        assert found["pools"]["mitte"]["regime"] == regime
        assert "year_to_date" not in found["pools"]["mitte"]
        assert "year_to_date" in found["pools"]["nord"]
    assert split_on(facts, "2027-12-31")["by_party"] == equally(NORD, "15625.00")
    assert "year_to_date" in split_on(facts, "2028-01-01")["pools"]["mitte"]


def test_a_pool_dissolved_inside_the_year_is_shown_with_what_it_cost_until_then() -> None:
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    facts = in_force() + amended(1, "2025-07-01", merged, concluded="2025-01-01")
    facts += cost("mitte", "28000.00", "2025-01-01", "2025-06-30")

    assert list(split_on(facts, "2025-06-30")["pools"]) == ["mitte", "nord", "sued"]
    gone = split_on(facts, "2025-07-01")["pools"]["mitte"]
    assert (gone["employer"], gone["posts"], gone["funding"], gone["regime"], gone["shares"]) == (
        "duelmen",
        "0",
        "none",
        "none",
        {},
    )
    assert gone["year_to_date"]["own_share"] == "500.00"
    assert list(split_on(facts, "2026-01-01")["pools"]) == ["nord", "sued"]


def test_the_answer_names_the_employer_and_posts_of_the_day() -> None:
    facts = in_force() + amended(
        1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck", "posts": "3"}}}
    )

    def nord(on: str) -> tuple[str, str]:
        pool = split_on(facts, on)["pools"]["nord"]
        return pool["employer"], pool["posts"]

    assert nord("2025-06-30") == ("coesfeld", "2.5")
    assert nord("2025-07-01") == ("billerbeck", "3")


def test_open_tasks_stand_in_the_answer() -> None:
    facts = in_force() + taxed() + lost(["mitte"], "2025-07-01")

    assert split_on(facts, "2025-06-30")["open"] == []
    assert split_on(facts, "2025-07-01")["open"] == [
        {
            "task": "vote-after-subsidy-loss",
            "clause": "§ 2",
            "since": "2025-07-01",
            "about": "mitte",
            "closed_by": "AmendmentAgreed",
        }
    ]
