"""One command per kind of fact, made from the models and vocabulary.toml.

Every option is the field of that name, handed as text to the same validation that files of
facts pass; lists and shares are written with commas, whole objects as JSON or as a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import Parameter as Argument
from inspect import Signature
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from cyclopts import App, Parameter
from pydantic.fields import FieldInfo

from ledger.context import Context, Json, Shared
from ledger.errors import Refusal
from ledger.facts import Document, Fact, model_of
from ledger.files import Line, decoded, json_object, open_file
from ledger.output import print_outcomes
from ledger.recording import record
from ledger.sealing import key_store_of
from ledger.terms import Terms
from ledger.terms_files import terms_data
from ledger.vocabulary import Word, field_help, help_of, words

_COMPUTED = frozenset({"SettlementIssued", "SettlementCorrected", "PersonErased"})
"""They do more than record what is given: their commands are written by hand."""

_BY_PARTY = frozenset({"posts", "by_party"})
"""Written as party=share,party=share."""

_NO_OPTIONS = frozenset({"kind", "agreement"})
"""The command says the kind, the global option --agreement the agreement."""


def add_fact_commands(app: App, settlement: App) -> None:
    """Add the command of every kind to *app*, or to the group *settlement*; computed kinds have others."""
    for kind, word in words().items():
        if kind not in _COMPUTED:
            *group, name = word.command.split()
            target = settlement if group else app
            target.command(_command(kind, word), name=name, help=help_of(word.command))


def _command(kind: str, word: Word) -> Callable[..., int]:
    """The function behind the command of *kind*: its options become one line of a file of facts."""
    options = {option.argument: option for option in _options(model_of(kind))}

    arguments = sorted(
        (option.as_argument() for option in options.values()), key=lambda argument: argument.kind
    )
    as_json = Argument("as_json", Argument.KEYWORD_ONLY, default=False, annotation=Json)
    context = Argument("context", Argument.KEYWORD_ONLY, annotation=Shared)
    signature = Signature([*arguments, as_json, context])

    def run(*given: Any, **named: Any) -> int:  # noqa: ANN401 - whatever the signature says
        values = signature.bind(*given, **named).arguments
        place = f"contract-ledger {word.command}"
        held = {options[name]: text for name, text in values.items() if name in options and text is not None}
        data = {option.name: option.read(place, text) for option, text in held.items()}
        return _record(
            Line(place, {"kind": kind, **data}), values["context"], as_json=values.get("as_json", False)
        )

    run.__signature__ = signature  # type: ignore[attr-defined] # what cyclopts reads
    run.__annotations__ = {name: argument.annotation for name, argument in signature.parameters.items()}
    return run


def _record(line: Line, context: Context, *, as_json: bool) -> int:
    # Only a draft begins a ledger; for anything else a missing one is a mistyped path.
    with context.recording() if line.kind == "AgreementDrafted" else context.asking() as store:
        outcomes = record(
            store,
            [line],
            chosen=context.agreement,
            on_behalf_of=context.actor,
            permit=context.permit(store),
            keys=key_store_of(context.database),
        )
    print_outcomes(outcomes, as_json=as_json)
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class _Option:
    name: str
    field: FieldInfo

    @property
    def argument(self) -> str:
        """The option's name in Python, where `from` is a keyword."""
        return f"{self.name}_" if self.name == "from" else self.name

    def as_argument(self) -> Argument:
        """The option as a parameter of the command's function; a required one may stand without its name."""
        cli = Parameter(name=f"--{self.name.replace('_', '-')}", help=field_help(self.name), negative=())
        if self.field.annotation is bool:
            return Argument(
                self.argument, Argument.KEYWORD_ONLY, default=False, annotation=Annotated[bool, cli]
            )
        if self.field.is_required():
            return Argument(self.argument, Argument.POSITIONAL_OR_KEYWORD, annotation=Annotated[str, cli])
        return Argument(
            self.argument, Argument.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, cli]
        )

    def read(self, place: str, text: str | bool) -> Any:  # noqa: ANN401, FBT001 - as the option holds it, as JSON has it
        """The option's value as the data that a file of facts would have; Refusal for a broken object."""
        parts = set(_parts(self.field.annotation))
        if isinstance(text, bool) or (text == "all" and self.name == "pools"):
            return text
        if Terms in parts:
            return terms_data(text)
        if Document in parts and not _is_object(text):
            return {"reference": text}
        if self.name in _BY_PARTY and dict in parts and not _is_object(text):
            return _shares(place, text)
        if dict in parts or any(
            isinstance(part, type) and issubclass(part, Fact | Document) for part in parts
        ):
            return json_object(place, text if _is_object(text) else _text_of(text))
        if tuple in parts:
            return [part.strip() for part in text.split(",")]
        return int(text) if int in parts and text.isascii() and text.isdigit() else text


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - any type form
    """Every type that *annotation* is made of, through unions and `Annotated`."""
    origin = get_origin(annotation)
    if origin in (Annotated, Union, UnionType):
        for part in get_args(annotation)[: 1 if origin is Annotated else None]:
            yield from _parts(part)
    else:
        yield origin or annotation


def _is_object(text: str) -> bool:
    return text.lstrip().startswith("{")


def _shares(place: str, text: str) -> dict[str, str]:
    """Parties and their shares, from party=share,party=share."""
    shares: dict[str, str] = {}
    for part in text.split(","):
        party, _, share = (piece.strip() for piece in part.partition("="))
        if party in shares:
            raise Refusal("duplicate-key", place=place, key=party)
        shares[party] = share
    return shares


def _text_of(file: str) -> str:
    with open_file(Path(file)) as stream:
        return decoded(file, stream.read())


def _options(model: type[Fact]) -> list[_Option]:
    """The fields of *model*: its own in the order in which they are written down, the common ones last."""
    own = [name for name in model.__annotations__ if name in model.model_fields]
    names = dict.fromkeys([*own, *(name for name in model.model_fields if name not in Fact.model_fields)])
    names |= dict.fromkeys(Fact.model_fields)
    fields = {name: model.model_fields[name] for name in names if name not in _NO_OPTIONS}
    return [_Option(field.alias or name, field) for name, field in fields.items()]
