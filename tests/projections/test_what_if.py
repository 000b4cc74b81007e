"""`what-if`: facts that are not recorded, laid over those that are; worked figures of docs/rules.md."""

import random
from datetime import date
from typing import Any

import pytest

from ledger.recording import Outcome
from projections.carrying_on import carried_on
from projections.what_if import Supposition, what_if
from tests.histories import begun, grow
from tests.scenario import (
    ALL,
    KIM,
    MITTE,
    NORD,
    SUED,
    Facts,
    amended,
    cost,
    cost_of_year,
    day,
    decided,
    equally,
    flat_rate,
    history,
    hours,
    in_force,
    lost,
    notice,
    paid,
    reversal,
    terminated,
    without,
)
from tests.test_properties import known

NO_FACTS: Facts = ()

RECORDED = (
    in_force()
    + cost_of_year("nord", "200000.00", 2024)
    + cost_of_year("mitte", "80000.00", 2024)
    + cost_of_year("sued", "200000.00", 2024)
)
"""The worked year: 15,625.00 / 12,500.00 / 12,500.00 a party."""


def supposed(facts: Facts, *, on: str = "2025-06-30", given: Facts = RECORDED) -> dict[str, Any]:
    """The answer where *facts* are supposed on top of *given*."""
    supposition = Supposition(history(given), history(given + facts), Outcome(KIM))
    return what_if(supposition, day=day(on))


def of_year(answer: dict[str, Any], year: int) -> dict[str, Any]:
    """Both sides of that year."""
    (found,) = (found for found in answer["years"] if found["year"] == year)
    return dict(found)


NOTHING: dict[str, dict[str, str]] = {"without": {}, "with": {}, "difference": {}}


# The subsidy ends


def test_the_subsidy_ends() -> None:
    """50,000.00 / 40,000.00 / 40,000.00 a party instead of 15,625.00 / 12,500.00 / 12,500.00."""
    answer = supposed(lost("all", "2026-01-01"))

    for year in (2026, 2027, 2028):
        pools = of_year(answer, year)["pools"]
        assert pools["nord"] == {
            "without": equally(NORD, "15625.00"),
            "with": equally(NORD, "50000.00"),
            "difference": equally(NORD, "34375.00"),
        }
        assert pools["mitte"]["difference"] == equally(MITTE, "27500.00")
        assert pools["sued"]["difference"] == equally(SUED, "27500.00")
        assert of_year(answer, year)["by_party"] == {
            "without": equally(NORD, "15625.00", (*MITTE, *SUED), "12500.00"),
            "with": equally(NORD, "50000.00", (*MITTE, *SUED), "40000.00"),
            "difference": equally(NORD, "34375.00", (*MITTE, *SUED), "27500.00"),
        }
    assert answer["carried_on_from"] == 2024
    assert [(year["year"], year["carried_on"]) for year in answer["years"]] == [
        (2025, False),
        (2026, True),
        (2027, True),
        (2028, True),
    ]


def test_the_year_of_the_day_counts_as_it_is_recorded() -> None:
    """Nord has cost of 150,000.00 by now: 12,500.00 / 4; without the subsidy from July 81,250.00 / 4."""
    given = RECORDED + cost_of_year("nord", "150000.00", 2025)

    answer = supposed(lost(["nord"], "2025-07-01"), on="2025-12-31", given=given)

    assert of_year(answer, 2025)["pools"]["nord"]["without"] == equally(NORD, "3125.00")
    # 184 of 365 days are lapsed: 75,616.44 shared whole; the others net 74,383.56 − 68,750.00.
    assert of_year(answer, 2025)["pools"]["nord"]["with"] == equally(NORD, "20312.50")
    assert answer["year_to_date"]["pools"]["nord"]["difference"] == equally(NORD, "17187.50")


def test_until_the_day_nothing_may_differ_though_the_year_does() -> None:
    answer = supposed(lost("all", "2025-07-01"), given=RECORDED + cost_of_year("nord", "200000.00", 2025))

    assert answer["year_to_date"]["by_party"]["difference"] == {}
    assert of_year(answer, 2025)["pools"]["nord"]["difference"] == equally(NORD, "17187.50")


# A party leaves


def test_olfen_leaves() -> None:
    """Its 12,500.00 of Süd go to the ten others in equal parts (R4)."""
    answer = supposed(notice("olfen", received="2025-06-27"))

    moved = equally(without(ALL, "olfen"), "1250.00") | {"olfen": "-12500.00"}
    for year in (2027, 2028):
        assert of_year(answer, year)["pools"]["sued"]["difference"] == dict(sorted(moved.items()))
        assert of_year(answer, year)["by_party"]["difference"] == dict(sorted(moved.items()))
        assert of_year(answer, year)["pools"]["nord"]["difference"] == {}
    assert of_year(answer, 2026)["by_party"]["difference"] == {}
    opened = {side: {task["task"] for task in answer[side]["open"]} for side in ("without", "with")}
    assert opened["with"] - opened["without"] == {"common-solution-after-exit"}


