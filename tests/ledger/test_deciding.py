"""What may be recorded: two facts of one day, and what a retraction would take with it.

Every single refusal stands in the table of bad inputs (test_bad_inputs).
"""

import pytest

from ledger.consolidation import terms_on
from ledger.errors import Refusal
from ledger.facts import FactRetracted, SubsidyPaid
from projections.history import History
from tests.scenario import (
    ALL,
    NORD,
    Facts,
    act,
    agreement,
    amended,
    by_party,
    cost,
    day,
    decided,
    deployed,
    drafted,
    employment_ended,
    ends,
    fact,
    filled,
    flat_rate,
    granted,
    history,
    hours,
    in_force,
    lost,
    notice,
    notice_on,
    paid,
    reken_joins,
    retracted,
    reversal,
    shares,
    statement,
    tax,
    terminated,
    vacated,
    without,
)

DAY = "2025-04-01"


def _refusal(facts: Facts) -> Refusal:
    with pytest.raises(Refusal) as refused:
        history(facts)
    return refused.value


# Two facts of one day

N1 = filled("n1", "nord", "2024-01-01")

CONTRADICTING = {
    "two grants of a pool": (granted("nord", DAY), granted("nord", DAY, rate_per_post_year="57000.00")),
    "a grant and a loss": (granted("nord", DAY), lost(["nord"], DAY)),
    "a grant and a loss of several": (granted("nord", DAY), lost(["mitte", "nord"], DAY)),
    "a grant and a loss of all": (granted("nord", DAY), lost("all", DAY)),
    "two losses": (lost(["nord"], DAY), lost(["nord", "sued"], DAY)),
    "a loss of one and of all": (lost(["nord"], DAY), lost("all", DAY)),
    "two readings of a question": (decided("surplus", "credit", DAY), decided("surplus", "floor", DAY)),
    "two deployments of a pool": (
        deployed("mitte", DAY, duelmen="1"),
        deployed("mitte", DAY, duelmen="0.5", nottuln="0.5"),
    ),
    "two flat rates": (flat_rate("900.00", DAY), flat_rate("1000.00", DAY)),
    "two flat rates of a pool": (flat_rate("900.00", DAY, "nord"), flat_rate("1000.00", DAY, "nord")),
    "two tax statuses": (tax("coesfeld", "exempt", DAY), tax("coesfeld", "taxable", DAY, "0.19")),
    "two fillings of a post": (filled("n1", "nord", DAY, "0.5"), filled("n1", "nord", DAY, "0.75")),
    "filled in two pools": (filled("n1", "nord", DAY, "0.5"), filled("n1", "sued", DAY, "0.5")),
    "vacated twice": (vacated("n1", DAY), fact("PostVacated", post="n1", effective_on=DAY, note="erneut")),
    "ended twice": (
        employment_ended("n1", DAY),
        fact("EmploymentEnded", post="n1", effective_on=DAY, note="erneut"),
    ),
}

AGREEING = {
    "grants of two pools": (granted("nord", DAY), granted("sued", DAY)),
    "a loss of one pool and a grant of another": (lost(["nord"], DAY), granted("sued", DAY)),
    "readings of two questions": (decided("surplus", "credit", DAY), decided("part-year", "days", DAY)),
    "deployments of two pools": (deployed("mitte", DAY, duelmen="1"), deployed("nord", DAY, coesfeld="2.5")),
    "a flat rate for all and one for a pool": (flat_rate("900.00", DAY), flat_rate("1000.00", DAY, "nord")),
    "tax statuses of two employers": (tax("coesfeld", "exempt", DAY), tax("duelmen", "exempt", DAY)),
    "vacated and filled": (vacated("n1", DAY), filled("n1", "nord", DAY, "0.5")),
    "ended and filled": (employment_ended("n1", DAY), filled("n1", "nord", DAY, "0.5")),
    "vacated and ended": (vacated("n1", DAY), employment_ended("n1", DAY)),
    "two places of work": (
        fact("PlaceOfWorkAgreed", post="n1", places=["Rathaus"], effective_on=DAY),
        fact("PlaceOfWorkAgreed", post="n1", places=["Schule"], effective_on=DAY),
    ),
    "two amendments": (amended(1, DAY, {"title": "Eins"}), amended(2, DAY, {"title": "Zwei"})),
    "an amendment and a deployment": (
        amended(1, DAY, {"pools": {"mitte": {"name": "Mitte"}}}),
        deployed("mitte", DAY, duelmen="1"),
    ),
    "two payments": (paid("nord", "5.00", DAY, DAY), paid("nord", "6.00", DAY, DAY)),
    "two days": (granted("nord", DAY), granted("nord", "2025-04-02")),
}


