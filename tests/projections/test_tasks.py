"""Open tasks: since when, about what, and what closes them (§ 1 Ziff. 3 and 5, § 2, § 4; R1, R3, R4, R8)."""

from collections.abc import Iterable

import pytest

from projections.tasks import open_tasks
from tests.scenario import (
    ALL,
    MITTE,
    NORD,
    SUED,
    Facts,
    Json,
    amended,
    commenced,
    cost_of_year,
    day,
    decided,
    deployed,
    drafted,
    fact,
    granted,
    history,
    in_force,
    lost,
    notice,
    paid,
    reken_joins,
    settled,
    signed_by_all,
    tasks,
    tax,
    taxed,
    terminated,
    withdrawn,
    without,
)

BASE = in_force() + taxed()
OLFEN_OUT: Json = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}}}
SEND = "2025-06-30"


def _leave(*parties: str, received: str = SEND) -> Facts:
    return sum((notice(party, received=received) for party in parties), ())


def _since(facts: Facts, task: str, *days: str) -> list[str | None]:
    """Since when *task* is open on each of the days, None where it is not."""
    return [next((since for name, since, _ in tasks(facts, on) if name == task), None) for on in days]


def test_without_anything_open_there_is_no_task() -> None:
    assert tasks(BASE, "2024-01-01") == []
    assert tasks(BASE, "2040-01-01") == []


def test_before_commencement_nothing_is_open() -> None:
    assert tasks(drafted() + signed_by_all(), "2030-01-01") == []


@pytest.mark.parametrize(
    ("facts", "on", "task", "clause", "closed_by"),
    [
        (BASE + _leave("olfen"), "2025-06-30", "common-solution-after-exit", "§ 4 Abs. 5", "AmendmentAgreed"),
        (BASE + lost(["nord"], "2025-07-01"), "2025-07-01", "vote-after-subsidy-loss", "§ 2",
         "AmendmentAgreed"),
        (BASE + _leave("coesfeld"), "2027-01-01", "name-employer", "§ 1 Ziff. 3", "AmendmentAgreed"),
        (BASE + _leave("ascheberg"), "2027-01-01", "name-coordinator", "§ 1 Ziff. 5", "AmendmentAgreed"),
        (BASE + granted("nord", "2025-01-01", rate_per_post_year="57000.00"), "2025-01-01", "rates-differ",
         "Präambel", "AmendmentAgreed"),
        (BASE + _leave(*ALL[1:]), "2027-01-01", "contract-exhausted", "§ 4 Abs. 2", "AmendmentAgreed"),
        (in_force(readings={"exit-share": "region"}) + _leave(*MITTE), "2027-01-01", "pool-unresolved",
         "§ 4 Abs. 5", "AmendmentAgreed"),
        (BASE + notice("olfen", received=SEND, named="2027-06-30"), SEND, "notice-unclear", "§ 4 Abs. 2",
         "NoticeSettled"),
        (BASE + notice("olfen", received=SEND, ground="extraordinary"), SEND, "notice-disputed",
         "§ 4 Abs. 2", "NoticeSettled"),
        (in_force(), "2024-01-01", "tax-status-undetermined", "§ 2", "TaxStatusDetermined"),
        (in_force(grants=[]) + paid("nord", "1.00", "2025-01-01", "2025-01-31"), "2025-01-01",
         "payment-outside-grant", "§ 2", "SubsidyGranted"),
    ],
)  # fmt: skip
def test_a_task_names_its_clause_and_what_would_close_it(
    facts: Facts, on: str, task: str, clause: str, closed_by: str
) -> None:
    found = next(each for each in open_tasks(history(facts), day=day(on)) if each.task == task)

    assert (found.clause, found.closed_by) == (clause, closed_by)


def test_tasks_are_sorted_by_day_then_name_then_subject() -> None:
    facts = in_force() + lost(["mitte", "nord"], "2025-07-01") + _leave("olfen")

    found = tasks(facts, "2025-07-01")

    assert found == [
        ("tax-status-undetermined", "2024-01-01", "ascheberg"),
        ("tax-status-undetermined", "2024-01-01", "coesfeld"),
        ("tax-status-undetermined", "2024-01-01", "duelmen"),
        ("common-solution-after-exit", "2025-06-30", "olfen"),
        ("vote-after-subsidy-loss", "2025-07-01", "mitte"),
        ("vote-after-subsidy-loss", "2025-07-01", "nord"),
    ]


