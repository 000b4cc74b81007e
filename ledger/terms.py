"""The contract as data: what a terms file says, checked as a whole.

Another cooperation is another terms file (ledger/agreements/), not other code. Amendments are
JSON merge patches (RFC 7396) on these data.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from ledger.readings import READINGS, Question, ReadingName
from ledger.values import FreeText, PlainObject, Posts, Price, Quantity, Slug, exact

_STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Party(BaseModel):
    """A public body that is a party."""

    model_config = _STRICT
    name: FreeText


class Pool(BaseModel):
    """A region (§ 1 Ziff. 2, 3): who employs how many posts for whom."""

    model_config = _STRICT
    name: FreeText
    employer: Slug
    posts: Posts
    members: Annotated[tuple[Slug, ...], Field(strict=False, min_length=1)]
    planned: dict[Slug, Quantity] | None = None


class Subsidy(BaseModel):
    """The programme and what the contract says it pays for a post and year (Präambel, § 2)."""

    model_config = _STRICT
    programme: FreeText
    rate_per_post_year: Price


class CostPosition(BaseModel):
    """One entry of the closed list of § 2."""

    model_config = _STRICT
    name: FreeText
    kind: Literal["actual", "flat-rate"]


class Notice(BaseModel):
    """The period of notice (§ 4 Abs. 2), in calendar months to the end of a calendar year."""

    model_config = _STRICT
    months: Annotated[int, Field(ge=0, le=120)]
    to: Literal["calendar-year-end"]


class RunOff(BaseModel):
    """How long cost is shared after an agreed end at the most (§ 4 Abs. 3)."""

    model_config = _STRICT
    months: Annotated[int, Field(ge=0, le=120)]


class Settlement(BaseModel):
    """When the yearly settlement is due: month and day of the next year, "03-31" or "31.03."."""

    model_config = _STRICT
    due: (
        Annotated[
            str,
            Field(
                pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(0[1-9]|[12][0-9]|3[01])\.(0[1-9]|1[0-2])\.)$"
            ),
        ]
        | None
    ) = None


class Terms(BaseModel):
    """The whole contract; invalid as a whole if any check fails, all problems at once."""

    model_config = _STRICT
    id: Slug
    title: FreeText
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    coordinator: Slug | None = None
    parties: Annotated[dict[Slug, Party], Field(min_length=1)]
    pools: Annotated[dict[Slug, Pool], Field(min_length=1)]
    subsidy: Subsidy
    cost_positions: Annotated[dict[Slug, CostPosition], Field(min_length=1)]
    notice: Notice
    run_off: RunOff
    settlement: Settlement | None = None
    readings: dict[Question, ReadingName] | None = None
    reminders: PlainObject | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _checked_as_a_whole(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - unchecked
        """Contradictions are found beside fields that are wrong in themselves, not only after them."""
        try:
            terms = handler(data)
        except ValidationError as invalid:
            found = [_again(error) for error in invalid.errors()]
            raise ValidationError.from_exception_data(cls.__name__, found + _contradictions(data)) from None
        if problems := _contradictions(terms):
            raise ValidationError.from_exception_data(cls.__name__, problems)
        return terms

    def as_given(self) -> dict[str, Any]:
        """The terms as JSON data, without what was left out."""
        return self.model_dump(mode="json", exclude_unset=True, exclude_none=True)


def settlement_due(terms: Terms, year: int) -> date | None:
    """The day on which the settlement of *year* is due, in the next year; None where the terms name none.

    29 February is 28 February in a year that has none.
    """
    if terms.settlement is None or terms.settlement.due is None:
        return None
    month, day = _month_and_day(terms.settlement.due)
    return date(year + 1, month, min(day, monthrange(year + 1, month)[1]))


def _month_and_day(due: str) -> tuple[int, int]:
    month, day = due.split("-") if "-" in due else reversed(due.rstrip(".").split("."))
    return int(month), int(day)


def _is_a_day(due: str) -> bool:
    """Whether *due* names a day of some year."""
    month, day = _month_and_day(due)
    return day <= monthrange(2024, month)[1]


def _again(error: ErrorDetails) -> InitErrorDetails:
    """A field's error, to be raised together with others."""
    kind = PydanticCustomError(error["type"], "{text}", {**error.get("ctx", {}), "text": error["msg"]})
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def _contradictions(terms: object) -> list[InitErrorDetails]:
    """The contradictions of *terms*, validated or as given, as one error; none if data are too far off."""
    try:
        problems = "\n".join(_problems(terms if isinstance(terms, Terms) else _as_given(terms)))
    except (AttributeError, ArithmeticError, LookupError, TypeError, ValueError):
        return []
    if not problems:
        return []
    kind = PydanticCustomError("terms", "{problems}", {"problems": problems})
    return [InitErrorDetails(type=kind, loc=(), input=None)]


