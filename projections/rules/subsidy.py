"""The subsidy: whether a day is funded, and what accrues (Präambel, § 2; R5, R8)."""

from datetime import date
from typing import Literal

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import reading_on, terms_on
from ledger.facts import SubsidyGranted, SubsidyLost, SubsidyPaid
from ledger.values import exact
from projections.rules.accrual import Accrual, Yearly, overlap

Funding = Literal["funded", "lapsed", "none"]


def newest_grant(agreement: Agreement, pool: str, day: date) -> SubsidyGranted | None:
    """The newest grant of *pool* by *day*; it replaces the earlier ones, even when it has run out."""
    granted = [f for f in agreement.of(SubsidyGranted) if f.pool == pool and f.effective_on <= day]
    return max(granted, key=lambda fact: fact.effective_on, default=None)


def losses(agreement: Agreement, pool: str, day: date) -> list[SubsidyLost]:
    """The losses that touch *pool* by *day*; "all" are the pools with a grant by the day of the loss."""
    return [
        loss
        for loss in agreement.of(SubsidyLost)
        if loss.effective_on <= day
        and (loss.pools == "all" or pool in loss.pools)
        and newest_grant(agreement, pool, loss.effective_on) is not None
    ]


@carries_out("§ 2 Abs. 6")
def lapsed_since(agreement: Agreement, pool: str, day: date) -> date | None:
    """The first day without the subsidy, if *day* is one after a loss or after the grant's last day."""
    grant = newest_grant(agreement, pool, day)
    if grant is None:
        return None
    lost = [
        loss.effective_on for loss in losses(agreement, pool, day) if loss.effective_on > grant.effective_on
    ]
    ran_out = [date.fromordinal(grant.until.toordinal() + 1)] if grant.until and grant.until < day else []
    return min([*lost, *ran_out], default=None)


def funding_on(agreement: Agreement, pool: str, day: date) -> Funding:
    """Whether *day* is funded; never granted is not lost."""
    if newest_grant(agreement, pool, day) is None:
        return "none"
    return "funded" if lapsed_since(agreement, pool, day) is None else "lapsed"


@carries_out("Präambel", "§ 2 Abs. 1")
def subsidy_on(agreement: Agreement, pool: str, day: date) -> Yearly[SubsidyGranted] | Literal["paid"] | None:
    """What accrues on *day*, for the granted posts, filled or not; None on a day without a subsidy.

    By the readings of the day: the contract's rate, the granted rate, or what was paid.
    """
    grant = newest_grant(agreement, pool, day)
    if grant is None or funding_on(agreement, pool, day) != "funded":
        return None
    amount = reading_on(agreement, "subsidy-amount", day)
    if amount == "paid":
        return "paid"
    contract_rate = terms_on(agreement, day).subsidy.rate_per_post_year
    rate = contract_rate if amount == "contract-rate" else grant.rate_per_post_year
    return Yearly(grant, rate, grant.posts, reading_on(agreement, "part-year", day))


def paid_subsidy(
    agreement: Agreement, pool: str, first: date, last: date
) -> tuple[Accrual[SubsidyPaid], ...]:
    """What was paid for the days *first* to *last*, each payment spread evenly over its period."""
    parts = (
        (payment, overlap(payment.period_from, payment.period_to, first, last))
        for payment in payments(agreement, pool)
    )
    return tuple(Accrual(payment, exact(payment.amount) * part, part) for payment, part in parts if part)


def payments(agreement: Agreement, pool: str) -> list[SubsidyPaid]:
    """What was paid for *pool*."""
    return [payment for payment in agreement.of(SubsidyPaid) if payment.pool == pool]
