"""Who is a party on which day, and the status of the contract (§ 4 Abs. 1 to 3; R1, R4, R9)."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from ledger.membership import concluded_on, exits, leavers, parties_on, run_off_end, status_on
from tests.scenario import (
    ALL,
    MITTE,
    NORD,
    SUED,
    Facts,
    Json,
    agreement,
    amended,
    commenced,
    day,
    decided,
    drafted,
    fact,
    in_force,
    notice,
    reken_joins,
    retracted,
    settled,
    signed_by_all,
    terminated,
    withdrawn,
    without,
)

REKEN_PATCH: Json = {
    "parties": {"reken": {"name": "Gemeinde Reken"}},
    "pools": {"mitte": {"members": [*MITTE, "reken"]}},
}


def _parties(facts: Facts, on: str) -> tuple[str, ...]:
    return tuple(sorted(parties_on(agreement(facts), day(on))))


def _status(facts: Facts, on: str) -> str:
    return status_on(agreement(facts), day(on))


def _leavers(facts: Facts) -> dict[str, set[str]]:
    return {on.isoformat(): set(gone) for on, gone in leavers(agreement(facts)).items()}


def _exits(facts: Facts) -> list[tuple[str, str]]:
    return [(exit_.last_day.isoformat(), exit_.party) for exit_ in exits(agreement(facts))]


def all_but(*staying: str, received: str) -> Facts:
    """Everyone but those staying gives notice; all have it on that day."""
    return sum((notice(party, received=received) for party in without(ALL, *staying)), ())


# The status of a day (R1)


@pytest.mark.parametrize(
    ("facts", "concluded"),
    [
        (drafted(), None),
        (drafted() + signed_by_all("2023-03-15"), "2023-03-15"),
        (drafted() + signed_by_all("2023-03-15", senden="2023-05-02"), "2023-05-02"),
        (drafted() + signed_by_all("2023-03-15", ascheberg="2022-01-01"), "2023-03-15"),
        (drafted() + signed_by_all("2023-03-15")[1:], None),
    ],
)
def test_the_last_signature_concludes_the_contract(facts: Facts, concluded: str | None) -> None:
    assert concluded_on(agreement(facts)) == (concluded and day(concluded))


@pytest.mark.parametrize(
    ("facts", "concluded"),
    [
        # who is brought in signs the amendment; the contract is then concluded with its last signature
        (reken_joins(1, "2023-04-01", concluded="2023-03-20"), "2023-03-15"),
        (reken_joins(1, "2023-03-01", concluded="2023-03-20"), "2023-03-20"),
        (reken_joins(1, "2023-03-01", concluded="2023-02-20"), "2023-03-15"),
        # a signature under a later amendment does not bring anyone in
        (
            reken_joins(1, "2023-03-01", concluded="2023-03-20")
            + amended(2, "2023-06-01", {"title": "Neu"}, by=(*ALL, "reken"), concluded="2023-03-01"),
            "2023-03-20",
        ),
        # of two signatures of a party, the first counts
        (
            reken_joins(1, "2023-03-01", concluded="2023-02-20")
            + fact("PartySigned", party="reken", effective_on="2023-05-01"),
            "2023-03-15",
        ),
        (
            reken_joins(1, "2023-03-01", concluded="2023-05-01")
            + fact("PartySigned", party="reken", effective_on="2023-04-20"),
            "2023-04-20",
        ),
        # one that brings nobody in changes nothing
        (amended(1, "2023-04-01", {"title": "Neu"}), "2023-03-15"),
    ],
)
def test_an_amendment_before_conclusion(facts: Facts, concluded: str) -> None:
    assert concluded_on(agreement(drafted() + signed_by_all() + facts)) == day(concluded)


def test_a_party_that_never_signed_can_be_taken_out() -> None:
    """§ 1: the others then are the parties, from the day of the amendment on."""
    patch = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
    unsigned = tuple(each for each in signed_by_all() if getattr(each, "party", "") != "olfen")

    facts = drafted() + unsigned + amended(1, "2023-06-01", patch)

    assert concluded_on(agreement(facts)) == date(2023, 6, 1)
    assert [_status(facts, on) for on in ("2023-05-31", "2023-06-01")] == ["draft", "concluded"]


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2023-01-31", "draft"),
        ("2023-03-14", "draft"),
        ("2023-03-15", "concluded"),
        ("2023-12-31", "concluded"),
        ("2024-01-01", "in-force"),
        ("2027-02-28", "in-force"),
        ("2027-03-01", "run-off"),
        ("2028-02-29", "run-off"),
        ("2028-03-01", "ended"),
        ("2040-01-01", "ended"),
    ],
)
def test_the_status_of_a_day(on: str, status: str) -> None:
    assert _status(in_force() + terminated("2027-02-28"), on) == status


def test_without_commencement_the_contract_never_comes_into_force() -> None:
    assert _status(drafted() + signed_by_all(), "2030-01-01") == "concluded"


def test_a_signed_act_can_put_the_contract_into_force_before_the_last_signature() -> None:
    early = {"form": "letter", "signed_by": ALL, "concluded_on": "2023-02-20"}
    facts = drafted() + signed_by_all(senden="2023-06-01") + commenced("2023-04-01", **early)

    days = ("2023-03-31", "2023-04-01", "2023-06-01")
    assert [_status(facts, on) for on in days] == ["draft", "in-force", "in-force"]


@pytest.mark.parametrize(
    ("on", "status", "parties"),
    [
        ("2026-12-31", "in-force", ALL),
        ("2027-01-01", "exhausted", ("coesfeld",)),
        ("2027-12-31", "exhausted", ("coesfeld",)),
        ("2028-01-01", "ended", ("coesfeld",)),
    ],
)
def test_one_party_left_alone_exhausts_the_contract(on: str, status: str, parties: tuple[str, ...]) -> None:
    facts = (
        in_force() + all_but("coesfeld", received="2025-06-30") + notice("coesfeld", received="2026-06-30")
    )

    assert (_status(facts, on), _parties(facts, on)) == (status, parties)


def test_two_parties_left_still_share() -> None:
    facts = in_force() + all_but("coesfeld", "olfen", received="2025-06-30")

    assert (_status(facts, "2027-01-01"), _parties(facts, "2027-01-01")) == (
        "in-force",
        ("coesfeld", "olfen"),
    )


def test_notice_by_all_to_one_day_ends_the_contract_without_run_off() -> None:
    """§ 4 Abs. 3: the run-off is for an agreed end only."""
    facts = in_force() + all_but(received="2025-06-30")

    assert [_status(facts, on) for on in ("2026-12-31", "2027-01-01")] == ["in-force", "ended"]
    assert _parties(facts, "2030-01-01") == ALL


def test_the_end_agreed_by_the_last_party_runs_nothing_off() -> None:
    facts = in_force() + all_but("coesfeld", received="2025-06-30")
    facts += terminated("2027-06-30", by=("coesfeld",), concluded="2027-02-01")

    days = ("2026-12-31", "2027-01-01", "2027-06-30", "2027-07-01")
    assert [_status(facts, on) for on in days] == ["in-force", "exhausted", "exhausted", "exhausted"]


def test_exits_during_the_run_off_change_nothing() -> None:
    facts = in_force() + all_but("coesfeld", received="2025-06-30") + terminated("2026-06-30")

    assert [_status(facts, on) for on in ("2027-01-01", "2027-06-30", "2027-07-01")] == [
        "run-off",
        "run-off",
        "ended",
    ]
    assert _parties(facts, "2027-01-01") == ALL


def test_the_last_party_can_leave_by_a_notice_that_nobody_is_left_to_receive() -> None:
    facts = in_force() + all_but("coesfeld", received="2025-06-30") + notice("coesfeld", given="2027-03-01")

    assert ("2028-12-31", "coesfeld") in _exits(facts)
    assert [_status(facts, on) for on in ("2028-12-31", "2029-01-01")] == ["exhausted", "ended"]


def test_leavers_of_two_days_running_leave_one_after_the_other() -> None:
    facts = in_force() + notice("olfen", received="2025-10-01") + notice("senden", received="2025-10-01")
    facts += settled("olfen", "2026-03-15", concluded="2025-12-01")
    facts += settled("senden", "2026-03-16", concluded="2025-12-01")

    assert _leavers(facts) == {"2026-03-16": {"olfen"}, "2026-03-17": {"senden"}}


# The run-off begins on the day after the last one (§§ 187 II, 188 II, III BGB; R9)


@pytest.mark.parametrize(
    ("end", "months", "last_day"),
    [
        ("2026-12-31", 12, "2027-12-31"),
        ("2027-02-27", 12, "2028-02-27"),
        ("2027-02-28", 12, "2028-02-29"),
        ("2028-02-27", 12, "2029-02-27"),
        ("2028-02-28", 12, "2029-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-06-30", 12, "2028-06-30"),
        ("2027-08-29", 6, "2028-02-29"),
        ("2027-08-30", 6, "2028-02-29"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2027-01-29", 1, "2027-02-28"),
        ("2027-01-30", 1, "2027-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_the_last_day_of_a_run_off(end: str, months: int, last_day: str) -> None:
    assert run_off_end(day(end), months) == day(last_day)


def test_the_run_off_is_as_long_as_the_terms_of_the_last_day_say() -> None:
    facts = (
        in_force()
        + amended(1, "2026-01-01", {"run_off": {"months": 3}})
        + amended(2, "2027-01-01", {"run_off": {"months": 6}})
        + terminated("2026-12-31")
    )

    assert [_status(facts, on) for on in ("2027-03-31", "2027-04-01")] == ["run-off", "ended"]


def test_in_the_run_off_and_after_the_end_the_parties_are_those_of_the_last_day() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30") + notice("senden", received="2026-06-30")
    facts += terminated("2027-06-30")

    assert _parties(facts, "2027-06-30") == without(ALL, "olfen")
    assert _parties(facts, "2028-01-01") == without(ALL, "olfen")
    assert _parties(facts, "2035-01-01") == without(ALL, "olfen")


# Exits, by notice and by amendment (R3 and R4)


@pytest.mark.parametrize(
    ("on", "parties"),
    [("2026-12-31", ALL), ("2027-01-01", without(ALL, "olfen")), ("2035-01-01", without(ALL, "olfen"))],
)
def test_the_sender_is_a_party_until_its_last_day(on: str, parties: tuple[str, ...]) -> None:
    assert _parties(in_force() + notice("olfen", received="2025-06-30"), on) == parties


def test_before_conclusion_the_parties_are_those_whom_the_draft_names() -> None:
    assert _parties(drafted(), "2023-02-01") == ALL


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_leavers_of_one_day_leave_together_in_whatever_order_they_are_recorded(
    order: tuple[int, ...],
) -> None:
    notices = [notice(party, received="2025-06-30") for party in ("olfen", "nottuln", "havixbeck")]

    facts = in_force() + sum((notices[place] for place in order), ())

    assert _leavers(facts) == {"2027-01-01": {"olfen", "nottuln", "havixbeck"}}


def test_of_several_notices_of_one_party_the_earliest_end_counts() -> None:
    facts = (
        in_force()
        + notice("olfen", received="2025-03-01", named="2028-12-31")
        + notice("olfen", name="zweite", received="2026-05-01")
    )

    assert [_parties(facts, on) for on in ("2027-12-31", "2028-01-01")] == [ALL, without(ALL, "olfen")]
    assert _leavers(facts) == {"2028-01-01": {"olfen"}}


def test_an_exit_makes_a_notice_complete_that_the_leaver_never_received() -> None:
    """§ 4 Abs. 4: the notice of Senden is complete once Olfen, who never got it, is no party any more."""
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += notice("senden", received="2026-05-04", olfen=None)

    assert _exits(facts) == [("2026-12-31", "olfen"), ("2028-12-31", "senden")]


def test_exits_form_chains_of_any_length() -> None:
    """Each waits for the exit before it: a receipt is missing at the party that leaves next."""
    facts = (
        in_force()
        + notice("nottuln", received="2025-06-30")
        + notice("olfen", received="2026-06-01", nottuln=None)
        + notice("senden", received="2027-06-01", olfen=None, nottuln=None)
        + notice("billerbeck", received="2029-06-01", senden=None, olfen=None, nottuln=None)
    )

    assert _exits(facts) == [
        ("2026-12-31", "nottuln"),
        ("2028-12-31", "olfen"),
        ("2030-12-31", "senden"),
        ("2032-12-31", "billerbeck"),
    ]


def test_two_notices_that_wait_for_each_other_end_nothing() -> None:
    facts = in_force() + notice("olfen", received="2025-03-01", senden=None)
    facts += notice("senden", received="2025-03-01", olfen=None)

    assert _exits(facts) == []


def test_a_withdrawn_notice_is_no_exit() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")

    assert _exits(facts + withdrawn("olfen", concluded="2026-12-31")) == []


def test_what_is_agreed_on_the_last_day_itself_still_counts() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30") + settled("olfen", concluded="2026-12-31")

    assert _exits(facts) == []


def test_a_settled_end_replaces_the_one_of_the_text() -> None:
    facts = in_force() + notice("olfen", received="2025-10-01")
    facts += settled("olfen", "2026-03-15", concluded="2025-12-01")

    assert _exits(facts) == [("2026-03-15", "olfen")]
    assert [_parties(facts, on) for on in ("2026-03-15", "2026-03-16")] == [ALL, without(ALL, "olfen")]


def test_a_settled_end_on_the_day_of_the_settlement() -> None:
    facts = in_force() + notice("olfen", received="2025-10-01")

    assert _exits(facts + settled("olfen", "2025-12-01", concluded="2025-12-01")) == [("2025-12-01", "olfen")]


def test_whoever_an_amendment_removes_is_a_leaver() -> None:
    patch = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
    facts = in_force() + amended(1, "2027-07-01", patch)

    assert _leavers(facts) == {"2027-07-01": {"olfen"}}
    assert [_parties(facts, on) for on in ("2027-06-30", "2027-07-01")] == [ALL, without(ALL, "olfen")]
    assert _exits(facts) == []


def test_an_amendment_that_lists_a_leaver_again_does_not_bring_it_back() -> None:
    facts = in_force() + notice("havixbeck", received="2025-06-30")
    facts += amended(1, "2027-04-01", {"pools": {"nord": {"members": list(NORD)}}})
    facts += amended(2, "2027-05-01", {"parties": {"havixbeck": {"name": "Havixbeck"}}})

    assert _parties(facts, "2027-06-01") == without(ALL, "havixbeck")


OUT: Json = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
BACK: Json = {"parties": {"olfen": {"name": "Stadt Olfen"}}, "pools": {"sued": {"members": list(SUED)}}}


@pytest.mark.parametrize(
    ("on", "parties"),
    [
        ("2026-12-31", ALL),
        ("2027-01-01", without(ALL, "olfen")),
        ("2028-12-31", without(ALL, "olfen")),
        ("2029-01-01", ALL),
        ("2040-01-01", ALL),
    ],
)
def test_a_leaver_can_be_brought_in_anew_and_its_old_notice_is_spent(
    on: str, parties: tuple[str, ...]
) -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += amended(1, "2028-01-01", OUT) + amended(2, "2029-01-01", BACK)

    assert _parties(facts, on) == parties
    assert _leavers(facts) == {"2027-01-01": {"olfen"}}


def test_two_amendments_of_one_day_can_take_a_leaver_out_and_bring_it_in_anew() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += amended(2, "2029-01-01", BACK) + amended(1, "2028-12-31", OUT)
    together = in_force() + notice("olfen", received="2025-06-30")
    together += amended(1, "2029-01-01", OUT) + amended(2, "2029-01-01", BACK)

    for found in (facts, together):
        days = ("2026-12-31", "2027-01-01", "2028-12-31", "2029-01-01")
        assert [("olfen" in _parties(found, on)) for on in days] == [True, False, False, True]


def test_after_its_return_a_party_can_give_notice_again() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += amended(1, "2028-01-01", OUT) + amended(2, "2029-01-01", BACK)
    facts += notice("olfen", name="zweite", received="2029-06-30")

    assert _exits(facts) == [("2026-12-31", "olfen"), ("2030-12-31", "olfen")]
    assert [_parties(facts, on) for on in ("2030-12-31", "2031-01-01")] == [ALL, without(ALL, "olfen")]


def test_a_second_notice_of_the_first_membership_is_spent_by_the_return() -> None:
    """Two letters before the exit, the second naming a later year: it cannot end the new membership."""
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += notice("olfen", name="zweite", received="2025-06-30", named="2030-12-31")
    facts += amended(1, "2028-01-01", OUT) + amended(2, "2029-01-01", BACK)

    assert [_parties(facts, on) for on in ("2030-12-31", "2031-01-01")] == [ALL, ALL]


@pytest.mark.parametrize("back", ["2030-12-30", "2030-12-31", "2031-01-01"])
def test_a_return_spends_an_old_letter_that_names_a_later_year(back: str) -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += notice("olfen", name="zweite", received="2025-06-30", named="2030-12-31")
    facts += amended(1, "2028-01-01", OUT) + amended(2, back, BACK)

    assert _parties(facts, "2031-01-01") == ALL


@pytest.mark.parametrize(
    ("given", "stays"),
    [("2028-12-31", True), ("2029-01-01", False), ("2029-01-02", False)],
)
def test_a_notice_ends_the_membership_of_the_day_it_is_given(given: str, stays: bool) -> None:  # noqa: FBT001
    """Olfen is brought in anew on 1 January 2029; what it wrote as no party ends nothing."""
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += amended(1, "2028-01-01", OUT) + amended(2, "2029-01-01", BACK)
    facts += notice("olfen", name="zweite", given=given, received="2029-03-01")

    assert ("olfen" in _parties(facts, "2031-01-01")) == stays


def test_whoever_an_amendment_took_out_comes_back_with_its_old_notice_spent() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += amended(1, "2026-01-01", OUT) + amended(2, "2026-07-01", BACK)

    days = ("2025-12-31", "2026-01-01", "2026-07-01", "2027-01-01")
    assert [("olfen" in _parties(facts, on)) for on in days] == [True, False, True, True]


def test_the_letter_of_whoever_is_no_party_is_no_exit() -> None:
    assert _exits(in_force() + amended(1, "2025-01-01", OUT) + notice("olfen", received="2025-06-30")) == []


def test_another_party_that_joins_spends_no_notice() -> None:
    facts = in_force() + notice("havixbeck", received="2024-06-30")
    facts += notice("olfen", received="2025-06-30") + reken_joins(1, "2026-03-01")

    assert _exits(facts) == [("2025-12-31", "havixbeck"), ("2026-12-31", "olfen")]


def test_a_newcomer_is_a_party_from_the_day_of_the_amendment_on() -> None:
    facts = in_force() + reken_joins(1, "2025-07-01")

    assert [_parties(facts, on) for on in ("2025-06-30", "2025-07-01")] == [
        ALL,
        tuple(sorted((*ALL, "reken"))),
    ]
    assert _leavers(facts) == {}


def test_a_retracted_receipt_moves_the_exit() -> None:
    letter = notice("olfen", received="2025-06-30", senden="2025-07-01")
    right = notice("olfen", received="2025-06-30")[-1:]

    facts = in_force() + letter
    assert _exits(facts) == [("2027-12-31", "olfen")]
    assert _exits(retracted(facts, letter[-1:], right)) == [("2026-12-31", "olfen")]


def test_nothing_else_makes_anyone_leave() -> None:
    facts = in_force() + decided("surplus", "credit", "2025-01-01")

    assert (_exits(facts), _leavers(facts)) == ([], {})
    assert _parties(facts, (date(2199, 12, 31) - timedelta(days=1)).isoformat()) == ALL


def test_a_settlement_of_a_notice_that_is_given_only_later_ends_nothing() -> None:
    """Found by generated histories: such an end would rest on days after it."""
    facts = in_force() + notice("olfen", received="2027-03-01", given="2027-03-01")
    facts += settled("olfen", "2026-06-30", concluded="2025-05-05")

    assert _exits(facts) == []
