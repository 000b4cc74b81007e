"""What was billed, paid and contested for a pool and year (§ 2; R12): recorded, never computed."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ledger.agreement import Agreement
from ledger.facts import (
    SettlementAdopted,
    SettlementContested,
    SettlementCorrected,
    SettlementIssued,
    SettlementPaid,
    Statement,
)

_F = TypeVar(
    "_F", SettlementIssued, SettlementAdopted, SettlementCorrected, SettlementPaid, SettlementContested
)


@dataclass(frozen=True, slots=True)
class Billing:
    """The settlement facts of a pool and year, in recorded order."""

    issued: SettlementIssued | None
    adopted: SettlementAdopted | None
    corrections: tuple[SettlementCorrected, ...]
    payments: tuple[SettlementPaid, ...]
    contests: tuple[SettlementContested, ...]

    @property
    def billed_on(self) -> date | None:
        """The day on which the statement was issued, by the ledger or before it."""
        billed = self.issued or self.adopted
        return None if billed is None else billed.issued_on

    @property
    def employer(self) -> str:
        """Whose statement it is; empty while there is none."""
        if self.adopted is not None:
            return self.adopted.employer
        return "" if self.statement is None else self.statement.employer

    @property
    def parties(self) -> frozenset[str]:
        """Everyone who bears or owes something by some statement of the year."""
        adopted = () if self.adopted is None else self.adopted.by_party
        statements = [fact.statement for fact in self.computed]
        owing = (claim.from_ for statement in statements for claim in statement.claims)
        return frozenset(adopted) | {party for found in statements for party in found.by_party} | {*owing}

    @property
    def newest_on(self) -> date | None:
        """The day of the issue or of the newest correction."""
        return dated(self.computed[-1]) if self.computed else self.billed_on

    @property
    def computed(self) -> tuple[SettlementIssued | SettlementCorrected, ...]:
        """What the ledger has billed, in order: the issue and each correction; nothing if it was adopted."""
        return () if self.issued is None else (self.issued, *self.corrections)

    @property
    def statement(self) -> Statement | None:
        """What counts now: the newest correction, or what was issued; None for an adopted statement."""
        return self.computed[-1].statement if self.computed else None


def dated(fact: SettlementIssued | SettlementCorrected) -> date:
    """The day of the issue or of the correction."""
    return fact.issued_on if isinstance(fact, SettlementIssued) else fact.corrected_on


def billing_of(agreement: Agreement, pool: str, year: int) -> Billing:
    """What stands recorded about the settlement of *pool* for *year*."""
    return Billing(
        next(iter(_of(agreement, SettlementIssued, pool, year)), None),
        next(iter(_of(agreement, SettlementAdopted, pool, year)), None),
        _of(agreement, SettlementCorrected, pool, year),
        _of(agreement, SettlementPaid, pool, year),
        _of(agreement, SettlementContested, pool, year),
    )


def billed(agreement: Agreement, year: int) -> dict[str, Billing]:
    """Every pool whose statement for *year* was issued or adopted, by slug."""
    issued = (*agreement.of(SettlementIssued), *agreement.of(SettlementAdopted))
    pools = sorted({fact.pool for fact in issued if fact.year == year})
    return {pool: billing_of(agreement, pool, year) for pool in pools}


def _of(agreement: Agreement, kind: type[_F], pool: str, year: int) -> tuple[_F, ...]:
    return tuple(fact for fact in agreement.of(kind) if fact.pool == pool and fact.year == year)
