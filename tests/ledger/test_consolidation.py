"""The terms and readings of a day: draft, amendments, decisions (§ 5 Abs. 1)."""

from datetime import date
from itertools import permutations

import pytest

from ledger.agreement import Agreement
from ledger.consolidation import (
    circle_set_on,
    joinings,
    known_parties,
    reading_on,
    sets_shares,
    terms_between,
    terms_on,
    versions,
)
from ledger.facts import AmendmentAgreed
from ledger.readings import QUESTIONS, READINGS, Question, default_reading
from tests.scenario import (
    ALL,
    MITTE,
    Facts,
    Json,
    agreement,
    amended,
    day,
    decided,
    in_force,
    reken_joins,
    retracted,
)

OLFEN_LEAVES: Json = {
    "parties": {"olfen": None},
    "pools": {"sued": {"members": ["ascheberg", "luedinghausen", "nordkirchen", "senden"]}},
}


def _rate(facts: Facts, on: str) -> str:
    return terms_on(agreement(facts), day(on)).subsidy.rate_per_post_year


def _reading(facts: Facts, question: Question, on: str) -> str:
    return reading_on(agreement(facts), question, day(on))


def rate(number: int, since: str, amount: str) -> Facts:
    return amended(number, since, {"subsidy": {"rate_per_post_year": amount}})


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        ("1900-01-01", "55000.00"),
        ("2025-06-30", "55000.00"),
        ("2025-07-01", "56000.00"),
        ("2025-12-31", "56000.00"),
        ("2026-01-01", "57000.00"),
        ("2199-12-31", "57000.00"),
    ],
)
def test_every_day_has_the_terms_of_that_day(on: str, amount: str) -> None:
    facts = in_force() + rate(2, "2026-01-01", "57000.00") + rate(1, "2025-07-01", "56000.00")

    assert _rate(facts, on) == amount


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_amendments_of_one_day_apply_by_number_in_whatever_order_they_are_recorded(
    order: tuple[int, ...],
) -> None:
    recorded = [rate(n, "2025-07-01", f"{n}.00") for n in (1, 2, 3)]

    facts = in_force() + sum((recorded[place] for place in order), ())

    assert _rate(facts, "2025-07-01") == "3.00"


def test_an_amendment_patches_the_terms_of_its_own_day() -> None:
    """§ 5 Abs. 1: what an earlier amendment changed stays changed."""
    facts = in_force() + rate(1, "2025-01-01", "56000.00") + amended(2, "2026-01-01", {"title": "Neu"})

    terms = terms_on(agreement(facts), date(2026, 1, 1))

    assert (terms.title, terms.subsidy.rate_per_post_year) == ("Neu", "56000.00")


def test_a_retracted_amendment_changed_nothing() -> None:
    amendment = rate(1, "2025-07-01", "56000.00")

    assert _rate(retracted(in_force() + amendment, amendment), "2025-07-01") == "55000.00"


@pytest.mark.parametrize(
    ("first", "last", "versions"),
    [
        ("2025-01-01", "2025-06-30", ["55000.00"]),
        ("2025-01-01", "2025-07-01", ["55000.00", "56000.00"]),
        ("2025-07-01", "2025-07-01", ["56000.00"]),
        ("2025-06-30", "2026-01-01", ["55000.00", "56000.00", "57000.00"]),
        ("2025-12-31", "2025-12-31", ["56000.00"]),
        ("2026-01-01", "2026-12-31", ["57000.00"]),
    ],
)
def test_the_versions_of_a_period_are_those_that_count_on_some_day_of_it(
    first: str, last: str, versions: list[str]
) -> None:
    facts = in_force() + rate(1, "2025-07-01", "56000.00") + rate(2, "2026-01-01", "57000.00")

    found = terms_between(agreement(facts), day(first), day(last))

    assert [version.terms.subsidy.rate_per_post_year for version in found] == versions


def test_a_version_that_another_of_the_same_day_replaces_counts_on_no_day() -> None:
    facts = in_force() + rate(1, "2025-07-01", "1.00") + rate(2, "2025-07-01", "2.00")

    found = terms_between(agreement(facts), date(2025, 1, 1), date(2025, 12, 31))

    assert [version.terms.subsidy.rate_per_post_year for version in found] == ["55000.00", "2.00"]


# R4: members, posts or planned set the shares of a pool anew; name and employer do not.
@pytest.mark.parametrize(
    ("patch", "nord_anew"),
    [
        ({"pools": {"nord": {"members": ["coesfeld"]}}}, True),
        ({"pools": {"nord": {"posts": "3"}}}, True),
        ({"pools": {"nord": {"planned": None}}}, True),
        ({"pools": {"nord": {"name": "Norden", "posts": "3"}}}, True),
        ({"pools": {"nord": {"name": "Norden"}}}, False),
        ({"pools": {"nord": {"employer": "billerbeck"}}}, False),
        ({"pools": {"mitte": {"posts": "2"}}}, False),
        ({"pools": {"nord": None}}, False),
        ({"title": "Neu"}, False),
    ],
)
def test_which_amendment_sets_the_shares_of_nord_anew(patch: Json, nord_anew: bool) -> None:  # noqa: FBT001
    (amendment,) = amended(1, "2025-01-01", patch)

    assert isinstance(amendment, AmendmentAgreed)
    assert sets_shares(amendment, "nord") is nord_anew


