"""Posts, places of work, deployment, hours (§ 1 Ziff. 3 and 4, § 2, § 3)."""

from typing import Annotated, Literal

from pydantic import Field

from ledger.facts.base import Dated, Fact, SignedAct
from ledger.facts.names import Name, belongs_to
from ledger.values import (
    CivilDate,
    FreeText,
    Posts,
    Quantity,
    Slug,
)


class PostFilled(Dated):
    """*post* holds *posts* full-time equivalents of *pool*; *person* is a pseudonym (§ 1 Ziff. 3)."""

    kind: Literal["PostFilled"] = "PostFilled"
    post: Slug
    pool: Slug
    posts: Posts
    person: Slug
    person_name: Annotated[Name, belongs_to("person")] | None = Field(default=None, repr=False)


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