# common-solution-after-exit (§ 4 Abs. 5)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2025-06-30", None),
        ("2025-07-01", "2025-07-01"),
        ("2027-12-31", "2025-07-01"),
        ("2028-01-01", "2025-07-01"),
        ("2035-01-01", "2025-07-01"),
    ],
)
def test_a_common_solution_is_due_from_the_day_the_notice_is_complete(on: str, since: str | None) -> None:
    facts = BASE + notice("olfen", received=SEND, senden="2025-07-01")

    assert _since(facts, "common-solution-after-exit", on) == [since]


def test_it_is_about_the_leaver() -> None:
    facts = BASE + _leave("olfen") + _leave("nottuln", received="2025-07-01")

    assert tasks(facts, "2025-07-01") == [
        ("common-solution-after-exit", "2025-06-30", "olfen"),
        ("common-solution-after-exit", "2025-07-01", "nottuln"),
    ]


@pytest.mark.parametrize(
    ("letter", "since"),
    [
        (notice("olfen", received=SEND)
         + settled("olfen", "2026-06-30", concluded="2026-02-02"), "2026-02-02"),
        (notice("olfen", received=SEND, named="2027-06-30")
         + settled("olfen", "2027-06-30", concluded="2026-02-02"), "2026-02-02"),
        (notice("olfen", received=SEND) + settled("olfen", concluded="2026-02-02"), None),
        (notice("olfen", received=SEND) + withdrawn("olfen", concluded="2026-02-02"), None),
        (notice("olfen", received=SEND, named="2027-06-30"), None),
        (notice("olfen", received=SEND, senden=None), None),
        (notice("olfen", received=SEND, form="email"), None),
    ],
)  # fmt: skip
def test_it_is_due_once_an_end_is_known(letter: Facts, since: str | None) -> None:
    assert _since(BASE + letter, "common-solution-after-exit", "2026-12-31") == [since]


def test_of_several_notices_of_one_party_the_first_known_end_counts() -> None:
    facts = BASE + notice("olfen", received="2026-03-01") + notice("olfen", name="erste", received=SEND)

    assert tasks(facts, "2026-12-31") == [("common-solution-after-exit", "2025-06-30", "olfen")]


@pytest.mark.parametrize(
    ("concluded", "patch", "is_open"),
    [
        # an amendment of parties or pools agreed since then closes it
        ("2025-06-30", OLFEN_OUT, False),
        ("2025-06-30", {"pools": {"sued": {"posts": "2"}}}, False),
        ("2025-06-30", {"parties": {"senden": {"name": "Stadt Senden"}}}, False),
        # one agreed before, or of something else, does not
        ("2025-06-29", OLFEN_OUT, True),
        ("2025-06-30", {"title": "Neu"}, True),
        ("2025-06-30", {"coordinator": "senden"}, True),
    ],
)
def test_an_amendment_of_regions_agreed_since_then_is_the_common_solution(
    concluded: str,
    patch: Json,
    is_open: bool,  # noqa: FBT001
) -> None:
    facts = in_force(grants=[]) + taxed() + _leave("olfen")
    facts += amended(1, "2026-01-01", patch, concluded=concluded)

    assert _since(facts, "common-solution-after-exit", "2025-12-31") == [SEND]
    assert _since(facts, "common-solution-after-exit", "2026-01-01") == [SEND if is_open else None]


def test_a_letter_of_whoever_is_no_party_calls_for_no_solution() -> None:
    facts = BASE + amended(1, "2025-01-01", OLFEN_OUT) + notice("olfen", received=SEND)

    assert tasks(facts, "2026-01-01") == []


def test_in_the_run_off_and_after_the_end_no_solution_is_due_any_more() -> None:
    facts = BASE + _leave("olfen") + terminated("2026-06-30")

    days = ("2026-06-30", "2026-07-01", "2027-07-01")
    assert _since(facts, "common-solution-after-exit", *days) == [SEND, None, None]


def test_a_solution_is_due_before_commencement_too() -> None:
    facts = drafted() + signed_by_all() + commenced("2027-01-01") + _leave("olfen")

    assert ("common-solution-after-exit", SEND, "olfen") in tasks(facts, "2026-01-01")


