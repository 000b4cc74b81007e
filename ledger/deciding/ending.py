"""May this be recorded: notice, receipt, agreed end (§ 4).

What happened to the parties is recorded even where it has no effect (an e-mail that says "we
quit"); what they agree must be signed.
"""

from collections.abc import Mapping
from datetime import date

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.deciding.guards import must_be_signed_by_all, must_know_parties
from ledger.errors import Refusal
from ledger.facts import (
    NoticeGiven,
    NoticeReceived,
    NoticeRevocationReceived,
    NoticeSettled,
    NoticeWithdrawn,
    TerminationAgreed,
)
from ledger.membership import commenced_on, ends_on, parties_on
from ledger.notices import Dossier, dossiers


def give(fact: NoticeGiven, agreement: Agreement) -> None:
    """A known party, a new id."""
    must_know_parties(agreement, [fact.party])
    if fact.notice in dossiers(agreement):
        raise Refusal("notice-id-used", notice=fact.notice)


def _must_know_notice(notice: str, agreement: Agreement) -> Dossier:
    known = dossiers(agreement)
    if notice not in known:
        raise Refusal("unknown-notice", notice=notice, known=", ".join(known) or "keine")
    return known[notice]


@carries_out("§ 4 Abs. 4")
def receive(fact: NoticeReceived, agreement: Agreement) -> None:
    """One for every other party, not before the notice was given."""
    dossier = _must_know_notice(fact.notice, agreement)
    _must_be_first_receipt(fact, agreement, dossier, dossier.receipts)
    if fact.effective_on < dossier.given.effective_on:
        raise Refusal(
            "received-before-given",
            notice=fact.notice,
            day=fact.effective_on,
            given=dossier.given.effective_on,
        )


def receive_revocation(fact: NoticeRevocationReceived, agreement: Agreement) -> None:
    """One for every other party."""
    dossier = _must_know_notice(fact.notice, agreement)
    _must_be_first_receipt(fact, agreement, dossier, dossier.revocations)


def _must_be_first_receipt(
    fact: NoticeReceived | NoticeRevocationReceived,
    agreement: Agreement,
    dossier: Dossier,
    received: Mapping[str, date],
) -> None:
    must_know_parties(agreement, [fact.by])
    if fact.by == dossier.given.party:
        raise Refusal("received-by-sender", notice=fact.notice, party=fact.by)
    if fact.by in received:
        raise Refusal("received-already", notice=fact.notice, party=fact.by, day=received[fact.by])


def withdraw(fact: NoticeWithdrawn, agreement: Agreement) -> None:
    """Signed by all while the sender is still a party; one agreement about a notice."""
    _must_be_open(fact, agreement)


def settle(fact: NoticeSettled, agreement: Agreement) -> None:
    """Signed by all while the sender is still a party; no end before its conclusion."""
    _must_be_open(fact, agreement)
    _must_not_end_before_conclusion(fact)


def _must_be_open(fact: NoticeSettled | NoticeWithdrawn, agreement: Agreement) -> None:
    dossier = _must_know_notice(fact.notice, agreement)
    if dossier.agreed:
        raise Refusal("notice-agreed-already", notice=fact.notice, day=dossier.agreed[0].concluded_on)
    if dossier.given.party not in parties_on(agreement, fact.concluded_on):
        raise Refusal("sender-has-left", notice=fact.notice, party=dossier.given.party, day=fact.concluded_on)
    must_be_signed_by_all(fact, agreement)


def _must_not_end_before_conclusion(fact: NoticeSettled | TerminationAgreed) -> None:
    if fact.ends_on is not None and fact.ends_on < fact.concluded_on:
        raise Refusal("ends-before-conclusion", ends=fact.ends_on, day=fact.concluded_on)


@carries_out("§ 4 Abs. 3")
def terminate(fact: TerminationAgreed, agreement: Agreement) -> None:
    """Once, signed by all, after commencement, for a day not before its conclusion."""
    if (end := ends_on(agreement)) is not None:
        raise Refusal("terminated-already", day=end)
    commenced = commenced_on(agreement)
    if commenced is None or fact.concluded_on < commenced:
        raise Refusal(
            "terminated-before-commencement", day=fact.concluded_on, commenced=commenced or "noch offen"
        )
    _must_not_end_before_conclusion(fact)
    must_be_signed_by_all(fact, agreement)
