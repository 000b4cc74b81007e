"""Recording: all or nothing, the same fact once, and decided anew when others were faster."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest

from ledger.errors import Refusal
from ledger.files import Line
from ledger.recording import Outcome, record
from ledger.store import Append, Conflict, Store, StoredFact, open_store
from tests.ledger.bad_inputs.ledgers import (
    CONCLUDED,
    IN_FORCE,
    SECOND,
    Given,
    amended,
    drafted,
    fact,
    posted,
    retracted,
    signed,
)

KIM = "kim-coesfeld"
NEXT = len(IN_FORCE) + 1
"""The position of what is recorded next in the ledger that is in force."""

PAID = fact("SubsidyPaid", pool="nord", amount="5.00", period_from="2024-01-01", period_to="2024-12-31")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A ledger in which IN_FORCE stands, on each database."""
    with open_store(database_url) as opened:
        _record(opened, *IN_FORCE)
        yield opened


def _record(store: Store, *given: Given, dry_run: bool = False) -> Outcome:
    """What recording *given* as one file did to the only agreement in it."""
    (outcome,) = record(store, _lines(*given), chosen=KIM, on_behalf_of=None, dry_run=dry_run)
    return outcome


def _lines(*given: Given) -> list[Line]:
    return [Line(f"Zeile {number}", one) for number, one in enumerate(given, start=1)]


def _refused(store: Store, *given: Given) -> str:
    before = store.after(0, limit=1000)
    with pytest.raises(Refusal) as refused:
        _record(store, *given)
    assert store.after(0, limit=1000) == before
    return str(refused.value)


# The same fact again


def test_a_file_recorded_twice_changes_nothing(database_url: str) -> None:
    """Every kind but the retraction: what it retracted no longer stands and would be recorded again."""
    file = [given for given in IN_FORCE if given["kind"] not in {"PlaceOfWorkAgreed", "FactRetracted"}]
    with open_store(database_url) as store:
        first = _record(store, *file)
        assert (len(first.recorded), first.already_recorded) == (len(file), 0)
        before = store.after(0, limit=1000)

        assert _record(store, *file) == Outcome(KIM, [], len(file))
        assert _record(store, *reversed(file)) == Outcome(KIM, [], len(file))

        assert store.after(0, limit=1000) == before


@pytest.mark.parametrize(
    "again",
    [
        signed("olfen"),
        signed("olfen") | {"agreement": KIM},
        signed("olfen") | {"effective_on": "15.03.2023"},
        signed("olfen") | {"note": None},
        posted("BK-1"),
        posted("BK-1", service_from="01.01.2024"),
        posted("BK-2", amount="10.00"),  # it was reversed, and still counts as recorded
        fact("CostReversed", voucher="R-2", reverses="BK-2", reason="doppelt gebucht"),
        retracted(32),
        drafted(),
    ],
    ids=lambda given: f"{given['kind']} {len(given)}",
)
def test_the_same_fact_is_already_recorded(store: Store, again: Given) -> None:
    assert _record(store, again) == Outcome(KIM, [], 1)
    assert store.head(KIM) == len(IN_FORCE)


def test_the_same_fact_is_looked_at_before_anything_is_decided(store: Store) -> None:
    """Olfen's second signature would be refused, were it not the same."""
    assert "schon am 2023-03-15 unterschrieben" in _refused(store, signed("olfen", "2023-03-16"))
    assert _record(store, signed("olfen")).already_recorded == 1


def test_amounts_count_as_written(store: Store) -> None:
    assert _record(store, PAID, PAID | {"amount": "5"}, PAID | {"amount": "5.0"}).recorded == [
        NEXT,
        NEXT + 1,
        NEXT + 2,
    ]
    assert "„BK-1“" in _refused(store, posted("BK-1", amount="50000"))


def test_twins_differ_in_note_or_document(store: Store) -> None:
    twins = [PAID, PAID | {"note": "zweite Rate"}, PAID | {"document": {"reference": "Az. 1"}}]

    assert _record(store, *twins) == Outcome(KIM, [NEXT, NEXT + 1, NEXT + 2], 0)
    assert _record(store, *twins) == Outcome(KIM, [], 3)


def test_duplicates_within_a_file_are_recorded_once(store: Store) -> None:
    assert _record(store, PAID, posted("X-1"), PAID, posted("X-1")) == Outcome(KIM, [NEXT, NEXT + 1], 2)
    assert [stored.fact.kind for stored in store.facts(KIM)[-2:]] == ["SubsidyPaid", "CostPosted"]


