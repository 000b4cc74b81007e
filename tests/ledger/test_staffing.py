"""Which posts are held on a day (§ 1 Ziff. 3)."""

from fractions import Fraction
from itertools import permutations

import pytest

from ledger.staffing import changes_after, filling_on, held_in, posts_held, posts_of
from tests.scenario import Facts, agreement, day, employment_ended, filled, in_force, vacated

STAFF = (
    in_force()
    + filled("n1", "nord", "2024-01-01")
    + filled("n2", "nord", "2024-04-01", "0.5")
    + filled("m1", "mitte", "2024-01-01", "0.75")
    + vacated("n1", "2025-02-01")
    + filled("n1", "nord", "2025-05-01", "0.625")
    + employment_ended("n2", "2026-01-01")
)


@pytest.mark.parametrize(
    ("on", "nord", "mitte"),
    [
        ("2023-12-31", "0", "0"),
        ("2024-01-01", "1", "0.75"),
        ("2024-03-31", "1", "0.75"),
        ("2024-04-01", "1.5", "0.75"),
        ("2025-01-31", "1.5", "0.75"),
        ("2025-02-01", "0.5", "0.75"),
        ("2025-04-30", "0.5", "0.75"),
        ("2025-05-01", "1.125", "0.75"),
        ("2025-12-31", "1.125", "0.75"),
        ("2026-01-01", "0.625", "0.75"),
    ],
)
def test_how_many_posts_are_held(on: str, nord: str, mitte: str) -> None:
    assert posts_held(agreement(STAFF), "nord", day(on)) == Fraction(nord)
    assert posts_held(agreement(STAFF), "mitte", day(on)) == Fraction(mitte)


@pytest.mark.parametrize(
    ("on", "posts"),
    [("2023-12-31", None), ("2024-01-01", "1"), ("2025-01-31", "1"), ("2025-02-01", None),
     ("2025-04-30", None), ("2025-05-01", "0.625")],
)  # fmt: skip
def test_a_post_is_held_until_it_is_vacated_and_again_once_it_is_filled(on: str, posts: str | None) -> None:
    held = filling_on(agreement(STAFF), "n1", day(on))

    assert (held and held.posts) == posts


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_one_day_the_filling_comes_last(order: tuple[int, ...]) -> None:
    of_one_day = [
        vacated("n1", "2025-02-01"),
        employment_ended("n1", "2025-02-01"),
        filled("n1", "nord", "2025-02-01", "0.5"),
    ]
    facts = in_force() + filled("n1", "nord", "2024-01-01") + sum((of_one_day[n] for n in order), ())

    held = filling_on(agreement(facts), "n1", day("2025-02-01"))

    assert held is not None
    assert held.posts == "0.5"


def test_a_filling_again_changes_the_share_of_a_filled_post() -> None:
    facts = in_force() + filled("n1", "nord", "2024-01-01") + filled("n1", "nord", "2025-01-01", "0.5")

    assert posts_held(agreement(facts), "nord", day("2024-12-31")) == 1
    assert posts_held(agreement(facts), "nord", day("2025-01-01")) == Fraction(1, 2)


def test_a_post_can_move_to_another_pool() -> None:
    facts = in_force() + filled("n1", "nord", "2024-01-01") + filled("n1", "mitte", "2025-01-01")

    assert [held.post for held in held_in(agreement(facts), "nord", day("2025-01-01"))] == []
    assert [held.post for held in held_in(agreement(facts), "mitte", day("2025-01-01"))] == ["n1"]


def _days(facts: Facts, after: str) -> list[str]:
    return [on.isoformat() for on in changes_after(agreement(facts), day(after))]


def test_the_days_on_which_staffing_changes() -> None:
    assert _days(STAFF, "2024-12-31") == ["2024-12-31", "2025-02-01", "2025-05-01", "2026-01-01"]
    assert _days(STAFF, "2025-02-01") == ["2025-02-01", "2025-05-01", "2026-01-01"]
    assert _days(STAFF, "2026-01-01") == ["2026-01-01"]


def test_every_post_once_in_the_order_in_which_it_was_first_recorded() -> None:
    assert posts_of(agreement(STAFF)) == ["n1", "n2", "m1"]