def test_the_splits_are_those_of_the_day() -> None:
    answer = supposed(notice("olfen", received="2025-06-27"), on="2027-03-01")

    assert "olfen" in answer["without"]["parties"]
    assert "olfen" not in answer["with"]["parties"]
    assert answer["without"]["pools"]["sued"]["shares"] == equally(SUED, "1/5")
    assert answer["with"]["pools"]["sued"]["shares"]["coesfeld"] == "1/50"
    assert answer["known_at"]["position"] == len(RECORDED)
    assert set(answer["with"]) == {"status", "parties", "pools", "by_party", "open"}


# Another reading


def test_another_reading() -> None:
    """Havixbeck leaves: the three others of Nord 20,833.34 / .33 / .33 instead of 17,187.50."""
    given = RECORDED + notice("havixbeck", received="2024-03-01")

    answer = supposed(decided("exit-share", "region", "2025-01-01"), given=given)

    stayed = {"billerbeck": "20833.34", "coesfeld": "20833.33", "rosendahl": "20833.33"}
    assert of_year(answer, 2026)["pools"]["nord"]["with"] == stayed
    assert of_year(answer, 2026)["pools"]["nord"]["without"] == equally(
        without(NORD, "havixbeck"), "17187.50", without(ALL, *NORD), "1562.50"
    )
    assert of_year(answer, 2025)["pools"]["nord"] == NOTHING


# A common end


def test_a_termination_with_run_off() -> None:
    """In 2027 all eleven bear the gross cost alike, then nothing is shared any more (R9)."""
    answer = supposed(terminated("2026-12-31"))

    run_off = of_year(answer, 2027)["pools"]
    nine = without(ALL, "rosendahl", "senden")
    assert run_off["nord"]["with"] == equally(nine, "18181.82", ("rosendahl", "senden"), "18181.81")
    assert run_off["mitte"]["with"] == equally(
        without(nine, "olfen"), "7272.73", ("olfen", "rosendahl", "senden"), "7272.72"
    )
    assert run_off["nord"]["difference"]["coesfeld"] == "2556.82"
    ended = of_year(answer, 2028)["pools"]["nord"]
    assert (ended["with"], ended["difference"]) == ({}, equally(NORD, "-15625.00"))


# What is carried on


def test_what_is_recorded_for_a_year_already_is_not_carried_on() -> None:
    """Personnel of Nord is recorded for 2026; its equipment and the other pools are carried on."""
    given = RECORDED + cost_of_year("nord", "12000.00", 2024, cost_position="equipment")
    given += cost_of_year("nord", "300000.00", 2026)

    answer = supposed(NO_FACTS, given=given)

    assert of_year(answer, 2026)["pools"]["nord"]["without"] == equally(NORD, "43625.00")
    assert of_year(answer, 2027)["pools"]["nord"]["without"] == equally(NORD, "18625.00")
    assert of_year(answer, 2026)["pools"]["mitte"]["without"] == equally(MITTE, "12500.00")


def test_what_is_assumed_comes_on_top_of_what_is_carried_on() -> None:
    answer = supposed(cost_of_year("nord", "4000.00", 2026))

    assert of_year(answer, 2026)["pools"]["nord"]["difference"] == equally(NORD, "1000.00")
    assert of_year(answer, 2027)["pools"]["nord"] == of_year(answer, 2028)["pools"]["nord"]


def test_what_is_assumed_for_the_last_full_year_is_not_carried_on() -> None:
    answer = supposed(cost_of_year("nord", "4000.00", 2024))

    assert of_year(answer, 2026)["by_party"]["difference"] == {}


def test_a_reversed_posting_is_not_carried_on() -> None:
    given = RECORDED + cost_of_year("nord", "4000.00", 2024, voucher="B") + reversal("B")

    assert of_year(supposed(NO_FACTS, given=given), 2026)["pools"]["nord"]["without"] == equally(
        NORD, "15625.00"
    )


def test_payments_and_hours_are_carried_on() -> None:
    """Paid 100,000.00 of 200,000.00; worked 1,400 / 800 / 900 / 900 of 4,000 hours."""
    worked = {"coesfeld": "1400", "billerbeck": "800", "havixbeck": "900", "rosendahl": "900"}
    given = RECORDED + paid("nord", "100000.00", "2024-01-01", "2024-12-31")
    for party, number in worked.items():
        given += hours("nord", party, number, "2024-01-01", "2024-12-31")
    given += decided("subsidy-amount", "paid", "2025-01-01") + decided("hours-basis", "actual", "2025-01-01")

    answer = supposed(NO_FACTS, given=given)

    assert of_year(answer, 2026)["pools"]["nord"]["without"] == {
        "billerbeck": "20000.00",
        "coesfeld": "35000.00",
        "havixbeck": "22500.00",
        "rosendahl": "22500.00",
    }