def test_an_exit_by_amendment_was_agreed_and_leaves_no_task() -> None:
    assert tasks(in_force() + taxed() + amended(1, "2025-07-01", OLFEN_OUT), "2025-07-01") == []


# vote-after-subsidy-loss (§ 2, last paragraph)


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        (lost(["nord"], "2025-07-01"), ["nord"]),
        (lost("all", "2025-07-01"), ["mitte", "nord", "sued"]),
        (granted("mitte", "2024-06-01", until="2025-06-30"), ["mitte"]),
    ],
)
def test_a_loss_or_a_grant_run_out_calls_for_a_new_vote(facts: Facts, about: list[str]) -> None:
    assert tasks(BASE + facts, "2025-06-30") == []
    assert tasks(BASE + facts, "2026-12-31") == [
        ("vote-after-subsidy-loss", "2025-07-01", pool) for pool in about
    ]


def test_a_new_grant_ends_the_task_and_a_new_loss_begins_another() -> None:
    facts = BASE + lost(["nord"], "2025-07-01") + granted("nord", "2025-10-01") + lost(["nord"], "2026-01-01")

    days = ("2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01")
    assert _since(facts, "vote-after-subsidy-loss", *days) == ["2025-07-01", None, None, "2026-01-01"]


@pytest.mark.parametrize(("concluded", "is_open"), [("2025-06-30", True), ("2025-07-01", False)])
def test_any_amendment_agreed_since_then_is_the_vote(concluded: str, is_open: bool) -> None:  # noqa: FBT001
    facts = BASE + lost(["nord"], "2025-07-01")
    facts += amended(1, "2026-01-01", {"title": "Nach dem Ende der Förderung"}, concluded=concluded)

    days = ("2025-12-31", "2026-01-01")
    expected = ["2025-07-01", "2025-07-01" if is_open else None]
    assert _since(facts, "vote-after-subsidy-loss", *days) == expected


def test_never_granted_calls_for_no_vote() -> None:
    assert tasks(in_force(grants=[]) + taxed(), "2026-01-01") == []


def test_a_grant_that_ran_out_before_commencement_calls_for_a_vote_from_then_on() -> None:
    facts = drafted() + signed_by_all() + commenced("2024-01-01") + taxed()
    facts += granted("mitte", "2023-06-01", until="2023-10-31")

    days = ("2023-12-31", "2024-01-01")
    assert _since(facts, "vote-after-subsidy-loss", *days) == [None, "2024-01-01"]


def test_after_the_end_nobody_votes_any_more() -> None:
    facts = BASE + lost(["nord"], "2025-07-01") + terminated("2026-06-30")

    assert _since(facts, "vote-after-subsidy-loss", "2026-06-30", "2026-07-01") == ["2025-07-01", None]


# name-employer, name-coordinator


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-12-31", None), ("2027-01-01", "2027-01-01"), ("2030-01-01", "2027-01-01")],
)
def test_an_employer_that_leaves_is_to_be_replaced(on: str, expected: str | None) -> None:
    assert _since(BASE + _leave("coesfeld"), "name-employer", on) == [expected]


def test_naming_a_new_employer_closes_the_task() -> None:
    facts = BASE + _leave("coesfeld")
    facts += amended(1, "2027-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})

    assert _since(facts, "name-employer", "2027-06-30", "2027-07-01") == ["2027-01-01", None]


def test_two_employers_that_leave_are_two_tasks() -> None:
    facts = BASE + _leave("coesfeld") + _leave("duelmen", received="2026-06-30")

    names = [(since, about) for task, since, about in tasks(facts, "2028-01-01") if task == "name-employer"]
    assert names == [("2027-01-01", "nord"), ("2028-01-01", "mitte")]


def test_in_the_run_off_an_employer_is_still_needed_but_no_coordinator() -> None:
    facts = BASE + _leave("ascheberg", "coesfeld") + terminated("2027-06-30")

    assert _since(facts, "name-employer", "2028-06-30", "2028-07-01") == ["2027-01-01", None]
    assert _since(facts, "name-coordinator", "2027-06-30", "2027-07-01") == ["2027-01-01", None]


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-12-31", None), ("2027-01-01", "2027-01-01"), ("2027-06-30", "2027-01-01"), ("2027-07-01", None)],
)
def test_a_coordinator_that_leaves_is_to_be_replaced(on: str, expected: str | None) -> None:
    facts = BASE + _leave("ascheberg") + amended(1, "2027-07-01", {"coordinator": "senden"})

    assert _since(facts, "name-coordinator", on) == [expected]
    if expected:
        assert ("name-coordinator", expected, "ascheberg") in tasks(facts, on)


