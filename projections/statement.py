"""What the rules compute for a pool and year: figures, claims, VAT, readings (§ 2; R12)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.agreement import Agreement
from ledger.billing import billed
from ledger.clauses import carries_out
from ledger.consolidation import reading_on
from ledger.readings import QUESTIONS
from ledger.values import exact
from projections.history import History, as_at
from projections.rules.cents import hand_out, money, to_cents
from projections.rules.own_share import OwnShare, own_share
from projections.split import figures, pools_between
from projections.tasks import tax_status_on


@dataclass(frozen=True, slots=True)
class Draft:
    """The statement of a pool as the rules compute it; without figures where the pool is unresolved."""

    pool: str
    share: OwnShare | None
    answer: Mapping[str, Any]
    """As `settlement show` answers."""


def drafts(history: History, *, year: int) -> dict[str, Draft]:
    """The statement of every pool that exists on some day of *year*, or was billed for it, by slug.

    A billed pool that an amendment has removed since, for the whole year, has no cost any more.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    history = as_at(history, last)
    employers = {slug: billing.employer for slug, billing in billed(history.agreement, year).items()}
    pools = pools_between(history.agreement, first, last)
    employers |= {slug: pool.employer for slug, pool in pools.items()}
    found: dict[str, Draft] = {}
    for slug, employer in sorted(employers.items()):
        share = own_share(history, slug, first, last)
        found[slug] = Draft(slug, share, _answer(history.agreement, employer, last, share))
    return found


def _answer(agreement: Agreement, employer: str, last: date, share: OwnShare | None) -> dict[str, Any]:
    tax = tax_status_on(agreement, employer, last)
    basis = {
        "tax_status": tax.status if tax is not None else None,
        "readings": {question: reading_on(agreement, question, last) for question in QUESTIONS},
    }
    if share is None:
        return {"employer": employer, "state": "unresolved", **basis}
    cost = {slug: money(cents) for slug, cents in share.cost.items() if cents}
    return {
        "employer": employer,
        "state": "draft",
        **figures(share),
        "cost": {**cost, "total": money(share.total_cost)},
        "claims": [_claim(agreement, last, *claim) for claim in claims(share)],
        **basis,
    }


@carries_out("§ 2 Abs. 4")
def claims(share: OwnShare) -> list[tuple[str, str, int]]:
    """Who owes which employer how many cents, sorted; an employer's own part is no claim.

    If the employer changes inside the year each claims for its days; what falls on days after an
    employer left waits until an amendment names a new one.
    """
    return sorted(
        (party, employer, cents)
        for party, total in share.by_party.items()
        for employer, cents in _by_employer(share.parts, party, total)
        if employer is not None and employer != party and cents
    )


def _by_employer(
    parts: Mapping[tuple[str, str | None], Fraction], party: str, total: int
) -> Iterator[tuple[str | None, int]]:
    """The party's cents divided by largest remainder of the exact parts; nobody's days sort last."""
    own: dict[str, Fraction] = defaultdict(Fraction)
    for (owed_by, employer), part in parts.items():
        if owed_by == party:
            own[_NOBODY if employer is None else employer] += part
    for employer, cents in hand_out(total, own).items():
        yield None if employer == _NOBODY else employer, cents


_NOBODY = "~"
"""Sorts behind every slug; a slug cannot contain it."""


@carries_out("§ 2 Abs. 5")
def _claim(agreement: Agreement, last: date, party: str, employer: str, cents: int) -> dict[str, Any]:
    """A claim; with rate, VAT (half up) and gross only where the employer's status is taxable."""
    claim = {"from": party, "to": employer, "net": money(cents)}
    tax = tax_status_on(agreement, employer, last)
    if tax is not None and tax.status == "taxable" and tax.rate is not None:
        vat = to_cents(Fraction(cents, 100) * exact(tax.rate))
        claim |= {"vat_rate": tax.rate, "vat": money(vat), "gross": money(cents + vat)}
    return claim
