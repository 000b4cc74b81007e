"""Notice: the notice day, the first possible end, receipts, states and their order (§ 4 Abs. 2 and 4; R3)."""

from datetime import date

import pytest

from ledger.notices import first_possible_end, notice_day
from tests.scenario import (
    ALL,
    SUED,
    Facts,
    amended,
    day,
    drafted,
    ends,
    fact,
    in_force,
    notice,
    notice_on,
    reken_joins,
    retracted,
    revocation,
    settled,
    signed_by_all,
    state,
    terminated,
    withdrawn,
    without,
)

# The notice day and the end (§ 4 Abs. 2 Satz 1)


@pytest.mark.parametrize(
    ("end", "months", "last_day"),
    [
        ("2026-12-31", 18, "2025-06-30"),
        ("2027-12-31", 18, "2026-06-30"),
        ("2025-12-31", 0, "2025-12-31"),
        ("2025-12-31", 1, "2025-11-30"),
        ("2025-12-31", 3, "2025-09-30"),
        ("2025-12-31", 5, "2025-07-31"),
        ("2025-12-31", 10, "2025-02-28"),
        ("2024-12-31", 10, "2024-02-29"),
        ("2025-12-31", 12, "2024-12-31"),
        ("2025-12-31", 22, "2024-02-29"),
        ("2026-12-31", 22, "2025-02-28"),
        ("2025-12-31", 120, "2015-12-31"),
    ],
)
def test_the_notice_day_is_counted_back_in_calendar_months(end: str, months: int, last_day: str) -> None:
    assert notice_day(day(end), months) == day(last_day)


@pytest.mark.parametrize(
    ("complete", "months", "end"),
    [
        ("2025-06-29", 18, "2026-12-31"),
        ("2025-06-30", 18, "2026-12-31"),
        ("2025-07-01", 18, "2027-12-31"),
        ("2024-07-01", 18, "2026-12-31"),
        ("2024-06-30", 18, "2025-12-31"),
        ("2025-01-01", 18, "2026-12-31"),
        ("2025-12-31", 18, "2027-12-31"),
        ("2025-12-31", 0, "2025-12-31"),
        ("2025-12-31", 12, "2026-12-31"),
        ("2026-01-01", 12, "2027-12-31"),
        ("2025-02-28", 22, "2026-12-31"),
        ("2025-03-01", 22, "2027-12-31"),
        ("2024-02-29", 22, "2025-12-31"),
        ("2024-03-01", 22, "2026-12-31"),
    ],
)
def test_the_end_is_the_first_year_s_end_whose_notice_day_is_not_past(
    complete: str, months: int, end: str
) -> None:
    assert first_possible_end(day(complete), months) == day(end)


def test_a_notice_day_on_a_sunday_does_not_move() -> None:
    """§ 193 BGB does not apply: 30 June 2024 was a Sunday, the Monday after it is a day late."""
    assert date(2024, 6, 30).weekday() == 6
    assert ends(in_force() + notice("olfen", received="2024-06-30"), "olfen") == date(2025, 12, 31)
    assert ends(in_force() + notice("olfen", received="2024-07-01"), "olfen") == date(2026, 12, 31)


# Completion: the last receipt decides (§ 4 Abs. 4)


@pytest.mark.parametrize(
    ("late", "complete", "end"),
    [
        ({}, "2025-06-27", "2026-12-31"),
        ({"senden": "2025-06-30"}, "2025-06-30", "2026-12-31"),
        ({"senden": "2025-07-01"}, "2025-07-01", "2027-12-31"),
        ({"senden": "2025-07-01", "ascheberg": "2025-09-01"}, "2025-09-01", "2027-12-31"),
        ({"senden": "2026-07-01"}, "2026-07-01", "2028-12-31"),
    ],
)
def test_one_recipient_a_day_late_costs_a_year(late: dict[str, str], complete: str, end: str) -> None:
    facts = in_force() + notice("olfen", received="2025-06-27", **late)

    assert notice_on(facts, "olfen", "2030-01-01")["complete_on"] == complete
    assert ends(facts, "olfen") == day(end)


@pytest.mark.parametrize(
    ("on", "found", "missing"),
    [
        ("2025-06-27", "pending", ["ascheberg", "senden"]),
        ("2025-06-30", "pending", ["ascheberg", "senden"]),
        ("2025-07-01", "pending", ["ascheberg"]),
        ("2025-07-31", "pending", ["ascheberg"]),
        ("2025-08-01", "effective", []),
    ],
)
def test_as_at_a_day_only_what_had_arrived_counts(on: str, found: str, missing: list[str]) -> None:
    facts = in_force()
    facts += notice("olfen", received="2025-06-27", senden="2025-07-01", ascheberg="2025-08-01")

    answer = notice_on(facts, "olfen", on)

    assert (answer["state"], answer["missing"]) == (found, missing)
    assert set(answer["received"]) == set(without(ALL, "olfen", *missing))


