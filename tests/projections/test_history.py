"""The two dates of every question: the day asked about, and what was known (R11)."""

from datetime import date

import pytest

from ledger.errors import Refusal
from ledger.facts import NoticeGiven
from projections.history import as_at, as_known
from tests.scenario import (
    KIM,
    Facts,
    Recorded,
    commenced,
    cost_of_year,
    drafted,
    ends,
    fact,
    history,
    in_force,
    known_at,
    lost,
    notice,
    recorded,
    retracted,
    reversal,
    settlement_of,
    signed_by_all,
    split_on,
    statement,
    terminated,
)


def _cost(facts: Facts, position: int | None = None) -> str:
    return str(statement(facts, "mitte", 2025, known_at=position)["cost"]["total"])


# Known at


def test_a_fact_recorded_later_changes_no_answer_with_an_earlier_known_at() -> None:
    early = in_force() + cost_of_year("mitte", "80000.00", 2025)
    late = early + lost("all", "2025-07-01") + cost_of_year("mitte", "1.00", 2025)

    for position in range(1, len(early) + 1):
        assert settlement_of(late, 2025, known_at=position) == settlement_of(early, 2025, known_at=position)
    assert _cost(late) == "80001.00"


def test_an_answer_says_how_far_it_knows() -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025)

    assert split_on(facts, "2025-01-01")["known_at"] == {
        "position": 17,
        "recorded_at": "2026-11-22T00:00:16Z",
    }
    assert split_on(facts, "2025-01-01", known_at=3)["known_at"] == {
        "position": 3,
        "recorded_at": "2026-11-22T00:00:02Z",
    }


HOURS = ["2026-11-22T10:00:00Z", *["2026-11-22T11:00:00Z"] * 11, "2026-11-22T12:00:00Z"]


@pytest.mark.parametrize(
    ("instant", "position"),
    [
        ("2026-11-22T10:00:00+00:00", 1),
        ("2026-11-22T10:59:59+00:00", 1),
        ("2026-11-22T11:00:00+00:00", 12),
        ("2026-11-22T12:00:00+01:00", 12),
        ("2026-11-22T11:59:59.999999+00:00", 12),
        ("2026-11-22T12:00:00+00:00", 13),
        ("2030-01-01T00:00:00+00:00", 13),
    ],
)
def test_what_was_known_at_an_instant(instant: str, position: int) -> None:
    facts = drafted() + signed_by_all() + commenced()

    assert known_at(facts, instant, at=HOURS).known.position == position


def test_before_the_draft_was_known_nothing_can_be_asked() -> None:
    facts = drafted() + signed_by_all() + commenced()

    with pytest.raises(Refusal) as refused:
        known_at(facts, "2026-11-22T09:59:59+00:00", at=HOURS)

    assert refused.value.code == "not-known-then"
    assert "2026-11-22T10:00:00Z" in str(refused.value)


def test_before_position_1_nothing_is_known() -> None:
    with pytest.raises(Refusal) as refused:
        history(in_force(), known_at=0)

    assert refused.value.code == "not-known-then"
    assert "@0" in str(refused.value)


def test_without_a_draft_there_is_no_agreement() -> None:
    with pytest.raises(Refusal) as refused:
        as_known(KIM, [])
    assert refused.value.code == "no-agreement"

    (signature,) = fact("PartySigned", party="olfen", effective_on="2023-03-15")
    with pytest.raises(Refusal) as refused:
        as_known(KIM, [Recorded(1, "2026-11-22T10:00:00Z", signature)])
    assert refused.value.code == "no-agreement"


def test_a_position_that_is_not_reached_yet_is_refused() -> None:
    assert history(in_force(), known_at=16).known.position == 16

    with pytest.raises(Refusal) as refused:
        history(in_force(), known_at=17)

    assert refused.value.code == "position-beyond"
    assert "16" in str(refused.value)
    assert "17" in str(refused.value)


# Corrections


def test_a_retraction_is_known_from_its_own_position_on() -> None:
    letter = notice("olfen", received="2025-06-30", senden="2025-07-01")
    right = notice("olfen", received="2025-06-30")[-1:]
    facts = retracted(in_force() + letter, letter[-1:], right)

    assert ends(facts, "olfen") == date(2026, 12, 31)
    assert len(split_on(facts, "2027-01-01")["parties"]) == 10
    assert len(split_on(facts, "2027-01-01", known_at=len(facts) - 1)["parties"]) == 11


