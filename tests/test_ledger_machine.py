"""A ledger on disk behaves as the pure history does, whatever is recorded, asked and reopened in between."""

import itertools
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ledger.files import Line
from ledger.recording import record
from ledger.store import Store, open_store
from projections.history import as_known
from projections.split import split
from tests.histories import Book, begun, propose

_NUMBERS = itertools.count(1)
DAYS = st.dates(date(2023, 1, 1), date(2031, 12, 31))


class LedgerMachine(RuleBasedStateMachine):
    """One agreement of its own in a ledger that other agreements share."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.store: Store = open_store(self.url)
        self.book: Book | None = None
        self.remembered: list[tuple[int, date, Any]] = []

    @initialize(seed=st.integers(0, 10**6))
    def draft(self, seed: int) -> None:
        self.book = begun(seed, agreement=f"kim-{next(_NUMBERS)}")
        self._record_from(0)

    @rule(times=st.integers(1, 8))
    def record_more(self, times: int) -> None:
        assert self.book is not None
        before = len(self.book.facts)
        for _ in range(times):
            propose(self.book)
        self._record_from(before)

    @rule()
    def record_everything_again(self) -> None:
        """A file of standing facts recorded twice appends nothing."""
        assert self.book is not None
        standing = [entry.fact for entry in (*self.book.agreement.standing, *self.book.postings)]
        (outcome,) = record(
            self.store, [_line(fact) for fact in standing], chosen=self.book.id, on_behalf_of=None
        )
        assert (outcome.recorded, outcome.already_recorded) == ([], len(standing))

    @rule(day=DAYS)
    def ask(self, day: date) -> None:
        """The stored ledger answers as the pure history; the answer is remembered with what was known."""
        answer = self._answer(day, None)
        self.remembered.append((answer["known_at"]["position"], day, answer))

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.url, create=False)

    @rule()
    def ask_again_as_known_then(self) -> None:
        for position, day, answer in self.remembered[-3:]:
            assert self._answer(day, position) == answer

    @invariant()
    def nothing_is_lost(self) -> None:
        if self.book is not None:
            stored = self.store.facts(self.book.id)
            assert [entry.position for entry in stored] == list(range(1, len(self.book.facts) + 1))
            assert [entry.fact for entry in stored] == self.book.facts

    def teardown(self) -> None:
        self.store.close()

    def _record_from(self, first: int) -> None:
        assert self.book is not None
        new = self.book.facts[first:]
        if new:
            (outcome,) = record(
                self.store, [_line(fact) for fact in new], chosen=self.book.id, on_behalf_of="nottuln"
            )
            assert outcome.recorded == list(range(first + 1, len(self.book.facts) + 1))

    def _answer(self, day: date, position: int | None) -> dict[str, Any]:
        assert self.book is not None
        return split(as_known(self.book.id, self.store.facts(self.book.id), position=position), day=day)


def _line(fact: Any) -> Line:
    return Line("Test", fact.as_given())


def test_a_stored_ledger_answers_as_the_pure_history(database_url: str) -> None:
    machine = type("Machine", (LedgerMachine,), {"url": database_url})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=12))