@pytest.mark.parametrize("pair", CONTRADICTING)
def test_two_facts_of_one_day_about_one_thing_contradict_each_other_in_any_order(pair: str) -> None:
    one, other = CONTRADICTING[pair]

    for first, second in ((one, other), (other, one)):
        history(in_force() + N1 + first)
        refusal = _refusal(in_force() + N1 + first + second)

        assert refusal.code == "second-of-the-day"
        assert f"{first[0].kind} ab {DAY}" in refusal.what


@pytest.mark.parametrize("pair", CONTRADICTING)
def test_after_retracting_the_first_the_second_may_be_recorded(pair: str) -> None:
    one, other = CONTRADICTING[pair]

    history(retracted(in_force() + N1 + one, one) + other)


@pytest.mark.parametrize("pair", AGREEING)
def test_facts_of_one_day_about_different_things_agree_in_any_order(pair: str) -> None:
    one, other = AGREEING[pair]

    history(in_force() + N1 + one + other)
    history(in_force() + N1 + other + one)


def test_vacated_and_filled_on_one_day_is_filled_in_any_order() -> None:
    change = (vacated("n1", DAY), filled("n1", "nord", DAY, "2.5"))

    for first, second in (change, change[::-1]):
        facts = in_force() + N1 + first + second
        assert _refusal(facts + filled("n2", "nord", "2025-05-01", "0.5")).code == "pool-overfilled"


def test_amendments_of_one_day_apply_by_number_in_any_order() -> None:
    first, second = amended(1, DAY, {"title": "Eins"}), amended(2, DAY, {"title": "Zwei"})

    for facts in (first + second, second + first):
        assert _title(history(in_force() + facts)) == "Zwei"


def _title(known: History) -> str:
    return terms_on(known.agreement, day(DAY)).title


def test_a_deployment_of_the_day_counts_on_top_of_an_amendment_of_that_day_in_any_order() -> None:
    patch = {"pools": {"mitte": {"planned": {"duelmen": "0.5", "nottuln": "0.5"}}}}
    pair = (amended(1, DAY, patch), deployed("mitte", DAY, duelmen="0.25", nottuln="0.75"))

    for first, second in (pair, pair[::-1]):
        assert shares(in_force() + first + second, "mitte", DAY) == {"duelmen": "1/4", "nottuln": "3/4"}


# Order of recording


def test_a_filling_before_a_later_one_is_refused_if_the_pool_would_then_be_overfilled() -> None:
    facts = in_force() + filled("n1", "nord", "2025-01-01", "2.5")

    refusal = _refusal(facts + filled("n2", "nord", "2024-01-01", "0.5"))

    assert (refusal.code, "2025-01-01" in refusal.what) == ("pool-overfilled", True)


def test_an_amendment_before_a_later_one_is_refused_if_that_becomes_invalid() -> None:
    planned = amended(2, "2025-06-01", {"pools": {"mitte": {"planned": {"duelmen": "1"}}}})

    refusal = _refusal(in_force() + planned + amended(1, DAY, {"pools": {"mitte": {"posts": "2"}}}))

    assert (refusal.code, "1 statt 2" in refusal.why) == ("amended-terms-invalid", True)


# Retraction


def _retraction(facts: Facts, wrong: Facts, instead: Facts | None = None) -> list[str]:
    """What the refusal of a retraction lists, as "position kind"."""
    refusal = _refusal(retracted(facts, wrong, instead))
    assert refusal.code == "retraction-breaks"
    return [line.split(":")[0].removeprefix("  Nr. ") for line in refusal.why.splitlines()[1:]]


