"""`settlement diff`: every cent of difference, attributed to the event that caused it."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.context import When
from ledger.errors import Refusal
from ledger.facts import AnyFact
from projections.comparing import ByPool, borne_in
from projections.difference import settlement_differences
from projections.history import as_known
from tests.histories import begun, grow
from tests.scenario import (
    ALL,
    KIM,
    NORD,
    Facts,
    Recorded,
    amended,
    commenced,
    cost,
    cost_of_year,
    decided,
    deployed,
    drafted,
    equally,
    fact,
    flat_rate,
    granted,
    hours,
    in_force,
    lost,
    notice,
    paid,
    recorded,
    retracted,
    reversal,
    signed_by_all,
    taxed,
    without,
)


def difference(
    facts: Facts, pool: str, year: int, begin: int, end: int | None = None
) -> tuple[list[tuple[int, str, str, dict[str, str]]], dict[str, str]]:
    """The steps (position, kind, clause, by party) of one pool, and the difference."""
    sides = (When(position=begin), When(position=len(facts) if end is None else end))
    (answer,) = settlement_differences(KIM, recorded(facts), year=year, between=sides, pool=pool)
    steps = [(s["position"], s["kind"], s["clause"], s["by_party"]) for s in answer["steps"]]
    return steps, answer["difference"]


BEFORE = in_force() + taxed() + cost_of_year("nord", "200000.00", 2024)
"""Nord's own share is 62,500.00: 15,625.00 a party."""


def test_a_late_posting_is_one_step() -> None:
    facts = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31")

    assert difference(facts, "nord", 2024, len(BEFORE)) == (
        [(len(BEFORE) + 1, "CostPosted", "§ 2", equally(NORD, "125.00"))],
        equally(NORD, "125.00"),
    )


def test_a_reversal_takes_the_cents_back_and_nothing_is_left() -> None:
    facts = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31", voucher="B") + reversal("B")

    steps, total = difference(facts, "nord", 2024, len(BEFORE))

    assert [(kind, by_party["coesfeld"]) for _, kind, _, by_party in steps] == [
        ("CostPosted", "125.00"),
        ("CostReversed", "-125.00"),
    ]
    assert total == {}


def test_cents_that_do_not_divide_are_attributed_too() -> None:
    """0.30 among five: 0.06 each; then 0.01 more moves one party alone."""
    facts = BEFORE + cost_of_year("sued", "137500.00", 2024)
    more = (
        facts
        + cost("sued", "0.30", "2024-01-01", "2024-01-31")
        + cost("sued", "0.01", "2024-01-01", "2024-01-31")
    )

    steps, total = difference(more, "sued", 2024, len(facts))

    sued = ("ascheberg", "luedinghausen", "nordkirchen", "olfen", "senden")
    assert [by_party for *_, by_party in steps] == [equally(sued, "0.06"), {"ascheberg": "0.01"}]
    assert total == equally(sued, "0.06") | {"ascheberg": "0.07"}


UNTOUCHED: dict[str, Facts] = {
    "cost of another pool": cost_of_year("sued", "9000.00", 2024),
    "cost of another year": cost_of_year("nord", "9000.00", 2025),
    "a posting of another year and its reversal": cost_of_year("nord", "9.00", 2025, voucher="B")
    + reversal("B"),
    "hours under the planned reading": hours("nord", "coesfeld", "100", "2024-01-01", "2024-12-31"),
    "hours of another pool": hours("sued", "coesfeld", "100", "2024-01-01", "2024-12-31"),
    "a payment of another year": paid("nord", "100.00", "2025-01-01", "2025-12-31"),
    "a deployment from a later year": deployed("nord", "2025-01-01", coesfeld="2.5"),
    "a payment of an advance": fact(
        "SettlementPaid",
        pool="nord",
        year=2024,
        party="billerbeck",
        to="coesfeld",
        amount="100.00",
        paid_on="2024-06-01",
    ),
}


