"""Every day has exactly one answer for each pool: from 2023 to 2040, day by day, on three histories."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

import pytest

from ledger.membership import parties_on, status_on
from projections.history import as_at
from projections.rules.own_share import stretches, turning_days
from projections.rules.shares import key_on
from projections.rules.subsidy import funding_on
from tests.scenario import (
    ALL,
    MITTE,
    Facts,
    agreement,
    amended,
    day,
    decided,
    deployed,
    granted,
    history,
    hours,
    in_force,
    lost,
    notice,
    reken_joins,
    tasks,
    taxed,
    terminated,
    without,
)

EVERYONE = (*ALL, "reken")
FIRST, LAST = date(2023, 1, 1), date(2040, 12, 31)
POOLS = ("mitte", "nord", "sued")

AN_AGREED_END = (
    in_force()
    + taxed()
    + notice("havixbeck", received="2025-06-30")
    + reken_joins(1, "2027-03-01")
    + lost(["nord"], "2028-07-01")
    + granted("nord", "2029-01-01")
    + granted("sued", "2030-01-01", until="2030-06-30")
    + decided("lapse-key", "hours", "2031-01-01")
    + terminated("2036-02-28", by=(*ALL, "reken"))
)

A_REGION_DESERTED = (
    in_force(grants=["nord"], readings={"exit-share": "region"})
    + taxed()
    + sum((notice(party, received="2025-06-30") for party in MITTE), ())
    + deployed("mitte", "2028-03-01", olfen="1")
    + notice("olfen", received="2028-06-30")
    + lost("all", "2027-05-01")
    + decided("exit-share", "all-remaining", "2031-01-01")
    + sum((notice(party, received="2031-06-30") for party in without(ALL, *MITTE, "olfen", "senden")), ())
    + notice("senden", received="2033-06-30")
)

NOTICE_BY_ALL = (
    in_force("2023-07-01", readings={"hours-basis": "actual", "lapse-key": "all-heads"})
    + taxed("2023-07-01")
    + hours("sued", "olfen", "700", "2025-02-01", "2025-03-31")
    + lost(["sued"], "2025-03-01")
    + sum((notice(party, received="2029-06-30") for party in ALL), ())
)


def _days() -> Iterator[date]:
    return (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


# From each day on, until the next: the regimes of Mitte, Nord and Süd.
@pytest.mark.parametrize(
    ("facts", "regimes"),
    [
        (
            AN_AGREED_END,
            {
                "2023-01-01": ("none", "none", "none"),
                "2024-01-01": ("hours", "hours", "hours"),
                "2028-07-01": ("hours", "heads", "hours"),
                "2029-01-01": ("hours", "hours", "hours"),
                "2030-07-01": ("hours", "hours", "heads"),
                "2031-01-01": ("hours", "hours", "hours"),
                "2036-02-29": ("run-off", "run-off", "run-off"),
                "2037-03-01": ("none", "none", "none"),
            },
        ),
        (
            A_REGION_DESERTED,
            {
                "2023-01-01": ("none", "none", "none"),
                "2024-01-01": ("hours", "hours", "hours"),
                "2027-01-01": ("unresolved", "hours", "hours"),
                "2027-05-01": ("unresolved", "heads", "hours"),
                "2028-03-01": ("hours", "heads", "hours"),
                "2030-01-01": ("unresolved", "heads", "hours"),
                "2031-01-01": ("hours", "heads", "hours"),
                "2033-01-01": ("none", "none", "none"),
            },
        ),
        (
            NOTICE_BY_ALL,
            {
                "2023-01-01": ("none", "none", "none"),
                "2023-07-01": ("hours", "hours", "hours"),
                "2025-03-01": ("hours", "hours", "heads"),
                "2031-01-01": ("none", "none", "none"),
            },
        ),
    ],
    ids=["an agreed end", "a region deserted", "notice by all"],
)
def test_on_every_day_one_regime_answers_for_each_pool(
    facts: Facts, regimes: dict[str, tuple[str, str, str]]
) -> None:
    standing = agreement(facts)
    expected = None

    for on in _days():
        expected = regimes.get(on.isoformat(), expected)
        keys = [key_on(standing, pool, on) for pool in POOLS]

        assert tuple(key.regime for key in keys) == expected, on
        for key in keys:
            assert sum(key.shares.values()) == (key.regime not in ("none", "unresolved")), on
            assert all(share > 0 for share in key.shares.values()), on


A_FULL_LIFE = (
    in_force(readings={"lapse-key": "all-heads"})
    + taxed()
    + deployed("nord", "2025-01-01", coesfeld="1", billerbeck="1", olfen="0.5")
    + amended(1, "2025-09-01", {"pools": {"mitte": {"planned": {"duelmen": "0.75", "nottuln": "0.25"}}}})
    + lost("all", "2026-02-01")
    + granted("nord", "2026-05-01", until="2026-08-31")
    + granted("nord", "2027-01-01", posts="2", rate_per_post_year="57000.00")
    + notice("olfen", received="2025-06-30")
    + decided("exit-share", "region", "2027-06-01")
    + reken_joins(2, "2027-10-01")
    + amended(3, "2028-01-01", {"pools": {"nord": {"posts": "3", "employer": "billerbeck"}}}, by=EVERYONE)
    + deployed("mitte", "2028-04-01", by=EVERYONE, reken="1")
    + decided("hours-basis", "actual", "2028-06-01", by=EVERYONE)
    + hours("nord", "reken", "60", "2028-05-01", "2028-06-30")
    + decided("lapse-key", "region-heads", "2029-01-01", by=EVERYONE)
    + decided("run-off-scope", "region", "2030-03-01", by=EVERYONE)
    + terminated("2029-12-31", by=EVERYONE)
)


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("facts", [AN_AGREED_END, A_REGION_DESERTED, NOTICE_BY_ALL, A_FULL_LIFE])
def test_what_counts_only_from_tomorrow_changes_no_answer_of_today(facts: Facts, pool: str) -> None:
    """Around every day on which something changes: with all facts, and with those that count by that day."""
    turning = sorted({on + timedelta(days=step) for on in turning_days(agreement(facts)) for step in (-1, 0)})

    for on in turning:
        today = as_at(history(facts), on).agreement
        assert key_on(agreement(facts), pool, on) == key_on(today, pool, on), on
        assert funding_on(agreement(facts), pool, on) == funding_on(today, pool, on), on
        assert status_on(agreement(facts), on) == status_on(today, on), on
        assert parties_on(agreement(facts), on) == parties_on(today, on), on


def test_whoever_is_not_answered_has_a_task_that_says_why() -> None:
    """Each stretch without an answer, on its first and its last day."""
    standing = agreement(A_REGION_DESERTED)
    unresolved = [
        list(stretch)
        for regime, stretch in groupby(_days(), lambda on: key_on(standing, "mitte", on).regime)
        if regime == "unresolved"
    ]

    assert [(days[0], days[-1]) for days in unresolved] == [
        (date(2027, 1, 1), date(2028, 2, 29)),
        (date(2030, 1, 1), date(2030, 12, 31)),
    ]
    for days in unresolved:
        for on in (days[0], days[-1]):
            task = ("pool-unresolved", days[0].isoformat(), "mitte")
            assert task in tasks(A_REGION_DESERTED, on.isoformat())


@pytest.mark.parametrize(
    ("on", "task"),
    [
        ("2032-12-31", None),
        ("2033-01-01", ("contract-exhausted", "2033-01-01", "senden")),
        ("2034-12-31", ("contract-exhausted", "2033-01-01", "senden")),
        ("2035-01-01", None),
    ],
)
def test_an_exhausted_contract_has_a_task_until_it_ends(on: str, task: tuple[str, str, str] | None) -> None:
    found = [each for each in tasks(A_REGION_DESERTED, on) if each[0] == "contract-exhausted"]

    assert found == ([] if task is None else [task])


@pytest.mark.parametrize("year", [2023, 2024, 2027, 2030, 2036, 2037])
@pytest.mark.parametrize("facts", [AN_AGREED_END, A_REGION_DESERTED, NOTICE_BY_ALL])
def test_the_stretches_of_a_year_are_its_shared_days_side_by_side(facts: Facts, year: int) -> None:
    """Without a gap or an overlap, and nothing changes within one."""
    found = [
        (stretch.first + timedelta(days=number), stretch.key)
        for stretch in stretches(history(facts), "nord", date(year, 1, 1), date(year, 12, 31))
        for number in range((stretch.last - stretch.first).days + 1)
    ]

    keys = ((on, key_on(agreement(facts), "nord", on)) for on in _days() if on.year == year)
    assert found == [(on, key) for on, key in keys if key.regime != "none"]


def test_the_days_looked_at_are_eighteen_years() -> None:
    assert sum(1 for _ in _days()) == 18 * 365 + 5
    assert day("2024-02-29") in set(_days())