def test_a_notice_that_nobody_has_is_pending_with_everyone_missing() -> None:
    facts = in_force() + notice("olfen", given="2025-06-01")

    answer = notice_on(facts, "olfen", "2025-06-01")

    assert (answer["state"], answer["received"], answer["ends_on"]) == ("pending", {}, None)
    assert tuple(answer["missing"]) == without(ALL, "olfen")


@pytest.mark.parametrize(
    ("joins", "received", "complete", "end"),
    [
        # Reken joins before the last receipt: it must have the notice too
        ("2025-06-30", None, None, None),
        ("2025-06-30", "2025-07-01", "2025-07-01", "2027-12-31"),
        # on the day of the last receipt
        ("2025-07-01", None, None, None),
        # and the day after, when the notice is complete already
        ("2025-07-02", None, "2025-07-01", "2027-12-31"),
    ],
)
def test_a_recipient_that_joins_before_completion_must_have_it_too(
    joins: str, received: str | None, complete: str | None, end: str | None
) -> None:
    facts = in_force() + reken_joins(1, joins)
    facts += notice("olfen", received="2025-06-27", senden="2025-07-01", reken=received)

    assert notice_on(facts, "olfen", "2030-01-01")["complete_on"] == complete
    assert ends(facts, "olfen") == (end and day(end))


@pytest.mark.parametrize(
    ("on", "found", "missing", "end"),
    [
        ("2026-12-31", "pending", ["havixbeck"], None),
        ("2027-01-01", "effective", [], "2028-12-31"),
    ],
)
def test_a_recipient_that_leaves_is_missing_no_more(
    on: str, found: str, missing: list[str], end: str | None
) -> None:
    facts = in_force() + notice("havixbeck", received="2025-06-30")
    facts += notice("olfen", received="2025-06-30", havixbeck=None)

    answer = notice_on(facts, "olfen", on)

    assert (answer["state"], answer["missing"], answer["ends_on"]) == (found, missing, end)


def test_a_recipient_that_an_amendment_removes_is_missing_no_more() -> None:
    patch = {"parties": {"senden": None}, "pools": {"sued": {"members": list(without(SUED, "senden"))}}}
    facts = in_force() + amended(1, "2025-05-01", patch)
    facts += notice("olfen", received="2025-03-03", senden=None)

    assert notice_on(facts, "olfen", "2025-05-01")["complete_on"] == "2025-05-01"
    assert ends(facts, "olfen") == date(2026, 12, 31)


def test_a_notice_is_not_complete_before_it_is_given() -> None:
    """Nobody but the sender is a party any more: complete on the day it is given."""
    facts = in_force() + sum((notice(party, received="2025-06-30") for party in without(ALL, "olfen")), ())
    facts += notice("olfen", given="2027-03-01")

    assert notice_on(facts, "olfen", "2027-03-01")["complete_on"] == "2027-03-01"
    assert ends(facts, "olfen") == date(2028, 12, 31)


def test_two_notices_sent_at_once_need_each_other() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30") + notice("senden", received="2025-06-30")

    assert ends(facts, "olfen") == ends(facts, "senden") == date(2026, 12, 31)


# Notice months of the completion day


@pytest.mark.parametrize(
    ("complete", "end"),
    [
        ("2025-06-30", "2026-12-31"),
        ("2025-07-01", "2026-12-31"),
        ("2025-12-31", "2026-12-31"),
        ("2026-01-01", "2027-12-31"),
    ],
)
def test_the_months_are_those_of_the_completion_day(complete: str, end: str) -> None:
    shorter = amended(1, "2025-07-01", {"notice": {"months": 12}})

    facts = in_force() + shorter + notice("olfen", received="2025-06-01", senden=complete)

    assert ends(facts, "olfen") == day(end)


def test_months_that_change_after_completion_change_nothing() -> None:
    longer = amended(1, "2025-07-01", {"notice": {"months": 36}})

    assert ends(in_force() + longer + notice("olfen", received="2025-06-30"), "olfen") == date(2026, 12, 31)
    assert ends(in_force() + longer + notice("olfen", received="2025-07-01"), "olfen") == date(2028, 12, 31)


# Named dates


