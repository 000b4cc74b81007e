"""The payment sheet: what each party owes which employer for a year, has paid, and still owes (§ 2; R12)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.billing import Billing, billed, billing_of, dated
from ledger.consolidation import terms_on
from ledger.terms import settlement_due
from projections.history import History
from projections.rules.cents import cents_of, money
from projections.settlement import adopted_claims, as_json, chosen_pools, payable
from projections.split import pools_between

Pair = tuple[str, str]
"""Who owes, and whom."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed on a day between a party and an employer, in cents."""

    day: date
    claimed: int
    paid: int


def payment_sheet(history: History, *, year: int, pool: str | None, day: date) -> list[dict[str, Any]]:
    """For each pool, party and employer what was claimed and paid by *day*, what is open, and since when.

    `open` is negative where more was paid than is claimed; `since` is the day since which it has been
    open on that side without a break; `due_on` the day that the terms name for the year's claims.
    Refusal for an unknown pool.
    """
    last = date(year, 12, 31)
    pools = pools_between(history.agreement, date(year, 1, 1), last)
    due = settlement_due(terms_on(history.agreement, last), year)
    sheet: list[dict[str, Any]] = []
    for slug in chosen_pools({*pools, *billed(history.agreement, year)}, year, pool):
        billing = billing_of(history.agreement, slug, year)
        for (party, employer), moved in sorted(_movements(billing, day).items()):
            contested = [fact.contested_on for fact in billing.contests if fact.party == party]
            since = min((on for on in contested if on <= day), default=None)
            line = {"pool": slug, "from": party, "to": employer, **_balance(moved)}
            sheet.append(line | {"due_on": _iso(due), "contested_on": _iso(since)})
    return sheet


def _movements(billing: Billing, day: date) -> dict[Pair, list[Movement]]:
    found: dict[Pair, list[Movement]] = defaultdict(list)
    for pair, movement in (*_claimed(billing), *_paid(billing)):
        if movement.day <= day:
            found[pair].append(movement)
    return found


def _claimed(billing: Billing) -> Iterator[tuple[Pair, Movement]]:
    """What was issued, and what each correction changed; gross where the claim is taxable."""
    before: Mapping[Pair, int] = {}
    for on, claims in _claims(billing):
        for pair in sorted({*before, *claims}):
            if change := claims.get(pair, 0) - before.get(pair, 0):
                yield pair, Movement(on, change, 0)
        before = claims


def _claims(billing: Billing) -> Iterator[tuple[date, Mapping[Pair, int]]]:
    if billing.adopted is not None:
        yield billing.adopted.issued_on, payable(adopted_claims(billing.adopted))
    for fact in billing.computed:
        yield dated(fact), payable(as_json(fact.statement)["claims"])


def _paid(billing: Billing) -> Iterator[tuple[Pair, Movement]]:
    for payment in billing.payments:
        yield (payment.party, payment.to), Movement(payment.paid_on, 0, cents_of(payment.amount))


def _balance(moved: Iterable[Movement]) -> dict[str, str | None]:
    """Claimed, paid and open; `since` the day on which what is open last left zero or changed sides."""
    days: dict[date, list[Movement]] = defaultdict(list)
    for movement in moved:
        days[movement.day].append(movement)
    claimed = paid = 0
    since: date | None = None
    for day, of_the_day in sorted(days.items()):
        before = claimed - paid
        claimed += sum(movement.claimed for movement in of_the_day)
        paid += sum(movement.paid for movement in of_the_day)
        if (claimed - paid) * before <= 0:
            since = day if claimed != paid else None
    left = money(claimed - paid)
    return {"claimed": money(claimed), "paid": money(paid), "open": left, "since": _iso(since)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