def test_a_party_is_known_whenever_some_terms_name_it() -> None:
    facts = in_force() + reken_joins(1, "2025-07-01") + amended(2, "2026-01-01", OLFEN_LEAVES)

    assert known_parties(agreement(facts)) == {*ALL, "reken"}
    assert known_parties(agreement(in_force())) == set(ALL)


def test_who_is_brought_in_and_when_the_circle_is_set_anew() -> None:
    back = {
        "parties": {"olfen": {"name": "Olfen"}},
        "pools": {"mitte": {"members": [*MITTE, "olfen", "reken"]}},
    }
    everyone = (*ALL, "reken")
    facts = (
        in_force()
        + amended(1, "2025-02-01", {"parties": {"senden": {"name": "Stadt Senden"}}})
        + reken_joins(2, "2025-07-01")
        + amended(3, "2026-01-01", OLFEN_LEAVES, by=everyone)
        + amended(4, "2027-01-01", back, by=everyone)
    )

    assert joinings(agreement(facts)) == ((date(2025, 7, 1), "reken"), (date(2027, 1, 1), "olfen"))
    assert circle_set_on(agreement(facts)) == (
        date.min,
        date(2025, 7, 1),
        date(2026, 1, 1),
        date(2027, 1, 1),
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_a_default_and_can_be_decided_for_each_of_its_readings(question: Question) -> None:
    assert _reading(in_force(), question, "2025-01-01") == READINGS[question][0] == default_reading(question)

    for reading in READINGS[question]:
        facts = in_force() + decided(question, reading, "2025-07-01")
        assert _reading(facts, question, "2025-06-30") == READINGS[question][0]
        assert _reading(facts, question, "2025-07-01") == reading


def surplus(number: int, since: str, reading: str | None) -> Facts:
    return amended(number, since, {"readings": {"surplus": reading}})


@pytest.mark.parametrize(
    ("facts", "readings"),
    [
        # the draft itself names a reading
        (in_force(readings={"surplus": "credit"}), ("credit", "credit", "credit")),
        # a decision beats the draft, from its day on
        (in_force(readings={"surplus": "credit"}) + decided("surplus", "floor", "2026-01-01"),
         ("credit", "floor", "floor")),
        # the newest decision counts, in whatever order they are recorded
        (in_force() + decided("surplus", "floor", "2027-01-01") + decided("surplus", "credit", "2026-01-01"),
         ("floor", "credit", "floor")),
        # an amendment that names the question supersedes an older decision
        (in_force() + decided("surplus", "credit", "2026-01-01") + surplus(1, "2027-01-01", "floor"),
         ("floor", "credit", "floor")),
        # a decision supersedes an older amendment
        (in_force() + surplus(1, "2026-01-01", "credit") + decided("surplus", "floor", "2027-01-01"),
         ("floor", "credit", "floor")),
        # … and a newer amendment that decision
        (in_force() + surplus(1, "2025-12-31", "credit") + decided("surplus", "floor", "2026-01-01")
         + surplus(2, "2027-01-01", "credit"), ("credit", "floor", "credit")),
        # of one day, the decision counts
        (in_force() + decided("surplus", "credit", "2026-01-01") + surplus(1, "2026-01-01", "floor"),
         ("floor", "credit", "credit")),
        # an amendment that takes the question out of the terms: the default
        (in_force(readings={"surplus": "credit"}) + surplus(1, "2026-01-01", None),
         ("credit", "floor", "floor")),
        # … also after a decision
        (in_force() + decided("surplus", "credit", "2026-01-01") + surplus(1, "2027-01-01", None),
         ("floor", "credit", "floor")),
        # … or all questions
        (in_force() + decided("surplus", "credit", "2026-01-01") + amended(1, "2027-01-01", {"readings": None}),  # noqa: E501
         ("floor", "credit", "floor")),
        # an amendment that speaks of something else leaves the decision alone
        (in_force() + decided("surplus", "credit", "2026-01-01") + rate(1, "2027-01-01", "1.00"),
         ("floor", "credit", "credit")),
        (in_force() + decided("surplus", "credit", "2026-01-01")
         + amended(1, "2027-01-01", {"readings": {"part-year": "days"}}),
         ("floor", "credit", "credit")),
        # a decision on another question says nothing about this one
        (in_force() + decided("part-year", "days", "2026-01-01"), ("floor", "floor", "floor")),
    ],
)  # fmt: skip
def test_the_newest_word_on_a_question_counts(facts: Facts, readings: tuple[str, str, str]) -> None:
    days = ("2025-12-31", "2026-01-01", "2027-01-01")

    assert tuple(_reading(facts, "surplus", on) for on in days) == readings


def test_who_is_brought_in_together_is_named_in_the_order_of_the_slugs() -> None:
    new = {"legden": {"name": "Legden"}, "ahaus": {"name": "Ahaus"}}
    patch = {"parties": new, "pools": {"mitte": {"members": [*MITTE, *new]}}}

    facts = in_force() + amended(1, "2025-07-01", patch, by=(*ALL, *new))

    assert joinings(agreement(facts)) == ((date(2025, 7, 1), "ahaus"), (date(2025, 7, 1), "legden"))


def test_without_a_draft_there_are_no_terms_and_no_parties() -> None:
    assert versions(Agreement()) == ()
    assert known_parties(Agreement()) == frozenset()


def test_no_amendment_no_new_circle() -> None:
    assert joinings(agreement(in_force())) == ()
    assert circle_set_on(agreement(in_force())) == (date.min,)
