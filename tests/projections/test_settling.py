"""The life of a settlement: issued, corrected, and computed again from its basis (§ 2; R12)."""

import pytest

from ledger.facts import SettlementCorrected, SettlementIssued
from projections.rechecking import recheck
from projections.settlement import settlement
from projections.settling import correct, issue
from tests.projections.settled import DATED, YEAR_2025, corrected, issued, making, refusal
from tests.scenario import (
    KIM,
    Facts,
    amended,
    cost,
    cost_of_year,
    decided,
    history,
    in_force,
    paid,
    recorded,
    reversal,
    settlement_of,
    statement,
    tax,
    taxed,
)


def test_what_is_issued_states_figures_basis_and_readings() -> None:
    (found,) = issue(recorded(YEAR_2025), making())

    assert isinstance(found, SettlementIssued)
    assert (found.pool, found.year, found.issued_on) == ("nord", 2025, DATED)
    assert found.statement.own_share == "62500.00"
    assert found.statement.by_party["billerbeck"] == "15625.00"
    assert [(claim.from_, claim.to, claim.net) for claim in found.statement.claims] == [
        ("billerbeck", "coesfeld", "15625.00"),
        ("havixbeck", "coesfeld", "15625.00"),
        ("rosendahl", "coesfeld", "15625.00"),
    ]
    assert found.statement.tax_status == "not-taxable"
    assert found.statement.readings["exit-share"] == "all-remaining"
    assert (found.basis.position, found.basis.software) == (len(YEAR_2025), "1.2.3")


def test_a_statement_has_the_hash_of_every_document() -> None:
    """Three parties owe; each gets a PDF, a workbook and a list."""
    (found,) = issue(recorded(YEAR_2025), making())

    assert len(found.documents) == 9
    assert {name.rpartition(".")[2] for name in found.documents} == {"pdf", "xlsx", "csv"}


def test_without_a_pool_all_pools_are_issued() -> None:
    assert [found.pool for found in issue(recorded(YEAR_2025), making(pool=None))] == [
        "mitte",
        "nord",
        "sued",
    ]


def test_each_year_is_billed_by_itself() -> None:
    facts = issued(YEAR_2025)

    assert statement(facts, "nord", 2024)["state"] == "draft"
    assert statement(issued(facts, 2024), "nord", 2024)["state"] == "issued"
    assert statement(issued(facts, 2024), "nord", 2025)["own_share"] == "62500.00"


def test_terms_that_differ_have_another_hash() -> None:
    amendment = amended(7, "2025-06-01", {"title": "Anders"})
    (before,) = issue(recorded(YEAR_2025), making())
    (after,) = issue(recorded(YEAR_2025 + amendment), making())

    assert before.basis.terms_sha256 != after.basis.terms_sha256
    assert (before.basis.amendment, after.basis.amendment) == (None, 7)


def test_before_the_issue_it_is_a_draft_then_issued_then_corrected() -> None:
    first = issued(YEAR_2025)
    late = first + cost_of_year("nord", "400.00", 2025)
    states = [statement(facts, "nord", 2025)["state"] for facts in (YEAR_2025, first, late, corrected(late))]

    assert states == ["draft", "issued", "issued", "corrected"]


def test_what_was_issued_stays_whatever_is_recorded_later() -> None:
    facts = issued(YEAR_2025)
    before = statement(facts, "nord", 2025)
    later = facts + cost_of_year("nord", "400.00", 2025) + decided("exit-share", "region", "2025-01-01")
    later += tax("coesfeld", "taxable", "2025-06-01", rate="0.19")

    assert statement(later, "nord", 2025) == before


def test_today_s_difference_is_named_beside_the_issued_figures() -> None:
    """400.00 more cost are 100.00 for each of four."""
    facts = issued(YEAR_2025)
    late = facts + cost_of_year("nord", "400.00", 2025)

    assert "differs" not in settlement_of(facts, 2025)
    owing = ("billerbeck", "havixbeck", "rosendahl")
    assert settlement_of(late, 2025)["differs"]["nord"] == {
        "by_party": dict.fromkeys(sorted((*owing, "coesfeld")), "100.00"),
        "claims": [{"from": party, "to": "coesfeld", "difference": "100.00"} for party in owing],
    }
    assert settlement_of(late, 2025)["by_party"]["billerbeck"] == "15625.00"
    assert "differs" not in settlement(history(late), year=2025, pool="mitte")