def _as_given(data: Any) -> Any:  # noqa: ANN401 - unchecked data, with the attributes of terms
    pools = data["pools"].items()
    return SimpleNamespace(
        coordinator=data.get("coordinator"),
        parties=dict(data["parties"]),
        pools={slug: SimpleNamespace(**{"planned": None, **pool}) for slug, pool in pools},
        cost_positions=dict(data.get("cost_positions", {})),
        settlement=None,
        readings=None,
    )


def _problems(terms: Terms) -> Iterator[str]:
    """Every contradiction in *terms*, in German, each naming the place."""
    yield from _membership_problems(terms)
    for slug, pool in terms.pools.items():
        yield from _pool_problems(slug, pool, terms)
    if terms.coordinator is not None and terms.coordinator not in terms.parties:
        yield f"coordinator: {terms.coordinator} ist keine Vertragspartei (§ 1 Ziff. 5)"
    due = terms.settlement.due if terms.settlement is not None else None
    if due is not None and not _is_a_day(due):
        yield f"settlement.due: den {due} gibt es in keinem Jahr"
    if "total" in terms.cost_positions:
        yield "cost_positions.total: der Name „total“ ist für die Summe vergeben"
    for question, reading in (terms.readings or {}).items():
        if reading not in READINGS[question]:
            yield f"readings.{question}: {reading} ist keine Lesart; möglich: {', '.join(READINGS[question])}"


def _membership_problems(terms: Terms) -> Iterator[str]:
    seen = Counter(member for pool in terms.pools.values() for member in pool.members)
    for party in terms.parties:
        if seen[party] != 1:
            yield f"parties.{party}: gehört {seen[party]} Regionen an statt genau einer (§ 1 Ziff. 2)"


def _pool_problems(slug: str, pool: Pool, terms: Terms) -> Iterator[str]:
    for member in pool.members:
        if member not in terms.parties:
            yield f"pools.{slug}.members: {member} ist keine Vertragspartei"
    if pool.employer not in terms.parties:
        yield f"pools.{slug}.employer: {pool.employer} ist keine Vertragspartei (§ 1 Ziff. 3)"
    elif pool.employer not in pool.members:
        yield f"pools.{slug}.employer: {pool.employer} gehört der Region nicht an (§ 1 Ziff. 3)"
    for party in pool.planned or {}:
        if party not in terms.parties:
            yield f"pools.{slug}.planned: {party} ist keine Vertragspartei"
    if pool.planned is not None:
        total = sum(map(exact, pool.planned.values()))
        if total != exact(pool.posts):
            yield f"pools.{slug}.planned: ergibt {float(total):g} statt {pool.posts} Stellen (§ 1 Ziff. 4)"


def merge_patch(target: Any, patch: Any) -> Any:  # noqa: ANN401 - any JSON value, RFC 7396
    """*patch* applied to *target* (RFC 7396, section 2); neither is changed.

    >>> merge_patch({"a": 1, "b": {"c": 2}}, {"a": None, "b": {"d": 3}})
    {'b': {'c': 2, 'd': 3}}
    """
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
