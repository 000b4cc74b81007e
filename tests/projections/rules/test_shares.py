"""Who bears which part of a pool: planned, hours, exits, heads, run-off (§§ 1, 2, 4; R2, R4, R7, R8, R9)."""

from itertools import permutations

import pytest

from tests.scenario import (
    ALL,
    MITTE,
    NORD,
    SUED,
    Facts,
    Json,
    amended,
    commenced,
    decided,
    deployed,
    drafted,
    equally,
    granted,
    hours,
    in_force,
    lost,
    notice,
    reken_joins,
    settled,
    shares,
    signed_by_all,
    split_on,
    terminated,
    without,
)

SEND = "2025-06-30"
"""Complete on this day, a notice ends on 31 December 2026."""

REGION = {"exit-share": "region"}
LITERAL = {"exit-share": "all-remaining"}


def _regime(facts: Facts, pool: str, on: str) -> str:
    return str(split_on(facts, on)["pools"][pool]["regime"])


def _leave(*parties: str) -> Facts:
    return sum((notice(party, received=SEND) for party in parties), ())


# R2: planned shares


def test_at_the_start_the_members_of_a_pool_share_equally() -> None:
    """§ 1 Ziff. 4."""
    assert shares(in_force(), "nord", "2024-01-01") == equally(NORD, "1/4")
    assert shares(in_force(), "mitte", "2024-01-01") == equally(MITTE, "1/2")
    assert shares(in_force(), "sued", "2024-01-01") == equally(SUED, "1/5")


@pytest.mark.parametrize(
    ("facts", "on", "regime"),
    [
        (drafted(), "2030-01-01", "none"),
        (drafted() + signed_by_all(), "2030-01-01", "none"),
        (drafted() + signed_by_all() + commenced("2024-01-01"), "2023-12-31", "none"),
        (drafted() + signed_by_all() + commenced("2024-01-01"), "2024-01-01", "hours"),
    ],
)
def test_nothing_is_shared_before_commencement(facts: Facts, on: str, regime: str) -> None:
    assert _regime(facts, "mitte", on) == regime
    assert bool(shares(facts, "mitte", on)) == (regime == "hours")


def test_the_terms_can_plan_other_shares() -> None:
    planned = {"pools": {"nord": {"planned": {"coesfeld": "1.5", "billerbeck": "0.5", "olfen": "0.5"}}}}

    found = shares(in_force(patch=planned), "nord", "2024-01-01")

    assert found == {"billerbeck": "1/5", "coesfeld": "3/5", "olfen": "1/5"}


QUARTER = {"duelmen": "0.75", "nottuln": "0.25"}


@pytest.mark.parametrize(
    ("on", "duelmen"),
    [
        ("2025-06-30", "1/2"),
        ("2025-07-01", "3/4"),
        ("2025-12-31", "3/4"),
        ("2026-01-01", "9/10"),
        ("2030-01-01", "9/10"),
    ],
)
def test_the_newest_deployment_sets_the_shares(on: str, duelmen: str) -> None:
    facts = in_force() + deployed("mitte", "2026-01-01", duelmen="0.9", nottuln="0.1")
    facts += deployed("mitte", "2025-07-01", **QUARTER)

    assert shares(facts, "mitte", on)["duelmen"] == duelmen


def test_a_deployment_can_name_parties_of_another_pool_and_leave_out_members() -> None:
    facts = in_force() + deployed("mitte", "2025-07-01", olfen="0.25", duelmen="0.75", nottuln="0")

    assert shares(facts, "mitte", "2025-07-01") == {"duelmen": "3/4", "olfen": "1/4"}


def test_a_deployment_of_one_pool_changes_no_other() -> None:
    facts = in_force() + deployed("mitte", "2025-07-01", **QUARTER)

    assert shares(facts, "nord", "2025-07-01") == equally(NORD, "1/4")


