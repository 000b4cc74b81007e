"""What holds for every history (R4, R10, R11), on histories that nobody has thought of."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.agreement import day_of
from ledger.consolidation import terms_between
from ledger.facts import AnyFact, FactRetracted, NoticeReceived
from projections.history import History, as_known
from projections.notices import notices
from projections.settlement import settlement
from projections.split import split
from projections.tasks import open_tasks
from tests.histories import Book, begun, grow, propose

SEEDS = st.integers(0, 10**9)
EXAMPLES = settings(max_examples=15)


@dataclass(frozen=True)
class Entry:
    position: int
    fact: AnyFact
    recorded_at: str = "2026-01-01T00:00:00.000000Z"


def known(facts: Sequence[AnyFact], position: int | None = None) -> History:
    recorded = [Entry(number, fact) for number, fact in enumerate(facts, start=1)]
    return as_known("kim-coesfeld", recorded, position=position)


def answers(history: History, days: Sequence[date]) -> list[Any]:
    """Everything that can be asked about *days* and their years, without the state of knowledge."""
    found: list[Any] = []
    for day in days:
        found += [split(history, day=day), notices(history, day=day)]
        found.append([task.as_json() for task in open_tasks(history, day=day)])
    return [_without_knowledge(answer) for answer in found]


def statements(history: History, years: Sequence[int]) -> list[Any]:
    return [_without_knowledge(settlement(history, year=year)) for year in years]


def _without_knowledge(answer: Any) -> Any:
    return (
        {key: value for key, value in answer.items() if key != "known_at"}
        if isinstance(answer, dict)
        else answer
    )


def amounts(cents: dict[str, str]) -> Decimal:
    return sum(map(Decimal, cents.values()), Decimal(0))


def some_days(book: Book, number: int = 3) -> list[date]:
    chance = random.Random(len(book.facts))
    return [
        date(chance.randrange(2023, 2032), 1, 1) + timedelta(days=chance.randrange(365))
        for _ in range(number)
    ]


def figures_of(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for pool in answer["pools"].values():
        printed = pool.get("year_to_date", pool if "own_share" in pool else None)
        if printed is not None:
            yield printed


@EXAMPLES
@given(SEEDS)
def test_printed_figures_add_up(seed: int) -> None:
    """R10: cost − subsidy + surplus not shared = own share = the parties' parts, to the cent."""
    book = grow(begun(seed), 60)
    history = known(book.facts)
    printed = [split(history, day=day) for day in some_days(book, 4)]
    printed += [settlement(history, year=year) for year in (2024, 2026, 2028)]

    for answer in printed:
        for figures in figures_of(answer):
            total = figures["cost"]["total"] if isinstance(figures["cost"], dict) else figures["cost"]
            rest = Decimal(total) - Decimal(figures["subsidy"]) + Decimal(figures["surplus_not_shared"])
            assert rest == Decimal(figures["own_share"]) == amounts(figures["by_party"])
        assert amounts(answer["by_party"]) == sum(
            (amounts(figures["by_party"]) for figures in figures_of(answer)), Decimal(0)
        )


@EXAMPLES
@given(SEEDS)
def test_cost_positions_and_claims_add_up(seed: int) -> None:
    """R10, R12: the kinds of cost make the total; claims and the employer's own part make the own share."""
    book = grow(begun(seed), 60)

    for year in (2024, 2025, 2027):
        history = known(book.facts)
        answer = settlement(history, year=year)
        versions = terms_between(history.agreement, date(year, 1, 1), date(year, 12, 31))
        waiting = {task["about"] for task in answer["open"] if task["task"] == "name-employer"}
        for slug, pool in answer["pools"].items():
            if pool["state"] == "unresolved":
                continue
            kinds = {name: cost for name, cost in pool["cost"].items() if name != "total"}
            assert amounts(kinds) == Decimal(pool["cost"]["total"])
            for party, part in pool["by_party"].items():
                claimed = sum((Decimal(c["net"]) for c in pool["claims"] if c["from"] == party), Decimal(0))
                pools = (version.terms.pools for version in versions)
                employers = {found[slug].employer for found in pools if slug in found}
                if party not in employers and slug not in waiting:
                    assert claimed == Decimal(part)


@EXAMPLES
@given(SEEDS)
def test_what_is_recorded_later_changes_nothing_that_was_known(seed: int) -> None:
    """R11: an answer with an earlier known_at stays as it was."""
    book = grow(begun(seed), 40)
    position, days = len(book.facts), some_days(book)
    before = answers(known(book.facts), days) + statements(known(book.facts), (2024, 2027))

    grow(book, 25)

    history = known(book.facts, position)
    assert answers(history, days) + statements(history, (2024, 2027)) == before


