"""The vocabulary: every fact that can be recorded about a contract.

A fact is frozen, dated and in the past tense. Its `kind` is the name it is stored under for
decades; the class may be renamed, the kind never (docs/recipes.md, "Add a fact"). What a fact
means for people (command, clause, German words) stands in vocabulary.toml, what may be
recorded in `ledger.deciding`.
"""

from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from ledger.readings import Question, ReadingName
from ledger.terms import Terms
from ledger.values import (
    Amount,
    CivilDate,
    FreeText,
    PlainObject,
    Posts,
    Price,
    Quantity,
    Rate,
    Reference,
    Sha256,
    Slug,
)

Form = Literal["letter", "electronic-signature", "email", "fax", "oral"]
WRITTEN_FORM: tuple[Form, ...] = ("letter", "electronic-signature")
"""The forms that satisfy § 4 Abs. 4 and § 5 Abs. 1."""

Slugs = Annotated[tuple[Slug, ...], Field(strict=False, min_length=1)]


class Document(BaseModel):
    """The paper behind a fact, provable by its hash."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    reference: Reference
    sha256: Sha256 | None = None


class Fact(BaseModel):
    """One thing that happened to a contract."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)
    kind: str
    agreement: Slug | None = None
    note: FreeText | None = None
    document: Document | None = None

    def as_given(self) -> dict[str, Any]:
        """The fact as JSON data, without the fields that were left out."""
        given = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
        return given | {"kind": self.kind}


class Dated(Fact):
    """A fact that counts from *effective_on*, its first day, on."""

    effective_on: CivilDate


class SignedAct(Fact):
    """What the parties agree: written form, signed by all, concluded with the last signature."""

    form: Form
    signed_by: Slugs
    concluded_on: CivilDate


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
    number: Annotated[int, Field(ge=1)]
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


class PostFilled(Dated):
    """*post* holds *posts* full-time equivalents of *pool*; *person* is a pseudonym (§ 1 Ziff. 3)."""

    kind: Literal["PostFilled"] = "PostFilled"
    post: Slug
    pool: Slug
    posts: Posts
    person: Slug


class PostVacated(Dated):
    """*effective_on* is the first day on which *post* is vacant."""

    kind: Literal["PostVacated"] = "PostVacated"
    post: Slug


class EmploymentEnded(Dated):
    """*effective_on* is the first day after the employment (§ 4 Abs. 3)."""

    kind: Literal["EmploymentEnded"] = "EmploymentEnded"
    post: Slug


class PlaceOfWorkAgreed(Dated):
    """Where the holder of *post* works (§ 3)."""

    kind: Literal["PlaceOfWorkAgreed"] = "PlaceOfWorkAgreed"
    post: Slug
    places: Annotated[tuple[FreeText, ...], Field(strict=False, min_length=1)]


class DeploymentAgreed(Dated, SignedAct):
    """New planned shares of a pool, in posts for each party (§ 3)."""

    kind: Literal["DeploymentAgreed"] = "DeploymentAgreed"
    pool: Slug
    posts: Annotated[dict[Slug, Quantity], Field(min_length=1)]


class HoursRecorded(Fact):
    """*hours* really worked for *party* from day *from* to day *to*, both included (§ 2)."""

    kind: Literal["HoursRecorded"] = "HoursRecorded"
    pool: Slug
    party: Slug
    hours: Quantity
    from_: Annotated[CivilDate, Field(alias="from")]
    to: CivilDate


class CostPosted(Fact):
    """A cost of the pool's employer for a service period, both days included (§ 2)."""

    kind: Literal["CostPosted"] = "CostPosted"
    voucher: Reference
    pool: Slug
    cost_position: Slug
    amount: Amount
    service_from: CivilDate
    service_to: CivilDate
    post: Slug | None = None
    text: FreeText | None = None


class CostReversed(Fact):
    """Posting *reverses* is taken back for its whole period."""

    kind: Literal["CostReversed"] = "CostReversed"
    voucher: Reference
    reverses: Reference
    reason: FreeText