def test_what_is_retracted_without_replacement_never_happened() -> None:
    loss = lost("all", "2025-07-01")
    facts = retracted(in_force() + loss, loss)

    assert [split_on(facts, "2025-07-01", known_at=n)["pools"]["nord"]["funding"] for n in (17, 18)] == [
        "lapsed",
        "funded",
    ]


def test_a_replacement_can_be_retracted_again() -> None:
    loss = lost("all", "2025-07-01")
    facts = retracted(in_force() + loss, loss, lost("all", "2025-09-01"))
    facts += fact("FactRetracted", position=17, reason="doch nicht")

    found = [split_on(facts, "2025-08-01", known_at=n)["pools"]["nord"]["funding"] for n in (17, 18, 19)]
    assert found == ["lapsed", "funded", "funded"]
    assert split_on(facts, "2025-09-01")["pools"]["nord"]["funding"] == "funded"


def test_a_reversal_takes_a_posting_back_from_its_position_on() -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025, voucher="B-1") + reversal("B-1")

    assert [_cost(facts, position) for position in (16, 17, 18)] == ["0.00", "80000.00", "0.00"]


def test_a_retracted_reversal_lets_the_posting_count_again() -> None:
    undone = reversal("B-1")
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025, voucher="B-1")
    facts += cost_of_year("mitte", "7.00", 2025, voucher="B-2") + undone

    assert _cost(facts) == "7.00"
    assert _cost(retracted(facts, undone)) == "80007.00"


def test_a_reversal_of_the_wrong_posting_is_replaced() -> None:
    undone = reversal("B-1")
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025, voucher="B-1")
    facts += cost_of_year("mitte", "7.00", 2025, voucher="B-2") + undone

    right = reversal("B-2", voucher="Storno B-1")
    assert _cost(retracted(facts, undone, right)) == "80000.00"


# As at


def test_as_at_a_day_only_what_counts_by_then_is_left() -> None:
    facts = in_force("2024-01-01") + notice("olfen", received="2025-06-30") + terminated("2027-12-31")
    facts += cost_of_year("mitte", "1.00", 2025) + cost_of_year("mitte", "2.00", 2026)

    def kinds(on: date) -> list[str]:
        return [entry.fact.kind for entry in as_at(history(facts), on).agreement.standing]

    assert kinds(date(1900, 1, 1)) == ["AgreementDrafted"]
    assert kinds(date(2023, 3, 15)) == ["AgreementDrafted", *["PartySigned"] * 11]
    assert "AgreementCommenced" not in kinds(date(2023, 12, 31))
    assert "AgreementCommenced" in kinds(date(2024, 1, 1))
    assert "TerminationAgreed" not in kinds(date(2024, 1, 31))
    assert "TerminationAgreed" in kinds(date(2024, 2, 1))
    assert "NoticeGiven" not in kinds(date(2025, 6, 29))
    assert [posting.amount for posting in as_at(history(facts), date(2025, 12, 31)).postings] == ["1.00"]
    assert [posting.amount for posting in as_at(history(facts), date(2026, 1, 1)).postings] == [
        "1.00",
        "2.00",
    ]


def test_a_fact_that_counts_from_a_later_day_changes_no_earlier_answer() -> None:
    facts = in_force() + cost_of_year("mitte", "80000.00", 2025)
    later = facts + lost("all", "2026-01-01") + terminated("2026-06-30", concluded="2026-01-01")

    before, after = split_on(facts, "2025-12-31"), split_on(later, "2025-12-31")

    assert before | {"known_at": None} == after | {"known_at": None}


def test_a_withdrawal_of_the_future_is_not_known_to_the_day_asked_about() -> None:
    """As at a day looks at what had happened by that day, whatever the ledger knows."""
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += fact(
        "NoticeWithdrawn",
        notice="notice-olfen",
        form="letter",
        signed_by=sorted(split_on(facts, "2025-01-01")["parties"]),
        concluded_on="2026-03-01",
    )

    assert ends(facts, "olfen", "2026-02-28") == date(2026, 12, 31)
    assert ends(facts, "olfen", "2026-03-01") is None


def test_a_history_rests_on_what_was_recorded_and_nothing_else() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")

    found = as_known(KIM, recorded(facts))

    assert [entry.fact for entry in found.agreement.standing] == list(facts)
    assert found.id == KIM
    assert sum(isinstance(entry.fact, NoticeGiven) for entry in found.agreement.standing) == 1