@pytest.mark.parametrize(
    ("named", "found", "end"),
    [
        (None, "effective", "2026-12-31"),
        ("2020-12-31", "effective", "2026-12-31"),
        ("2025-12-31", "effective", "2026-12-31"),
        ("2026-12-31", "effective", "2026-12-31"),
        ("2027-12-31", "effective", "2027-12-31"),
        ("2030-12-31", "effective", "2030-12-31"),
        ("2026-12-30", "unclear", None),
        ("2027-01-01", "unclear", None),
        ("2027-06-30", "unclear", None),
        ("2027-10-31", "unclear", None),
        ("2027-12-01", "unclear", None),
    ],
)
def test_a_named_date_is_honoured_where_it_is_a_possible_year_s_end(
    named: str | None, found: str, end: str | None
) -> None:
    facts = in_force() + notice("olfen", received="2025-06-30", named=named)

    answer = notice_on(facts, "olfen", "2025-06-30")

    assert (answer["state"], answer["ends_on"], answer["complete_on"]) == (found, end, "2025-06-30")


def test_an_unclear_notice_is_pending_until_it_is_complete() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30", senden="2025-08-01", named="2027-06-30")

    assert [state(facts, "olfen", on) for on in ("2025-07-31", "2025-08-01")] == ["pending", "unclear"]


# States


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("letter", "effective"),
        ("electronic-signature", "effective"),
        ("email", "void-form"),
        ("fax", "void-form"),
        ("oral", "void-form"),
    ],
)
def test_a_notice_needs_written_form(form: str, found: str) -> None:
    assert (
        state(in_force() + notice("olfen", received="2025-06-30", form=form), "olfen", "2025-06-30") == found
    )


@pytest.mark.parametrize(
    ("given", "found"),
    [("2023-03-14", "premature"), ("2023-03-15", "effective"), ("2023-12-31", "effective")],
)
def test_a_notice_before_conclusion_is_premature(given: str, found: str) -> None:
    """It may be given before the contract comes into force, but not before it is concluded."""
    facts = in_force() + notice("olfen", received="2024-06-01", given=given)

    assert state(facts, "olfen", "2030-01-01") == found


def test_without_conclusion_every_notice_is_premature() -> None:
    facts = drafted() + signed_by_all()[1:] + notice("olfen", received="2024-06-01")

    assert (state(facts, "olfen", "2030-01-01"), ends(facts, "olfen")) == ("premature", None)


@pytest.mark.parametrize(
    ("revoked", "on", "found"),
    [
        # everyone had the revocation earlier, or with the same post
        ({"received": "2025-06-29"}, "2025-06-30", "revoked"),
        ({"received": "2025-06-30"}, "2025-06-30", "revoked"),
        # one had it a day later, or never
        ({"received": "2025-06-30", "senden": "2025-07-01"}, "2030-01-01", "effective"),
        ({"senden": "2025-06-30"}, "2030-01-01", "effective"),
        # all too late
        ({"received": "2025-07-01"}, "2030-01-01", "effective"),
    ],
)
def test_a_revocation_must_arrive_no_later_than_the_notice(
    revoked: dict[str, str], on: str, found: str
) -> None:
    """§ 130 Abs. 1 Satz 2 BGB, for each recipient."""
    letter = notice("olfen", received="2025-06-30")
    undone = revocation("olfen", received=revoked.get("received"), **_of_parties(revoked))

    assert state(in_force() + letter + undone, "olfen", on) == found


def _of_parties(days: dict[str, str]) -> dict[str, str]:
    return {party: on for party, on in days.items() if party != "received"}


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2025-06-26", "pending"),
        ("2025-06-27", "revoked"),
        ("2025-06-30", "revoked"),
        ("2025-07-01", "effective"),
    ],
)
def test_whoever_gets_the_notice_later_without_a_revocation_brings_it_back(on: str, found: str) -> None:
    """At least one must have had the notice, and each who had it by that day must have the revocation."""
    facts = in_force() + notice("olfen", given="2025-06-01", received="2025-06-27", senden="2025-07-01")
    facts += revocation("olfen", **dict.fromkeys(without(ALL, "olfen", "senden"), "2025-06-27"))

    assert state(facts, "olfen", on) == found


@pytest.mark.parametrize(
    ("on", "found", "end"),
    [
        ("2026-02-01", "effective", "2026-12-31"),
        ("2026-02-02", "settled", "2026-06-30"),
        ("2026-07-01", "settled", "2026-06-30"),
    ],
)
def test_what_the_parties_settle_counts_from_its_conclusion(on: str, found: str, end: str) -> None:
    facts = in_force() + notice("olfen", received="2025-06-30")
    facts += settled("olfen", "2026-06-30", concluded="2026-02-02")

    answer = notice_on(facts, "olfen", on)

    assert (answer["state"], answer["ends_on"]) == (found, end)


