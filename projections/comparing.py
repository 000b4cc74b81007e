"""Two states of the figures side by side: what parties bear of a year, and by how much it differs."""

from collections.abc import Iterable, Mapping
from datetime import date

from projections.history import History, as_at
from projections.rules.own_share import own_share
from projections.split import pools_between

Borne = Mapping[str, int]
"""Cents by party."""

ByPool = Mapping[str, Borne | None]
"""What parties bear of each pool; None where the pool is unresolved (§ 4 Abs. 5)."""


def borne_in(history: History, year: int) -> ByPool:
    """What parties bear of each pool that exists in *year*, computed as at 31 December."""
    return borne_between(history, date(year, 1, 1), date(year, 12, 31))


def borne_between(history: History, first: date, last: date) -> ByPool:
    """What parties bear of each pool that exists on days *first* to *last* of one year, as at the last."""
    history = as_at(history, last)
    return {
        pool: borne_of(history, pool, first, last) for pool in pools_between(history.agreement, first, last)
    }


def borne_of(history: History, pool: str, first: date, last: date) -> Borne | None:
    """What parties bear of *pool* for days of one year; *history* is as at the last of them."""
    share = own_share(history, pool, first, last)
    return None if share is None else share.by_party


def change(before: Borne | None, after: Borne | None) -> Borne | None:
    """By how much *after* is above *before*, zero left out; None where one of them is unresolved.

    >>> change({"olfen": 100, "senden": 5}, {"olfen": 40, "nottuln": 60, "senden": 5})
    {'nottuln': 60, 'olfen': -60}
    """
    if before is None or after is None:
        return None
    differences = ((party, after.get(party, 0) - before.get(party, 0)) for party in {*before, *after})
    return {party: cents for party, cents in sorted(differences) if cents}


def changes(before: ByPool, after: ByPool) -> ByPool:
    """The change of each pool; a pool that exists on one side only counts as zero on the other."""
    return {pool: change(before.get(pool, {}), after.get(pool, {})) for pool in sorted({*before, *after})}


def in_sum(pools: Iterable[Borne | None]) -> Borne | None:
    """The sum over *pools*; None where one of them is unresolved, for a part would mislead."""
    total: dict[str, int] = {}
    for borne in pools:
        if borne is None:
            return None
        for party, cents in borne.items():
            total[party] = total.get(party, 0) + cents
    return total


def unresolved(pools: ByPool) -> list[str]:
    """The pools without figures."""
    return [pool for pool, borne in pools.items() if borne is None]