@pytest.mark.parametrize(
    ("patch", "on", "duelmen"),
    [
        # members, posts or planned set the shares anew …
        ({"members": ["nottuln", "duelmen"]}, "2026-01-01", "1/2"),
        ({"posts": "1.0"}, "2026-01-01", "1/2"),
        ({"planned": {"duelmen": "0.6", "nottuln": "0.4"}}, "2026-01-01", "3/5"),
        # … from their day on
        ({"posts": "1.0"}, "2025-12-31", "3/4"),
        # … name and employer do not
        ({"name": "Mitte", "employer": "nottuln"}, "2026-01-01", "3/4"),
    ],
)
def test_an_amendment_of_members_posts_or_plan_takes_the_place_of_a_deployment(
    patch: Json, on: str, duelmen: str
) -> None:
    facts = in_force() + deployed("mitte", "2025-07-01", **QUARTER)
    facts += amended(1, "2026-01-01", {"pools": {"mitte": patch}})

    assert shares(facts, "mitte", on)["duelmen"] == duelmen


@pytest.mark.parametrize(
    ("on", "duelmen"), [("2025-12-31", "1/2"), ("2026-01-01", "3/5"), ("2027-01-01", "4/5")]
)
def test_of_several_amendments_the_newest_sets_the_shares(on: str, duelmen: str) -> None:
    first = {"pools": {"mitte": {"planned": {"duelmen": "0.6", "nottuln": "0.4"}}}}
    second = {"pools": {"mitte": {"planned": {"duelmen": "0.8", "nottuln": "0.2"}}}}
    facts = in_force() + amended(2, "2027-01-01", second) + amended(1, "2026-01-01", first)

    assert shares(facts, "mitte", on)["duelmen"] == duelmen


def test_an_amendment_of_another_pool_leaves_a_deployment_alone() -> None:
    facts = in_force() + deployed("mitte", "2025-07-01", **QUARTER)
    facts += amended(1, "2026-01-01", {"pools": {"nord": {"posts": "3"}}})

    assert shares(facts, "mitte", "2026-01-01")["duelmen"] == "3/4"


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_of_one_day_a_deployment_comes_on_top_of_an_amendment(order: tuple[int, ...]) -> None:
    recorded = [
        deployed("mitte", "2026-01-01", **QUARTER),
        amended(1, "2026-01-01", {"pools": {"mitte": {"members": list(MITTE)}}}),
    ]

    facts = in_force() + sum((recorded[place] for place in order), ())

    assert shares(facts, "mitte", "2026-01-01")["duelmen"] == "3/4"


# Exits (§ 4 Abs. 2 Satz 3; R4)


@pytest.mark.parametrize(
    ("readings", "on", "expected"),
    [
        (LITERAL, "2026-12-31", equally(NORD, "1/4")),
        (REGION, "2026-12-31", equally(NORD, "1/4")),
        (LITERAL, "2027-01-01",
         equally(without(NORD, "havixbeck"), "11/40", without(ALL, *NORD), "1/40")),
        (REGION, "2027-01-01", equally(without(NORD, "havixbeck"), "1/3")),
    ],
)  # fmt: skip
def test_the_piece_of_a_leaver_goes_to_all_remaining_parties_or_to_the_region(
    readings: dict[str, str], on: str, expected: dict[str, str]
) -> None:
    assert shares(in_force(readings=readings) + _leave("havixbeck"), "nord", on) == expected


def test_an_exit_changes_no_other_pool() -> None:
    facts = in_force() + _leave("havixbeck")

    assert shares(facts, "mitte", "2027-01-01") == equally(MITTE, "1/2")


def test_the_reading_is_that_of_the_day_asked_about() -> None:
    facts = in_force() + _leave("havixbeck") + decided("exit-share", "region", "2028-07-01")

    literal = equally(without(NORD, "havixbeck"), "11/40", without(ALL, *NORD), "1/40")
    assert shares(facts, "nord", "2028-06-30") == literal
    assert shares(facts, "nord", "2028-07-01") == equally(without(NORD, "havixbeck"), "1/3")


@pytest.mark.parametrize("order", list(permutations(["nottuln", "havixbeck"])))
def test_leavers_of_one_day_leave_together_and_later_ones_pass_on_what_they_inherited(
    order: tuple[str, ...],
) -> None:
    """Nottuln and Havixbeck out after 2026, Dülmen after 2027.

    2027, Mitte: 1/2 to nine, so 1/18, Dülmen 10/18. Nord: 1/4 to nine, so 1/36, members 10/36.
    2028, Mitte: 5/9 to eight is 5/72, with 4/72 an eighth. Nord: 1/36 to eight is 1/288.
    """
    facts = in_force() + _leave(*order) + notice("duelmen", received="2026-06-30")
    left = without(ALL, "nottuln", "havixbeck")

    assert shares(facts, "mitte", "2027-06-30") == equally(["duelmen"], "5/9", left, "1/18")
    members = without(NORD, "havixbeck")
    assert shares(facts, "nord", "2027-06-30") == equally(members, "5/18", left, "1/36")

    left = without(left, "duelmen")
    assert shares(facts, "mitte", "2028-01-01") == equally(left, "1/8")
    assert shares(facts, "nord", "2028-01-01") == equally(members, "9/32", left, "1/32")