def test_a_correction_states_old_new_and_difference_for_each_party() -> None:
    late = issued(YEAR_2025) + cost_of_year("nord", "400.00", 2025)

    (found,) = correct(recorded(late), making())

    assert isinstance(found, SettlementCorrected)
    assert found.changes["havixbeck"].model_dump() == {
        "old": "15625.00",
        "new": "15725.00",
        "difference": "100.00",
    }
    assert statement(corrected(late), "nord", 2025)["by_party"]["havixbeck"] == "15725.00"
    assert "differs" not in settlement_of(corrected(late), 2025)


def test_issued_and_all_corrections_add_up_to_today_s_figure() -> None:
    """62,500.00 + 400.00 - 0.02: 15,724.995 each."""
    once = corrected(issued(YEAR_2025) + cost_of_year("nord", "400.00", 2025))
    twice = corrected(once + cost_of_year("nord", "-0.02", 2025))

    assert statement(twice, "nord", 2025)["by_party"] == {
        "billerbeck": "15725.00",
        "coesfeld": "15725.00",
        "havixbeck": "15724.99",
        "rosendahl": "15724.99",
    }
    changes = [fact.changes for fact in twice if isinstance(fact, SettlementCorrected)]
    assert [sorted(change) for change in changes] == [
        ["billerbeck", "coesfeld", "havixbeck", "rosendahl"],
        ["havixbeck", "rosendahl"],
    ]
    assert changes[1]["rosendahl"].difference == "-0.01"


@pytest.mark.parametrize(
    "late",
    [
        cost_of_year("mitte", "400.00", 2025),
        cost_of_year("nord", "400.00", 2024),
        decided("exit-share", "region", "2025-01-01"),
        cost("nord", "400.00", "2025-05-01", "2025-05-31", voucher="V") + reversal("V"),
        amended(1, "2025-02-01", {"parties": {"olfen": {"name": "Stadt Olfen an der Lippe"}}}),
    ],
    ids=["another pool", "another year", "a reading without effect", "posted and reversed", "a new name"],
)
def test_where_no_figure_changed_there_is_nothing_to_correct(late: Facts) -> None:
    facts = issued(YEAR_2025) + late

    assert "differs" not in settlement_of(facts, 2025)
    assert refusal(correct, facts, making()) == "nothing-to-correct"


def test_a_correction_appears_where_only_cost_and_subsidy_changed() -> None:
    """1,000 more cost and 1,000 more subsidy: every party's part stays, the printed figures do not."""
    begun = in_force(readings={"subsidy-amount": "paid"}) + taxed() + cost_of_year("nord", "5000.00", 2025)
    facts = issued(begun)
    facts += cost_of_year("nord", "1000.00", 2025) + paid("nord", "1000.00", "2025-01-01", "2025-12-31")

    (found,) = correct(recorded(facts), making())

    assert found.changes == {}
    assert (found.statement.cost["total"], found.statement.subsidy) == ("6000.00", "1000.00")


def test_a_party_whose_claim_a_correction_removes_still_gets_it() -> None:
    """All cost is reversed: nobody owes anything any more, and three have to be told."""
    facts = issued(in_force(grants=()) + taxed() + cost_of_year("nord", "400.00", 2025, voucher="V"))
    (found,) = correct(recorded(facts + reversal("V")), making())

    assert found.statement.claims == ()
    assert len(found.documents) == 9


def test_a_correction_appears_where_only_the_kinds_of_cost_changed() -> None:
    """400.00 were equipment, no personnel cost: the total stays."""
    facts = issued(YEAR_2025 + cost_of_year("nord", "400.00", 2025, voucher="V"))
    facts += reversal("V") + cost_of_year("nord", "400.00", 2025, voucher="W", cost_position="equipment")

    (found,) = correct(recorded(facts), making())

    assert found.changes == {}
    assert found.statement.cost == {
        "equipment": "400.00",
        "personnel": "200000.00",
        "total": "200400.00",
    }


