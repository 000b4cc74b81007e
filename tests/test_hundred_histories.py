"""A hundred generated histories in each kind of database: every way to the figures gives the same cents.

The judge is tests/reference, a program of its own that knows nothing of the ledger's rules.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from ledger.context import When
from ledger.errors import Refusal
from ledger.facts import AnyFact, SettlementIssued
from ledger.files import Line
from ledger.recording import record, record_computed
from ledger.store import Store, StoredFact, open_store
from projections.difference import settlement_differences
from projections.explaining import explain
from projections.history import as_known
from projections.settlement import settlement
from projections.settling import Making, correct, issue
from projections.statement import drafts
from tests.databases import PostgresServer, sqlite_url
from tests.histories import Book, begun, grow, propose
from tests.reference import Figures, figures
from tests.scenario import ALL

SEEDS = range(100)
POOLS = ("nord", "mitte", "sued")
YEARS = range(2023, 2031)
Cents = Mapping[str, int]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One ledger on each kind of database, for all agreements."""
    if request.param == "sqlite":
        with open_store(sqlite_url(tmp_path_factory.mktemp("hundred"))) as ledger:
            yield ledger
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url, open_store(url) as ledger:
        yield ledger


def kept(store: Store, agreement: str, facts: Sequence[AnyFact]) -> tuple[StoredFact, ...]:
    """The log after *facts* were recorded, as a file would."""
    lines = [Line(f"{number}", fact.as_given()) for number, fact in enumerate(facts, start=1)]
    record(store, lines, chosen=agreement, on_behalf_of=None)
    return store.facts(agreement)


def judged(log: Sequence[StoredFact], pool: str, year: int) -> Figures | None:
    """What the reference makes of the log; None while the pool is unresolved."""
    return figures([(entry.position, entry.fact.as_given()) for entry in log], year=year, pool=pool)


def cents(amounts: Mapping[str, str]) -> Cents:
    """Printed amounts in cents: always two decimals, so the point can go."""
    return {party: int(amount.replace(".", "")) for party, amount in amounts.items()}


def less(one: Cents, other: Cents) -> Cents:
    found = {party: one.get(party, 0) - other.get(party, 0) for party in {*one, *other}}
    return {party: change for party, change in found.items() if change}


def taxed(book: Book) -> None:
    """Every party's claims are not taxable, whoever employs."""
    status = {"kind": "TaxStatusDetermined", "status": "not-taxable", "basis": "Bescheid"}
    for party in ALL:
        book.admit({**status, "employer": party, "effective_on": "2023-01-01"})


@pytest.mark.parametrize("seed", SEEDS)
def test_every_way_to_the_figures_gives_the_same_cents(
    seed: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.settling.hashes", lambda _: {})
    book = grow(begun(seed, agreement=f"kim-{seed}"), 40)
    taxed(book)
    log = kept(store, book.id, book.facts)
    pool, year = book.chance.choice(POOLS), book.chance.choice(YEARS)

    must_be_stated(log, pool, year)
    must_be_explained(log, pool, year, book.chance.choice(ALL))
    must_be_told_step_by_step(log, pool, year, book.chance)
    must_add_up_with_its_corrections(store, book, pool, year)


def must_be_stated(log: Sequence[StoredFact], pool: str, year: int) -> None:
    """The statement has the figures and claims of the reference."""
    found, expected = drafts(as_known(log[0].agreement, log), year=year)[pool], judged(log, pool, year)
    if expected is None:
        assert found.share is None
        return
    answer = found.answer
    total = {"cost": answer["cost"]["total"], "subsidy": answer["subsidy"], "own_share": answer["own_share"]}
    assert cents(total) == {
        "cost": expected.total_cost,
        "subsidy": expected.subsidy,
        "own_share": expected.own_share,
    }
    assert cents(answer["by_party"]) == expected.by_party
    claims = [(claim["from"], claim["to"], *cents({"": claim["net"]}).values()) for claim in answer["claims"]]
    assert claims == [(claim.party, claim.employer, claim.cents) for claim in expected.claims]


def must_be_explained(log: Sequence[StoredFact], pool: str, year: int, party: str) -> None:
    """The leaves of the explanation, as the only log, give the reference the same amount."""
    if (expected := judged(log, pool, year)) is None:
        return
    history, days = as_known(log[0].agreement, log), {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    answer = explain(history, log, party=party, pool=pool, **days)
    leaves = [log[event["position"] - 1] for event in answer["events"]]

    again = judged(leaves, pool, year)

    assert again is not None
    assert cents({party: answer["amount"]})[party] == expected.by_party.get(party, 0)
    assert again.by_party.get(party, 0) == expected.by_party.get(party, 0)


def must_be_told_step_by_step(log: Sequence[StoredFact], pool: str, year: int, chance: random.Random) -> None:
    """The steps between two states of knowledge add up to the difference of the reference's figures."""
    begin, end = sorted(chance.sample(range(len(log) + 1), 2))
    before, after = judged(log[:begin], pool, year), judged(log[:end], pool, year)
    between = (When(position=begin), When(position=end))
    if before is None or after is None:
        with pytest.raises(Refusal, match="ungeklärt"):
            settlement_differences(log[0].agreement, log, year=year, pool=pool, between=between)
        return

    (told,) = settlement_differences(log[0].agreement, log, year=year, pool=pool, between=between)

    steps: Counter[str] = Counter()
    for step in told["steps"]:
        assert begin < step["position"] <= end
        steps.update(cents(step["by_party"]))
    assert {party: change for party, change in steps.items() if change} == cents(told["difference"])
    assert cents(told["difference"]) == less(after.by_party, before.by_party)


def must_add_up_with_its_corrections(store: Store, book: Book, pool: str, year: int) -> None:
    """Issued plus correction is the reference's figure of today; there is one exactly if figures changed."""
    making = Making(agreement=book.id, year=year, pool=pool, dated=date(2031, 3, 1), software="1")
    if not made(store, issue, making):
        return
    issued = store.facts(book.id)[-1].fact
    assert isinstance(issued, SettlementIssued)
    later(store, book, issued)

    log = store.facts(book.id)
    shown = settlement(as_known(book.id, log), year=year, pool=pool)
    expected = judged(log, pool, year)

    assert shown["pools"][pool]["by_party"] == issued.statement.by_party
    if expected is not None and made(store, correct, making):
        corrected = settlement(as_known(book.id, store.facts(book.id)), year=year, pool=pool)
        assert cents(shown["differs"][pool]["by_party"]) == less(expected.by_party, cents(shown["by_party"]))
        assert cents(corrected["pools"][pool]["by_party"]) == expected.by_party
        assert "differs" not in corrected
    elif expected is not None and "differs" not in shown:
        assert cents(issued.statement.by_party) == expected.by_party


def later(store: Store, book: Book, issued: SettlementIssued) -> None:
    """Some more facts after the statement was issued."""
    book.admit_fact(issued)
    grown = len(book.facts)
    for _ in range(10):
        propose(book)
    kept(store, book.id, book.facts[grown:])


def made(store: Store, make: Callable[[Any, Making], Sequence[AnyFact]], making: Making) -> bool:
    """Whether a statement, or a correction of it, was recorded."""
    try:
        record_computed(store, making.agreement, lambda known: make(known, making), on_behalf_of=None)
    except Refusal:
        return False
    return True