@pytest.mark.parametrize("on", ["2026-12-31", "2027-01-01", "2030-01-01"])
def test_with_nobody_left_in_the_region_the_pool_is_unresolved(on: str) -> None:
    """§ 4 Abs. 5: never a guess."""
    facts = in_force(readings=REGION) + _leave(*MITTE)

    expected = ("hours", equally(MITTE, "1/2")) if on < "2027" else ("unresolved", {})
    assert (_regime(facts, "mitte", on), shares(facts, "mitte", on)) == expected
    assert _regime(facts, "nord", on) == "hours"


def test_the_literal_reading_always_has_an_heir() -> None:
    assert shares(in_force() + _leave(*MITTE), "mitte", "2027-01-01") == equally(without(ALL, *MITTE), "1/9")


def test_a_region_with_one_member_left_bears_everything() -> None:
    facts = in_force(readings=REGION) + _leave("nottuln")

    assert shares(facts, "mitte", "2027-01-01") == {"duelmen": "1"}


def test_an_unresolved_pool_stays_so_through_later_exits_until_it_is_set_anew() -> None:
    facts = in_force(readings=REGION) + _leave(*MITTE) + notice("olfen", received="2026-06-30")
    assert _regime(facts, "mitte", "2028-01-01") == "unresolved"

    facts += deployed("mitte", "2028-07-01", senden="1")
    assert _regime(facts, "mitte", "2028-06-30") == "unresolved"
    assert shares(facts, "mitte", "2028-07-01") == {"senden": "1"}


def test_the_decision_for_the_literal_reading_resolves_it() -> None:
    facts = in_force(readings=REGION) + _leave(*MITTE) + decided("exit-share", "all-remaining", "2028-01-01")

    assert _regime(facts, "mitte", "2027-12-31") == "unresolved"
    assert shares(facts, "mitte", "2028-01-01") == equally(without(ALL, *MITTE), "1/9")


def test_a_leaver_without_a_piece_needs_no_heir() -> None:
    """Nottuln holds nothing of Mitte, so its exit leaves nothing to pass on; Dülmen's does."""
    alone = deployed("mitte", "2025-01-01", duelmen="1", nottuln="0")
    facts = in_force(readings=REGION) + alone + _leave("nottuln") + notice("duelmen", received="2026-06-30")

    assert shares(facts, "mitte", "2027-12-31") == {"duelmen": "1"}
    assert _regime(facts, "mitte", "2028-01-01") == "unresolved"


OUTSIDER = {"coesfeld": "1", "billerbeck": "0.5", "havixbeck": "0.5", "duelmen": "0.5"}


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        (LITERAL, equally(without(ALL, "duelmen"), "1/50")
         | {"coesfeld": "21/50", "billerbeck": "11/50", "havixbeck": "11/50"}),
        (REGION, {"billerbeck": "1/4", "coesfeld": "9/20", "havixbeck": "1/4", "rosendahl": "1/20"}),
    ],
)  # fmt: skip
def test_a_piece_of_another_pool_goes_to_the_heirs_of_that_pool(
    readings: dict[str, str], expected: dict[str, str]
) -> None:
    """Dülmen holds 1/5 of Nord; heirs in the region are Nord's members, also Rosendahl, that has nothing."""
    facts = in_force(readings=readings) + deployed("nord", "2026-01-01", **OUTSIDER) + _leave("duelmen")

    assert dict(sorted(shares(facts, "nord", "2027-01-01").items())) == dict(sorted(expected.items()))


def test_a_party_settled_out_inside_a_year_passes_on_its_piece_the_day_after() -> None:
    facts = in_force() + notice("olfen", received="2025-10-01")
    facts += settled("olfen", "2026-03-15", concluded="2025-12-01")

    assert shares(facts, "sued", "2026-03-15") == equally(SUED, "1/5")
    members = without(SUED, "olfen")
    assert shares(facts, "sued", "2026-03-16") == equally(members, "11/50", without(ALL, *SUED), "1/50")


