"""What is not issued, corrected, paid or contested, and what a statement from paper is (§ 2; R12)."""

from datetime import date
from typing import Any

import pytest

from projections.rechecking import recheck
from projections.settling import correct, issue
from tests.projections.settled import (
    YEAR_2025,
    adopted,
    contest,
    corrected,
    issued,
    making,
    payment,
    refusal,
    refused_by_the_log,
)
from tests.scenario import (
    KIM,
    Facts,
    amended,
    cost_of_year,
    fact,
    in_force,
    notice,
    recorded,
    settlement_of,
    statement,
    tax,
    taxed,
)

# Refused


def test_a_pool_that_is_unresolved_is_not_issued() -> None:
    """All of Mitte leave at the end of 2026 and the region alone inherits: nobody takes the pieces."""
    facts = in_force(readings={"exit-share": "region"}) + taxed()
    facts += notice("duelmen", received="2025-06-02") + notice("nottuln", received="2025-06-02")

    assert refusal(issue, facts, making(2027, "mitte")) == "settlement-unresolved"


def test_without_a_tax_status_nothing_is_issued() -> None:
    facts = in_force() + cost_of_year("nord", "200000.00", 2025) + tax("duelmen", "not-taxable")

    assert refusal(issue, facts, making()) == "settlement-untaxed"
    assert issue(recorded(facts), making(pool="mitte"))[0].statement.tax_status == "not-taxable"


def test_whoever_claims_for_a_part_of_the_year_needs_a_tax_status_too() -> None:
    """From July on Billerbeck employs; Coesfeld claims for the first half."""
    change = amended(1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})
    facts = in_force() + change + cost_of_year("nord", "200000.00", 2025)

    assert refusal(issue, facts + tax("billerbeck", "not-taxable"), making()) == "settlement-untaxed"
    assert refusal(issue, facts + tax("coesfeld", "not-taxable"), making()) == "settlement-untaxed"


def test_a_statement_without_claims_needs_a_tax_status_all_the_same() -> None:
    assert refusal(issue, in_force(), making()) == "settlement-untaxed"


def test_days_after_the_employer_left_are_not_issued() -> None:
    facts = in_force() + taxed() + notice("coesfeld", received="2025-06-02")
    facts += cost_of_year("nord", "200000.00", 2027)

    assert refusal(issue, facts, making(2027)) == "settlement-without-employer"


def test_a_correction_needs_a_tax_status_and_a_solution_too() -> None:
    facts = issued(YEAR_2025) + cost_of_year("nord", "400.00", 2025)
    nobody = facts + amended(1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})

    assert refusal(correct, nobody, making()) == "settlement-untaxed"


def test_only_what_was_issued_is_corrected() -> None:
    assert refusal(correct, YEAR_2025, making()) == "settlement-not-issued"
    assert refusal(correct, YEAR_2025, making(pool=None)) == "nothing-to-correct"


@pytest.mark.parametrize("of", [issue])
def test_an_unknown_pool_is_refused(of: Any) -> None:
    assert refusal(of, YEAR_2025, making(pool="west")) == "unknown-pool"


# Refused by the log itself


def test_nothing_is_issued_twice() -> None:
    once = issued(YEAR_2025)

    other = issue(recorded(YEAR_2025 + cost_of_year("nord", "1.00", 2025)), making())

    assert refusal(issue, once, making()) == "settlement-issued-already"
    assert refused_by_the_log(once + tuple(other)) == "settlement-issued-already"
    assert refused_by_the_log(once + adopted()) == "settlement-issued-already"


def test_an_issued_statement_is_not_retracted() -> None:
    facts = issued(YEAR_2025)
    retraction = fact("FactRetracted", position=len(facts), reason="Versehen")

    assert refused_by_the_log(facts + retraction) == "retracted-statement"


def test_a_payment_can_be_retracted() -> None:
    facts = YEAR_2025 + payment("100.00")
    retraction = fact("FactRetracted", position=len(facts), reason="Versehen")

    assert recorded(facts + retraction)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (payment("0.00"), "payment-of-nothing"),
        (payment("1.00", to="billerbeck"), "pays-itself"),
        (payment("1.00", party="reken"), "unknown-party"),
        (payment("1.00", pool="west"), "unknown-pool"),
        (contest(), "settlement-not-issued"),
        (adopted() + contest(party="olfen"), "not-in-statement"),
        (adopted() + contest(contested_on="2026-01-31"), "before-the-statement"),
        (adopted(by_party={"reken": "1.00"}), "unknown-party"),
        (adopted(pool="west"), "unknown-pool"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_log_refuses(facts: Facts, code: str) -> None:
    assert refused_by_the_log(YEAR_2025 + facts) == code


def test_nothing_is_corrected_before_it_was_issued_or_last_corrected() -> None:
    """Issued on 12 March 2026, corrected on 4 May 2026."""
    late = issued(YEAR_2025) + cost_of_year("nord", "400.00", 2025)
    again = corrected(late) + cost_of_year("nord", "4.00", 2025)
    early = (making(dated=date(2026, 3, 11)), making(dated=date(2026, 5, 3)))

    assert refused_by_the_log(late + tuple(correct(recorded(late), early[0]))) == "before-the-statement"
    assert refused_by_the_log(again + tuple(correct(recorded(again), early[1]))) == "before-the-statement"


# Adopted from paper


def test_an_adopted_statement_shows_the_figures_of_the_paper() -> None:
    found = statement(YEAR_2025 + adopted(), "nord", 2025)

    assert (found["state"], found["computed"], found["own_share"]) == ("issued", False, "44999.99")
    assert found["by_party"] == {
        "billerbeck": "15000.00",
        "coesfeld": "15000.00",
        "havixbeck": "14999.99",
    }
    assert [(claim["from"], claim["net"]) for claim in found["claims"]] == [
        ("billerbeck", "15000.00"),
        ("havixbeck", "14999.99"),
    ]


def test_an_adopted_statement_is_compared_with_nothing() -> None:
    facts = YEAR_2025 + adopted()

    assert "differs" not in settlement_of(facts, 2025)
    assert list(recheck(KIM, recorded(facts))) == []
    assert refusal(correct, facts, making()) == "settlement-adopted"
