"""Whose business a fact is: the municipality that signs, gives or receives, or that employs.

A clerk records what is the own municipality's business, and nothing else. What all parties agree
or what changes something for all of them is nobody's own business.
"""

from datetime import date
from functools import reduce
from typing import assert_never

from ledger.agreement import Agreement
from ledger.consolidation import ONE_DAY, terms_between
from ledger.facts import (
    AgreementCommenced,
    AgreementDrafted,
    AmendmentAgreed,
    AnyFact,
    CostPosted,
    CostReversed,
    DeploymentAgreed,
    EmploymentEnded,
    FactRetracted,
    FlatRateAgreed,
    ForwardingContractConcluded,
    HoursRecorded,
    NoticeGiven,
    NoticeReceived,
    NoticeRevocationReceived,
    NoticeSettled,
    NoticeWithdrawn,
    PartySigned,
    PersonErased,
    PlaceOfWorkAgreed,
    PostFilled,
    PostVacated,
    ProvisionReplaced,
    ReadingDecided,
    SettlementAdopted,
    SettlementContested,
    SettlementCorrected,
    SettlementIssued,
    SettlementPaid,
    SubsidyGranted,
    SubsidyLost,
    SubsidyPaid,
    TaxStatusDetermined,
    TerminationAgreed,
)
from ledger.records import Records

Owners = frozenset[str]
"""The municipalities of which each may record a fact; none: it is the business of all."""

_ALL: Owners = frozenset()


def owners_of(fact: AnyFact, records: Records) -> Owners:
    """Whose business *fact* is, on the days that it is about; it must have been admitted already."""
    agreement = records.agreement
    match fact:
        case PartySigned() | NoticeGiven() | SettlementContested():
            return Owners({fact.party})
        case NoticeReceived() | NoticeRevocationReceived():
            return Owners({fact.by})
        case ForwardingContractConcluded() | TaxStatusDetermined():
            return Owners({fact.employer})
        case SettlementAdopted():
            return _of_adoption(fact, agreement)
        case SettlementIssued() | SettlementCorrected():
            return Owners({fact.statement.employer})
        case SettlementPaid():
            return Owners({fact.party, fact.to})
        case CostPosted():
            return _employers(agreement, fact.pool, fact.service_from, fact.service_to)
        case CostReversed():
            return _of_voucher(fact.reverses, records)
        case HoursRecorded():
            return _employers(agreement, fact.pool, fact.from_, fact.to)
        case SubsidyPaid():
            return _employers(agreement, fact.pool, fact.period_from, fact.period_to)
        case SubsidyGranted():
            return _employers(agreement, fact.pool, fact.effective_on, fact.effective_on)
        case SubsidyLost():
            return _of_loss(fact, agreement)
        case PostFilled():
            return _of_filling(fact, agreement)
        case PostVacated() | EmploymentEnded():
            # On one day the filling comes last: what ends, ends for whom had the post the day before.
            return _of_post(fact.post, fact.effective_on, agreement, held_by=fact.effective_on - ONE_DAY)
        case PlaceOfWorkAgreed():
            return _of_post(fact.post, fact.effective_on, agreement, held_by=fact.effective_on)
        case FactRetracted():
            return _of_retraction(fact, records)
        case (
            AgreementDrafted()
            | AgreementCommenced()
            | AmendmentAgreed()
            | ProvisionReplaced()
            | ReadingDecided()
            | DeploymentAgreed()
            | FlatRateAgreed()
            | NoticeWithdrawn()
            | NoticeSettled()
            | TerminationAgreed()
            | PersonErased()
        ):
            return _ALL
        case _:
            assert_never(fact)


def _employers(agreement: Agreement, pool: str, first: date, last: date) -> Owners:
    """Everyone who employs the staff of *pool* on a day of the period, both days included."""
    terms = (version.terms for version in terms_between(agreement, first, last))
    return Owners(found.pools[pool].employer for found in terms if pool in found.pools)


def _of_adoption(fact: SettlementAdopted, agreement: Agreement) -> Owners:
    """The employer that it names, if it is the pool's: the figures come from paper, and so may the name."""
    first, last = date(fact.year, 1, 1), date(fact.year, 12, 31)
    return Owners({fact.employer}) & _employers(agreement, fact.pool, first, last)


def _of_voucher(voucher: str, records: Records) -> Owners:
    posting = records.postings.get(voucher)
    return _ALL if posting is None else owners_of(posting, records)


def _of_loss(fact: SubsidyLost, agreement: Agreement) -> Owners:
    """Whoever employs for every one of the pools; the loss of all of them is everybody's."""
    if fact.pools == "all":
        return _ALL
    day = fact.effective_on
    return reduce(Owners.intersection, (_employers(agreement, pool, day, day) for pool in fact.pools))


def _of_filling(fact: PostFilled, agreement: Agreement) -> Owners:
    """The pool's employer, unless the post is another's: nobody takes a post by filling it."""
    employers = _employers(agreement, fact.pool, fact.effective_on, fact.effective_on)
    if all(other.post != fact.post for other in agreement.of(PostFilled)):
        return employers
    return employers & _of_post(fact.post, fact.effective_on, agreement, held_by=fact.effective_on)


def _of_post(post: str, day: date, agreement: Agreement, *, held_by: date) -> Owners:
    """The employer on *day* of the pool for which *post* was last filled by *held_by*, else first."""
    fillings = sorted(
        (fact for fact in agreement.of(PostFilled) if fact.post == post), key=lambda fact: fact.effective_on
    )
    by_then = [fact for fact in fillings if fact.effective_on <= held_by]
    filling = by_then[-1] if by_then else fillings[0]
    return _employers(agreement, filling.pool, day, day)


def _of_retraction(fact: FactRetracted, records: Records) -> Owners:
    """Whose the retracted fact is and, where one takes its place, also that one."""
    log = (*records.agreement.standing, *records.postings)
    retracted = next(entry.fact for entry in log if entry.position == fact.position)
    owners = owners_of(retracted, records)
    return owners if fact.instead is None else owners & owners_of(fact.instead, records)
