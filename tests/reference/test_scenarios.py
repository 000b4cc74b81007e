"""Histories computed by hand, against the reference: exits, floor, run-off, employers (R4, R7, R9, R12)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.reference import Claim, Fact, Figures, figures

WORKED_YEAR = Path(__file__).parents[1] / "cases" / "01-worked-year.json"
OTHERS_THAN_MITTE = (
    *("billerbeck", "coesfeld", "havixbeck", "rosendahl"),
    *("ascheberg", "luedinghausen", "nordkirchen", "olfen", "senden"),
)
ALL = (*OTHERS_THAN_MITTE, "duelmen", "nottuln")


def in_force(*, grants: bool = True) -> list[Fact]:
    """The seed agreement from 1 January 2024, with or without its grants of 55,000 for every post."""
    facts: list[Fact] = json.loads(WORKED_YEAR.read_text(encoding="utf-8"))["facts"]
    kinds = {"AgreementDrafted", "PartySigned", "AgreementCommenced"} | (
        {"SubsidyGranted"} if grants else set()
    )
    return [fact for fact in facts if fact["kind"] in kinds]


def cost(pool: str, amount: str, first: str, last: str, **more: str) -> Fact:
    fact = {
        "kind": "CostPosted",
        "voucher": f"{pool} {first} {more}",
        "pool": pool,
        "cost_position": "personnel",
    }
    return fact | {"amount": amount, "service_from": first, "service_to": last} | more


def amendment(number: int, effective_on: str, **patch: Any) -> Fact:
    return {
        "kind": "AmendmentAgreed",
        "number": number,
        "effective_on": effective_on,
        "concluded_on": "2024-02-01",
        "terms_patch": patch,
    }


def settled(party: str, given: str, ends_on: str) -> list[Fact]:
    """A notice and the agreement of all about what it means."""
    notice = f"{party} {given}"
    return [
        {"kind": "NoticeGiven", "notice": notice, "party": party, "form": "letter", "effective_on": given},
        {"kind": "NoticeSettled", "notice": notice, "concluded_on": given, "ends_on": ends_on},
    ]


def notice(party: str, day: str, name: str = "notice") -> list[Fact]:
    """Given to all and received by all on one day."""
    received = [
        {"kind": "NoticeReceived", "notice": name, "by": by, "effective_on": day} for by in ALL if by != party
    ]
    return [
        {"kind": "NoticeGiven", "notice": name, "party": party, "form": "letter", "effective_on": day},
        *received,
    ]


def statement(facts: list[Fact], year: int, pool: str, through: date | None = None) -> Figures:
    got = figures(facts, year=year, pool=pool, through=through)
    assert got is not None
    assert (
        got.total_cost - got.subsidy + got.surplus_not_shared == got.own_share == sum(got.by_party.values())
    )
    return got


def test_the_floor_looks_at_all_funded_days_together() -> None:
    """−27,500 by halves; then 55,200 − 27,500 = 27,700 by 3/4 and 1/4: 20,775 and 6,925 less 13,750 each."""
    posts = {"duelmen": "0.75", "nottuln": "0.25"}
    facts = [
        *in_force(),
        {"kind": "DeploymentAgreed", "pool": "mitte", "posts": posts, "effective_on": "2025-07-01"},
        cost("mitte", "55200.00", "2025-07-01", "2025-12-31"),
    ]

    assert statement(facts, 2025, "mitte").by_party == {"duelmen": 702_500, "nottuln": -682_500}
    assert statement(facts, 2025, "mitte", date(2025, 6, 30)).surplus_not_shared == 2_750_000


def test_lapsed_days_are_shared_by_heads_and_never_netted() -> None:
    """100 a day: 18,100 − 68,750 is cut; then 184 days, 18,400 × 11/40 = 5,060 and × 1/40 = 460."""
    facts = [
        *in_force(),
        *notice("havixbeck", "2025-06-30"),
        {"kind": "SubsidyLost", "pools": ["nord"], "effective_on": "2027-07-01"},
        cost("nord", "36500.00", "2027-01-01", "2027-12-31"),
    ]
    got = statement(facts, 2027, "nord")

    assert (got.subsidy, got.surplus_not_shared, got.own_share) == (6_875_000, 5_065_000, 1_840_000)
    heads = dict.fromkeys(("billerbeck", "coesfeld", "rosendahl"), 506_000)
    assert got.by_party == dict.fromkeys(set(ALL) - {"havixbeck"}, 46_000) | heads


def test_run_off_bears_cost_of_posts_held_on_the_last_day() -> None:
    """59 days × 300 − 22,916.67 is cut; 122 days × 200 = 24,400 by eleven: 2,218.18 and two cents over."""
    facts = [
        *in_force(),
        {"kind": "PostFilled", "post": "n1", "pool": "nord", "effective_on": "2024-01-01"},
        {"kind": "PostFilled", "post": "n2", "pool": "nord", "effective_on": "2024-01-01"},
        {"kind": "PostVacated", "post": "n2", "effective_on": "2027-02-01"},
        {"kind": "PostFilled", "post": "n1", "pool": "nord", "effective_on": "2027-02-28"},
        {"kind": "EmploymentEnded", "post": "n1", "effective_on": "2027-02-28"},
        {"kind": "EmploymentEnded", "post": "n1", "effective_on": "2027-07-01"},
        {"kind": "TerminationAgreed", "concluded_on": "2027-01-15", "ends_on": "2027-02-28"},
        cost("nord", "36500.00", "2027-01-01", "2027-12-31"),
        cost("nord", "36500.00", "2027-01-01", "2027-12-31", post="n1"),
        cost("nord", "36500.00", "2027-01-01", "2027-12-31", post="n2"),
    ]
    got = statement(facts, 2027, "nord")

    assert (got.total_cost, got.subsidy, got.own_share) == (4_210_000, 2_291_667, 2_440_000)
    assert got.by_party == dict.fromkeys(ALL, 221_818) | {"ascheberg": 221_819, "billerbeck": 221_819}


@pytest.mark.parametrize(("last_revocation", "sender"), [("2025-06-30", 10_000), ("2025-07-01", None)])
def test_a_revocation_must_be_there_with_the_notice(last_revocation: str, sender: int | None) -> None:
    """Half of 200, or nothing after the exit."""
    days = dict.fromkeys(set(ALL) - {"nottuln"}, "2025-06-30") | {"senden": last_revocation}
    facts = [
        *in_force(grants=False),
        *notice("nottuln", "2025-06-30"),
        *(
            {"kind": "NoticeRevocationReceived", "notice": "notice", "by": by, "effective_on": day}
            for by, day in days.items()
        ),
        cost("mitte", "200.00", "2027-01-01", "2027-12-31"),
    ]

    assert statement(facts, 2027, "mitte").by_party.get("nottuln") == sender


@pytest.mark.parametrize(("amended", "each"), [("2025-07-01", -150_000), ("2025-07-02", None)])
def test_a_decided_reading_stands_on_top_until_an_amendment_names_it(amended: str, each: int | None) -> None:
    """52,000 − 55,000 under `credit`, or nothing under `floor`."""
    decided = {"kind": "ReadingDecided", "question": "surplus", "reading": "credit"}
    facts = [
        *in_force(),
        decided | {"effective_on": "2025-07-01"},
        amendment(1, amended, readings={"surplus": "floor"}),
        cost("mitte", "52000.00", "2025-01-01", "2025-12-31"),
    ]

    assert statement(facts, 2025, "mitte").by_party.get("nottuln") == each


def test_run_off_days_whose_grant_has_lapsed_are_not_netted() -> None:
    """Decision 0009: 18,100 − 27,500 is cut; 184 lapsed days × 100 = 18,400 by eleven: eight cents over."""
    facts = [
        *in_force(grants=False),
        {
            "kind": "SubsidyGranted",
            "pool": "mitte",
            "posts": "1",
            "rate_per_post_year": "55000.00",
            "effective_on": "2024-01-01",
            "until": "2026-06-30",
        },
        {
            "kind": "ReadingDecided",
            "question": "run-off-subsidy",
            "reading": "net",
            "effective_on": "2024-01-01",
        },
        {"kind": "TerminationAgreed", "concluded_on": "2025-01-15", "ends_on": "2025-12-31"},
        cost("mitte", "36500.00", "2026-01-01", "2026-12-31"),
    ]
    got = statement(facts, 2026, "mitte")

    assert (got.subsidy, got.surplus_not_shared, got.own_share) == (2_750_000, 940_000, 1_840_000)
    assert got.by_party == {party: 167_273 if party in sorted(ALL)[:8] else 167_272 for party in sorted(ALL)}


def test_each_employer_claims_for_its_days() -> None:
    """10 cents: 2.5 each. Of 3 cents, 181/365 is 1.24 and 184/365 is 1.26; the third goes to the second."""
    facts = [
        *in_force(grants=False),
        amendment(1, "2025-07-01", pools={"nord": {"employer": "billerbeck"}}),
        cost("nord", "0.10", "2025-01-01", "2025-12-31"),
    ]
    got = statement(facts, 2025, "nord")

    assert got.by_party == {"billerbeck": 3, "coesfeld": 3, "havixbeck": 2, "rosendahl": 2}
    assert got.claims == [
        Claim("billerbeck", "coesfeld", 1),
        Claim("coesfeld", "billerbeck", 2),
        Claim("havixbeck", "billerbeck", 1),
        Claim("havixbeck", "coesfeld", 1),
        Claim("rosendahl", "billerbeck", 1),
        Claim("rosendahl", "coesfeld", 1),
    ]


def test_claims_between_an_employers_exit_and_its_successor_wait() -> None:
    """Decision 0011: 181 days × 50, then 1/20 of 184 × 100; of these 145 days are claimed, 39 wait."""
    facts = [
        *in_force(grants=False),
        *settled("duelmen", "2025-02-01", "2025-06-30"),
        amendment(1, "2025-08-09", pools={"mitte": {"employer": "nottuln"}}),
        cost("mitte", "36500.00", "2025-01-01", "2025-12-31"),
    ]
    got = statement(facts, 2025, "mitte")

    others = dict.fromkeys(OTHERS_THAN_MITTE, 92_000)
    assert got.by_party == others | {"duelmen": 905_000, "nottuln": 905_000 + 1_012_000}
    assert got.claims == sorted(
        [Claim("nottuln", "duelmen", 905_000)]
        + [Claim(party, "nottuln", 72_500) for party in OTHERS_THAN_MITTE]
    )


def test_whoever_joins_again_is_a_new_member() -> None:
    """Decision 0010: amendments of one day by number; what was declared in between ends nothing."""
    facts = [
        *in_force(grants=False),
        *notice("nottuln", "2025-06-30"),
        *notice("nottuln", "2027-01-31", "second"),
        amendment(1, "2028-01-01", parties={"nottuln": None}, pools={"mitte": {"members": ["duelmen"]}}),
        amendment(
            2,
            "2028-01-01",
            parties={"nottuln": {"name": "Nottuln"}},
            pools={"mitte": {"members": ["duelmen", "nottuln"]}},
        ),
        *(cost("mitte", "200.00", f"{year}-01-01", f"{year}-12-31") for year in range(2026, 2031)),
    ]

    halves = {"duelmen": 10_000, "nottuln": 10_000}
    assert [statement(facts, year, "mitte").by_party for year in (2026, 2028, 2030)] == [halves] * 3
    left = statement(facts, 2027, "mitte").by_party
    assert left == dict.fromkeys(OTHERS_THAN_MITTE, 1_000) | {"duelmen": 11_000}


def test_a_part_of_a_log_keeps_its_positions() -> None:
    """Signatures and other pools may be missing; the retraction still finds its fact."""
    log = list(enumerate(in_force(), start=1))
    retraction = {"kind": "FactRetracted", "position": 14}
    log += [(17, cost("nord", "200000.00", "2024-01-01", "2024-12-31")), (18, retraction)]
    assert (log[13][1]["kind"], log[13][1]["pool"]) == ("SubsidyGranted", "nord")
    part = [pair for pair in log if pair[0] in {1, 13, 14, 17, 18}]

    granted = figures(part[:-1], year=2024, pool="nord")
    retracted = figures(part, year=2024, pool="nord")

    assert granted == figures(log[:-1], year=2024, pool="nord")
    assert retracted == figures(log, year=2024, pool="nord")
    assert granted is not None
    assert retracted is not None
    assert (granted.own_share, retracted.own_share) == (6_250_000, 20_000_000)


def test_an_instead_stands_in_the_place_of_what_it_corrects() -> None:
    """A grant of one post instead of two and a half: 200,000 − 55,000."""
    facts = [*in_force(), cost("nord", "200000.00", "2024-01-01", "2024-12-31")]
    instead = dict(facts[13]) | {"posts": "1"}
    facts += [{"kind": "FactRetracted", "position": 14, "instead": instead}]

    assert statement(facts, 2024, "nord").own_share == 14_500_000