# Amendments and exits together


def test_only_exits_from_the_day_of_a_deployment_on_are_redistributed() -> None:
    """Havixbeck leaves after 2026; a deployment of 2027 sets the shares; Olfen's exit comes on top."""
    left = without(ALL, "havixbeck")
    facts = in_force() + _leave("havixbeck") + notice("coesfeld", received="2026-06-30")
    facts += deployed("nord", "2027-07-01", coesfeld="1.25", billerbeck="0.625", rosendahl="0.625")

    assert shares(facts, "nord", "2027-07-01") == {
        "billerbeck": "1/4",
        "coesfeld": "1/2",
        "rosendahl": "1/4",
    }
    # 1/2 to nine is 1/18
    others = without(left, "coesfeld", "billerbeck", "rosendahl")
    assert shares(facts, "nord", "2028-01-01") == equally(
        ["billerbeck", "rosendahl"], "11/36", others, "1/18"
    )


def test_a_deployment_of_the_first_day_after_an_exit_stands_above_it() -> None:
    facts = in_force() + _leave("havixbeck")
    facts += deployed("nord", "2027-01-01", coesfeld="1.25", billerbeck="0.625", rosendahl="0.625")

    assert shares(facts, "nord", "2027-01-01")["coesfeld"] == "1/2"


def test_a_deployment_of_the_last_day_is_followed_by_the_exit() -> None:
    """1/5 of Havixbeck to ten: 1/50 each."""
    facts = in_force() + _leave("havixbeck")
    facts += deployed("nord", "2026-12-31", coesfeld="2", havixbeck="0.5")

    assert shares(facts, "nord", "2026-12-31") == {"coesfeld": "4/5", "havixbeck": "1/5"}
    others = without(ALL, "coesfeld", "havixbeck")
    assert shares(facts, "nord", "2027-01-01") == equally(["coesfeld"], "41/50", others, "1/50")


def test_an_amendment_that_lists_a_leaver_again_passes_its_piece_on_at_once() -> None:
    """Havixbeck out after 2026, Reken in from February 2027, Nord's members listed anew in April.

    Then Havixbeck's fourth goes to the eleven parties of that day: 1/4 + 1/44 is 3/11, the others 1/44.
    """
    everyone = (*ALL, "reken")
    relisted = {"pools": {"nord": {"members": list(NORD)}}}
    facts = in_force() + _leave("havixbeck") + reken_joins(1, "2027-02-01")
    facts += amended(2, "2027-04-01", relisted, by=everyone)
    members, others = without(NORD, "havixbeck"), without(ALL, *NORD)

    assert shares(facts, "nord", "2027-03-31") == equally(members, "11/40", others, "1/40")
    assert shares(facts, "nord", "2027-04-01") == equally(members, "3/11", (*others, "reken"), "1/44")


def test_a_newcomer_has_nothing_of_a_pool_that_is_not_set_anew() -> None:
    facts = in_force() + reken_joins(1, "2025-07-01")

    assert shares(facts, "nord", "2025-07-01") == equally(NORD, "1/4")
    assert shares(facts, "mitte", "2025-06-30") == equally(MITTE, "1/2")
    assert shares(facts, "mitte", "2025-07-01") == equally([*MITTE, "reken"], "1/3")


def test_a_newcomer_of_the_first_day_after_an_exit_inherits_too() -> None:
    """Heirs are the parties of that day: eleven, Reken among them."""
    facts = in_force() + _leave("havixbeck") + reken_joins(1, "2027-01-01")

    members, others = without(NORD, "havixbeck"), (*without(ALL, *NORD), "reken")
    assert shares(facts, "nord", "2027-01-01") == equally(members, "3/11", others, "1/44")


def test_whoever_an_amendment_removes_leaves_its_pieces_of_other_pools_too() -> None:
    """Havixbeck out after 2026, so Olfen holds 1/40 of Nord; an amendment removes Olfen.

    Nord: 1/40 to nine is 1/360. Süd is set anew: a fourth each.
    """
    out = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
    facts = in_force() + _leave("havixbeck") + amended(1, "2027-07-01", out)

    members, others = without(NORD, "havixbeck"), without(ALL, *NORD, "olfen")
    assert shares(facts, "nord", "2027-07-01") == equally(members, "5/18", others, "1/36")
    assert shares(facts, "sued", "2027-07-01") == equally(without(SUED, "olfen"), "1/4")


