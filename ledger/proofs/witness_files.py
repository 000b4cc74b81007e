"""A file of witnesses: whom one trusts about a log, by agreement (TOML in UTF-8).

It belongs to whoever checks, not to the ledger: what the host could change proves nothing about
the host.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from ledger.errors import Refusal
from ledger.files import open_file
from ledger.problems import in_german
from ledger.proofs.checkpoints import is_log_name, must_be_of_log
from ledger.proofs.notes import Algorithm, Note, NoteError, VerifierKey
from ledger.proofs.witnesses import Policy, Seen


def _vkey(text: object) -> VerifierKey:
    try:
        return VerifierKey.of(str(text))
    except NoteError as problem:
        raise PydanticCustomError("key", "{problem}", {"problem": str(problem)}) from None


_Key = Annotated[VerifierKey, PlainValidator(_vkey)]


class _Table(BaseModel):
    """What the file says about one agreement."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    log: _Key
    required: Annotated[int, Field(ge=1)]
    witnesses: Annotated[tuple[_Key, ...], Field(min_length=1, strict=False)]
    seen: Annotated[tuple[str, ...], Field(strict=False)] = ()


def read_witnesses(path: Path) -> dict[str, Policy]:
    """Whom to trust, by agreement; Refusal naming every problem at once.

    The files under `seen` are found beside *path*.
    """
    tables: dict[str, _Table] = {}
    problems: list[str] = []
    for agreement, data in _toml(path).items():
        try:
            tables[agreement] = _Table.model_validate(data)
        except ValidationError as invalid:
            problems += (f"[{agreement}] {problem}" for problem in in_german(invalid, _Table))
        else:
            problems += (
                f"[{agreement}] {problem}" for problem in _contradictions(agreement, tables[agreement])
            )
    if problems or not tables:
        raise Refusal("witnesses-invalid", file=path, problems="\n  ".join(problems) or "sie ist leer")
    return {agreement: _policy(table, path.parent) for agreement, table in tables.items()}


def policy_for(path: Path, agreement: str) -> Policy:
    """Whom to trust about *agreement*; Refusal if the file does not say."""
    policies = read_witnesses(path)
    if agreement not in policies:
        raise Refusal("witnesses-missing", file=path, agreement=agreement, known=", ".join(policies))
    return policies[agreement]


def read_note(path: Path) -> Note:
    """The signed note in a file; Refusal if it is none."""
    with open_file(path) as file:
        raw = file.read()
    try:
        return Note.of(raw)
    except NoteError as problem:
        raise Refusal("note-invalid", file=path, reason=problem) from None


def _toml(path: Path) -> dict[str, Any]:
    with open_file(path) as file:
        try:
            return tomllib.loads(file.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
            raise Refusal("witnesses-invalid", file=path, problems=f"kein TOML in UTF-8: {problem}") from None


def _contradictions(agreement: str, table: _Table) -> Iterator[str]:
    try:
        must_be_of_log(table.log, agreement)
    except NoteError as problem:
        yield f"log: {problem}"
    for witness in table.witnesses:
        if witness.algorithm is not Algorithm.COSIGNATURE or is_log_name(witness.name):
            yield f"witnesses: „{witness.name}“ ist kein Schlüssel eines Zeugen"
    # Neither the host, who is to be checked, nor anybody else may count for two.
    names = Counter(witness.name for witness in table.witnesses)
    yield from (f"witnesses: „{name}“ steht mehrmals da" for name, times in names.items() if times > 1)
    keys = Counter(key.public for key in (table.log, *table.witnesses))
    if any(times > 1 for times in keys.values()):
        yield "zwei Namen haben denselben Schlüssel"
    if table.required > len(table.witnesses):
        yield f"required verlangt {table.required} von {len(table.witnesses)} Zeugen"


def _policy(table: _Table, folder: Path) -> Policy:
    seen = tuple(Seen(name, read_note(folder / name)) for name in table.seen)
    return Policy(table.log, table.required, table.witnesses, seen)
