"""What every fact has: kind, agreement, note, document; its day; the marks of a signed act."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.values import (
    CivilDate,
    FreeText,
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

    # What was given may be a name, and what is wrong with it may go into a log.
    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )
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