def _numbered(facts: Facts, *kinds: str) -> list[str]:
    return [f"{n} {each.kind}" for n, each in enumerate(facts, start=1) if each.kind in kinds]


def test_the_retraction_of_a_notice_lists_its_receipts() -> None:
    letter = notice("olfen", received="2025-06-27")
    facts = in_force() + letter

    assert _retraction(facts, letter) == _numbered(facts, "NoticeReceived")
    assert len(_numbered(facts, "NoticeReceived")) == 10


def test_the_retraction_of_a_notice_lists_what_was_agreed_about_it() -> None:
    letter = fact("NoticeGiven", notice="n", party="olfen", form="letter", effective_on="2025-06-27")
    facts = in_force() + letter + act("NoticeWithdrawn", notice="n", concluded="2025-07-01")

    assert _retraction(facts, letter) == _numbered(facts, "NoticeWithdrawn")


def test_the_retraction_of_an_amendment_lists_whatever_rests_on_it_and_what_rests_on_that() -> None:
    """Reken's entry, a plan for it, and a deployment that Reken signed."""
    joining = reken_joins(1, "2025-01-01")
    plan = amended(2, "2025-02-01", {"pools": {"mitte": {"planned": {"reken": "1"}}}}, by=(*ALL, "reken"))
    deployment = deployed("mitte", "2025-03-01", by=(*ALL, "reken"), duelmen="0.5", reken="0.5")
    posting = cost("mitte", "100.00", "2025-03-01", "2025-03-31")
    facts = in_force() + joining + plan + deployment + posting

    assert _retraction(facts, joining) == [
        f"{len(facts) - 2} AmendmentAgreed",
        f"{len(facts) - 1} DeploymentAgreed",
    ]


def test_the_retraction_of_an_amendment_lists_postings_to_the_position_that_it_added() -> None:
    travel = amended(1, "2025-01-01", {"cost_positions": {"travel": {"name": "Reisen", "kind": "actual"}}})
    posting = cost("nord", "10.00", "2025-02-01", "2025-02-28", cost_position="travel")
    facts = in_force() + travel + posting

    assert _retraction(facts, travel) == [f"{len(facts)} CostPosted"]


def test_a_reversed_posting_still_stands_in_the_way() -> None:
    """It counts as recorded; decided again, it would be refused."""
    travel = amended(1, "2025-01-01", {"cost_positions": {"travel": {"name": "Reisen", "kind": "actual"}}})
    posting = cost("nord", "10.00", "2025-02-01", "2025-02-28", cost_position="travel", voucher="T-1")
    facts = in_force() + travel + posting + reversal("T-1")

    assert _retraction(facts, travel)[0] == f"{len(facts) - 1} CostPosted"


def test_the_retraction_of_a_signature_lists_the_commencement() -> None:
    facts = in_force()

    assert _retraction(facts, facts[1:2]) == _numbered(facts, "AgreementCommenced")


def test_the_retraction_of_the_commencement_lists_the_end() -> None:
    facts = in_force() + terminated("2027-12-31")

    assert _retraction(facts, facts[12:13]) == _numbered(facts, "TerminationAgreed")


def test_the_retraction_of_a_vacancy_lists_who_came_after() -> None:
    gone = vacated("n1", "2025-01-01")
    facts = in_force() + filled("n1", "nord", "2024-01-01", "2.5") + gone + filled("n2", "nord", DAY, "2")

    assert _retraction(facts, gone) == [f"{len(facts)} PostFilled"]


def test_the_retraction_of_the_draft_lists_everything() -> None:
    facts = in_force()

    assert len(_retraction(facts, facts[:1])) == len(facts) - 1


def test_instead_may_break_what_rests_on_the_first() -> None:
    letter = notice("olfen", received="2025-06-27")
    later = fact(
        "NoticeGiven", notice="notice-olfen", party="olfen", form="letter", effective_on="2025-06-28"
    )
    facts = in_force() + letter

    assert len(_retraction(facts, letter, later)) == 10


