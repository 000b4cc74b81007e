"""The yearly settlement: statements, claims between employers and parties, VAT (§ 2; R12)."""

from typing import Any

import pytest

from ledger.errors import Refusal
from projections.settlement import settlement
from tests.scenario import (
    ALL,
    KIM,
    MITTE,
    NORD,
    Facts,
    amended,
    by_party,
    claims,
    cost,
    cost_of_year,
    decided,
    deployed,
    equally,
    history,
    in_force,
    notice,
    settled,
    settlement_of,
    statement,
    tasks,
    tax,
    taxed,
    terminated,
    without,
)


def _employer(pool: str, employer: str, since: str, number: int = 1) -> Facts:
    return amended(number, since, {"pools": {pool: {"employer": employer}}})


def test_the_whole_statement() -> None:
    facts = in_force() + taxed() + cost_of_year("mitte", "80000.00", 2024)
    facts += cost("mitte", "500.00", "2024-03-01", "2024-03-31", cost_position="equipment")

    found = settlement(history(facts), year=2024, pool="mitte")

    assert found == {
        "agreement": KIM,
        "year": 2024,
        "known_at": {"position": 21, "recorded_at": "2026-11-22T00:00:20Z"},
        "pools": {
            "mitte": {
                "employer": "duelmen",
                "state": "draft",
                "cost": {"equipment": "500.00", "personnel": "80000.00", "total": "80500.00"},
                "subsidy": "55000.00",
                "surplus_not_shared": "0.00",
                "own_share": "25500.00",
                "by_party": {"duelmen": "12750.00", "nottuln": "12750.00"},
                "claims": [{"from": "nottuln", "to": "duelmen", "net": "12750.00"}],
                "tax_status": "not-taxable",
                "readings": {
                    "exit-share": "all-remaining",
                    "lapse-key": "region-heads",
                    "subsidy-amount": "contract-rate",
                    "surplus": "floor",
                    "run-off-scope": "all-parties",
                    "run-off-subsidy": "gross",
                    "part-year": "months",
                    "hours-basis": "planned",
                },
            }
        },
        "by_party": {"duelmen": "12750.00", "nottuln": "12750.00"},
        "open": [],
    }


def test_without_a_pool_named_all_pools_are_settled() -> None:
    found = settlement_of(in_force() + cost_of_year("nord", "200000.00", 2024), 2024)

    assert list(found["pools"]) == ["mitte", "nord", "sued"]
    assert found["by_party"] == equally(NORD, "15625.00")


def test_an_unknown_pool_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        settlement(history(in_force()), year=2024, pool="west")

    assert refused.value.code == "unknown-pool"
    assert "mitte, nord, sued" in str(refused.value)


def test_the_readings_are_those_of_the_last_day() -> None:
    facts = (
        in_force() + decided("surplus", "credit", "2024-12-31") + decided("part-year", "days", "2025-01-01")
    )

    readings = statement(facts, "nord", 2024)["readings"]

    assert (readings["surplus"], readings["part-year"]) == ("credit", "months")


def test_facts_of_the_next_year_change_nothing() -> None:
    facts = in_force() + cost_of_year("nord", "200000.00", 2024)
    later = facts + _employer("nord", "billerbeck", "2025-01-01") + tax("coesfeld", "exempt", "2025-01-01")

    assert statement(later, "nord", 2024) == statement(facts, "nord", 2024)


# Claims


def test_every_other_party_with_a_share_owes_the_employer() -> None:
    """After an exit others than the pool's members hold shares too; zero claims are left out."""
    facts = in_force() + notice("havixbeck", received="2025-06-30") + cost_of_year("nord", "200000.00", 2027)

    expected = [(party, "coesfeld", "1562.50") for party in without(ALL, *NORD)]
    expected += [(party, "coesfeld", "17187.50") for party in ("billerbeck", "rosendahl")]
    assert claims(facts, "nord", 2027) == sorted(expected)


def test_a_floored_year_has_no_claims() -> None:
    assert claims(in_force(), "nord", 2025) == []


