"""Cents: half up, and the largest remainder (§ 2; R10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from ledger.clauses import carries_out


def to_cents(euro: Fraction) -> int:
    """*euro* in whole cents, half a cent away from zero.

    >>> to_cents(Fraction("0.005")), to_cents(Fraction("-0.005")), to_cents(Fraction("0.0049"))
    (1, -1, 0)
    """
    cents = floor(abs(euro) * 100 + Fraction(1, 2))
    return cents if euro >= 0 else -cents


@carries_out("§ 2 Abs. 4")
def hand_out(total: int, parts: Mapping[str, Fraction]) -> dict[str, int]:
    """*total* cents handed out by largest remainder on the exact *parts* (in euro).

    Parts are rounded down (towards minus infinity), the missing cents go one each to the largest
    remainders, ties to the slug that sorts first. Where cost and subsidy both end in half a cent
    the total can be below the parts rounded down; then the last in that order give a cent each.

    >>> hand_out(100, dict.fromkeys("abc", Fraction(1, 3)))
    {'a': 34, 'b': 33, 'c': 33}
    >>> hand_out(-201, dict.fromkeys("ab", Fraction(-1)))
    {'a': -100, 'b': -101}
    """
    ranking = rank(parts)
    down, order, missing = ranking.down, ranking.order, total - sum(ranking.down.values())
    more, less = order[: max(missing, 0)], order[len(order) + min(missing, 0) :]
    return {slug: cents + (slug in more) - (slug in less) for slug, cents in down.items()}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Exact parts rounded down to cents, and whose turn it is to get a missing one."""

    down: Mapping[str, int]
    order: tuple[str, ...]
    """The largest remainder first, ties by slug."""


def rank(parts: Mapping[str, Fraction]) -> Ranking:
    """How *parts* (in euro) stand when cents are handed out."""
    down = {slug: floor(part * 100) for slug, part in sorted(parts.items())}
    order = sorted(down, key=lambda slug: (down[slug] - parts[slug] * 100, slug))
    return Ranking(down, tuple(order))


def cents_of(amount: str) -> int:
    """*amount*, which has at most two decimals, in cents.

    >>> cents_of("-0.05"), cents_of("1234.5")
    (-5, 123450)
    """
    return int(Fraction(amount) * 100)


def money(cents: int) -> str:
    """*cents* as an amount with two decimals.

    >>> money(-5), money(123456)
    ('-0.05', '1234.56')
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