def test_without_a_coordinator_in_the_terms_none_is_to_be_named() -> None:
    facts = BASE + _leave("ascheberg") + amended(1, "2026-01-01", {"coordinator": None})

    assert _since(facts, "name-coordinator", "2027-01-01") == [None]


def test_a_coordinator_that_came_back_and_left_again_is_missing_since_it_left_last() -> None:
    out = {"parties": {"olfen": None}, "pools": {"sued": {"members": list(without(SUED, "olfen"))}},
           "coordinator": "senden"}  # fmt: skip
    back = {"parties": {"olfen": {"name": "Olfen"}}, "pools": {"sued": {"members": list(SUED)}},
            "coordinator": "olfen"}  # fmt: skip
    facts = in_force(patch={"coordinator": "olfen"}) + _leave("olfen")
    facts += amended(1, "2028-01-01", out) + amended(2, "2029-01-01", back)
    facts += notice("olfen", name="zweite", received="2029-06-30")

    days = ("2027-12-31", "2028-01-01", "2029-01-01", "2031-01-01")
    assert _since(facts, "name-coordinator", *days) == ["2027-01-01", None, None, "2031-01-01"]


# rates-differ: the grant against the contract


@pytest.mark.parametrize(
    ("grant", "difference"),
    [
        ({"rate_per_post_year": "57000.00"}, "5000.00"),
        ({"rate_per_post_year": "57000.00", "posts": "2"}, "4000.00"),
        ({"rate_per_post_year": "54000.00"}, "-2500.00"),
        ({"rate_per_post_year": "55000.01", "posts": "1"}, "0.01"),
        ({"rate_per_post_year": "55000.00"}, None),
    ],
)
def test_a_grant_that_differs_from_the_contract_rate(grant: dict[str, str], difference: str | None) -> None:
    facts = BASE + granted("nord", "2025-01-01", **grant)

    found = [
        each for each in open_tasks(history(facts), day=day("2025-01-01")) if each.task == "rates-differ"
    ]

    assert [(each.since.isoformat(), each.about, each.difference_per_year) for each in found] == (
        [("2025-01-01", "nord", difference)] if difference else []
    )
    for each in found:
        assert each.as_json()["difference_per_year"] == difference


def test_other_tasks_state_no_difference() -> None:
    (found,) = open_tasks(history(BASE + lost(["nord"], "2025-07-01")), day=day("2025-07-01"))

    assert "difference_per_year" not in found.as_json()


def test_the_task_ends_when_the_rates_agree_again() -> None:
    """By a new grant, by an amendment of the contract's rate, or because the grant is gone."""
    higher = granted("nord", "2025-01-01", rate_per_post_year="57000.00")
    days = ("2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01")
    ends: Iterable[Facts] = (
        granted("nord", "2025-07-01"),
        amended(1, "2025-07-01", {"subsidy": {"rate_per_post_year": "57000.00"}}),
        lost(["nord"], "2025-07-01"),
    )

    for end in ends:
        found = [
            next((since for task, since, about in tasks(BASE + higher + end, on)
                  if (task, about) == ("rates-differ", "nord")), None)
            for on in days
        ]  # fmt: skip
        assert found == [None, "2025-01-01", "2025-01-01", None]


def test_a_further_grant_at_another_rate_keeps_the_task_open_since_the_first() -> None:
    facts = BASE + granted("nord", "2025-01-01", rate_per_post_year="57000.00")
    facts += granted("nord", "2025-07-01", rate_per_post_year="58000.00")

    assert _since(facts, "rates-differ", "2025-07-01") == ["2025-01-01"]


def test_rates_differ_in_the_run_off_but_not_after_the_end() -> None:
    facts = BASE + granted("nord", "2025-01-01", rate_per_post_year="57000.00") + terminated("2025-12-31")

    days = ("2025-12-31", "2026-12-31", "2027-01-01")
    assert _since(facts, "rates-differ", *days) == ["2025-01-01", "2025-01-01", None]


# contract-exhausted, pool-unresolved