def test_a_negative_part_is_a_claim_below_zero() -> None:
    facts = in_force(readings={"surplus": "credit"}) + cost_of_year("mitte", "52000.00", 2025)

    assert claims(facts, "mitte", 2025) == [("nottuln", "duelmen", "-1500.00")]


def test_an_employer_that_changes_inside_the_year_claims_for_its_days() -> None:
    """1,000 a day. To June 181,000 − 68,750, a fourth is 28,062.50; then 184,000 − 68,750: 28,812.50."""
    facts = in_force() + _employer("nord", "billerbeck", "2025-07-01")
    facts += cost_of_year("nord", "365000.00", 2025)

    assert statement(facts, "nord", 2025)["employer"] == "billerbeck"
    assert by_party(facts, "nord", 2025) == equally(NORD, "56875.00")
    assert claims(facts, "nord", 2025) == [
        ("billerbeck", "coesfeld", "28062.50"),
        ("coesfeld", "billerbeck", "28812.50"),
        ("havixbeck", "billerbeck", "28812.50"),
        ("havixbeck", "coesfeld", "28062.50"),
        ("rosendahl", "billerbeck", "28812.50"),
        ("rosendahl", "coesfeld", "28062.50"),
    ]


def test_the_cents_of_a_party_are_divided_between_two_employers_by_largest_remainder() -> None:
    """0.10 a year: 2.5 cents each, the first two slugs have 3. 1.2397 and 1.2603: the later has more over."""
    facts = in_force(grants=[]) + _employer("nord", "billerbeck", "2025-07-01")
    facts += cost_of_year("nord", "0.10", 2025)

    assert by_party(facts, "nord", 2025) == {
        "billerbeck": "0.03",
        "coesfeld": "0.03",
        "havixbeck": "0.02",
        "rosendahl": "0.02",
    }
    assert claims(facts, "nord", 2025) == [
        ("billerbeck", "coesfeld", "0.01"),
        ("coesfeld", "billerbeck", "0.02"),
        ("havixbeck", "billerbeck", "0.01"),
        ("havixbeck", "coesfeld", "0.01"),
        ("rosendahl", "billerbeck", "0.01"),
        ("rosendahl", "coesfeld", "0.01"),
    ]


def test_employers_whose_claims_cancel_out_still_have_them() -> None:
    """+100 in the first half, −100 in the second: nobody bears anything, each still has a claim."""
    facts = in_force(grants=[]) + _employer("mitte", "nottuln", "2025-07-01")
    facts += cost("mitte", "100.00", "2025-01-01", "2025-06-30")
    facts += cost("mitte", "-100.00", "2025-07-01", "2025-12-31")

    assert by_party(facts, "mitte", 2025) == {}
    assert claims(facts, "mitte", 2025) == [("duelmen", "nottuln", "-50.00"), ("nottuln", "duelmen", "50.00")]


def test_an_employer_that_changes_twice_claims_once_for_all_its_days() -> None:
    facts = in_force(grants=[]) + _employer("mitte", "nottuln", "2025-04-01")
    facts += _employer("mitte", "duelmen", "2025-07-01", number=2) + cost_of_year("mitte", "73000.00", 2025)

    # 200 a day, a half each: 90 + 184 days to Dülmen, 91 days to Nottuln
    assert claims(facts, "mitte", 2025) == [
        ("duelmen", "nottuln", "9100.00"),
        ("nottuln", "duelmen", "27400.00"),
    ]


# Claims that wait


def test_claims_for_days_after_the_employer_left_wait_and_are_named_in_open() -> None:
    """Dülmen is out after June; Nottuln, 11/20 by then, is named employer from 9 August on.

    100 a day. To June a half each, 9,050. From July 18,400: Nottuln 10,120, nine others 920, of which
    39 days (195.00 each) wait and 145 days are claimed by Nottuln (725.00).
    """
    facts = in_force(grants=[]) + taxed() + notice("duelmen", received="2025-01-10")
    facts += settled("duelmen", "2025-06-30", concluded="2025-02-01")
    facts += _employer("mitte", "nottuln", "2025-08-09") + cost_of_year("mitte", "36500.00", 2025)

    others = without(ALL, *MITTE)
    expected = equally(others, "920.00") | {"duelmen": "9050.00", "nottuln": "19170.00"}
    assert by_party(facts, "mitte", 2025) == dict(sorted(expected.items()))
    owed = [(party, "nottuln", "725.00") for party in others]
    assert claims(facts, "mitte", 2025) == sorted([*owed, ("nottuln", "duelmen", "9050.00")])
    waiting = [task for task in settlement_of(facts, 2025)["open"] if task["task"] == "name-employer"]
    assert [(task["about"], task["since"]) for task in waiting] == [("mitte", "2025-07-01")]


