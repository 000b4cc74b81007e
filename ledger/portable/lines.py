"""The four kinds of lines of an export, version 1 (docs/export-format.md).

Nothing in them depends on the clock or the machine: the same ledger gives the same bytes.
"""

import json
import re
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from ledger.problems import in_german
from ledger.store.canonical import canonical
from ledger.values import Sha256, Slug, is_moment

VERSION = 1
"""Of the format. Whoever changes it reads the old one, too (docs/decisions/0018)."""

LINE_LIMIT = 16_000_000
"""Bytes; a fact is given in at most a million (ledger.files), and few of them are escaped."""


_CONTROL = re.compile("[\x00-\x1f\x7f]")


class Damage(Exception):  # noqa: N818 - what is wrong with a ledger or a file, not with the program
    """What is not as a ledger writes it, in German; the caller knows the place."""


def _a_moment(text: str) -> str:
    if not is_moment(text):
        raise PydanticCustomError("moment", "keine Zeit in UTC mit Mikrosekunden, oder es gibt sie nicht")
    return text


def _without_control(text: str) -> str:
    """PostgreSQL keeps no NUL, and no login has the others."""
    if _CONTROL.search(text):
        raise PydanticCustomError("control", "enthält Steuerzeichen")
    return text


_Count = Annotated[int, Field(ge=1)]
_Name = Annotated[str, StringConstraints(min_length=1)]
_Login = Annotated[_Name, AfterValidator(_without_control)]
_Moment = Annotated[str, AfterValidator(_a_moment)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    def raw(self) -> bytes:
        """The line as it stands in the file."""
        return canonical(self.model_dump()) + b"\n"


_L = TypeVar("_L", bound=_Line)


class Header(_Line):
    """The first line."""

    type: Literal["header"] = "header"
    format: Literal["contract-ledger-export"] = "contract-ledger-export"
    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION


class EventLine(_Line):
    """An event exactly as stored, with what nobody can set."""

    type: Literal["event"] = "event"
    agreement: Slug
    position: _Count
    recorded_at: _Moment
    recorded_by: _Login
    on_behalf_of: _Login | None
    originator_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    originator_version: _Count
    topic: _Name
    state: _Name
    leaf_hash: Sha256


class CheckpointLine(_Line):
    """A signed checkpoint exactly as stored."""

    type: Literal["checkpoint"] = "checkpoint"
    agreement: Slug
    number: _Count
    key: _Name
    note: _Name


class Totals(_Line):
    """What stands in an export of one agreement."""

    size: _Count
    root: Sha256
    checkpoints: Annotated[int, Field(ge=0)]


class End(_Line):
    """The last line: what stands before it, so that nothing can be missing."""

    type: Literal["end"] = "end"
    agreements: dict[Slug, Totals]
    lines: _Count
    sha256: Sha256


Line = Header | EventLine | CheckpointLine | End
_MODELS: dict[object, type[Line]] = {
    model.model_fields["type"].default: model for model in (Header, EventLine, CheckpointLine, End)
}


def line_of(raw: bytes) -> Line:
    """The line that *raw* is, to the letter; Damage if it is none."""
    if not raw.endswith(b"\n"):
        raise Damage("bricht mitten in der Zeile ab")
    try:
        data = json.loads(raw.decode())
        exact = canonical(data) + b"\n" == raw
    except (ValueError, RecursionError) as problem:
        raise Damage(f"kein JSON, wie ein Export es schreibt ({problem})") from None
    if not exact:
        raise Damage("nicht in der Form, in der ein Export geschrieben wird")
    model = _MODELS.get(str(data.get("type"))) if isinstance(data, dict) else None
    if model is None:
        raise Damage("keine Zeile eines Exports")
    return validated(model, data)


def validated(model: type[_L], data: object) -> _L:
    """*data* as a line; Damage naming every field that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        raise Damage("; ".join(in_german(invalid, model))) from None
