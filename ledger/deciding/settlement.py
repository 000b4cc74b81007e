"""May this be recorded: the life of a settlement (§ 2; R12).

What needs a figure (tax status, unresolved pools, whether anything changed) is looked at where the
figures are computed, projections.settling; here stands what must hold whenever the log is replayed.
"""

from datetime import date

from ledger.agreement import Agreement
from ledger.billing import billing_of
from ledger.deciding.guards import must_know_parties, must_know_pool_between
from ledger.errors import Refusal
from ledger.facts import (
    SettlementAdopted,
    SettlementContested,
    SettlementCorrected,
    SettlementFact,
    SettlementIssued,
    SettlementPaid,
)
from ledger.values import exact


def issue(fact: SettlementIssued, agreement: Agreement) -> None:
    """Once for a pool and year."""
    _must_know_pool(fact, agreement)
    must_be_open(fact.pool, fact.year, agreement)


def adopt(fact: SettlementAdopted, agreement: Agreement) -> None:
    """Once for a pool and year, and only for parties that the terms know."""
    _must_know_pool(fact, agreement)
    must_know_parties(agreement, [fact.employer, *fact.by_party])
    must_be_open(fact.pool, fact.year, agreement)


def correct(fact: SettlementCorrected, agreement: Agreement) -> None:
    """Only what was issued and computed, and not before it."""
    must_be_computed(fact.pool, fact.year, agreement)
    newest = billing_of(agreement, fact.pool, fact.year).newest_on
    _must_not_be_before(newest, fact.corrected_on, fact)


def pay(fact: SettlementPaid, agreement: Agreement) -> None:
    """Between two parties; before the issue it is an advance."""
    _must_know_pool(fact, agreement)
    must_know_parties(agreement, [fact.party, fact.to])
    if fact.party == fact.to:
        raise Refusal("pays-itself", party=fact.party)
    if not exact(fact.amount):
        raise Refusal("payment-of-nothing", party=fact.party, to=fact.to)


def contest(fact: SettlementContested, agreement: Agreement) -> None:
    """Only what was issued, by a party that bears or owes something, and not before it."""
    must_know_parties(agreement, [fact.party])
    must_be_issued(fact.pool, fact.year, agreement)
    billing = billing_of(agreement, fact.pool, fact.year)
    _must_not_be_before(billing.billed_on, fact.contested_on, fact)
    if fact.party not in billing.parties:
        listed = ", ".join(sorted(billing.parties)) or "niemand"
        raise Refusal("not-in-statement", party=fact.party, pool=fact.pool, year=fact.year, known=listed)


def _must_know_pool(fact: SettlementFact, agreement: Agreement) -> None:
    must_know_pool_between(agreement, fact.pool, date(fact.year, 1, 1), date(fact.year, 12, 31))


def must_be_open(pool: str, year: int, agreement: Agreement) -> None:
    """There is no statement of *pool* and *year* yet."""
    billed_on = billing_of(agreement, pool, year).billed_on
    if billed_on is not None:
        raise Refusal("settlement-issued-already", pool=pool, year=year, day=billed_on)


def must_be_issued(pool: str, year: int, agreement: Agreement) -> None:
    """There is a statement of *pool* and *year*."""
    if billing_of(agreement, pool, year).billed_on is None:
        raise Refusal("settlement-not-issued", pool=pool, year=year)


def must_be_computed(pool: str, year: int, agreement: Agreement) -> None:
    """There is a statement of *pool* and *year*, and not one adopted from paper."""
    must_be_issued(pool, year, agreement)
    if billing_of(agreement, pool, year).adopted is not None:
        raise Refusal("settlement-adopted", pool=pool, year=year)


def _must_not_be_before(newest: date | None, day: date, fact: SettlementFact) -> None:
    """Nothing is corrected or contested before the statement that it is about."""
    if newest is not None and day < newest:
        raise Refusal("before-the-statement", pool=fact.pool, year=fact.year, day=day, newest=newest)