def test_claims_wait_since_the_first_day_without_an_employer_whatever_changes_meanwhile() -> None:
    """The gap from July to 8 August is cut in two by a new reading."""
    facts = in_force(grants=[]) + notice("duelmen", received="2025-01-10")
    facts += settled("duelmen", "2025-06-30", concluded="2025-02-01")
    facts += decided("part-year", "days", "2025-07-20") + _employer("mitte", "nottuln", "2025-08-09")
    facts += cost_of_year("mitte", "36500.00", 2025)

    waiting = [task for task in settlement_of(facts, 2025)["open"] if task["task"] == "name-employer"]

    assert [(task["about"], task["since"]) for task in waiting] == [("mitte", "2025-07-01")]


def test_no_claims_at_all_while_no_employer_is_named() -> None:
    facts = in_force() + taxed() + notice("duelmen", received="2026-06-30")
    facts += cost_of_year("mitte", "73200.00", 2028)

    assert claims(facts, "mitte", 2028) == []
    waiting = [task for task in settlement_of(facts, 2028)["open"] if task["task"] == "name-employer"]
    assert [(task["about"], task["since"]) for task in waiting] == [("mitte", "2028-01-01")]


def test_a_gap_without_anything_to_share_waits_for_nobody() -> None:
    """July to 8 August is cut together with everything else: nobody owes anything."""
    facts = in_force() + taxed() + notice("duelmen", received="2025-01-10")
    facts += settled("duelmen", "2025-06-30", concluded="2025-02-01")
    facts += _employer("mitte", "nottuln", "2025-08-09")

    assert "name-employer" not in {task["task"] for task in settlement_of(facts, 2025)["open"]}


def test_the_settlement_names_a_waiting_employer_once() -> None:
    facts = in_force() + notice("duelmen", received="2026-06-30") + cost_of_year("mitte", "73200.00", 2028)

    names = [task["task"] for task in settlement_of(facts, 2028)["open"]]

    assert names.count("name-employer") == 1
    assert ("name-employer", "2028-01-01", "mitte") in tasks(facts, "2028-12-31")


def test_in_the_run_off_the_employer_of_the_last_day_claims() -> None:
    facts = in_force(grants=[]) + terminated("2025-12-31") + cost_of_year("mitte", "1100.00", 2026)

    assert claims(facts, "mitte", 2026) == [(party, "duelmen", "100.00") for party in without(ALL, "duelmen")]


# VAT (§ 2b UStG)


@pytest.mark.parametrize("status", ["old-law", "not-taxable", "exempt"])
def test_without_vat_there_is_no_vat_figure_anywhere(status: str) -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025) + tax("duelmen", status, rate="0.19")

    found = statement(facts, "mitte", 2025)

    assert found["tax_status"] == status
    assert found["claims"] == [{"from": "nottuln", "to": "duelmen", "net": "12500.00"}]


def test_undetermined_it_can_be_shown() -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025)

    found = statement(facts, "mitte", 2025)

    assert (found["tax_status"], found["state"]) == (None, "draft")
    assert found["claims"] == [{"from": "nottuln", "to": "duelmen", "net": "12500.00"}]