def test_payments_and_hours_that_are_recorded_for_the_year_are_not_carried_on() -> None:
    given = RECORDED + paid("nord", "100000.00", "2024-01-01", "2024-12-31")
    given += paid("nord", "40000.00", "2026-01-01", "2026-12-31")
    given += hours("nord", "billerbeck", "10", "2024-01-01", "2024-12-31")
    given += hours("nord", "coesfeld", "10", "2026-01-01", "2026-12-31")
    given += decided("subsidy-amount", "paid", "2025-01-01") + decided("hours-basis", "actual", "2025-01-01")

    answer = supposed(NO_FACTS, given=given)

    assert of_year(answer, 2026)["pools"]["nord"]["without"] == {"coesfeld": "160000.00"}
    assert of_year(answer, 2027)["pools"]["nord"]["without"] == {"billerbeck": "100000.00"}


def test_a_leap_day_becomes_the_last_day_of_february() -> None:
    given = (
        in_force()
        + cost("nord", "8.00", "2024-02-29", "2024-02-29")
        + cost("nord", "8.00", "2024-02-29", "2024-12-31")
    )

    moved = carried_on(history(given), history(given), year=2024, to=2026).postings[2:]

    assert [(posting.service_from, posting.service_to) for posting in moved] == [
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 12, 31)),
    ]


def test_nothing_is_carried_on_for_a_pool_that_is_gone() -> None:
    """Mitte is merged into Nord from 2026: the terms know neither it nor cost for it."""
    members = [*NORD, *MITTE]
    merged = amended(1, "2026-01-01", {"pools": {"mitte": None, "nord": {"members": members}}})
    given = (
        in_force(grants=()) + cost_of_year("mitte", "80000.00", 2024) + cost_of_year("nord", "600.00", 2024)
    )

    answer = supposed(merged, given=given)

    gone = of_year(answer, 2026)["pools"]["mitte"]
    assert (gone["with"], gone["difference"]) == ({}, equally(MITTE, "-40000.00"))
    assert of_year(answer, 2026)["pools"]["nord"]["with"] == equally(members, "100.00")
    assert carried_on(history(given + merged), history(given), year=2024, to=2026).postings[2].pool == "nord"


def test_no_cost_is_carried_on_that_the_terms_do_not_list_any_more() -> None:
    removed = amended(1, "2026-01-01", {"cost_positions": {"equipment": None}})
    given = in_force(grants=()) + cost_of_year("nord", "400.00", 2024, cost_position="equipment")

    answer = supposed(removed, given=given)

    assert of_year(answer, 2026)["pools"]["nord"]["difference"] == equally(NORD, "-100.00")


def test_a_flat_rate_goes_on_by_itself() -> None:
    """1,200.00 for each of 2.5 posts: 750.00 a party, in every year once."""
    answer = supposed(NO_FACTS, given=in_force(grants=()) + flat_rate("1200.00", "2024-01-01"))

    assert [year["pools"]["nord"]["without"] for year in answer["years"]] == [equally(NORD, "750.00")] * 4


# Unresolved


def test_an_unresolved_pool_is_named_and_has_no_figures() -> None:
    """Under `region` nobody is left in Mitte to take over."""
    leave = decided("exit-share", "region", "2025-01-01")
    leave += notice("duelmen", received="2025-06-27") + notice("nottuln", received="2025-06-27")

    answer = supposed(leave, on="2027-06-30")

    after = of_year(answer, 2028)
    assert after["unresolved"] == {"without": [], "with": ["mitte"]}
    assert after["pools"]["mitte"]["with"] is None
    assert after["pools"]["mitte"]["difference"] is None
    assert after["by_party"]["with"] is after["by_party"]["difference"] is None
    assert after["by_party"]["without"] is not None
    assert after["pools"]["nord"]["difference"] == {}
    assert answer["year_to_date"]["unresolved"] == {"without": [], "with": ["mitte"]}


# For every history


@pytest.mark.parametrize("seed", range(40))
def test_without_facts_there_is_no_difference(seed: int) -> None:
    book = grow(begun(seed), 45)
    on = date(random.Random(seed).randrange(2023, 2029), 6, 30)
    today = known(book.facts)

    answer = what_if(Supposition(today, known(book.facts), Outcome(KIM)), day=on)

    assert answer["with"] == answer["without"]
    for compared in (answer["year_to_date"], *answer["years"]):
        assert compared["unresolved"]["with"] == compared["unresolved"]["without"]
        for sides in compared["pools"].values():
            assert sides["difference"] == (None if sides["without"] is None else {})