class FlatRateAgreed(Dated, SignedAct):
    """The flat rate of a cost position per post and year, for *pool* or for all (§ 2)."""

    kind: Literal["FlatRateAgreed"] = "FlatRateAgreed"
    cost_position: Slug
    amount_per_post_year: Price
    pool: Slug | None = None


class SubsidyGranted(Dated):
    """A grant for *posts* of *pool*; the newest replaces the earlier ones (Präambel, § 2)."""

    kind: Literal["SubsidyGranted"] = "SubsidyGranted"
    pool: Slug
    posts: Posts
    rate_per_post_year: Price
    until: CivilDate | None = None
    notice_reference: Reference | None = None


class SubsidyLost(Dated):
    """*effective_on* is the first day without the subsidy (§ 2, last paragraph)."""

    kind: Literal["SubsidyLost"] = "SubsidyLost"
    pools: Literal["all"] | Slugs
    reason: FreeText


class SubsidyPaid(Fact):
    """What the grantor paid, or got back, for a period within one year (§ 2)."""

    kind: Literal["SubsidyPaid"] = "SubsidyPaid"
    pool: Slug
    amount: Amount
    period_from: CivilDate
    period_to: CivilDate
    paid_on: CivilDate | None = None


class TaxStatusDetermined(Dated):
    """What people decided about § 2b UStG for an employer's claims."""

    kind: Literal["TaxStatusDetermined"] = "TaxStatusDetermined"
    employer: Slug
    status: Literal["old-law", "not-taxable", "taxable", "exempt"]
    basis: FreeText
    rate: Rate | None = None


class NoticeGiven(Dated):
    """*party* declares that it leaves (§ 4 Abs. 2); what it means is evaluated, not decided."""

    kind: Literal["NoticeGiven"] = "NoticeGiven"
    notice: Slug
    party: Slug
    form: Form
    ground: Literal["ordinary", "extraordinary"] = "ordinary"
    named_date: CivilDate | None = None


class NoticeReceived(Dated):
    """*by* has the notice in hand since *effective_on* (§ 4 Abs. 4)."""

    kind: Literal["NoticeReceived"] = "NoticeReceived"
    notice: Slug
    by: Slug


class NoticeRevocationReceived(Dated):
    """*by* has the revocation of the notice in hand since *effective_on* (§ 130 Abs. 1 Satz 2 BGB)."""

    kind: Literal["NoticeRevocationReceived"] = "NoticeRevocationReceived"
    notice: Slug
    by: Slug


class NoticeWithdrawn(SignedAct):
    """All parties agree that the notice is as if never given."""

    kind: Literal["NoticeWithdrawn"] = "NoticeWithdrawn"
    notice: Slug


class NoticeSettled(SignedAct):
    """All parties agree what the notice means: an end on *ends_on*, or none."""

    kind: Literal["NoticeSettled"] = "NoticeSettled"
    notice: Slug
    ends_on: CivilDate | None = None


class TerminationAgreed(SignedAct):
    """All parties end the contract; *ends_on* is its last day (§ 4 Abs. 3)."""

    kind: Literal["TerminationAgreed"] = "TerminationAgreed"
    ends_on: CivilDate


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
"""Every kind but the retraction."""


class FactRetracted(Fact):
    """The fact at *position* was recorded in error; *instead* stands in its place."""

    kind: Literal["FactRetracted"] = "FactRetracted"
    position: Annotated[int, Field(ge=1)]
    reason: FreeText
    instead: Annotated[OrdinaryFact, Field(discriminator="kind")] | None = None


AnyFact = OrdinaryFact | FactRetracted

Posting = CostPosted | CostReversed
"""The kinds that have a voucher, and so a stream of their own."""


@cache
def _by_kind() -> dict[str, type[OrdinaryFact | FactRetracted]]:
    return {cls.model_fields["kind"].default: cls for cls in get_args(AnyFact)}


def kinds() -> tuple[str, ...]:
    """The names of all kinds, in the order of the contract's life."""
    return tuple(_by_kind())


def model_of(kind: str) -> type[AnyFact]:
    """The model of *kind*; KeyError if there is none."""
    return _by_kind()[kind]