def test_a_retracted_fact_may_be_recorded_again(store: Store) -> None:
    retracted_fact = IN_FORCE[31]

    assert _record(store, retracted_fact) == Outcome(KIM, [NEXT], 0)
    assert _record(store, retracted_fact) == Outcome(KIM, [], 1)


def test_within_a_file_too(store: Store) -> None:
    assert _record(store, PAID, retracted(NEXT), PAID, PAID) == Outcome(KIM, [NEXT, NEXT + 1, NEXT + 2], 1)


def test_what_stands_instead_is_already_recorded_and_what_it_replaced_is_not(store: Store) -> None:
    paid_more = PAID | {"amount": "6.00"}
    _record(store, PAID, retracted(NEXT, paid_more))

    assert _record(store, paid_more).already_recorded == 1
    assert _record(store, PAID).recorded == [NEXT + 2]


def test_a_retracted_reversal_lets_the_posting_count_and_be_reversed_again(store: Store) -> None:
    reversal = IN_FORCE[19]
    assert _record(store, retracted(20)).recorded == [NEXT]

    assert _record(store, posted("BK-2", amount="10.00")).already_recorded == 1
    assert _record(store, reversal).recorded == [NEXT + 1]
    assert "schon durch „R-2“" in _refused(store, reversal | {"voucher": "R-9"})


def test_the_number_of_a_retracted_reversal_is_free(store: Store) -> None:
    _record(store, retracted(20))

    assert _record(store, posted("R-2")).recorded == [NEXT + 1]


def test_the_number_of_what_stands_instead_of_a_reversal_is_used(store: Store) -> None:
    """A posting looks only at its own voucher's stream; the replacement stands in another."""
    instead = fact("CostReversed", voucher="R-3", reverses="BK-2", reason="doppelt gebucht")
    _record(store, retracted(20, instead))

    assert "Die Belegnummer „R-3“ ist schon vergeben" in _refused(store, posted("R-3"))


# All or nothing


def test_a_dry_run_says_what_it_would_record_and_records_nothing(store: Store) -> None:
    before = store.after(0, limit=1000)
    would = _record(store, PAID, PAID, posted("X-1"), signed("olfen"), dry_run=True)

    assert store.after(0, limit=1000) == before
    assert would == Outcome(KIM, [NEXT, NEXT + 1], 2)
    assert _record(store, PAID, PAID, posted("X-1"), signed("olfen")) == would


def test_a_dry_run_makes_no_agreement(database_url: str) -> None:
    with open_store(database_url) as store:
        assert _record(store, *CONCLUDED, dry_run=True).recorded == list(range(1, 13))
        assert (store.agreements(), store.after(0, limit=1)) == ((), [])


def test_a_dry_run_refuses_what_recording_refuses(store: Store) -> None:
    with pytest.raises(Refusal, match="„BK-1“"):
        _record(store, PAID, posted("BK-1", amount="1.00"), dry_run=True)


def test_of_a_file_about_two_agreements_nothing_is_recorded_if_one_is_refused(database_url: str) -> None:
    with open_store(database_url) as store:
        file = [*CONCLUDED, SECOND, signed("olfen") | {"agreement": "zweitens"}]
        file = [{"agreement": KIM} | given if given["kind"] == "PartySigned" else given for given in file]
        with pytest.raises(Refusal, match="Zeile 14: „olfen“ ist keine Vertragspartei"):
            record(store, _lines(*file), chosen=None, on_behalf_of=None)

        assert (store.agreements(), store.after(0, limit=1)) == ((), [])


def test_positions_count_within_each_agreement(database_url: str) -> None:
    with open_store(database_url) as store:
        mine, yours = signed("coesfeld") | {"agreement": KIM}, signed("coesfeld") | {"agreement": "zweitens"}
        outcomes = record(
            store, _lines(CONCLUDED[0], SECOND, yours, mine), chosen=None, on_behalf_of="kämmerei"
        )

        assert outcomes == [Outcome(KIM, [1, 2], 0), Outcome("zweitens", [1, 2], 0)]
        assert {stored.on_behalf_of for _, stored in store.after(0, limit=10)} == {"kämmerei"}


def test_what_is_refused_names_the_line(store: Store) -> None:
    assert _refused(store, PAID, posted("X-1"), signed("reken")).startswith("Zeile 3: „reken“")


# While others record