def test_a_party_that_comes_back_does_not_get_its_old_pieces() -> None:
    out = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
    back = {"parties": {"olfen": {"name": "Olfen"}}, "pools": {"mitte": {"members": [*MITTE, "olfen"]}}}
    facts = in_force() + _leave("olfen") + amended(1, "2028-01-01", out) + amended(2, "2029-01-01", back)

    assert shares(facts, "sued", "2029-01-01") == equally(without(SUED, "olfen"), "1/4")
    assert shares(facts, "mitte", "2029-01-01") == equally([*MITTE, "olfen"], "1/3")


@pytest.mark.parametrize(
    "patch",
    [
        {"title": "Neuer Titel"},
        {"parties": {"coesfeld": {"name": "Kreisstadt Coesfeld"}}},
        {"pools": {"nord": {"name": "Norden"}}},
        {"pools": {"nord": {"employer": "billerbeck"}}},
        {"coordinator": "senden"},
    ],
)
def test_the_edit_of_a_label_moves_nothing(patch: Json) -> None:
    facts = in_force() + deployed("nord", "2026-01-01", **OUTSIDER) + _leave("havixbeck")

    edited = facts + amended(1, "2027-07-01", patch)

    for pool in ("nord", "mitte", "sued"):
        assert shares(edited, pool, "2028-01-01") == shares(facts, pool, "2028-01-01")


def test_a_pool_that_no_terms_of_the_day_name_shares_nothing() -> None:
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    facts = in_force(grants=[]) + amended(1, "2025-07-01", merged)

    assert shares(facts, "mitte", "2025-06-30") == equally(MITTE, "1/2")
    assert (_regime(facts, "mitte", "2025-07-01"), shares(facts, "mitte", "2025-07-01")) == ("none", {})
    assert shares(facts, "nord", "2025-07-01") == equally([*NORD, *MITTE], "1/6")


def test_the_heirs_of_a_pool_that_is_gone_are_nobody_in_the_region() -> None:
    """The pool was there when its member left, and is looked at once it is back."""
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    again = {
        "pools": {
            "mitte": {"name": "Mitte", "employer": "nottuln", "posts": "1", "members": list(MITTE)},
            "nord": {"members": list(NORD), "posts": "2.5"},
        }
    }
    facts = in_force(grants=[], readings=REGION) + amended(1, "2025-07-01", merged)
    facts += _leave("duelmen") + amended(2, "2027-07-01", again)

    assert shares(facts, "nord", "2027-01-01") == equally([*NORD, "nottuln"], "1/5")
    assert shares(facts, "mitte", "2027-07-01") == {"nottuln": "1"}


def test_a_head_that_left_while_the_pool_was_gone_has_no_heir_in_the_region() -> None:
    """The heads are still those of the draft, and nobody was a member of the pool on that day."""
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    again = {
        "pools": {
            "mitte": {"name": "Mitte", "employer": "nottuln", "posts": "1", "members": list(MITTE)},
            "nord": {"members": list(NORD), "posts": "2.5"},
        }
    }
    facts = in_force(grants=["mitte"], readings=REGION | {"lapse-key": "all-heads"})
    facts += lost(["mitte"], "2025-01-01") + amended(1, "2025-07-01", merged)
    facts += _leave("duelmen") + amended(2, "2027-07-01", again)

    assert shares(facts, "mitte", "2025-06-30") == equally(ALL, "1/11")
    assert _regime(facts, "mitte", "2027-07-01") == "unresolved"


def test_without_an_heir_nothing_is_shared_even_if_others_hold_a_piece() -> None:
    facts = in_force(readings=REGION) + deployed("mitte", "2025-01-01", olfen="0.25", duelmen="0.75")
    facts += _leave(*MITTE)

    assert shares(facts, "mitte", "2026-12-31") == {"duelmen": "3/4", "olfen": "1/4"}
    assert (_regime(facts, "mitte", "2027-01-01"), shares(facts, "mitte", "2027-01-01")) == ("unresolved", {})


