"""For every history: the tree recomputes, and its leaves, as the only log, make the same figures (R10)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from ledger.errors import Refusal
from ledger.facts import AmendmentAgreed, AnyFact
from projections.explaining import explain
from projections.explaining.nodes import Op
from projections.history import History, as_known
from projections.split import split
from tests.histories import begun, grow
from tests.projections.explained import walk, wrong
from tests.reference import Figures, figures
from tests.scenario import ALL

KIM = "kim-coesfeld"
SEEDS = range(100)
POOLS = ("nord", "mitte", "sued")


@dataclass(frozen=True)
class Entry:
    """A fact as the ledger would hold it."""

    position: int
    fact: AnyFact
    recorded_at: str = "2026-01-01T00:00:00.000000Z"
    recorded_by: str = "mueller"
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question about a pool, or all pools, of a generated history; its answer is None if refused."""

    seed: int
    log: Sequence[Entry]
    party: str
    pool: str | None
    last: date

    @property
    def first(self) -> date:
        return date(self.last.year, 1, 1)

    def answer(self, log: Sequence[Entry]) -> dict[str, Any] | None:
        try:
            return self.of(as_known(KIM, log), log)
        except Refusal:
            return None

    def of(self, history: History, log: Sequence[Entry]) -> dict[str, Any]:
        return explain(history, log, party=self.party, first=self.first, last=self.last, pool=self.pool)

    def figures(self, log: Sequence[Entry]) -> Figures | None:
        """Of the pool, by a program of its own, which knows nothing of the ledger's rules."""
        facts = [(entry.position, entry.fact.as_given()) for entry in log]
        return figures(facts, year=self.last.year, pool=str(self.pool), through=self.last)


def asked(seed: int) -> Iterator[Asked]:
    """Some parties, years and days of a history; each pool, and all of them."""
    chance = random.Random(seed)
    book = grow(begun(seed), 30 + seed % 70)
    log = [Entry(number, fact) for number, fact in enumerate(book.facts, start=1)]
    for pool in (*POOLS, None):
        year = chance.randrange(2023, 2031)
        last = chance.choice([date(year, 12, 31), date(year, chance.randrange(1, 13), 17)])
        for party in chance.sample([*ALL, "reken"], 2):
            yield Asked(seed, log, party, pool, last)


@pytest.mark.parametrize("seed", SEEDS)
def test_trees_and_leaves_make_the_figures_again(seed: int) -> None:
    for question in asked(seed):
        answer = question.answer(question.log)
        if answer is not None:
            _the_amount_is_that_of_the_split(question, answer)
            assert wrong(answer) == [], question
            leaves = [question.log[event["position"] - 1] for event in answer["events"]]
            _the_leaves_make_the_same_answer(question, answer, leaves)
            if question.pool is not None and not _joins_before_the_conclusion(question.log):
                _the_leaves_make_the_figures_of_the_whole_log(question, answer, leaves)


def _the_amount_is_that_of_the_split(question: Asked, answer: dict[str, Any]) -> None:
    answered = split(as_known(KIM, question.log), day=question.last)
    borne = answered if question.pool is None else answered["pools"][question.pool]["year_to_date"]
    assert answer["amount"] == borne["by_party"].get(question.party, "0.00")


def _the_leaves_make_the_same_answer(
    question: Asked, answer: dict[str, Any], leaves: Sequence[Entry]
) -> None:
    """By the ledger's own rules."""
    again = question.answer(leaves)
    assert again is not None
    assert again["amount"] == answer["amount"], question


def _the_leaves_make_the_figures_of_the_whole_log(
    question: Asked, answer: dict[str, Any], leaves: Sequence[Entry]
) -> None:
    """By the reference; where the party has no part in the pool, its zero is what is explained."""
    whole, part = question.figures(question.log), question.figures(leaves)
    assert whole is not None
    assert part is not None
    cents = whole.by_party.get(question.party, 0)
    assert Decimal(answer["amount"]) * 100 == cents == part.by_party.get(question.party, 0), question
    if answer["explanation"]["inputs"][0]["op"] == "hand-out":
        found = [(each.by_party, each.total_cost, each.subsidy, each.own_share) for each in (whole, part)]
        assert found[0] == found[1], question


def _joins_before_the_conclusion(log: Sequence[Entry]) -> bool:
    """Whether the conclusion waits for a newcomer's signature is read differently by the reference."""
    return any(
        isinstance(entry.fact, AmendmentAgreed)
        and entry.fact.effective_on <= date(2023, 3, 15)
        and "parties" in entry.fact.terms_patch
        for entry in log
    )


@pytest.mark.parametrize("seed", SEEDS[:30])
def test_what_is_recorded_later_changes_no_explanation_of_what_was_known(seed: int) -> None:
    for question in asked(seed):
        earlier = question.log[: len(question.log) // 2]
        before = question.answer(earlier)
        if before is not None:
            then = as_known(KIM, question.log, position=len(earlier))
            assert question.of(then, earlier) == before


def test_generated_histories_reach_every_operator() -> None:
    """The generator would prove nothing if it made only quiet histories."""
    found: set[str] = set()
    for seed in SEEDS[:60]:
        for question in asked(seed):
            answer = question.answer(question.log)
            found |= {node["op"] for node in walk(answer["explanation"])} if answer is not None else set()

    assert found == {*get_args(Op)}
