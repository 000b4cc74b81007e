"""Role files: TOML in UTF-8, checked as a whole. One that is named but broken lets nobody in."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from ledger.errors import Refusal
from ledger.problems import in_german
from ledger.values import FreeText, Slug

Role = Literal["clerk", "coordinator", "auditor"]


class Login(BaseModel):
    """What one login may, and for which municipality (a party's slug) it acts."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    municipality: Slug | None = None
    role: Role

    @model_validator(mode="after")
    def _acts_for_somebody(self) -> Self:
        if self.role == "clerk" and self.municipality is None:
            raise PydanticCustomError("municipality", "eine Sachbearbeitung (clerk) braucht „municipality“")
        return self


class _RoleFile(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    logins: Annotated[dict[FreeText, Login], Field(min_length=1)]
    log: FreeText = "refusals.log"


@dataclass(frozen=True, slots=True)
class Roles:
    """The role file in force; *sha256* is of its bytes, *log* where refusals are written to."""

    file: Path
    sha256: str
    log: Path
    logins: Mapping[str, Login]

    @property
    def coordination(self) -> str:
        """Whom to ask for what one may not do oneself."""
        found = [login for login, entry in self.logins.items() if entry.role == "coordinator"]
        return ", ".join(found) or "wer die Rollendatei führt"


def read_roles(file: str) -> Roles:
    """The roles of *file*; Refusal naming every problem at once, also where it is no name or unreadable."""
    if not file.strip():
        raise _broken(file, "kein Name einer Datei; ohne Rollen darf die Variable nicht gesetzt sein")
    path = Path(file)
    try:
        content = path.read_bytes()
        given = _RoleFile.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except OSError as problem:
        raise _broken(path, f"nicht zu lesen: {problem.strerror or problem}") from None
    except ValidationError as invalid:
        raise _broken(path, *in_german(invalid, _RoleFile)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
        raise _broken(path, f"kein TOML in UTF-8: {problem}") from None
    # The log stands beside the file, unless it names another place.
    return Roles(path, hashlib.sha256(content).hexdigest(), path.parent / given.log, given.logins)


def _broken(file: Path | str, *problems: str) -> Refusal:
    return Refusal("role-file-broken", file=file, problems="\n  ".join(problems))
