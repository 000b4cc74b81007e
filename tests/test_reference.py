"""The reference itself is checked first: by the worked cases, and by rounding that breaks others (R10)."""

import ast
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.reference import Claim, Fact, Figures, figures

HERE = Path(__file__).parent
AMOUNTS = ("subsidy", "surplus_not_shared", "own_share")
PROJECT = {"ledger", "projections", "scripts"}


def cents(amount: str) -> int:
    """What a worked case prints, in cents: exactly two decimals, so the point can go."""
    return int(amount.replace(".", ""))


def option(command: list[str], name: str) -> str | None:
    return command[command.index(name) + 1] if name in command else None


def asked() -> Iterator[Any]:
    """Every question of the worked cases that states figures of a pool."""
    for path in sorted((HERE / "cases").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        for question in case["questions"]:
            command = question["command"]
            if command[0] not in {"settlement", "split"}:
                continue
            known = int((option(command, "--known-at") or f"@{len(case['facts'])}").removeprefix("@"))
            for pool, expected in question["expect"]["pools"].items():
                name = " ".join([path.stem[:2], *command, pool])
                yield pytest.param(case["facts"][:known], command, pool, expected, id=name)


def compare(got: Figures | None, expected: Mapping[str, Any]) -> None:
    """All figures that were worked out by hand."""
    assert got is not None
    total = expected["cost"] if isinstance(expected["cost"], str) else expected["cost"]["total"]
    assert got.total_cost == sum(got.cost.values()) == cents(total)
    assert {name: getattr(got, name) for name in AMOUNTS} == {name: cents(expected[name]) for name in AMOUNTS}
    assert got.by_party == {party: cents(amount) for party, amount in expected["by_party"].items()}
    if "claims" in expected:
        assert got.claims == [Claim(c["from"], c["to"], cents(c["net"])) for c in expected["claims"]]


@pytest.mark.parametrize(("facts", "command", "pool", "expected"), list(asked()))
def test_worked_case(facts: list[Fact], command: list[str], pool: str, expected: Mapping[str, Any]) -> None:
    if command[0] == "settlement":
        year, through = int(option(command, "--year") or 0), None
    else:
        through = date.fromisoformat(option(command, "--as-at") or "")
        year, expected = through.year, expected.get("year_to_date", {"state": "unresolved"})
    got = figures(facts, year=year, pool=pool, through=through)

    if expected.get("state") == "unresolved":
        assert got is None
    else:
        compare(got, expected)


def agreement(members: int, *, commenced: str = "2024-01-01", **readings: str) -> list[Fact]:
    """One pool of parties a, b, c, …, whose employer is a; nothing was ever granted."""
    parties = "abcdefghijk"[:members]
    actual = {"kind": "actual"}
    terms = {
        "parties": {party: {"name": party} for party in parties},
        "pools": {"pool": {"employer": "a", "posts": "1", "members": list(parties)}},
        "cost_positions": {"personnel": actual, "equipment": actual, "recruitment": actual},
        "readings": readings,
    }
    return [
        {"kind": "AgreementDrafted", "effective_on": "2023-02-01", "terms": terms},
        {"kind": "AgreementCommenced", "effective_on": commenced},
    ]


def cost(
    amount: str, position: str = "personnel", first: str = "2024-01-01", last: str = "2024-12-31"
) -> Fact:
    return {
        "kind": "CostPosted",
        "voucher": f"{amount} {position} {first}",
        "pool": "pool",
        "cost_position": position,
        "amount": amount,
        "service_from": first,
        "service_to": last,
    }


def deployment(effective_on: str, **posts: str) -> Fact:
    return {"kind": "DeploymentAgreed", "pool": "pool", "posts": posts, "effective_on": effective_on}


def borne(*facts: Fact, pool: str = "pool") -> dict[str, int]:
    got = figures(facts, year=2024, pool=pool)
    assert got is not None
    assert sum(got.by_party.values()) == got.own_share
    return got.by_party


@pytest.mark.parametrize(
    ("members", "amount", "expected"),
    [
        # 428 4/7 cents each: 7 × 428 = 2996, the four missing cents go to the first four
        (7, "30.00", {"a": 429, "b": 429, "c": 429, "d": 429, "e": 428, "f": 428, "g": 428}),
        # 4414 1/2 each: 8 × 4414 = 35312, four are missing
        (8, "353.16", dict.fromkeys("abcd", 4415) | dict.fromkeys("efgh", 4414)),
        (3, "1.00", {"a": 34, "b": 33, "c": 33}),
        (11, "0.01", {"a": 1}),
        (2, "0.00", {}),
    ],
)
def test_equal_parts_lose_no_cent(members: int, amount: str, expected: dict[str, int]) -> None:
    assert borne(*agreement(members), cost(amount)) == expected


def test_equal_remainders_go_to_the_slug_that_sorts_first() -> None:
    """182.25 at 98/2: 17860.5 and 364.5 cents."""
    facts = [*agreement(2), deployment("2024-01-01", a="0.98", b="0.02"), cost("182.25")]

    assert borne(*facts) == {"a": 17861, "b": 364}


def test_largest_remainder_comes_before_the_slug() -> None:
    """1.01 at 2/3: 40.4 and 60.6 cents."""
    facts = [*agreement(2), deployment("2024-01-01", a="0.4", b="0.6"), cost("1.01")]

    assert borne(*facts) == {"a": 40, "b": 61}


def test_negative_total_is_rounded_down_before_cents_are_handed_out() -> None:
    """−33 1/3 cents each: 3 × −34 = −102, two cents are given back to the first two."""
    facts = [*agreement(3, surplus="credit"), cost("-1.00")]

    assert borne(*facts) == {"a": -33, "b": -33, "c": -34}


def test_negative_total_is_nothing_under_the_floor() -> None:
    got = figures([*agreement(3), cost("-1.00")], year=2024, pool="pool")

    assert got == Figures({"personnel": -100}, -100, 0, 100, 0, {}, [])


def test_zero_total_of_stretches_with_different_shares_is_still_owed() -> None:
    """−182.00 by halves and +182.00 by 3/4 and 1/4: −91.00 + 136.50, and −91.00 + 45.50."""
    credit = cost("-182.00", last="2024-06-30")
    later = cost("182.00", first="2024-07-01")
    facts = [*agreement(2), deployment("2024-07-01", a="0.75", b="0.25"), credit, later]

    got = figures(facts, year=2024, pool="pool")

    assert got == Figures({}, 0, 0, 0, 0, {"a": 4550, "b": -4550}, [Claim("b", "a", -4550)])


@pytest.mark.parametrize(
    ("amounts", "by_position", "by_party"),
    [
        # one of two days is shared: 0.5 + 0.5 + 0.5 = 1.5 cents, rounded 2; three parts of 0.5 cents
        (("0.01", "0.01", "0.01"), {"equipment": 1, "personnel": 1}, {"a": 1, "b": 1}),
        # 1.5 + 0.5 + 0.5 = 2.5, rounded 3; rounded down 1 + 0 + 0; three parts of 5/6 cents
        (
            ("0.01", "0.03", "0.01"),
            {"equipment": 1, "personnel": 2},
            {"a": 1, "b": 1, "c": 1},
        ),
        # 0.5 + 1.5 = 2 cents exactly; rounded down 0 + 1, one is missing; three parts of 2/3 cents
        (("0.01", "0.03", "0.00"), {"equipment": 1, "personnel": 1}, {"a": 1, "b": 1}),
        # −0.5 + 0.5 + 0 = 0; rounded down −1 + 0, one is missing
        (("-0.01", "0.01", "0.00"), {}, {}),
    ],
)
def test_positions_that_end_in_half_a_cent_add_up_to_their_total(
    amounts: tuple[str, str, str], by_position: dict[str, int], by_party: dict[str, int]
) -> None:
    positions = ("equipment", "personnel", "recruitment")
    days = {"first": "2024-01-01", "last": "2024-01-02"}
    postings = [cost(amount, name, **days) for name, amount in zip(positions, amounts, strict=True)]

    got = figures([*agreement(3, commenced="2024-01-02"), *postings], year=2024, pool="pool")

    assert got is not None
    assert (got.cost, got.by_party) == (by_position, by_party)
    assert got.total_cost == sum(by_position.values()) == sum(by_party.values())


def test_before_the_draft_and_outside_the_pools_there_is_nothing() -> None:
    nothing = Figures({}, 0, 0, 0, 0, {}, [])

    assert figures([], year=2024, pool="pool") == nothing
    assert figures([*agreement(2), cost("1.00")], year=2024, pool="elsewhere") == nothing


def test_a_day_of_another_year_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-01-01 is no day of 2024"):
        figures([], year=2024, pool="pool", through=date(2025, 1, 1))


def test_the_reference_knows_nothing_of_the_program_that_it_checks() -> None:
    for path in (HERE / "reference").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not PROJECT & {name.split(".")[0] for name in names}, path.name
