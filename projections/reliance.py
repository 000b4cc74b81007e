"""Which settlements rest on a recorded event: those whose figures used it (§ 2; R12).

What a figure used is told by the explanation of every party's part, asked as known at the basis of the
statement, and by the tax status, on which the VAT of a claim rests. What a statement that was adopted
from paper used, nobody knows.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from ledger.agreement import Agreement
from ledger.facts import AgreementDrafted, SettlementCorrected, SettlementIssued
from projections.explaining import explain
from projections.explaining.amending import amended_by
from projections.explaining.log import Log, Logged
from projections.history import History, as_at, as_known
from projections.split import pools_between
from projections.tasks import tax_status_on

Computed = SettlementIssued | SettlementCorrected


def settlements_on(
    agreement: str, recorded: Sequence[Logged], position: int
) -> Iterator[tuple[int, Computed]]:
    """Each statement among *recorded* whose figures used the event at *position*, with its own position."""
    known = cache(lambda basis: as_known(agreement, recorded, position=basis))
    for entry in recorded:
        if isinstance(entry.fact, SettlementIssued | SettlementCorrected):
            basis = entry.fact.basis.position
            if position <= basis and _uses(known(basis), recorded[:basis], entry.fact, position):
                yield entry.position, entry.fact


def _uses(history: History, recorded: Sequence[Logged], fact: Computed, position: int) -> bool:
    return any(position in found for found in _used(history, recorded, fact))


def _used(history: History, recorded: Sequence[Logged], fact: Computed) -> Iterator[set[int]]:
    """What the statement's figures used: for the tax status, then for the part of each party."""
    first, last = date(fact.year, 1, 1), date(fact.year, 12, 31)
    agreement = as_at(history, last).agreement
    claimants = {fact.statement.employer, *(claim.to for claim in fact.statement.claims)}
    log = Log(history.id, recorded)
    for employer in claimants:
        if (status := tax_status_on(agreement, employer, last)) is not None:
            yield set(log.behind(status))
    if fact.pool not in pools_between(agreement, first, last):
        yield set(_removal(log, agreement, fact.pool, last))
    else:
        for party in sorted({*claimants, *fact.statement.by_party}):
            answer = explain(history, recorded, party=party, first=first, last=last, pool=fact.pool)
            yield {event["position"] for event in answer["events"]}


def _removal(log: Log, agreement: Agreement, pool: str, day: date) -> Iterator[int]:
    """The contract, and the amendment by which *pool* was gone all year: why every figure is zero."""
    for drafted in agreement.of(AgreementDrafted):
        yield from log.behind(drafted)
    if (amendment := amended_by(agreement, ("pools", pool, "members"), day)) is not None:
        yield from log.behind(amendment)
