"""The vocabulary: every fact that can be recorded about a contract.

A fact is frozen, dated and in the past tense. Its `kind` is the name it is stored under for
decades; the class may be renamed, the kind never (docs/recipes.md, "Add a fact"). What a fact
means for people (command, clause, German words) stands in vocabulary.toml, what may be
recorded in `ledger.deciding`.
"""

from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import Field

from ledger.facts.base import WRITTEN_FORM, Dated, Document, Fact, Form, SignedAct
from ledger.facts.contract import (
    AgreementCommenced,
    AgreementDrafted,
    AmendmentAgreed,
    ForwardingContractConcluded,
    PartySigned,
    ProvisionReplaced,
    ReadingDecided,
)
from ledger.facts.ending import (
    NoticeGiven,
    NoticeReceived,
    NoticeRevocationReceived,
    NoticeSettled,
    NoticeWithdrawn,
    TerminationAgreed,
)
from ledger.facts.money import (
    CostPosted,
    CostReversed,
    FlatRateAgreed,
    SubsidyGranted,
    SubsidyLost,
    SubsidyPaid,
    TaxStatusDetermined,
)
from ledger.facts.privacy import PersonErased
from ledger.facts.settlement import (
    Basis,
    Change,
    ClaimChange,
    SettlementAdopted,
    SettlementContested,
    SettlementCorrected,
    SettlementFact,
    SettlementIssued,
    SettlementPaid,
    Statement,
)
from ledger.facts.staffing import (
    DeploymentAgreed,
    EmploymentEnded,
    HoursRecorded,
    PlaceOfWorkAgreed,
    PostFilled,
    PostVacated,
)
from ledger.values import FreeText, PositionNumber

__all__ = [
    "WRITTEN_FORM",
    "AgreementCommenced",
    "AgreementDrafted",
    "AmendmentAgreed",
    "AnyFact",
    "Basis",
    "Change",
    "ClaimChange",
    "CostPosted",
    "CostReversed",
    "Dated",
    "DeploymentAgreed",
    "Document",
    "EmploymentEnded",
    "Fact",
    "FactRetracted",
    "FlatRateAgreed",
    "Form",
    "ForwardingContractConcluded",
    "HoursRecorded",
    "NoticeGiven",
    "NoticeReceived",
    "NoticeRevocationReceived",
    "NoticeSettled",
    "NoticeWithdrawn",
    "OrdinaryFact",
    "PartySigned",
    "PersonErased",
    "PlaceOfWorkAgreed",
    "PostFilled",
    "PostVacated",
    "Posting",
    "ProvisionReplaced",
    "ReadingDecided",
    "SettlementAdopted",
    "SettlementContested",
    "SettlementCorrected",
    "SettlementFact",
    "SettlementIssued",
    "SettlementPaid",
    "SignedAct",
    "Statement",
    "SubsidyGranted",
    "SubsidyLost",
    "SubsidyPaid",
    "TaxStatusDetermined",
    "TerminationAgreed",
    "kinds",
    "model_of",
    "recordable_kinds",
]

OrdinaryFact = (
    AgreementDrafted
    | PartySigned
    | AgreementCommenced
    | AmendmentAgreed
    | ProvisionReplaced
    | ReadingDecided
    | ForwardingContractConcluded
    | PostFilled
    | PostVacated
    | EmploymentEnded
    | PlaceOfWorkAgreed
    | DeploymentAgreed
    | HoursRecorded
    | CostPosted
    | CostReversed
    | FlatRateAgreed
    | SubsidyGranted
    | SubsidyLost
    | SubsidyPaid
    | TaxStatusDetermined
    | NoticeGiven
    | NoticeReceived
    | NoticeRevocationReceived
    | NoticeWithdrawn
    | NoticeSettled
    | TerminationAgreed
)
"""Every kind that a file of facts may hold, but the retraction."""


class FactRetracted(Fact):
    """The fact at *position* was recorded in error; *instead* stands in its place."""

    kind: Literal["FactRetracted"] = "FactRetracted"
    position: PositionNumber
    reason: FreeText
    instead: Annotated[OrdinaryFact, Field(discriminator="kind")] | None = None


AnyFact = OrdinaryFact | SettlementFact | FactRetracted | PersonErased

Posting = CostPosted | CostReversed
"""The kinds that have a voucher, and so a stream of their own."""


@cache
def _by_kind() -> dict[str, type[AnyFact]]:
    return {cls.model_fields["kind"].default: cls for cls in get_args(AnyFact)}


def kinds() -> tuple[str, ...]:
    """The names of all kinds, in the order of the contract's life."""
    return tuple(_by_kind())


@cache
def recordable_kinds() -> tuple[str, ...]:
    """The kinds that a file of facts may hold; the others are recorded by commands of their own."""
    own = {cls.model_fields["kind"].default for cls in (*get_args(SettlementFact), PersonErased)}
    return tuple(kind for kind in kinds() if kind not in own)


def model_of(kind: str) -> type[AnyFact]:
    """The model of *kind*; KeyError if there is none."""
    return _by_kind()[kind]
