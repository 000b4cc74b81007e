"""Draft, signatures, commencement, amendments, readings (§ 5)."""

from typing import Annotated, Literal

from pydantic import Field

from ledger.facts.base import Dated, Form, SignedAct, Slugs
from ledger.facts.names import Name, belongs_to
from ledger.readings import Question, ReadingName
from ledger.terms import Terms
from ledger.values import (
    CivilDate,
    FreeText,
    PlainObject,
    Slug,
)


class AgreementDrafted(Dated):
    """The whole contract as data (ledger.terms)."""

    kind: Literal["AgreementDrafted"] = "AgreementDrafted"
    terms: Terms


class PartySigned(Dated):
    """*party* has signed the contract; the last signature concludes it."""

    kind: Literal["PartySigned"] = "PartySigned"
    party: Slug
    office: FreeText | None = None
    signatory: Slug | None = None
    signatory_name: Annotated[Name, belongs_to("signatory")] | None = Field(default=None, repr=False)


class AgreementCommenced(Dated):
    """The contract is in force; before its conclusion only by a signed act."""

    kind: Literal["AgreementCommenced"] = "AgreementCommenced"
    basis: FreeText
    form: Form | None = None
    signed_by: Slugs | None = None
    concluded_on: CivilDate | None = None


class AmendmentAgreed(Dated, SignedAct):
    """The terms change by a JSON merge patch (RFC 7396; § 5 Abs. 1)."""

    kind: Literal["AmendmentAgreed"] = "AmendmentAgreed"
    number: Annotated[int, Field(ge=1, le=1_000_000)]
    title: FreeText
    marked_as_amendment: bool
    terms_patch: PlainObject


class ProvisionReplaced(Dated, SignedAct):
    """An invalid *provision* is replaced (§ 5 Abs. 2)."""

    kind: Literal["ProvisionReplaced"] = "ProvisionReplaced"
    provision: FreeText
    finding: FreeText
    replacement: FreeText


class ReadingDecided(Dated, SignedAct):
    """The parties settle how an ambiguous clause is read (ledger.readings)."""

    kind: Literal["ReadingDecided"] = "ReadingDecided"
    question: Question
    reading: ReadingName


class ForwardingContractConcluded(Dated):
    """Weiterleitungsvertrag between *employer* and *grantor* (§ 2)."""

    kind: Literal["ForwardingContractConcluded"] = "ForwardingContractConcluded"
    employer: Slug
    grantor: FreeText
    until: CivilDate | None = None
