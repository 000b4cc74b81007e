"""Who bears what on a day: the current split and the year to date (§ 2; `split`)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ledger.agreement import Agreement
from ledger.consolidation import terms_between, terms_on
from ledger.membership import parties_on, status_on
from ledger.terms import Pool
from projections.history import History, as_at
from projections.rules.cents import money
from projections.rules.own_share import OwnShare, own_share
from projections.rules.shares import key_on
from projections.rules.subsidy import funding_on
from projections.tasks import open_tasks


def split(history: History, *, day: date) -> dict[str, Any]:
    """The answer of `split` as at *day*: status, parties, each pool, sums by party, open tasks."""
    history = as_at(history, day)
    agreement, first = history.agreement, date(day.year, 1, 1)
    pools = pools_between(agreement, first, day)
    shares = {slug: own_share(history, slug, first, day) for slug in pools}
    return {
        "agreement": history.id,
        "as_at": day.isoformat(),
        "known_at": history.known.as_json(),
        "status": status_on(agreement, day),
        "parties": sorted(parties_on(agreement, day)),
        "pools": {slug: _pool(agreement, slug, pool, day, shares[slug]) for slug, pool in pools.items()},
        "by_party": amounts(total_by_party(shares.values())),
        "open": [task.as_json() for task in open_tasks(history, day=day)],
    }


def pools_between(agreement: Agreement, first: date, last: date) -> dict[str, Pool]:
    """Every pool that exists on some day of the period, as it last was, by slug."""
    found: dict[str, Pool] = {}
    for version in terms_between(agreement, first, last):
        found.update(version.terms.pools)
    return dict(sorted(found.items()))


def _pool(agreement: Agreement, slug: str, pool: Pool, day: date, share: OwnShare | None) -> dict[str, Any]:
    key = key_on(agreement, slug, day)
    exists = slug in terms_on(agreement, day).pools
    answer: dict[str, Any] = {
        "employer": pool.employer,
        "posts": pool.posts if exists else "0",
        "funding": funding_on(agreement, slug, day) if exists else "none",
        "regime": key.regime,
        "shares": {party: str(part) for party, part in sorted(key.shares.items())},
    }
    if share is not None:
        answer["year_to_date"] = {
            "from": date(day.year, 1, 1).isoformat(),
            "to": day.isoformat(),
            **figures(share),
        }
    return answer


def figures(share: OwnShare) -> dict[str, Any]:
    """Cost, subsidy, surplus, own share and parties' parts, as amounts; they add up."""
    return {
        "cost": money(share.total_cost),
        "subsidy": money(share.subsidy),
        "surplus_not_shared": money(share.surplus_not_shared),
        "own_share": money(share.own_share),
        "by_party": amounts(share.by_party),
    }


def total_by_party(shares: Iterable[OwnShare | None]) -> dict[str, int]:
    """The sum over pools, in cents."""
    total: dict[str, int] = {}
    for share in shares:
        for party, cents in share.by_party.items() if share is not None else ():
            total[party] = total.get(party, 0) + cents
    return total


def amounts(cents: Mapping[str, int]) -> dict[str, str]:
    """Amounts other than zero, by party."""
    return {party: money(part) for party, part in sorted(cents.items()) if part}