@EXAMPLES
@given(SEEDS)
def test_tomorrow_does_not_reach_back_to_today(seed: int) -> None:
    """R11: a fact that counts from a later day changes no answer for an earlier one."""
    book = grow(begun(seed), 40)
    days = some_days(book, 2)
    before = answers(known(book.facts), days)

    for _ in range(25):
        if propose(book):
            new = book.facts[-1]
            later = not isinstance(new, FactRetracted | NoticeReceived) and all(
                day_of(new) > day for day in days
            )
            after = answers(known(book.facts), days)
            if later:
                assert after == before, new
            before = after


@EXAMPLES
@given(SEEDS)
def test_the_order_of_recording_decides_no_answer(seed: int) -> None:
    """facts.md: the same facts in any admissible order give the same answers."""
    book = grow(begun(seed), 45)
    facts = [fact for fact in book.facts if not isinstance(fact, FactRetracted)]
    straight = begun(seed)
    for fact in facts[len(straight.facts) :]:
        straight.admit_fact(fact)
    days = some_days(straight)

    shuffled = _in_another_order(straight, seed)

    assert sorted(map(repr, shuffled.facts)) == sorted(map(repr, straight.facts))
    assert answers(known(shuffled.facts), days) == answers(known(straight.facts), days)
    assert statements(known(shuffled.facts), (2024, 2026)) == statements(known(straight.facts), (2024, 2026))


def _in_another_order(book: Book, seed: int) -> Book:
    """The same facts in a random admissible order: what is refused is tried again later."""
    waiting = list(book.facts)
    random.Random(seed).shuffle(waiting)
    other = Book(random.Random(seed))
    while waiting:
        refused = [fact for fact in waiting if not other.admit_fact(fact)]
        if len(refused) == len(waiting):
            return book
        waiting = refused
    return other


@EXAMPLES
@given(SEEDS)
def test_a_label_moves_no_cent(seed: int) -> None:
    """R10: new names of parties, pools and cost positions change no figure."""
    book = grow(begun(seed), 45)
    days = some_days(book)
    before = [split(known(book.facts), day=day) for day in days]
    patch = {
        "title": "Anders",
        "parties": {"olfen": {"name": "Olfen an der Stever"}},
        "pools": {"nord": {"name": "Norden"}},
        "cost_positions": {"personnel": {"name": "Gehälter"}},
    }
    renamed = {"kind": "AmendmentAgreed", "number": 999, "title": "Namen", "marked_as_amendment": True}

    if book.admit(renamed | book.signed() | {"effective_on": "2024-01-02", "terms_patch": patch}):
        after = [split(known(book.facts), day=day) for day in days]
        for earlier, later in zip(before, after, strict=True):
            assert later["pools"] == earlier["pools"]
            assert later["by_party"] == earlier["by_party"]


@EXAMPLES
@given(SEEDS, st.permutations(["havixbeck", "olfen", "nottuln"]))
def test_leavers_of_one_day_leave_together(seed: int, order: list[str]) -> None:
    """R4: in which order those who leave on one day gave notice changes no share."""
    answers_of = []
    for senders in (sorted(order), order):
        book = begun(seed)
        for sender in senders:
            _leave(book, sender)
        grow_costs(book)
        answers_of.append(
            answers(known(book.facts), [date(2026, 12, 31), date(2027, 1, 1), date(2027, 7, 1)])
        )

    assert answers_of[0] == answers_of[1]


def _leave(book: Book, sender: str) -> None:
    given_on = {"effective_on": "2025-03-03"}
    book.admit(
        {"kind": "NoticeGiven", "notice": f"n-{sender}", "party": sender, "form": "letter", **given_on}
    )
    for by in sorted(set(book.agreement.draft.terms.parties if book.agreement.draft else ()) - {sender}):
        book.admit({"kind": "NoticeReceived", "notice": f"n-{sender}", "by": by, **given_on})


def grow_costs(book: Book) -> None:
    for pool in ("nord", "mitte", "sued"):
        period = {"service_from": "2027-01-01", "service_to": "2027-12-31"}
        cost = {"kind": "CostPosted", "voucher": pool, "pool": pool, "cost_position": "personnel", **period}
        book.admit(cost | {"amount": "123456.78"})


def test_generated_histories_reach_every_corner() -> None:
    """The generator would prove nothing if it made only quiet histories."""
    kinds: set[str] = set()
    regimes: set[str] = set()
    funding: set[str] = set()
    for seed in range(60):
        book = grow(begun(seed), 60)
        kinds |= {fact.kind for fact in book.facts}
        for day in some_days(book):
            pools = split(known(book.facts), day=day)["pools"].values()
            regimes |= {pool["regime"] for pool in pools}
            funding |= {pool["funding"] for pool in pools}

    assert regimes == {"hours", "heads", "run-off", "unresolved", "none"}
    assert funding == {"funded", "lapsed", "none"}
    assert kinds >= {
        "AmendmentAgreed",
        "NoticeSettled",
        "NoticeWithdrawn",
        "TerminationAgreed",
        "FactRetracted",
    }