@pytest.mark.parametrize("facts", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_moves_nothing_is_no_step(facts: Facts) -> None:
    assert difference(BEFORE + facts, "nord", 2024, len(BEFORE)) == ([], {})


def test_a_correction_of_a_receipt_has_the_clause_of_the_receipt() -> None:
    """R3, R4: a day earlier, it ends a year earlier: Olfen's 12,500.00 of Süd go to the ten others."""
    late = notice("olfen", received="2025-06-27", senden="2025-07-01")
    facts = BEFORE + cost_of_year("sued", "200000.00", 2027) + late
    corrected = retracted(
        facts,
        late[-1:],
        fact("NoticeReceived", notice="notice-olfen", by="senden", effective_on="2025-06-30"),
    )

    steps, total = difference(corrected, "sued", 2027, len(facts))

    moved = equally(without(ALL, "olfen"), "1250.00") | {"olfen": "-12500.00"}
    assert steps == [(len(facts) + 1, "FactRetracted", "§ 4 Abs. 4", dict(sorted(moved.items())))]
    assert total == dict(sorted(moved.items()))


def test_postings_that_begin_alike_and_end_differently_are_kept_apart() -> None:
    """Coesfeld alone has Nord's hours from 1 July 2024: 182 of 366 days are shared."""
    before = in_force(grants=()) + deployed("nord", "2024-07-01", coesfeld="2.5")
    facts = before + cost("nord", "400.00", "2024-01-01", "2024-06-30") + cost_of_year("nord", "366.00", 2024)

    steps, _ = difference(facts, "nord", 2024, len(before))

    assert [by_party for *_, by_party in steps] == [
        equally(NORD, "100.00"),
        equally(NORD, "45.50") | {"coesfeld": "229.50"},
    ]


def test_payments_and_hours_are_steps_where_they_count() -> None:
    """100,000.00 are paid: 50,000.00 a party become 25,000.00, and with the hours all is Coesfeld's."""
    before = BEFORE + decided("subsidy-amount", "paid", "2024-01-01")
    before += decided("hours-basis", "actual", "2024-01-01")
    facts = before + paid("nord", "100000.00", "2024-01-01", "2024-12-31")
    facts += hours("nord", "coesfeld", "10", "2024-01-01", "2024-12-31")

    steps, _ = difference(facts, "nord", 2024, len(before))

    assert [(kind, by_party) for _, kind, _, by_party in steps] == [
        ("SubsidyPaid", equally(NORD, "-25000.00")),
        ("HoursRecorded", equally(NORD, "-25000.00") | {"coesfeld": "75000.00"}),
    ]


def test_a_reversal_that_was_retracted_counts_as_never_recorded() -> None:
    posted = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31", voucher="B")
    facts = posted + reversal("B")

    steps, _ = difference(retracted(facts, facts[-1:]), "nord", 2024, len(facts))

    assert steps == [(len(facts) + 1, "FactRetracted", "§ 2", equally(NORD, "125.00"))]


def test_a_fact_that_counts_from_inside_the_year_moves_the_rest_of_it() -> None:
    """R8: lost on 1 July 2024, the subsidy is 68,750.00 and the own share 131,250.00, 32,812.50 a party."""
    facts = BEFORE + lost("all", "2024-07-01")

    steps, _ = difference(facts, "nord", 2024, len(BEFORE))

    assert steps == [(len(facts), "SubsidyLost", "§ 2 letzter Absatz", equally(NORD, "17187.50"))]


def test_from_before_the_draft_everything_is_a_step() -> None:
    facts = (
        drafted() + signed_by_all() + cost_of_year("mitte", "80000.00", 2024) + commenced() + granted("mitte")
    )

    steps, total = difference(facts, "mitte", 2024, 0)

    mitte = ("duelmen", "nottuln")
    assert [(kind, clause, by_party) for _, kind, clause, by_party in steps] == [
        ("AgreementCommenced", "Inkrafttreten", equally(mitte, "40000.00")),
        ("SubsidyGranted", "Präambel, § 2", equally(mitte, "-27500.00")),
    ]
    assert total == equally(mitte, "12500.00")


def test_two_times_before_the_draft_differ_in_nothing() -> None:
    sides = (When(position=0), When(instant=datetime(2020, 1, 1, tzinfo=UTC)))

    assert settlement_differences(KIM, recorded(BEFORE), year=2024, between=sides) == []


def test_times_stand_for_what_was_recorded_by_then() -> None:
    facts = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31")
    at = ["2024-05-01T10:00:00Z"] * len(BEFORE) + ["2024-05-02T10:00:00Z"]
    days = (datetime(2024, 5, 1, 12, tzinfo=UTC), datetime(2024, 5, 2, 12, tzinfo=UTC))
    sides = (When(instant=days[0]), When(instant=days[1]))

    answers = settlement_differences(KIM, recorded(facts, at), year=2024, between=sides)

    assert [answer["pool"] for answer in answers] == ["mitte", "nord", "sued"]
    assert answers[1] == {
        "year": 2024,
        "pool": "nord",
        "from": {"position": len(BEFORE)},
        "to": {"position": len(facts)},
        "steps": [
            {
                "position": len(facts),
                "kind": "CostPosted",
                "clause": "§ 2",
                "by_party": equally(NORD, "125.00"),
            }
        ],
        "difference": equally(NORD, "125.00"),
    }
    assert answers[0]["steps"] == answers[2]["steps"] == []


# An unresolved pool (§ 4 Abs. 5): under `region` nobody is left in Mitte to take over.

_MITTE = in_force(readings={"exit-share": "region"}) + cost_of_year("mitte", "80000.00", 2027)
_LEFT = _MITTE + notice("duelmen", received="2025-06-27")
_UNRESOLVED = _LEFT + notice("nottuln", received="2025-06-27")
_MORE_COST = _UNRESOLVED + cost_of_year("mitte", "1100.00", 2027)
_RESOLVED = _MORE_COST + decided("exit-share", "all-remaining", "2027-01-01")


def test_what_moves_while_unresolved_goes_to_the_event_that_resolves() -> None:
    """26,100.00 among the nine who are left: 2,900.00 each."""
    steps, total = difference(_RESOLVED, "mitte", 2027, len(_MITTE))

    nine = equally(without(ALL, "duelmen", "nottuln"), "2900.00")
    assert steps == [
        (len(_LEFT), "NoticeReceived", "§ 4 Abs. 4", {"duelmen": "-12500.00", "nottuln": "12500.00"}),
        (
            len(_RESOLVED),
            "ReadingDecided",
            "§ 5 Abs. 1",
            dict(sorted((nine | {"nottuln": "-25000.00"}).items())),
        ),
    ]
    assert total == dict(sorted((nine | {"duelmen": "-12500.00", "nottuln": "-12500.00"}).items()))


@pytest.mark.parametrize(
    ("begin", "end", "side"),
    [(_UNRESOLVED, _RESOLVED, "--from"), (_MITTE, _MORE_COST, "--to"), (_UNRESOLVED, _MORE_COST, "--from")],
)
def test_an_unresolved_side_is_refused_saying_which(begin: Facts, end: Facts, side: str) -> None:
    with pytest.raises(Refusal) as refused:
        difference(_RESOLVED, "mitte", 2027, len(begin), len(end))

    assert refused.value.code == "difference-unresolved"
    assert refused.value.clause == "§ 4 Abs. 5"
    assert f"{side} (nach Nr. {len(begin if side == '--from' else end)})" in refused.value.what


def test_the_other_pools_can_be_asked_about_while_one_is_unresolved() -> None:
    assert difference(_RESOLVED, "nord", 2027, len(_MITTE), len(_UNRESOLVED)) == ([], {})


def test_a_pool_that_one_side_knows_counts_as_zero_on_the_other() -> None:
    """Mitte's flat rate of 1,200.00 was shared by two, until it was merged into Nord."""
    members = [*NORD, "duelmen", "nottuln"]
    merged = amended(1, "2025-01-01", {"pools": {"mitte": None, "nord": {"members": members}}})
    before = in_force(grants=()) + flat_rate("1200.00", "2024-01-01")
    facts = before + merged

    steps, total = difference(facts, "mitte", 2025, len(before))

    gone = {"duelmen": "-600.00", "nottuln": "-600.00"}
    assert (steps, total) == ([(len(facts), "AmendmentAgreed", "§ 5 Abs. 1", gone)], gone)
    with pytest.raises(Refusal, match="„mitte“ ist am 2025-12-31 keine Region"):
        difference(facts, "mitte", 2025, len(facts))


def test_a_pool_that_neither_side_knows_is_refused() -> None:
    with pytest.raises(Refusal, match="„west“ ist am 2024-12-31 keine Region"):
        difference(BEFORE, "west", 2024, 0)


def test_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(Refusal, match="--from und --to tauschen"):
        difference(BEFORE, "nord", 2024, 5, 2)


def test_a_position_that_is_not_reached_is_refused() -> None:
    with pytest.raises(Refusal, match=f"die neueste ist {len(BEFORE)}"):
        difference(BEFORE, "nord", 2024, 5, len(BEFORE) + 1)


# For every history


def _cents(by_party: dict[str, str]) -> dict[str, int]:
    return {party: int(Decimal(amount) * 100) for party, amount in by_party.items()}


def _computed(log: Sequence[Recorded], position: int, year: int) -> ByPool:
    """The figures as any question computes them, folded from the beginning."""
    return borne_in(as_known(KIM, log, position=position), year) if position else {}


@pytest.mark.parametrize("seed", range(40))
def test_steps_add_up_to_the_difference_and_that_to_the_two_settlements(seed: int) -> None:
    book, chance = grow(begun(seed), 45), random.Random(seed)
    log = _log(book.facts)
    begin, end = sorted(chance.choices(range(len(log) + 1), k=2))
    year = chance.randrange(2023, 2030)
    sides = (When(position=begin), When(position=end))
    before, after = _computed(log, begin, year), _computed(log, end, year)

    for pool in sorted({*before, *after}):
        was, now = before.get(pool, {}), after.get(pool, {})
        if was is None or now is None:
            with pytest.raises(Refusal, match="ungeklärt"):
                settlement_differences(KIM, log, year=year, between=sides, pool=pool)
            continue
        (answer,) = settlement_differences(KIM, log, year=year, between=sides, pool=pool)
        summed: dict[str, int] = {}
        for step in answer["steps"]:
            assert begin < step["position"] <= end
            assert step["by_party"]
            for party, cents in _cents(step["by_party"]).items():
                assert cents != 0
                summed[party] = summed.get(party, 0) + cents
        total = {party: cents for party, cents in summed.items() if cents}
        assert total == _cents(answer["difference"])
        assert total == {
            party: now.get(party, 0) - was.get(party, 0)
            for party in {*was, *now}
            if now.get(party, 0) != was.get(party, 0)
        }


def _log(facts: Sequence[AnyFact]) -> list[Recorded]:
    return [Recorded(number, "2026-11-22T00:00:00Z", each) for number, each in enumerate(facts, start=1)]


@settings(max_examples=10)
@given(st.integers(0, 10**9))
def test_each_step_is_the_change_from_the_fact_before(seed: int) -> None:
    """Where nothing is unresolved, every event by itself gives its own step: nothing is skipped wrongly."""
    book = grow(begun(seed), 30)
    log, year = _log(book.facts), 2025
    computed = [_computed(log, position, year) for position in range(len(log) + 1)]

    for pool in ("mitte", "nord", "sued"):
        figures = [found.get(pool, {}) for found in computed]
        if any(found is None for found in figures):
            continue
        moved = [
            position
            for position in range(1, len(figures))
            if _moved(figures[position - 1], figures[position])
        ]
        sides = (When(position=0), When(position=len(log)))
        (answer,) = settlement_differences(KIM, log, year=year, between=sides, pool=pool)
        assert [step["position"] for step in answer["steps"]] == moved


def _moved(before: Any, after: Any) -> bool:
    return any(before.get(party, 0) != after.get(party, 0) for party in {*before, *after})


def test_two_thousand_postings_of_one_pool_and_year_take_seconds() -> None:
    months = [(f"2024-{month:02d}-01", f"2024-{month:02d}-28") for month in range(1, 13)]
    postings = tuple(
        each
        for number in range(2000)
        for each in cost("nord", f"{number}.07", *months[number % 12], voucher=f"V-{number}")
    )
    log = _log(in_force(grants=()) + flat_rate("1199.99", "2024-02-01") + postings)
    begin = time.process_time()

    (answer,) = settlement_differences(
        KIM, log, year=2024, between=(When(position=0), When(position=len(log))), pool="nord"
    )

    assert len(answer["steps"]) == 2001
    assert time.process_time() - begin < 30