def test_one_party_left_alone_opens_a_task() -> None:
    facts = BASE + _leave(*without(ALL, "senden")) + notice("senden", received="2026-06-30")

    days = ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    assert _since(facts, "contract-exhausted", *days) == [None, "2027-01-01", "2027-01-01", None]
    assert ("contract-exhausted", "2027-01-01", "senden") in tasks(facts, "2027-01-01")


def test_an_unresolved_pool_opens_a_task_until_it_is_set_anew() -> None:
    facts = in_force(readings={"exit-share": "region"}) + taxed() + _leave(*MITTE)
    facts += deployed("mitte", "2028-01-01", olfen="1")

    days = ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    assert _since(facts, "pool-unresolved", *days) == [None, "2027-01-01", "2027-01-01", None]
    assert ("pool-unresolved", "2027-01-01", "mitte") in tasks(facts, "2027-06-30")


def test_a_pool_unresolved_again_is_so_since_the_second_time() -> None:
    """The literal reading for 2028 only."""
    facts = in_force(readings={"exit-share": "region"}) + taxed() + _leave(*MITTE)
    facts += decided("exit-share", "all-remaining", "2028-01-01") + decided(
        "exit-share", "region", "2029-01-01"
    )

    days = ("2027-12-31", "2028-01-01", "2028-12-31", "2029-01-01", "2030-01-01")
    assert _since(facts, "pool-unresolved", *days) == [
        "2027-01-01",
        None,
        None,
        "2029-01-01",
        "2029-01-01",
    ]


# notice-unclear, notice-disputed


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2025-06-30", None),
        ("2025-07-01", "2025-07-01"),
        ("2026-02-01", "2025-07-01"),
        ("2026-02-02", None),
    ],
)
def test_an_unclear_notice_is_open_from_completion_until_it_is_settled(on: str, since: str | None) -> None:
    facts = BASE + notice("olfen", received=SEND, senden="2025-07-01", named="2027-06-30")
    facts += settled("olfen", concluded="2026-02-02")

    expected = [] if since is None else [("notice-unclear", since, "notice-olfen")]
    assert tasks(facts, on) == expected


@pytest.mark.parametrize(
    ("on", "since"),
    [("2025-05-31", None), ("2025-06-01", "2025-06-01"), ("2026-02-01", "2025-06-01"), ("2026-02-02", None)],
)
def test_an_extraordinary_notice_is_open_from_the_day_it_is_given(on: str, since: str | None) -> None:
    facts = BASE + notice("olfen", given="2025-06-01", received=SEND, ground="extraordinary")
    facts += withdrawn("olfen", concluded="2026-02-02")

    expected = [] if since is None else [("notice-disputed", since, "notice-olfen")]
    assert tasks(facts, on) == expected


@pytest.mark.parametrize("letter", [{"named": "2027-06-30"}, {"ground": "extraordinary"}])
def test_a_notice_of_whoever_has_left_needs_no_settlement(letter: dict[str, str]) -> None:
    facts = BASE + _leave("olfen") + notice("olfen", name="zweite", received="2026-03-01", **letter)
    names = {"notice-unclear", "notice-disputed"}

    assert names & {task for task, _, _ in tasks(facts, "2026-12-31")}
    assert not names & {task for task, _, _ in tasks(facts, "2027-01-01")}


@pytest.mark.parametrize("letter", [{"named": "2027-12-30"}, {"ground": "extraordinary"}])
def test_after_the_end_no_notice_needs_settlement(letter: dict[str, str]) -> None:
    facts = BASE + notice("olfen", received=SEND, **letter) + terminated("2025-12-31")
    names = {"notice-unclear", "notice-disputed"}

    assert names & {task for task, _, _ in tasks(facts, "2026-12-31")}
    assert not names & {task for task, _, _ in tasks(facts, "2027-01-01")}


# tax-status-undetermined (§ 2b UStG)


@pytest.mark.parametrize(
    ("on", "about"),
    [
        ("2023-12-31", []),
        ("2024-01-01", ["ascheberg", "coesfeld", "duelmen"]),
        ("2024-12-31", ["ascheberg", "coesfeld", "duelmen"]),
        ("2025-01-01", ["ascheberg", "duelmen"]),
    ],
)
def test_each_employer_s_tax_status_is_to_be_determined_from_commencement(on: str, about: list[str]) -> None:
    facts = in_force() + tax("coesfeld", "exempt", "2025-01-01")

    assert tasks(facts, on) == [("tax-status-undetermined", "2024-01-01", employer) for employer in about]


