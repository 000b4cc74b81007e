"""Whole cents (R10)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Any)


def to_cents(euro: Fraction) -> int:
    """Half a cent goes up, away from zero.

    >>> to_cents(Fraction(5, 1000)), to_cents(Fraction(-5, 1000)), to_cents(Fraction(4, 1000))
    (1, -1, 0)
    """
    cents = (abs(euro) * 200 + 1) // 2
    return cents if euro >= 0 else -cents


def hand_out(total: int, exact: Mapping[Key, Fraction]) -> dict[Key, int]:
    """*total* cents by largest remainder of *exact* euro; ties go to the key that sorts first.

    Parts are rounded down (towards minus infinity). Two half cents of opposite sign can make the total
    smaller than the rounded parts; then the last in the same order give the cents.
    """
    parts = {key: euro * 100 // 1 for key, euro in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key] * 100, key))
    missing = total - sum(parts.values())
    for turn in range(abs(missing) if order else 0):
        key = order[turn % len(order)] if missing > 0 else order[-1 - turn % len(order)]
        parts[key] += 1 if missing > 0 else -1
    return parts