# Hours really worked (R7)


WORKED = (
    hours("nord", "coesfeld", "31", "2025-01-01", "2025-01-31")
    + hours("nord", "billerbeck", "48", "2025-01-16", "2025-01-31")
)  # fmt: skip
ACTUAL = {"hours-basis": "actual"}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-12-31", equally(NORD, "1/4")),
        ("2025-01-01", {"coesfeld": "1"}),
        ("2025-01-15", {"coesfeld": "1"}),
        ("2025-01-16", {"billerbeck": "3/4", "coesfeld": "1/4"}),
        ("2025-01-31", {"billerbeck": "3/4", "coesfeld": "1/4"}),
        ("2025-02-01", equally(NORD, "1/4")),
    ],
)
def test_on_covered_days_recorded_hours_are_the_key(on: str, expected: dict[str, str]) -> None:
    """31 hours over January are one a day, 48 over its second half three a day."""
    assert shares(in_force(readings=ACTUAL) + WORKED, "nord", on) == expected


def test_by_default_recorded_hours_change_nothing() -> None:
    assert shares(in_force() + WORKED, "nord", "2025-01-16") == equally(NORD, "1/4")


def test_hours_of_another_pool_are_not_of_this_one() -> None:
    facts = in_force(readings=ACTUAL) + WORKED

    assert shares(facts, "mitte", "2025-01-16") == equally(MITTE, "1/2")


def test_zero_hours_cover_no_day_and_are_no_part() -> None:
    none = hours("nord", "coesfeld", "0", "2025-01-01", "2025-01-31")
    some = hours("nord", "olfen", "10", "2025-01-31", "2025-01-31")
    facts = in_force(readings=ACTUAL) + none + some

    assert shares(facts, "nord", "2025-01-30") == equally(NORD, "1/4")
    assert shares(facts, "nord", "2025-01-31") == {"olfen": "1"}


def test_hours_of_whoever_has_left_are_ignored() -> None:
    facts = in_force(readings=ACTUAL) + _leave("havixbeck")
    facts += hours("nord", "havixbeck", "100", "2027-01-01", "2027-01-31")
    facts += hours("nord", "coesfeld", "100", "2027-01-31", "2027-01-31")

    literal = equally(without(NORD, "havixbeck"), "11/40", without(ALL, *NORD), "1/40")
    assert shares(facts, "nord", "2027-01-30") == literal
    assert shares(facts, "nord", "2027-01-31") == {"coesfeld": "1"}


def test_recorded_hours_answer_where_planned_shares_have_no_heir() -> None:
    facts = in_force(readings=ACTUAL | REGION) + _leave(*MITTE)
    facts += hours("mitte", "olfen", "10", "2027-01-01", "2027-01-31")

    assert shares(facts, "mitte", "2027-01-31") == {"olfen": "1"}
    assert _regime(facts, "mitte", "2027-02-01") == "unresolved"


# Subsidy lost: heads (§ 2, last paragraph; R8)


@pytest.mark.parametrize(
    ("key", "regime", "expected"),
    [
        ("region-heads", "heads", equally(NORD, "1/4")),
        ("all-heads", "heads", equally(ALL, "1/11")),
        ("hours", "hours", {"coesfeld": "2/5", "billerbeck": "1/5", "duelmen": "1/5", "havixbeck": "1/5"}),
    ],
)
def test_the_key_of_lapsed_days(key: str, regime: str, expected: dict[str, str]) -> None:
    """Deployments do not change heads."""
    facts = in_force(readings={"lapse-key": key}) + deployed("nord", "2025-01-01", **OUTSIDER)
    facts += lost(["nord"], "2025-07-01")

    assert _regime(facts, "nord", "2025-06-30") == "hours"
    assert (_regime(facts, "nord", "2025-07-01"), shares(facts, "nord", "2025-07-01")) == (regime, expected)


def test_on_a_lapsed_day_the_reading_hours_honours_recorded_hours() -> None:
    facts = in_force(readings=ACTUAL | {"lapse-key": "hours"}) + lost(["nord"], "2025-01-01") + WORKED

    assert shares(facts, "nord", "2025-01-16") == {"billerbeck": "3/4", "coesfeld": "1/4"}