def test_a_new_employer_s_tax_status_is_open_since_it_employs() -> None:
    facts = BASE + amended(1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})

    assert tasks(facts, "2025-06-30") == []
    assert tasks(facts, "2026-01-01") == [("tax-status-undetermined", "2025-07-01", "billerbeck")]


def test_an_employer_of_two_pools_is_one_task() -> None:
    two = {"members": [*MITTE, "coesfeld"], "employer": "coesfeld"}
    facts = in_force(patch={"pools": {"mitte": two, "nord": {"members": list(without(NORD, "coesfeld")),
                                                             "employer": "billerbeck"}}})  # fmt: skip

    about = [subject for _, _, subject in tasks(facts, "2024-01-01")]
    assert about == ["ascheberg", "billerbeck", "coesfeld"]


# payment-outside-grant (§ 2)


@pytest.mark.parametrize(
    ("facts", "on", "since"),
    [
        # never granted: from the period's first day on, whatever comes later
        (paid("mitte", "1.00", "2025-03-01", "2025-03-31"), "2025-02-28", None),
        (paid("mitte", "1.00", "2025-03-01", "2025-03-31"), "2025-03-01", "2025-03-01"),
        (paid("mitte", "1.00", "2025-03-01", "2025-03-31"), "2030-01-01", "2025-03-01"),
        # granted up to and including the period's last day
        (granted("mitte", until="2025-03-31") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"),
         "2030-01-01", None),
        (granted("mitte", until="2025-03-30") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"),
         "2025-03-30", None),
        (granted("mitte", until="2025-03-30") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"),
         "2025-03-31", "2025-03-31"),
        # a loss inside the period, a grant that begins inside it
        (granted("mitte") + lost(["mitte"], "2025-03-15") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"),
         "2030-01-01", "2025-03-15"),
        (granted("mitte", "2025-03-15") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"),
         "2030-01-01", "2025-03-01"),
        # the first of several
        (paid("mitte", "1.00", "2025-03-01", "2025-03-31")
         + paid("mitte", "2.00", "2025-02-01", "2025-02-28"),
         "2030-01-01", "2025-02-01"),
        # of another pool
        (granted("mitte") + paid("mitte", "1.00", "2025-03-01", "2025-03-31"), "2030-01-01", None),
    ],
)  # fmt: skip
def test_a_payment_for_a_day_without_a_grant(facts: Facts, on: str, since: str | None) -> None:
    found = _since(in_force(grants=[]) + taxed() + facts, "payment-outside-grant", on)

    assert found == [since]


def test_a_payment_task_is_one_a_pool() -> None:
    facts = in_force(grants=[]) + taxed()
    for month in ("03", "04"):
        facts += paid("mitte", "1.00", f"2025-{month}-01", f"2025-{month}-30")
        facts += paid("nord", "1.00", f"2025-{month}-02", f"2025-{month}-30")

    assert tasks(facts, "2026-01-01") == [
        ("payment-outside-grant", "2025-03-01", "mitte"),
        ("payment-outside-grant", "2025-03-02", "nord"),
    ]


def test_a_task_about_a_pool_that_is_gone_is_gone_too() -> None:
    merged = {"pools": {"mitte": None, "nord": {"members": [*NORD, *MITTE], "posts": "3.5"}}}
    facts = in_force(grants=["mitte"]) + taxed() + lost(["mitte"], "2025-01-01")
    facts += amended(1, "2025-07-01", merged)

    assert _since(facts, "vote-after-subsidy-loss", "2025-06-30", "2025-07-01") == ["2025-01-01", None]


def test_tasks_look_only_at_what_counts_by_the_day() -> None:
    """A loss of the future opens no task, and an amendment of the future closes none."""
    facts = BASE + lost(["nord"], "2025-07-01") + reken_joins(1, "2026-01-01", concluded="2025-08-01")

    assert tasks(facts, "2025-06-30") == []
    assert _since(facts, "vote-after-subsidy-loss", "2025-12-31", "2026-01-01") == ["2025-07-01", None]


def test_cost_and_staff_open_no_task() -> None:
    facts = BASE + cost_of_year("nord", "200000.00", 2025)
    facts += fact(
        "ForwardingContractConcluded", employer="coesfeld", grantor="Land", effective_on="2024-01-01"
    )

    assert tasks(facts, "2025-12-31") == []
