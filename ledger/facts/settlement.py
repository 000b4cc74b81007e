"""The life of a yearly settlement: issued, corrected, adopted, paid, contested (§ 2; R12).

Figures come only from the computation, so these facts are recorded by the commands
`settlement …` alone; a file of facts may not hold them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.facts.base import Document, Fact
from ledger.readings import Question, ReadingName
from ledger.values import (
    FIRST_YEAR,
    LAST_YEAR,
    Amount,
    CivilDate,
    Figure,
    FreeText,
    PositionNumber,
    Rate,
    RecordedAt,
    Reference,
    Sha256,
    Slug,
)

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Amounts = Annotated[dict[Slug, Amount], Field(min_length=1)]
Hashes = dict[Reference, Sha256]
"""The hash of each document that was made, by its file name."""

TaxStatus = Literal["old-law", "not-taxable", "taxable", "exempt"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Claim(_Part):
    """What *from_* owes *to* for the year; the VAT figures only where the claim is taxable."""

    from_: Annotated[Slug, Field(alias="from")]
    to: Slug
    net: Figure
    vat_rate: Rate | None = None
    vat: Figure | None = None
    gross: Figure | None = None


class Statement(_Part):
    """The figures of a pool and year with what they rest on, as `settlement show` answers."""

    employer: Slug
    cost: dict[Slug, Figure]
    """By cost position, and in total."""
    subsidy: Figure
    surplus_not_shared: Figure
    own_share: Figure
    by_party: dict[Slug, Figure]
    claims: Annotated[tuple[Claim, ...], Field(strict=False)]
    tax_status: TaxStatus
    readings: dict[Question, ReadingName]


class Basis(_Part):
    """What a statement was computed from: the newest fact that was known, the terms, the software."""

    position: PositionNumber
    recorded_at: RecordedAt
    amendment: int | None = None
    """The number of the newest amendment of the year's last day."""
    terms_sha256: Sha256
    """Of the canonical JSON of that day's terms."""
    software: Reference


class ClaimChange(_Part):
    """What a correction changes in a claim, to be paid with VAT where there is any."""

    from_: Annotated[Slug, Field(alias="from")]
    to: Slug
    old: Figure
    new: Figure
    difference: Figure


class Change(_Part):
    """What a correction changes for a party."""

    old: Figure
    new: Figure
    difference: Figure


Changes = dict[Slug, Change]
"""By party."""


ClaimChanges = Annotated[tuple[ClaimChange, ...], Field(strict=False)]


class _OfSettlement(Fact):
    """A fact about the settlement of *pool* for *year*."""

    pool: Slug
    year: Year


class SettlementIssued(_OfSettlement):
    """The employer has billed the year; what was issued is never edited."""

    kind: Literal["SettlementIssued"] = "SettlementIssued"
    issued_on: CivilDate
    statement: Statement
    basis: Basis
    documents: Hashes


class SettlementCorrected(_OfSettlement):
    """Later knowledge has changed the figures; *statement* takes the place of the one before."""

    kind: Literal["SettlementCorrected"] = "SettlementCorrected"
    corrected_on: CivilDate
    changes: Changes
    claim_changes: ClaimChanges
    statement: Statement
    basis: Basis
    documents: Hashes


class SettlementAdopted(_OfSettlement):
    """A statement from the time before the ledger, its figures taken from paper and not computed."""

    kind: Literal["SettlementAdopted"] = "SettlementAdopted"
    issued_on: CivilDate
    employer: Slug
    by_party: Amounts
    document: Document


class SettlementPaid(_OfSettlement):
    """*party* has paid *to* that much; before the issue an advance, negative a refund."""

    kind: Literal["SettlementPaid"] = "SettlementPaid"
    party: Slug
    to: Slug
    amount: Amount
    paid_on: CivilDate
    reference: Reference | None = None


class SettlementContested(_OfSettlement):
    """*party* objects to what was issued."""

    kind: Literal["SettlementContested"] = "SettlementContested"
    party: Slug
    contested_on: CivilDate
    reason: FreeText


SettlementFact = (
    SettlementIssued | SettlementCorrected | SettlementAdopted | SettlementPaid | SettlementContested
)
"""Every kind that only the commands `settlement …` record."""