def test_recorded_hours_change_no_heads() -> None:
    facts = in_force(readings=ACTUAL) + lost(["nord"], "2025-01-01") + WORKED

    assert shares(facts, "nord", "2025-01-16") == equally(NORD, "1/4")


def test_heads_are_those_of_the_terms_and_every_exit_applies_on_top() -> None:
    """A deployment of 1 / 0.5 / 0.5 / 0.5, then Havixbeck out after 2026, then Nord's subsidy lost."""
    posts = {"coesfeld": "1", "billerbeck": "0.5", "havixbeck": "0.5", "rosendahl": "0.5"}
    facts = in_force() + deployed("nord", "2026-01-01", **posts) + _leave("havixbeck")
    facts += lost(["nord"], "2027-07-01")
    others = without(ALL, *NORD)

    planned = equally(["billerbeck", "rosendahl"], "11/50", others, "1/50") | {"coesfeld": "21/50"}
    assert shares(facts, "nord", "2027-06-30") == dict(sorted(planned.items()))
    heads = equally(without(NORD, "havixbeck"), "11/40", others, "1/40")
    assert shares(facts, "nord", "2027-07-01") == heads


@pytest.mark.parametrize(
    ("lapse", "exit_share", "expected"),
    [
        ("region-heads", "region", equally(without(NORD, "havixbeck"), "1/3")),
        ("all-heads", "all-remaining", equally(without(ALL, "havixbeck"), "1/10")),
        # a head goes to the pool's remaining members, 1/11 + 1/33 each
        ("all-heads", "region",
         equally(without(NORD, "havixbeck"), "4/33", without(ALL, *NORD), "1/11")),
    ],
)  # fmt: skip
def test_heads_and_exits_by_their_readings(lapse: str, exit_share: str, expected: dict[str, str]) -> None:
    facts = in_force(readings={"lapse-key": lapse, "exit-share": exit_share})
    facts += _leave("havixbeck") + lost(["nord"], "2027-07-01")

    assert shares(facts, "nord", "2027-07-01") == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        # eleven heads, Havixbeck's to ten
        ("2027-01-31", equally(without(ALL, "havixbeck"), "1/10")),
        # Reken joins: twelve heads, Havixbeck's to the eleven parties of that day
        ("2027-02-01", equally((*without(ALL, "havixbeck"), "reken"), "1/11")),
    ],
)
def test_all_heads_are_set_anew_when_the_terms_set_the_circle_anew(on: str, expected: dict[str, str]) -> None:
    facts = in_force(readings={"lapse-key": "all-heads"}) + _leave("havixbeck")
    facts += reken_joins(1, "2027-02-01") + lost("all", "2027-01-15")

    assert shares(facts, "sued", on) == expected


def test_a_label_sets_no_heads_anew() -> None:
    facts = in_force(readings={"lapse-key": "all-heads"}) + _leave("havixbeck") + lost("all", "2027-01-15")
    facts += amended(1, "2027-06-01", {"parties": {"senden": {"name": "Stadt Senden"}}})

    assert shares(facts, "sued", "2027-06-01") == equally(without(ALL, "havixbeck"), "1/10")


def test_region_heads_are_set_anew_with_the_members_of_the_pool() -> None:
    facts = in_force() + lost("all", "2025-01-15") + reken_joins(1, "2025-07-01")

    assert shares(facts, "mitte", "2025-06-30") == equally(MITTE, "1/2")
    assert shares(facts, "mitte", "2025-07-01") == equally([*MITTE, "reken"], "1/3")


def test_heads_of_a_region_that_all_have_left_are_unresolved() -> None:
    facts = in_force(readings=REGION) + _leave(*MITTE) + lost(["mitte"], "2027-07-01")

    assert (_regime(facts, "mitte", "2027-07-01"), shares(facts, "mitte", "2027-07-01")) == ("unresolved", {})


def test_a_restored_grant_brings_back_the_planned_shares() -> None:
    facts = in_force() + deployed("nord", "2025-01-01", **OUTSIDER)
    facts += lost(["nord"], "2025-07-01") + granted("nord", "2025-10-01")

    assert [_regime(facts, "nord", on) for on in ("2025-09-30", "2025-10-01")] == ["heads", "hours"]
    assert shares(facts, "nord", "2025-10-01")["coesfeld"] == "2/5"


