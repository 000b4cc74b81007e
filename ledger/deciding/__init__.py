"""Whether a fact may be recorded: `decide` is the table of contents, one short function a kind.

Pure: what is known is handed in, no clock, no database. A refusal names what, why and what to
do now (ledger.errors); signed acts are judged by what is known when they are recorded.
"""

from typing import assert_never

from ledger.agreement import Agreement
from ledger.deciding import contract, correction, ending, money, privacy, settlement, staffing
from ledger.deciding.guards import must_be_drafted
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
    Posting,
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
from ledger.facts.names import without_names
from ledger.postings import Postings


def decide(fact: AnyFact, agreement: Agreement, postings: Postings) -> tuple[AnyFact, ...]:
    """What to append for *fact*: itself, or nothing where the same fact stands already.

    Raises Refusal where it may not be recorded.
    """
    if _stands(fact, agreement, postings):
        return ()
    if not isinstance(fact, AgreementDrafted | PersonErased):
        must_be_drafted(agreement, fact)
    _admit(fact, agreement, postings)
    return (fact,)


def _stands(fact: AnyFact, agreement: Agreement, postings: Postings) -> bool:
    """Whether the same fact was recorded and not retracted; a reversed posting still counts as recorded.

    Names do not count: they belong to the pseudonym, and after an erasure nobody knows them.
    """
    if isinstance(fact, Posting):
        return postings.get(fact.voucher) == fact
    recorded = agreement.retractions if isinstance(fact, FactRetracted) else agreement.standing
    said = without_names(fact)
    return any(entry.fact.kind == fact.kind and without_names(entry.fact) == said for entry in recorded)


def _admit(fact: AnyFact, agreement: Agreement, postings: Postings) -> None:
    match fact:
        case AgreementDrafted():
            contract.draft(fact, agreement)
        case PartySigned():
            contract.sign(fact, agreement)
        case AgreementCommenced():
            contract.commence(fact, agreement)
        case AmendmentAgreed():
            contract.amend(fact, agreement, postings)
        case ProvisionReplaced():
            contract.replace_provision(fact, agreement)
        case ReadingDecided():
            contract.decide_reading(fact, agreement)
        case ForwardingContractConcluded():
            contract.conclude_forwarding(fact, agreement)
        case PostFilled():
            staffing.fill(fact, agreement)
        case PostVacated() | EmploymentEnded():
            staffing.leave(fact, agreement)
        case PlaceOfWorkAgreed():
            staffing.place(fact, agreement)
        case DeploymentAgreed():
            staffing.deploy(fact, agreement)
        case HoursRecorded():
            staffing.record_hours(fact, agreement)
        case CostPosted():
            money.post(fact, agreement, postings)
        case CostReversed():
            money.reverse(fact, postings)
        case FlatRateAgreed():
            money.agree_flat_rate(fact, agreement)
        case SubsidyGranted():
            money.grant(fact, agreement)
        case SubsidyLost():
            money.lose(fact, agreement)
        case SubsidyPaid():
            money.pay_subsidy(fact, agreement)
        case TaxStatusDetermined():
            money.determine_tax_status(fact, agreement)
        case NoticeGiven():
            ending.give(fact, agreement)
        case NoticeReceived():
            ending.receive(fact, agreement)
        case NoticeRevocationReceived():
            ending.receive_revocation(fact, agreement)
        case NoticeWithdrawn():
            ending.withdraw(fact, agreement)
        case NoticeSettled():
            ending.settle(fact, agreement)
        case TerminationAgreed():
            ending.terminate(fact, agreement)
        case SettlementIssued():
            settlement.issue(fact, agreement)
        case SettlementCorrected():
            settlement.correct(fact, agreement)
        case SettlementAdopted():
            settlement.adopt(fact, agreement)
        case SettlementPaid():
            settlement.pay(fact, agreement)
        case SettlementContested():
            settlement.contest(fact, agreement)
        case FactRetracted():
            correction.retract(fact, agreement, postings, decide)
        case PersonErased():
            privacy.erase(fact, agreement)
        case _:
            assert_never(fact)