@pytest.mark.parametrize(("on", "found"), [("2026-02-01", "effective"), ("2026-02-02", "withdrawn")])
def test_a_withdrawal_counts_from_its_conclusion(on: str, found: str) -> None:
    facts = in_force() + notice("olfen", received="2025-06-30") + withdrawn("olfen", concluded="2026-02-02")

    assert state(facts, "olfen", on) == found


def test_a_settlement_can_say_that_the_notice_ends_nothing() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30") + settled("olfen", concluded="2026-02-02")

    answer = notice_on(facts, "olfen", "2030-01-01")

    assert (answer["state"], answer["ends_on"], answer["complete_on"]) == ("settled", None, None)


SEND = "2025-06-30"
LATER = "2026-02-02"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        # settled or withdrawn goes before everything else
        (notice("olfen", received=SEND, form="email", ground="extraordinary", given="2023-01-01")
         + settled("olfen", concluded=LATER), "settled"),
        (notice("olfen", received=SEND, form="email", ground="extraordinary")
         + withdrawn("olfen", concluded=LATER), "withdrawn"),
        (notice("olfen", received=SEND) + revocation("olfen", received=SEND)
         + withdrawn("olfen", concluded=LATER), "withdrawn"),
        # then the form
        (notice("olfen", received=SEND, form="email", ground="extraordinary"), "void-form"),
        (notice("olfen", received=SEND, form="fax") + revocation("olfen", received=SEND), "void-form"),
        (notice("olfen", received=SEND, form="oral", given="2023-01-01"), "void-form"),
        # then the ground
        (notice("olfen", received=SEND, ground="extraordinary")
         + revocation("olfen", received=SEND), "disputed"),
        (notice("olfen", received=SEND, ground="extraordinary", given="2023-01-01"), "disputed"),
        (notice("olfen", received=SEND, ground="extraordinary", senden=None), "disputed"),
        (notice("olfen", received=SEND, ground="ordinary"), "effective"),
        # then the revocation
        (notice("olfen", received=SEND, given="2023-01-01") + revocation("olfen", received=SEND), "revoked"),
        (notice("olfen", received=SEND, senden=None) + revocation("olfen", received=SEND), "revoked"),
        # then the conclusion
        (notice("olfen", received=SEND, given="2023-01-01", senden=None), "premature"),
        (notice("olfen", received=SEND, given="2023-01-01", named="2027-06-30"), "premature"),
        # then receipt
        (notice("olfen", received=SEND, senden=None, named="2027-06-30"), "pending"),
        # then the named date
        (notice("olfen", received=SEND, named="2027-06-30"), "unclear"),
    ],
)  # fmt: skip
def test_of_several_states_the_first_in_order_counts(facts: Facts, found: str) -> None:
    answer = notice_on(in_force() + facts, "olfen", "2030-01-01")

    assert (answer["state"], answer["ends_on"]) == (found, "2026-12-31" if found == "effective" else None)
    if found not in ("unclear", "effective"):
        assert answer["complete_on"] is None
    if found != "pending":
        assert answer["missing"] == []


def test_a_state_without_effect_still_shows_who_has_the_notice() -> None:
    facts = in_force() + notice("olfen", received="2025-06-30", form="email")

    assert notice_on(facts, "olfen", "2025-07-01")["received"] == dict.fromkeys(
        without(ALL, "olfen"), "2025-06-30"
    )


def test_a_receipt_recorded_on_the_wrong_day_is_replaced() -> None:
    letter = notice("olfen", received="2025-06-30", senden="2025-07-01")
    right = fact("NoticeReceived", notice="notice-olfen", by="senden", effective_on="2025-06-30")

    facts = in_force() + letter

    assert ends(facts, "olfen") == date(2027, 12, 31)
    assert ends(retracted(facts, letter[-1:], right), "olfen") == date(2026, 12, 31)


def test_a_retracted_receipt_is_missing() -> None:
    letter = notice("olfen", received="2025-06-30")

    facts = retracted(in_force() + letter, letter[-1:])

    assert notice_on(facts, "olfen", "2030-01-01")["missing"] == ["senden"]


def test_in_the_run_off_a_notice_still_has_the_parties_of_the_last_day() -> None:
    facts = in_force() + notice("havixbeck", received="2025-06-30") + terminated("2026-12-31")
    facts += notice("olfen", received="2027-03-01", havixbeck=None)

    assert notice_on(facts, "olfen", "2027-06-01")["missing"] == ["havixbeck"]