@pytest.mark.parametrize(
    ("cost_of_it", "rate", "net", "vat", "gross"),
    [
        ("80000.00", "0.19", "12500.00", "2375.00", "14875.00"),
        ("80000.00", "0.07", "12500.00", "875.00", "13375.00"),
        # 0.50 × 19 % is 9.5 cents, half up
        ("55001.00", "0.19", "0.50", "0.10", "0.60"),
        # 0.02 × 19 % is 0.38 cents
        ("55000.04", "0.19", "0.02", "0.00", "0.02"),
        ("80000.00", "0", "12500.00", "0.00", "12500.00"),
    ],
)
def test_a_taxable_claim_has_net_rate_vat_and_gross(
    cost_of_it: str, rate: str, net: str, vat: str, gross: str
) -> None:
    facts = in_force() + cost_of_year("mitte", cost_of_it, 2025) + tax("duelmen", "taxable", rate=rate)

    assert statement(facts, "mitte", 2025)["claims"] == [
        {"from": "nottuln", "to": "duelmen", "net": net, "vat_rate": rate, "vat": vat, "gross": gross}
    ]


def test_vat_on_a_repayment_is_rounded_away_from_zero() -> None:
    """−0.50 × 19 %."""
    facts = in_force(readings={"surplus": "credit"}) + cost_of_year("mitte", "54999.00", 2025)

    (claim,) = statement(facts + tax("duelmen", "taxable", rate="0.19"), "mitte", 2025)["claims"]

    assert (claim["net"], claim["vat"], claim["gross"]) == ("-0.50", "-0.10", "-0.60")


@pytest.mark.parametrize(("since", "status"), [("2025-12-31", "taxable"), ("2026-01-01", "not-taxable")])
def test_the_tax_status_is_that_of_the_year_s_last_day(since: str, status: str) -> None:
    facts = in_force() + tax("duelmen", "taxable", since, rate="0.19") + tax("duelmen", "not-taxable")
    facts += cost_of_year("mitte", "80000.00", 2025)

    found = statement(facts, "mitte", 2025)

    assert found["tax_status"] == status
    assert ("vat" in found["claims"][0]) == (status == "taxable")


def test_each_employer_s_claims_have_its_own_tax_status() -> None:
    """Coesfeld is taxable, Billerbeck, the employer of the last day, is not determined."""
    facts = in_force(grants=[]) + _employer("nord", "billerbeck", "2025-07-01")
    facts += cost_of_year("nord", "365000.00", 2025) + tax("coesfeld", "taxable", "2025-01-01", rate="0.19")

    found = statement(facts, "nord", 2025)

    assert found["tax_status"] is None
    assert {claim["to"] for claim in found["claims"] if "vat" in claim} == {"coesfeld"}
    assert {claim["to"] for claim in found["claims"] if "vat" not in claim} == {"billerbeck"}


# Unresolved


def test_an_unresolved_pool_has_no_figures() -> None:
    facts = in_force(readings={"exit-share": "region"}) + taxed() + cost_of_year("nord", "200000.00", 2027)
    for party in MITTE:
        facts += notice(party, received="2025-06-30")

    found = settlement_of(facts, 2027)
    mitte: dict[str, Any] = found["pools"]["mitte"]

    assert set(mitte) == {"employer", "state", "tax_status", "readings"}
    assert (mitte["employer"], mitte["state"]) == ("duelmen", "unresolved")
    assert found["by_party"] == equally(NORD, "15625.00")
    assert ("pool-unresolved", "mitte") in {(task["task"], task["about"]) for task in found["open"]}


def test_a_pool_dissolved_inside_the_year_is_still_settled() -> None:
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    facts = in_force(grants=[]) + amended(1, "2025-07-01", merged)
    facts += cost("mitte", "1000.00", "2025-01-01", "2025-06-30")

    assert claims(facts, "mitte", 2025) == [("nottuln", "duelmen", "500.00")]
    assert "mitte" not in settlement_of(facts, 2026)["pools"]


def test_a_deployment_inside_the_year_is_one_claim_for_both_stretches() -> None:
    """100 a day: 181 days at a half, 184 days at a fourth."""
    facts = in_force(grants=[]) + deployed("mitte", "2025-07-01", duelmen="0.75", nottuln="0.25")

    assert claims(facts + cost_of_year("mitte", "36500.00", 2025), "mitte", 2025) == [
        ("nottuln", "duelmen", "13650.00")
    ]
