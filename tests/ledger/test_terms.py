"""The contract as data: the seed agreement, merge patches (RFC 7396), and what is no valid contract."""

from typing import Any

import pytest
from pydantic import ValidationError

from ledger.problems import in_german
from ledger.terms import Terms, merge_patch
from ledger.terms_files import read_terms
from tests.scenario import ALL, KIM, MITTE, NORD, SUED, seed_terms


def test_the_seed_agreement_has_the_figures_of_the_contract() -> None:
    terms = read_terms(KIM)

    assert tuple(sorted(terms.parties)) == ALL
    assert len(ALL) == 11
    assert {slug: (pool.employer, pool.posts) for slug, pool in terms.pools.items()} == {
        "nord": ("coesfeld", "2.5"),
        "mitte": ("duelmen", "1"),
        "sued": ("ascheberg", "2.5"),
    }
    assert {slug: tuple(sorted(pool.members)) for slug, pool in terms.pools.items()} == {
        "nord": NORD,
        "mitte": MITTE,
        "sued": SUED,
    }
    assert terms.subsidy.rate_per_post_year == "55000.00"
    assert (terms.coordinator, terms.notice.months, terms.run_off.months) == ("ascheberg", 18, 12)
    assert [slug for slug, entry in terms.cost_positions.items() if entry.kind == "flat-rate"] == [
        "administration"
    ]


# RFC 7396, Appendix A
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_rfc_7396_shows(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


def test_a_merge_patch_changes_neither_side() -> None:
    target, patch = {"a": {"b": "c"}}, {"a": {"b": None, "d": {"e": None}}}

    merge_patch(target, patch)

    assert (target, patch) == ({"a": {"b": "c"}}, {"a": {"b": None, "d": {"e": None}}})


def _problems(patch: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as invalid:
        Terms.model_validate(seed_terms(patch))
    (error,) = invalid.value.errors()
    return str(error["msg"]).split("\n")


@pytest.mark.parametrize(
    ("patch", "problem"),
    [
        (
            {"parties": {"reken": {"name": "Reken"}}},
            "parties.reken: gehört 0 Regionen an statt genau einer (§ 1 Ziff. 2)",
        ),
        (
            {"pools": {"mitte": {"members": ["duelmen", "nottuln", "olfen"]}}},
            "parties.olfen: gehört 2 Regionen an statt genau einer (§ 1 Ziff. 2)",
        ),
        (
            {"pools": {"mitte": {"members": ["duelmen", "nottuln", "nottuln"]}}},
            "parties.nottuln: gehört 2 Regionen an statt genau einer (§ 1 Ziff. 2)",
        ),
        (
            {"pools": {"mitte": {"members": ["duelmen", "nottuln", "reken"]}}},
            "pools.mitte.members: reken ist keine Vertragspartei",
        ),
        (
            {"pools": {"mitte": {"employer": "reken"}}},
            "pools.mitte.employer: reken ist keine Vertragspartei (§ 1 Ziff. 3)",
        ),
        (
            {"pools": {"mitte": {"employer": "olfen"}}},
            "pools.mitte.employer: olfen gehört der Region nicht an (§ 1 Ziff. 3)",
        ),
        ({"coordinator": "reken"}, "coordinator: reken ist keine Vertragspartei (§ 1 Ziff. 5)"),
        (
            {"pools": {"mitte": {"planned": {"reken": "1"}}}},
            "pools.mitte.planned: reken ist keine Vertragspartei",
        ),
        (
            {"pools": {"mitte": {"planned": {"duelmen": "0.5", "nottuln": "0.625"}}}},
            "pools.mitte.planned: ergibt 1.125 statt 1 Stellen (§ 1 Ziff. 4)",
        ),
        (
            {"cost_positions": {"total": {"name": "Summe", "kind": "actual"}}},
            "cost_positions.total: der Name „total“ ist für die Summe vergeben",
        ),
        (
            {"readings": {"surplus": "region"}},
            "readings.surplus: region ist keine Lesart; möglich: floor, credit",
        ),
    ],
)
def test_a_contradiction_is_named_with_its_place(patch: dict[str, Any], problem: str) -> None:
    assert problem in _problems(patch)


def test_all_contradictions_are_reported_at_once() -> None:
    found = _problems({"coordinator": "reken", "pools": {"mitte": {"employer": "olfen", "planned": {}}}})

    assert [problem.partition(":")[0] for problem in found] == [
        "pools.mitte.employer",
        "pools.mitte.planned",
        "coordinator",
    ]


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"coordinator": None},
        {"pools": {"mitte": {"planned": {"duelmen": "1.0", "olfen": "0"}}}},
        {"readings": {"surplus": "credit", "lapse-key": "hours"}},
        {"settlement": {"due": "03-31"}},
        {"notice": {"months": 0}},
        {"run_off": {"months": 120}},
    ],
)
def test_a_contract_without_contradiction_is_accepted(patch: dict[str, Any]) -> None:
    given = seed_terms(patch)

    assert Terms.model_validate(given).as_given() == given


@pytest.mark.parametrize(
    "patch",
    [
        {"parties": None},
        {"pools": {"mitte": {"posts": "0"}}},
        {"pools": {"mitte": {"members": []}}},
        {"notice": {"months": -1}},
        {"notice": {"months": 121}},
        {"run_off": {"months": -1}},
        {"notice": {"to": "quarter-end"}},
        {"settlement": {"due": "02-30-2025"}},
        {"subsidy": {"rate_per_post_year": "-1.00"}},
        {"currency": "Euro"},
        {"unknown": "field"},
    ],
)
def test_a_contract_with_an_impossible_value_is_refused(patch: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Terms.model_validate(seed_terms(patch))


def test_contradictions_are_reported_beside_fields_that_are_wrong_in_themselves() -> None:
    """All problems at once: a clerk corrects a terms file in one go."""
    terms = seed_terms(
        {"coordinator": "reken", "notice": {"months": "18"}, "pools": {"sued": {"posts": "0"}}}
    )

    with pytest.raises(ValidationError) as invalid:
        Terms.model_validate(terms)

    said = "\n".join(in_german(invalid.value, Terms))
    assert all(place in said for place in ("coordinator: reken", "notice.months", "pools.sued.posts"))
