"""docs/facts.md: every kind, its fields, and what is refused."""

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ledger import values
from ledger.facts import Document, Fact, SignedAct, kinds, model_of
from ledger.facts.base import Slugs
from ledger.facts.settlement import Amounts, Basis, Changes, ClaimChanges, Hashes, Statement, Year
from ledger.readings import Question, ReadingName
from ledger.terms import Terms
from ledger.vocabulary import field_help, words
from scripts.reference.admission import admission_of, refusals_of
from scripts.reference.markdown import code, lines, table

_TYPES: tuple[tuple[object, str], ...] = (
    (values.CivilDate, "day"),
    (values.Slug, "id"),
    (values.FreeText, "text"),
    (values.Reference, "reference"),
    (values.Amount, "amount"),
    (values.Price, "amount, not negative"),
    (values.Quantity, "number"),
    (values.Posts, "posts"),
    (values.Rate, "rate"),
    (values.PlainObject, "object (merge patch)"),
    (Slugs, "list of ids"),
    (Document, "document"),
    (Question, "a question of [rules.md](rules.md#readings)"),
    (ReadingName, "a reading of that question"),
    (Terms, "[terms](#terms)"),
    (Statement, "statement, as `settlement show` answers"),
    (Basis, "position, time, terms and software"),
    (Year, "year"),
    (Amounts, "object: party → amount"),
    (Changes, "object: party → old, new, difference"),
    (ClaimChanges, "list of claims: from, to, old, new, difference"),
    (Hashes, "object: file name → SHA-256"),
    (bool, "true or false"),
)


def fact_reference() -> str:
    """Every kind: what it says, its command, its fields, what is refused."""
    return "\n\n".join(map(_kind, kinds()))


def _kind(kind: str) -> str:
    model, word = model_of(kind), words()[kind]
    anchor = word.command.replace(" ", "-")
    signed = " · signed act †" if issubclass(model, SignedAct) else ""
    own_days = "" if "effective_on" in model.model_fields else " · has days of its own °"
    rows = [_field(name, model) for name in _fields_of(model)]
    codes = ", ".join(f"[{code}](errors.md#{code})" for code in refusals_of(kind))
    return "\n\n".join(
        [
            f"### {kind}",
            (model.__doc__ or "").strip(),
            f"{word.name} · {word.clause} · command [`{word.command}`](cli.md#{anchor}){signed}{own_days}",
            table(("field", "value", "needed", "help text of the command"), rows),
            f"May be recorded: {lines(admission_of(kind).does)}",
            f"Refused with: {codes}.",
        ]
    )


def _fields_of(model: type[Fact]) -> list[str]:
    """The fields of *model*, its own first; what every fact has is said once, by hand."""
    own = [name for name in model.__annotations__ if name in model.model_fields]
    return [name for name in dict.fromkeys([*own, *model.model_fields]) if name not in Fact.model_fields]


def _field(name: str, model: type[Fact]) -> tuple[str, str, str, str]:
    field = model.model_fields[name]
    shown = field.alias or name
    needed = "yes" if field.is_required() else "" if field.default is None else f"default `{field.default}`"
    return code(shown), _type_of(get_type_hints(model, include_extras=True)[name]), needed, field_help(shown)


def _type_of(hint: Any) -> str:  # noqa: ANN401 - a type as it is written down
    """What a value of the type *hint* is, in words."""
    for known, text in _TYPES:
        if hint == known:
            return text
    parts = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) in (Union, UnionType):
        return " or ".join(dict.fromkeys(map(_type_of, parts)))
    if get_origin(hint) is Literal:
        return ", ".join(map(code, parts))
    for part, text in _INNER:
        if part in str(hint):
            return text
    raise LookupError(hint)


_INNER = (
    ("must_stand_beside", "name of a person"),
    ("_to_date", "day"),
    ("tuple", "list of texts"),
    ("dict", "object: party → posts"),
    ("Ge(ge=1)", "whole number from 1"),
    ("discriminator=", "a fact of the same kind"),
)
"""What is told apart only by how the type is written."""
