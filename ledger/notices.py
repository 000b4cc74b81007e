"""Notice of termination: form, receipt, completion, end (§ 4 Abs. 2 and 4).

The state of a notice as at a day looks only at what had happened by then. Who the other parties
are on a day is handed in, because that depends on earlier exits (ledger.membership).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from ledger.agreement import Agreement, per_agreement
from ledger.clauses import carries_out
from ledger.consolidation import terms_on
from ledger.facts import (
    WRITTEN_FORM,
    NoticeGiven,
    NoticeReceived,
    NoticeRevocationReceived,
    NoticeSettled,
    NoticeWithdrawn,
)

State = Literal[
    "settled",
    "withdrawn",
    "void-form",
    "disputed",
    "revoked",
    "premature",
    "pending",
    "unclear",
    "effective",
]


@dataclass(frozen=True, slots=True)
class Circle:
    """Who the parties are: on a day, the days on which that changes, the day of conclusion."""

    parties_on: Callable[[date], frozenset[str]]
    changes: Iterable[date]
    concluded_on: date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything recorded about one notice: who had it, and its revocation, on which day."""

    given: NoticeGiven
    receipts: dict[str, date] = field(default_factory=dict)
    revocations: dict[str, date] = field(default_factory=dict)
    agreed: list[NoticeSettled | NoticeWithdrawn] = field(default_factory=list)

    def agreed_by(self, day: date) -> NoticeSettled | NoticeWithdrawn | None:
        """What the parties had agreed about the notice by *day*."""
        return next((fact for fact in self.agreed if fact.concluded_on <= day), None)

    def received_by(self, day: date) -> dict[str, date]:
        """Who had the notice by *day*, and since when."""
        return {by: on for by, on in self.receipts.items() if on <= day}

    def turning_days(self) -> set[date]:
        """The days on which something happened to the notice."""
        agreed = {fact.concluded_on for fact in self.agreed}
        return {self.given.effective_on, *self.receipts.values(), *self.revocations.values(), *agreed}


@per_agreement
def dossiers(agreement: Agreement) -> dict[str, Dossier]:
    """Every notice by its id; as at a day before it is given, what else is known of it has no dossier yet."""
    found = {given.notice: Dossier(given) for given in agreement.of(NoticeGiven)}
    for receipt in agreement.of(NoticeReceived):
        if receipt.notice in found:
            found[receipt.notice].receipts[receipt.by] = receipt.effective_on
    for revocation in agreement.of(NoticeRevocationReceived):
        if revocation.notice in found:
            found[revocation.notice].revocations[revocation.by] = revocation.effective_on
    for settled in agreement.of(NoticeSettled):
        if settled.notice in found:
            found[settled.notice].agreed.append(settled)
    for withdrawn in agreement.of(NoticeWithdrawn):
        if withdrawn.notice in found:
            found[withdrawn.notice].agreed.append(withdrawn)
    return found


@dataclass(frozen=True, slots=True)
class NoticeState:
    """A notice as at a day; *ends_on* is the sender's last day as a party."""

    given: NoticeGiven
    state: State
    received: Mapping[str, date]
    missing: tuple[str, ...] = ()
    complete_on: date | None = None
    ends_on: date | None = None


@carries_out("§ 4 Abs. 2 Satz 1")
def notice_day(end: date, months: int) -> date:
    """The last day on which a notice ending on *end* may reach the last party.

    Counted back in calendar months and clipped to the month's end; a weekend or holiday does not
    move it, § 193 BGB does not apply (BGH, 17.02.2005, III ZR 172/04).

    >>> notice_day(date(2026, 12, 31), months=18)
    datetime.date(2025, 6, 30)
    >>> notice_day(date(2025, 12, 31), months=10)
    datetime.date(2025, 2, 28)
    """
    return end - relativedelta(months=months)


@carries_out("§ 4 Abs. 2 Satz 1")
def first_possible_end(complete_on: date, months: int) -> date:
    """The first 31 December whose notice day is not before *complete_on*.

    >>> first_possible_end(date(2025, 6, 30), months=18)
    datetime.date(2026, 12, 31)
    >>> first_possible_end(date(2025, 7, 1), months=18)
    datetime.date(2027, 12, 31)
    """
    end = date(complete_on.year, 12, 31)
    while notice_day(end, months) < complete_on:
        end = date(end.year + 1, 12, 31)
    return end


def end_of(given: NoticeGiven, complete_on: date, months: int) -> date | None:
    """The sender's last day; None where the named date is no 31 December and so ends nothing.

    A later named year's end is honoured, an earlier one becomes the first possible.
    """
    first = first_possible_end(complete_on, months)
    if given.named_date is None:
        return first
    if (given.named_date.month, given.named_date.day) != (12, 31):
        return None
    return max(first, given.named_date)


@carries_out("§ 4 Abs. 4")
def complete_on(dossier: Dossier, day: date, circle: Circle) -> date | None:
    """The first day by *day* on which every other party of that day has it: the last receipt decides."""
    given, received = dossier.given, dossier.received_by(day)
    for candidate in sorted({given.effective_on, *received.values(), *circle.changes}):
        if given.effective_on <= candidate <= day:
            others = circle.parties_on(candidate) - {given.party}
            if all(received.get(other, date.max) <= candidate for other in others):
                return candidate
    return None


def state_on(agreement: Agreement, dossier: Dossier, day: date, circle: Circle) -> NoticeState:
    """What the notice is as at *day*, in the order of R3."""
    given, received = dossier.given, dossier.received_by(day)
    match dossier.agreed_by(day):
        case NoticeSettled(ends_on=ends_on):
            return NoticeState(given, "settled", received, ends_on=ends_on)
        case NoticeWithdrawn():
            return NoticeState(given, "withdrawn", received)
        case None:
            pass
    if without_effect := _without_effect(dossier, day, circle):
        return NoticeState(given, without_effect, received)
    completion = complete_on(dossier, day, circle)
    if completion is None:
        missing = tuple(sorted(circle.parties_on(day) - {given.party} - set(received)))
        return NoticeState(given, "pending", received, missing)
    ends_on = end_of(given, completion, terms_on(agreement, completion).notice.months)
    state: State = "unclear" if ends_on is None else "effective"
    return NoticeState(given, state, received, complete_on=completion, ends_on=ends_on)


def _without_effect(dossier: Dossier, day: date, circle: Circle) -> State | None:
    if dossier.given.form not in WRITTEN_FORM:
        return "void-form"
    if dossier.given.ground == "extraordinary":
        return "disputed"
    if _is_revoked(dossier, day):
        return "revoked"
    if circle.concluded_on is None or dossier.given.effective_on < circle.concluded_on:
        return "premature"
    return None


def _is_revoked(dossier: Dossier, day: date) -> bool:
    """Whether everyone who had the notice had its revocation no later (§ 130 Abs. 1 Satz 2 BGB)."""
    received = dossier.received_by(day)
    return bool(received) and all(dossier.revocations.get(by, date.max) <= on for by, on in received.items())