# Run-off (§ 4 Abs. 3; R9)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("all-parties", equally(ALL, "1/11")), ("region", equally(NORD, "1/4"))],
)
def test_the_run_off_is_shared_equally(scope: str, expected: dict[str, str]) -> None:
    """Neither a deployment nor a loss of the subsidy changes that."""
    facts = in_force(readings={"run-off-scope": scope}) + deployed("nord", "2025-01-01", **OUTSIDER)
    facts += lost(["nord"], "2026-06-01") + terminated("2026-12-31")

    assert [
        _regime(facts, "nord", on) for on in ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    ] == [
        "heads",
        "run-off",
        "run-off",
        "none",
    ]
    assert shares(facts, "nord", "2027-01-01") == expected
    assert shares(facts, "nord", "2028-01-01") == {}


def test_the_scope_is_that_of_the_day() -> None:
    facts = in_force() + terminated("2026-12-31") + decided("run-off-scope", "region", "2027-07-01")

    assert shares(facts, "mitte", "2027-06-30") == equally(ALL, "1/11")
    assert shares(facts, "mitte", "2027-07-01") == equally(MITTE, "1/2")


@pytest.mark.parametrize(("scope", "nord"), [("all-parties", "1/10"), ("region", "1/3")])
def test_the_run_off_is_for_the_parties_of_the_last_day(scope: str, nord: str) -> None:
    """Havixbeck left at the end of 2026, Olfen would leave during the run-off: that changes nothing."""
    facts = in_force(readings={"run-off-scope": scope}) + _leave("havixbeck")
    facts += notice("olfen", received="2026-06-30") + terminated("2027-06-30")

    for on in ("2027-07-01", "2028-01-01", "2028-06-30"):
        found = shares(facts, "nord", on)
        assert "havixbeck" not in found
        assert found["coesfeld"] == nord
        assert ("olfen" in found) == (scope == "all-parties")


def test_whoever_leaves_on_the_last_day_is_a_party_of_it() -> None:
    facts = in_force() + _leave("havixbeck") + terminated("2026-12-31")

    assert shares(facts, "nord", "2027-01-01") == equally(ALL, "1/11")


def test_a_region_without_parties_on_the_last_day_is_unresolved_in_the_run_off() -> None:
    facts = in_force(readings={"run-off-scope": "region"}) + _leave(*MITTE) + terminated("2027-06-30")

    assert _regime(facts, "mitte", "2027-06-30") == "hours"
    assert _regime(facts, "mitte", "2027-07-01") == "unresolved"
    assert shares(facts, "nord", "2027-07-01") == equally(NORD, "1/4")


def test_members_in_the_run_off_are_those_of_the_last_day() -> None:
    facts = in_force(readings={"run-off-scope": "region"}) + reken_joins(1, "2026-07-01")
    facts += amended(2, "2027-03-01", {"pools": {"mitte": {"members": [*MITTE, "reken", "olfen"]},
                                                 "sued": {"members": list(without(SUED, "olfen"))}}},
                     by=(*ALL, "reken"))  # fmt: skip
    facts += terminated("2026-12-31", by=(*ALL, "reken"), concluded="2026-08-01")

    assert shares(facts, "mitte", "2027-03-01") == equally([*MITTE, "reken"], "1/3")


def test_a_pool_made_during_the_run_off_had_no_members_on_the_last_day() -> None:
    west = {"name": "West", "employer": "olfen", "posts": "1", "members": ["olfen"]}
    patch = {"pools": {"west": west, "sued": {"members": list(without(SUED, "olfen"))}}}
    facts = in_force(readings={"run-off-scope": "region"}) + terminated("2025-12-31")
    facts += amended(1, "2026-03-01", patch)

    assert _regime(facts, "west", "2026-03-01") == "unresolved"
    assert shares(facts, "sued", "2026-03-01") == equally(SUED, "1/5")


def test_after_notice_by_all_nothing_is_shared() -> None:
    facts = in_force() + _leave(*ALL)

    assert [_regime(facts, "nord", on) for on in ("2026-12-31", "2027-01-01")] == ["hours", "none"]


def test_the_last_party_alone_shares_nothing() -> None:
    facts = in_force() + _leave(*without(ALL, "coesfeld"))

    assert (_regime(facts, "nord", "2027-01-01"), shares(facts, "nord", "2027-01-01")) == ("none", {})