def test_a_correction_of_the_tax_alone_states_what_is_to_be_paid() -> None:
    """15,625.00 and 19 %: 2,968.75 more for each of three; nobody's part changes."""
    late = issued(YEAR_2025) + tax("coesfeld", "taxable", "2025-12-31", rate="0.19")

    (found,) = correct(recorded(late), making())

    assert found.changes == {}
    assert [(each.from_, each.old, each.new, each.difference) for each in found.claim_changes] == [
        (party, "15625.00", "18593.75", "2968.75") for party in ("billerbeck", "havixbeck", "rosendahl")
    ]


def test_a_new_employer_for_the_whole_year_moves_claims_and_no_part() -> None:
    """Billerbeck employs instead of Coesfeld: their claims change places, the others pay Billerbeck."""
    late = issued(YEAR_2025) + tax("billerbeck", "not-taxable")
    late += amended(1, "2025-01-01", {"pools": {"nord": {"employer": "billerbeck"}}})

    (found,) = correct(recorded(late), making())

    assert found.changes == {}
    assert [(each.from_, each.to, each.difference) for each in found.claim_changes] == [
        ("billerbeck", "coesfeld", "-15625.00"),
        ("coesfeld", "billerbeck", "15625.00"),
        ("havixbeck", "billerbeck", "15625.00"),
        ("havixbeck", "coesfeld", "-15625.00"),
        ("rosendahl", "billerbeck", "15625.00"),
        ("rosendahl", "coesfeld", "-15625.00"),
    ]


def test_a_pool_that_was_removed_for_the_year_is_corrected_to_zero() -> None:
    """Mitte is merged into Nord for 2025: 30,000.00 less 55,000.00 was cut, 60,000.00 were 2,500.00 each."""
    begun = in_force() + taxed() + cost_of_year("mitte", "60000.00", 2025, voucher="M")
    facts = issued(begun, pool="mitte") + reversal("M")
    merged = {"members": sorted(["billerbeck", "coesfeld", "havixbeck", "rosendahl", "duelmen", "nottuln"])}
    facts += amended(1, "2025-01-01", {"pools": {"mitte": None, "nord": merged}})

    (found,) = correct(recorded(facts), making(pool="mitte"))
    after = corrected(facts, pool="mitte")

    assert {party: change.difference for party, change in found.changes.items()} == {
        "duelmen": "-2500.00",
        "nottuln": "-2500.00",
    }
    assert (found.statement.own_share, found.statement.claims) == ("0.00", ())
    assert statement(after, "mitte", 2025)["by_party"] == {}
    assert "differs" not in settlement_of(after, 2025)


def test_without_a_pool_all_pools_that_changed_are_corrected() -> None:
    facts = issued(YEAR_2025, pool=None)
    facts += cost_of_year("nord", "400.00", 2025) + cost_of_year("sued", "400.00", 2025)

    assert [found.pool for found in correct(recorded(facts), making(pool=None))] == ["nord", "sued"]


# Computed again


def test_an_issued_statement_is_computed_again_from_its_own_basis() -> None:
    facts = corrected(issued(YEAR_2025) + cost_of_year("nord", "400.00", 2025))
    facts += cost_of_year("nord", "7.00", 2025)

    assert list(recheck(KIM, recorded(facts))) == []


def test_rules_that_would_give_something_else_are_told_with_statement_and_amount() -> None:
    """As if an earlier version had put a cent of Billerbeck's to Rosendahl."""
    (right,) = issue(recorded(YEAR_2025), making())
    wrong = {"billerbeck": "15624.99", "rosendahl": "15625.01"}
    figures = right.statement.model_copy(update={"by_party": {**right.statement.by_party, **wrong}})
    facts = (*YEAR_2025, right.model_copy(update={"statement": figures}))

    (found,) = recheck(KIM, recorded(facts), year=2025)

    assert (found.position, found.pool, found.year, found.software) == (len(facts), "nord", 2025, "1.2.3")
    assert found.figures == {
        "by_party.billerbeck": ("15625.00", "15624.99"),
        "by_party.rosendahl": ("15625.00", "15625.01"),
    }
    assert list(recheck(KIM, recorded(facts), year=2024)) == []


def test_a_figure_that_is_nobody_s_part_is_told_too() -> None:
    (right,) = issue(recorded(YEAR_2025), making())
    figures = right.statement.model_copy(update={"subsidy": "137500.01"})
    facts = (*YEAR_2025, right.model_copy(update={"statement": figures}))

    (found,) = recheck(KIM, recorded(facts))

    assert found.figures == {"subsidy": ("137500.00", "137500.01")}
