"""Cents that are known to break others: statements of one pool with any number of members (§ 2; R10).

Expected cents by hand: exact parts rounded down, missing cents to the largest remainders, then by name.
"""

from typing import Any

import pytest

from ledger.facts import model_of
from projections.history import as_known
from projections.settlement import settlement
from tests.scenario import Facts, Recorded

NAMES = "abcdefghijk"


def _fact(kind: str, **fields: Any) -> Facts:
    return (model_of(kind).model_validate({"kind": kind, "agreement": "small", **fields}),)


def shared_by(members: int, *, planned: dict[str, str] | None = None, commenced: str = "2024-01-01") -> Facts:
    """A contract of that many parties in one pool, never granted."""
    parties = NAMES[:members]
    pool = {"name": "P", "employer": "a", "posts": "1", "members": list(parties)}
    terms = {
        "id": "small",
        "title": "Small",
        "currency": "EUR",
        "parties": {party: {"name": party.upper()} for party in parties},
        "pools": {"p": pool | ({"planned": planned} if planned else {})},
        "subsidy": {"programme": "none", "rate_per_post_year": "0.00"},
        "cost_positions": {slug: {"name": slug, "kind": "actual"} for slug in ("x", "y", "z")},
        "notice": {"months": 18, "to": "calendar-year-end"},
        "run_off": {"months": 12},
    }
    begun = _fact("AgreementDrafted", terms=terms, effective_on="2023-01-01")
    for party in parties:
        begun += _fact("PartySigned", party=party, effective_on="2023-06-01")
    return begun + _fact("AgreementCommenced", effective_on=commenced, basis="Beschluss")


def cost(amount: str, position: str = "x", first: str = "2024-01-01", last: str = "2024-12-31") -> Facts:
    period = {"service_from": first, "service_to": last}
    voucher = f"{position} {amount} {first} {last}"
    return _fact("CostPosted", voucher=voucher, pool="p", cost_position=position, amount=amount, **period)


def statement(facts: Facts, year: int = 2024) -> dict[str, Any]:
    recorded = [Recorded(n, "2026-11-22T10:00:00Z", fact) for n, fact in enumerate(facts, start=1)]
    found: dict[str, Any] = settlement(as_known("small", recorded), year=year)["pools"]["p"]
    return found


@pytest.mark.parametrize(
    ("members", "amount", "expected"),
    [
        (
            7,
            "30.00",
            {"a": "4.29", "b": "4.29", "c": "4.29", "d": "4.29", "e": "4.28", "f": "4.28", "g": "4.28"},
        ),
        (8, "353.16", dict.fromkeys("abcd", "44.15") | dict.fromkeys("efgh", "44.14")),
        (3, "1.00", {"a": "0.34", "b": "0.33", "c": "0.33"}),
        (11, "0.01", {"a": "0.01"}),
        (3, "-1.00", {"a": "-0.33", "b": "-0.33", "c": "-0.34"}),
        (11, "-0.01", {"k": "-0.01"}),
        (4, "0.02", {"a": "0.01", "b": "0.01"}),
    ],
)
def test_the_missing_cents_go_by_name_where_all_remainders_are_equal(
    members: int, amount: str, expected: dict[str, str]
) -> None:
    """-1.00 among 3: -33.33… rounds down to -34 each, two missing cents go to a and b."""
    found = statement(shared_with_credits(members) + cost(amount))

    assert found["by_party"] == expected
    assert found["own_share"] == amount


def shared_with_credits(members: int, *, commenced: str = "2024-01-01") -> Facts:
    """With the reading `credit`, a negative total is shared too."""
    parties = list(NAMES[:members])
    act = {"form": "letter", "signed_by": parties, "concluded_on": "2023-06-02", "effective_on": "2024-01-01"}
    return shared_by(members, commenced=commenced) + _fact(
        "ReadingDecided", question="surplus", reading="credit", **act
    )


def test_98_to_2() -> None:
    """182.25: 178.605 and 3.645 euro; one cent is missing, both remainders are half a cent, a sorts first."""
    found = statement(shared_by(2, planned={"a": "0.98", "b": "0.02"}) + cost("182.25"))

    assert found["by_party"] == {"a": "178.61", "b": "3.64"}


def test_a_total_of_zero_leaves_nobody_with_a_cent() -> None:
    found = statement(shared_by(3) + cost("45.50") + cost("-45.50", "y"))

    assert (found["own_share"], found["by_party"], found["claims"]) == ("0.00", {}, [])
    assert found["cost"] == {"x": "45.50", "y": "-45.50", "total": "0.00"}


def test_a_surplus_is_cut_to_zero_and_shown() -> None:
    """Reading `floor`: a negative total is zero for everyone."""
    found = statement(shared_by(3) + cost("-1.00"))

    assert (found["own_share"], found["surplus_not_shared"], found["by_party"]) == ("0.00", "1.00", {})


def test_positions_that_each_end_in_half_a_cent_add_up_to_their_total() -> None:
    """One of the two days of each posting lies before commencement: three times half a cent, 1.5 cents.

    The total is 2 cents half up; two of three equal remainders get one. Each party bears 0.75 cents.
    """
    facts = shared_by(2, commenced="2024-07-02")
    for position in ("x", "y", "z"):
        facts += cost("0.01", position, "2024-07-01", "2024-07-02")

    found = statement(facts)

    assert found["cost"] == {"x": "0.01", "y": "0.01", "total": "0.02"}
    assert found["by_party"] == {"a": "0.01", "b": "0.01"}


def test_a_negative_half_cent_is_rounded_away_from_zero() -> None:
    """-0.005 is -0.01; the exact parts are -0.25 cents each, rounded down -1 each, one cent back to a."""
    facts = shared_with_credits(2, commenced="2024-07-02") + cost("-0.01", "x", "2024-07-01", "2024-07-02")

    found = statement(facts)

    assert (found["own_share"], found["by_party"]) == ("-0.01", {"b": "-0.01"})
