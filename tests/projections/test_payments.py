"""The payment sheet: per party what is claimed, paid and open, and since when (§ 2; R12)."""

from datetime import date
from typing import Any

import pytest

from ledger.errors import Refusal
from projections.payments import payment_sheet
from tests.projections.settled import (
    YEAR_2025,
    adopted,
    contest,
    corrected,
    issued,
    making,
    payment,
)
from tests.scenario import Facts, amended, cost_of_year, fact, history, in_force, tax, taxed

NEW_YEAR = date(2027, 1, 1)


def sheet(facts: Facts, day: date = NEW_YEAR, pool: str | None = "nord") -> list[dict[str, Any]]:
    return payment_sheet(history(facts), year=2025, pool=pool, day=day)


def line(facts: Facts, party: str = "billerbeck", day: date = NEW_YEAR) -> tuple[str, str, str, str | None]:
    """Claimed, paid, open, since."""
    (found,) = [each for each in sheet(facts, day) if each["from"] == party]
    return found["claimed"], found["paid"], found["open"], found["since"]


def test_before_anything_was_issued_or_paid_the_sheet_is_empty() -> None:
    assert sheet(YEAR_2025) == []


def test_each_party_owes_its_part_since_the_issue() -> None:
    """Issued on 12 March 2026; Coesfeld owes itself nothing."""
    assert sheet(issued(YEAR_2025))[0] == {
        "pool": "nord",
        "from": "billerbeck",
        "to": "coesfeld",
        "claimed": "15625.00",
        "paid": "0.00",
        "open": "15625.00",
        "since": "2026-03-12",
        "due_on": None,
        "contested_on": None,
    }
    assert [each["from"] for each in sheet(issued(YEAR_2025))] == ["billerbeck", "havixbeck", "rosendahl"]


def test_an_advance_is_open_on_the_other_side_until_the_issue() -> None:
    advance = YEAR_2025 + payment("15000.00")

    assert line(advance) == ("0.00", "15000.00", "-15000.00", "2025-12-15")
    assert line(issued(advance)) == ("15625.00", "15000.00", "625.00", "2026-03-12")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-11", None),
        ("2026-03-12", ("15625.00", "0.00", "15625.00", "2026-03-12")),
        ("2026-03-31", ("15625.00", "0.00", "15625.00", "2026-03-12")),
        ("2026-04-01", ("15625.00", "10000.00", "5625.00", "2026-03-12")),
        ("2026-04-30", ("15625.00", "10000.00", "5625.00", "2026-03-12")),
        ("2026-05-01", ("15625.00", "15625.00", "0.00", None)),
        ("2026-06-01", ("15625.00", "15630.00", "-5.00", "2026-06-01")),
        ("2026-07-01", ("15625.00", "15625.00", "0.00", None)),
    ],
)
def test_since_is_the_day_on_which_what_is_open_last_left_zero_or_changed_sides(
    day: str, expected: tuple[str, str, str, str | None] | None
) -> None:
    facts = issued(YEAR_2025)
    for amount, on in (("10000.00", "2026-04-01"), ("5625.00", "2026-05-01"), ("5.00", "2026-06-01")):
        facts += payment(amount, paid_on=on)
    facts += payment("-5.00", paid_on="2026-07-01")

    found = [each for each in sheet(facts, date.fromisoformat(day)) if each["from"] == "billerbeck"]

    assert (line(facts, day=date.fromisoformat(day)) if found else None) == expected


def test_an_overpayment_in_one_day_changes_sides_at_once() -> None:
    facts = issued(YEAR_2025) + payment("16000.00", paid_on="2026-04-01")

    assert line(facts) == ("15625.00", "16000.00", "-375.00", "2026-04-01")


def test_a_correction_opens_what_was_paid() -> None:
    """400.00 more cost: 100.00 more, open since the correction of 4 May 2026."""
    facts = issued(YEAR_2025) + payment("15625.00", paid_on="2026-04-01")
    facts = corrected(facts + cost_of_year("nord", "400.00", 2025))

    assert line(facts) == ("15725.00", "15625.00", "100.00", "2026-05-04")


def test_a_taxable_claim_is_owed_gross() -> None:
    """15,625.00 and 19 %: 2,968.75."""
    facts = in_force() + tax("coesfeld", "taxable", rate="0.19") + cost_of_year("nord", "200000.00", 2025)

    assert line(issued(facts))[0] == "18593.75"


def test_a_new_employer_claims_for_its_own_days() -> None:
    """From July on Billerbeck employs: the others owe half a year to each."""
    change = amended(1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})
    facts = in_force() + taxed() + tax("billerbeck", "not-taxable") + change
    halves = (("2025-01-01", "2025-06-30"), ("2025-07-01", "2025-12-31"))
    for first, last in halves:
        facts += fact(
            "CostPosted",
            voucher=first,
            pool="nord",
            cost_position="personnel",
            amount="100000.00",
            service_from=first,
            service_to=last,
        )

    assert [(each["from"], each["to"], each["open"]) for each in sheet(issued(facts))] == [
        ("billerbeck", "coesfeld", "7812.50"),
        ("coesfeld", "billerbeck", "7812.50"),
        ("havixbeck", "billerbeck", "7812.50"),
        ("havixbeck", "coesfeld", "7812.50"),
        ("rosendahl", "billerbeck", "7812.50"),
        ("rosendahl", "coesfeld", "7812.50"),
    ]


def test_what_was_adopted_from_paper_is_owed_too() -> None:
    facts = YEAR_2025 + adopted() + payment("15000.00")

    assert line(facts) == ("15000.00", "15000.00", "0.00", None)
    assert line(facts, "havixbeck") == ("14999.99", "0.00", "14999.99", "2026-02-01")


def test_an_objection_stands_beside_what_is_open() -> None:
    facts = issued(YEAR_2025) + contest() + contest(contested_on="2026-06-01", reason="Noch einmal")

    contested = {each["from"]: each["contested_on"] for each in sheet(facts)}

    assert contested == {"billerbeck": "2026-04-20", "havixbeck": None, "rosendahl": None}
    assert sheet(facts, date(2026, 4, 19))[0]["contested_on"] is None


@pytest.mark.parametrize(
    ("due", "expected"), [("03-31", "2026-03-31"), ("31.03.", "2026-03-31"), ("02-29", "2026-02-28")]
)
def test_the_terms_name_the_day_on_which_it_is_due(due: str, expected: str) -> None:
    begun = in_force(patch={"settlement": {"due": due}}) + taxed() + cost_of_year("nord", "200000.00", 2025)

    assert {each["due_on"] for each in sheet(issued(begun))} == {expected}


def test_all_pools_or_one() -> None:
    facts = issued(YEAR_2025 + cost_of_year("mitte", "80000.00", 2025), pool=None)

    assert {each["pool"] for each in sheet(facts, pool=None)} == {"nord", "mitte"}
    with pytest.raises(Refusal) as refused:
        sheet(facts, pool="west")
    assert refused.value.code == "unknown-pool"


def test_what_was_paid_later_is_not_known_before() -> None:
    facts = issued(YEAR_2025)
    later = facts + payment("1.00")

    assert making().dated == date(2026, 3, 12)
    assert payment_sheet(history(later, known_at=len(facts)), year=2025, pool="nord", day=NEW_YEAR) == sheet(
        facts
    )