class Overtaken:
    """A store in which somebody else records one fact before each append."""

    def __init__(self, store: Store, others: Sequence[Given]) -> None:
        self._store = store
        self._others = list(others)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, appends: Sequence[Append], *, on_behalf_of: str | None) -> tuple[StoredFact, ...]:
        if self._others:
            _record(self._store, self._others.pop(0))
        return self._store.append(appends, on_behalf_of=on_behalf_of)


def _overtaken(store: Store, *others: Given) -> Store:
    return cast("Store", Overtaken(store, others))


def test_who_is_overtaken_decides_again(store: Store) -> None:
    others = [PAID | {"note": f"{number}"} for number in range(3)]

    assert _record(_overtaken(store, *others), PAID).recorded == [NEXT + 3]


def test_a_posting_is_refused_if_an_amendment_came_first(store: Store) -> None:
    removal = amended(2, "2026-02-01", {"cost_positions": {"equipment": None}})
    late = posted("X-1", cost_position="equipment", service_from="2026-03-01", service_to="2026-03-31")

    with pytest.raises(Refusal, match="„equipment“"):
        _record(_overtaken(store, removal), late)

    assert store.facts(KIM)[-1].fact.kind == "AmendmentAgreed"


def test_an_amendment_is_refused_if_a_posting_came_first(store: Store) -> None:
    removal = amended(2, "2026-02-01", {"cost_positions": {"equipment": None}})
    late = posted("X-1", cost_position="equipment", service_from="2026-03-01", service_to="2026-03-31")

    with pytest.raises(Refusal, match="„equipment“"):
        _record(_overtaken(store, late), removal)

    assert store.facts(KIM)[-1].fact.kind == "CostPosted"


@pytest.mark.parametrize(
    ("mine", "theirs", "refusal"),
    [
        (posted("X-1"), posted("X-1", amount="1.00"), "„X-1“ ist schon vergeben"),
        (
            fact("CostReversed", voucher="R-8", reverses="BK-1", reason="a"),
            fact("CostReversed", voucher="R-9", reverses="BK-1", reason="a"),
            "schon durch „R-9“",
        ),
        (
            fact("CostReversed", voucher="R-8", reverses="BK-1", reason="a"),
            posted("R-8"),
            "„R-8“ ist schon vergeben",
        ),
        (retracted(36), retracted(36) | {"reason": "anders"}, "Nr. 36 ist schon zurückgenommen"),
        (
            fact("SubsidyLost", "2027-01-02", pools=["nord"], reason="a"),
            fact("SubsidyGranted", "2027-01-02", pool="nord", posts="1", rate_per_post_year="1"),
            "SubsidyGranted ab 2027-01-02",
        ),
    ],
    ids=["voucher", "reversal", "reversal and posting", "retraction", "grant and loss"],
)
def test_of_two_that_exclude_each_other_the_second_is_refused(
    store: Store, mine: Given, theirs: Given, refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal):
        _record(_overtaken(store, theirs), mine)

    assert store.head(KIM) == NEXT


def test_what_another_has_recorded_meanwhile_is_already_recorded(store: Store) -> None:
    assert _record(_overtaken(store, posted("X-1")), posted("X-1")) == Outcome(KIM, [], 1)
    assert store.head(KIM) == NEXT


def test_other_vouchers_do_not_matter_to_a_posting(store: Store) -> None:
    class Counting(Overtaken):
        appends = 0

        def append(self, appends: Sequence[Append], *, on_behalf_of: str | None) -> tuple[StoredFact, ...]:
            self.appends += 1
            return super().append(appends, on_behalf_of=on_behalf_of)

    counting = Counting(store, [posted("X-2")])

    assert _record(cast("Store", counting), posted("X-1")).recorded == [NEXT + 1]
    assert counting.appends == 1


def test_a_posting_reads_neither_other_postings_nor_other_agreements(store: Store) -> None:
    class Blind(Overtaken):
        def facts(self, agreement: str) -> Any:
            pytest.fail(f"read all facts of {agreement}")

    assert _record(cast("Store", Blind(store, [])), posted("X-1")).recorded == [NEXT]


def test_after_a_hundred_overtakings_it_gives_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class AlwaysOvertaken(Overtaken):
        tries = 0

        def append(self, *_: object, **__: object) -> tuple[StoredFact, ...]:
            self.tries += 1
            raise Conflict

    monkeypatch.setattr(time, "sleep", lambda _: None)
    busy = AlwaysOvertaken(store, [])

    with pytest.raises(Refusal, match="Nach 100 Versuchen nicht erfasst"):
        _record(cast("Store", busy), PAID)

    assert busy.tries == 100
    assert store.head(KIM) == len(IN_FORCE)
