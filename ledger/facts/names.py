"""Names of people: plain while a fact is given and decided, sealed wherever it is stored.

A name belongs to the pseudonym beside it and is not part of what a fact says: facts are compared
without names (docs/facts.md, "The same fact again"). `ledger.sealing` seals and opens them.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic import ValidationInfo as Info
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from ledger.facts.base import Fact
from ledger.values import Base64, PersonName

NAMES = {"signatory_name": "signatory", "person_name": "person"}
"""The fields that hold a name, each with the field of the pseudonym that it belongs to."""

STORED = {"names": "sealed"}
"""The context of validation for what comes from the store; without it, facts are taken as given."""

_F = TypeVar("_F", bound=Fact)


class SealedName(BaseModel):
    """A name that can be read only with the key of its person (AES-256-GCM)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    schema_: Annotated[int, Field(alias="schema", ge=1)]
    """The version of the vocabulary that it was sealed in."""
    nonce: Base64
    ciphertext: Base64


def _in_its_place(value: Any, info: Info) -> Any:  # noqa: ANN401 - what a validator is given may be anything
    """Nobody gives a sealed name, and no plain one is stored."""
    sealed = _form_of(value) == _SEALED
    if sealed and info.context is not STORED:
        raise PydanticCustomError("sealed_name", "ein Name wird als Text angegeben, nicht versiegelt")
    if not sealed and info.context is STORED:
        raise PydanticCustomError("plain_name", "ein Name wird nur versiegelt gespeichert")
    return value


def _form_of(value: object) -> str:
    return _SEALED if isinstance(value, dict | SealedName) else _PLAIN


_PLAIN, _SEALED = "[plain]", "[sealed]"
"""In brackets, so that messages to people leave them out (ledger.problems)."""

Name = Annotated[
    Annotated[PersonName, Tag(_PLAIN)] | Annotated[SkipJsonSchema[SealedName], Tag(_SEALED)],
    Discriminator(_form_of),
    BeforeValidator(_in_its_place),
]


def belongs_to(pseudonym: str) -> AfterValidator:
    """A name is given only where the field *pseudonym* says whose it is."""

    def must_stand_beside(name: object, info: Info) -> object:
        if info.data.get(pseudonym) is None:
            raise PydanticCustomError("name_alone", "braucht „{pseudonym}“ daneben", {"pseudonym": pseudonym})
        return name

    return AfterValidator(must_stand_beside)


def persons_in(fact: Fact) -> Iterator[tuple[str, str, str | SealedName | None]]:
    """Every pseudonym in *fact* and in what it puts in place of another: its field, itself, its name."""
    for field, pseudonym in NAMES.items():
        if (person := getattr(fact, pseudonym, None)) is not None:
            yield pseudonym, person, getattr(fact, field, None)
    if isinstance(instead := getattr(fact, "instead", None), Fact):
        yield from persons_in(instead)


def with_names(fact: _F, change: Callable[[str, str | SealedName], str | SealedName | None]) -> _F:
    """*fact* with what *change* makes of each pseudonym and its name."""
    changed: dict[str, object] = {
        field: change(getattr(fact, pseudonym), name)
        for field, pseudonym in NAMES.items()
        if (name := getattr(fact, field, None)) is not None
    }
    if isinstance(instead := getattr(fact, "instead", None), Fact):
        changed["instead"] = with_names(instead, change)
    return fact.model_copy(update=changed) if changed else fact


def without_names(fact: _F) -> _F:
    """*fact* as facts are compared."""
    return with_names(fact, lambda _person, _name: None)