def test_instead_counts_in_the_place_of_the_first() -> None:
    letter = notice("olfen", received="2025-06-27", senden="2025-07-01")
    wrong, right = (
        letter[-1:],
        fact("NoticeReceived", notice="notice-olfen", by="senden", effective_on="2025-06-30"),
    )
    facts = in_force() + letter

    assert ends(facts, "olfen") != ends(retracted(facts, wrong, right), "olfen")
    assert notice_on(retracted(facts, wrong, right), "olfen", "2025-12-31")["complete_on"] == "2025-06-30"


def test_a_fact_with_instead_may_be_retracted_again_and_then_not_any_more() -> None:
    facts = in_force() + paid("nord", "5.00", DAY, DAY)
    position = len(facts)
    once = retracted(facts, facts[-1:], paid("nord", "6.00", DAY, DAY))
    twice = once + _retracted(position, paid("nord", "7.00", DAY, DAY))
    thrice = twice + _retracted(position)

    assert [_paid(known) for known in (facts, once, twice, thrice)] == [["5.00"], ["6.00"], ["7.00"], []]
    refusal = _refusal(thrice + _retracted(position, paid("nord", "8.00", DAY, DAY)))
    assert refusal.code == "retracted-already"


def _retracted(position: int, instead: Facts | None = None) -> Facts:
    replacement = instead and instead[0].as_given()
    return fact("FactRetracted", position=position, reason="Versehen", instead=replacement)


def _paid(facts: Facts) -> list[str]:
    return [each.amount for each in agreement(facts).of(SubsidyPaid)]


def test_asked_with_an_earlier_knowledge_the_error_still_counts() -> None:
    wrong = cost("nord", "100.00", DAY, DAY, voucher="BK-1")
    facts = in_force() + wrong + reversal("BK-1")
    corrected = retracted(facts, facts[-1:])

    assert by_party(facts, "nord", 2025) == {}
    assert statement(corrected, "nord", 2025)["cost"]["total"] == "100.00"
    assert statement(corrected, "nord", 2025, known_at=len(facts))["cost"]["total"] == "0.00"


def test_a_reversal_after_a_retracted_reversal_bars_it_from_coming_back() -> None:
    """The posting would be reversed twice."""
    posting = cost("nord", "100.00", DAY, DAY, voucher="BK-1")
    facts = in_force() + posting + reversal("BK-1", voucher="R-1")
    retracted_once = retracted(facts, facts[-1:]) + reversal("BK-1", voucher="R-2")

    assert _refusal(retracted_once + reversal("BK-1", voucher="R-3")).code == "reversed-already"
    assert statement(retracted_once, "nord", 2025)["cost"]["total"] == "0.00"


@pytest.mark.parametrize("position", [1, 2, 13])
def test_instead_equal_to_what_stands_is_refused(position: int) -> None:
    facts = in_force()

    assert _refusal(facts + _retracted(position, facts[position - 1 :][:1])).code == "instead-stands-already"


def test_a_retraction_is_never_retracted() -> None:
    facts = retracted(in_force(), in_force()[-1:])

    assert isinstance(facts[-1], FactRetracted)
    assert _refusal(facts + _retracted(len(facts))).code == "retracted-retraction"


def test_the_draft_may_be_replaced_by_one_with_the_same_id() -> None:
    facts = in_force()
    members = {"pools": {"nord": {"planned": dict.fromkeys(without(NORD, "coesfeld", "billerbeck"), "1.25")}}}

    corrected = retracted(facts, facts[:1], drafted(members))

    assert shares(corrected, "nord", DAY) == {"havixbeck": "1/2", "rosendahl": "1/2"}


def test_hours_of_the_next_day_do_not_overlap() -> None:
    first = hours("nord", "coesfeld", "10", "2024-01-01", "2024-06-30")

    history(in_force() + first + hours("nord", "coesfeld", "10", "2024-07-01", "2024-12-31"))
    history(in_force() + first + hours("nord", "billerbeck", "10", "2024-01-01", "2024-06-30"))
    refusal = _refusal(in_force() + first + hours("nord", "coesfeld", "1", "2024-06-30", "2024-06-30"))
    assert refusal.code == "hours-overlap"
