"""The answer of `notices`: each notice given by the day asked about (§ 4 Abs. 2, 4)."""

from projections.history import as_at
from projections.notices import notice_states, notices
from tests.scenario import (
    ALL,
    Facts,
    agreement,
    day,
    history,
    in_force,
    notice,
    reken_joins,
    revocation,
    settled,
    withdrawn,
    without,
)


def _answer(facts: Facts, on: str) -> list[dict[str, object]]:
    return notices(history(facts), day=day(on))


def test_the_whole_answer_of_a_pending_and_of_an_effective_notice() -> None:
    facts = in_force() + notice("olfen", received="2025-06-27", senden="2025-07-01")
    others = dict.fromkeys(without(ALL, "olfen", "senden"), "2025-06-27")

    pending = {
        "notice": "notice-olfen",
        "party": "olfen",
        "state": "pending",
        "received": others,
        "missing": ["senden"],
        "complete_on": None,
        "ends_on": None,
    }
    assert _answer(facts, "2025-06-30") == [pending]
    assert _answer(facts, "2025-07-01") == [
        pending
        | {
            "state": "effective",
            "received": others | {"senden": "2025-07-01"},
            "missing": [],
            "complete_on": "2025-07-01",
            "ends_on": "2027-12-31",
        }
    ]


def test_who_has_received_it_is_sorted() -> None:
    facts = in_force() + notice("olfen", received="2025-06-27", ascheberg="2025-07-01")

    received = _answer(facts, "2026-01-01")[0]["received"]

    assert isinstance(received, dict)
    assert list(received) == sorted(received)


def test_a_notice_is_shown_from_the_day_it_is_given_on() -> None:
    facts = in_force() + notice("olfen", given="2025-06-20", received="2025-06-27")

    assert _answer(facts, "2025-06-19") == []
    assert [found["state"] for found in _answer(facts, "2025-06-20")] == ["pending"]


def test_notices_are_sorted_by_the_day_given_then_by_id() -> None:
    facts = (
        in_force()
        + notice("olfen", name="b", given="2025-03-01", received="2025-03-02")
        + notice("senden", name="c", given="2025-02-01", received="2025-05-02")
        + notice("nottuln", name="a", given="2025-03-01", received="2025-03-01")
    )

    assert [found["notice"] for found in _answer(facts, "2025-12-31")] == ["c", "a", "b"]


def test_missing_are_the_parties_of_the_day_asked_about() -> None:
    facts = in_force() + reken_joins(1, "2025-09-01")
    facts += notice("olfen", received="2025-06-27", senden=None)

    assert _answer(facts, "2025-08-31")[0]["missing"] == ["senden"]
    assert _answer(facts, "2025-09-01")[0]["missing"] == ["reken", "senden"]


def test_a_settled_notice_shows_its_end_and_no_completion() -> None:
    facts = in_force() + notice("olfen", received="2025-06-27") + settled("olfen", "2026-06-30")

    found = _answer(facts, "2026-01-01")[0]

    assert (found["state"], found["complete_on"], found["ends_on"]) == ("settled", None, "2026-06-30")


def test_what_is_known_about_a_notice_not_yet_given_shows_nothing() -> None:
    """Revoked, or agreed about, in advance: there is no notice yet."""
    letter = notice("olfen", received="2025-06-30")
    for early in (
        revocation("olfen", received="2025-06-01"),
        settled("olfen", "2026-03-31", concluded="2025-06-01"),
        withdrawn("olfen", concluded="2025-06-01"),
    ):
        assert _answer(in_force() + letter + early, "2025-06-15") == []


def test_a_notice_looks_the_same_whatever_else_is_known_of_later_days() -> None:
    facts = (
        in_force()
        + notice("olfen", given="2025-06-01", received="2025-06-27", senden="2025-07-01")
        + settled("olfen", "2026-06-30", concluded="2026-02-02")
        + notice("senden", received="2025-06-30", olfen=None)
        + notice("nottuln", received="2025-06-30", senden="2025-07-02")
        + revocation("nottuln", received="2025-06-30")
        + withdrawn("nottuln", concluded="2026-03-03")
        + reken_joins(1, "2026-05-05")
    )
    for on in map(day, ("2025-06-01", "2025-06-27", "2025-06-30", "2025-07-01", "2025-07-02", "2026-02-01",
                        "2026-02-02", "2026-03-02", "2026-03-03", "2026-07-01")):  # fmt: skip
        by_then = as_at(history(facts), on).agreement
        assert notice_states(agreement(facts), on) == notice_states(by_then, on), on
