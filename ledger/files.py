"""Files of facts: JSON Lines, UTF-8, one object a line, strictly read.

Whatever cannot be stored for decades as it was meant is refused here, naming line, field and
reason; numbers with a fraction stay decimal and so never become amounts.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from ledger.errors import Refusal
from ledger.facts import AnyFact, kinds, model_of, recordable_kinds
from ledger.problems import in_german
from ledger.vocabulary import words

LINE_LIMIT = 1_000_000
"""Bytes; the largest fact, a draft with hundreds of parties, stays far below."""

DEPTH_LIMIT = 30

STANDARD_INPUT = "(Standardeingabe)"
"""What the program puts in place of a lone "-", which its command library takes for an option."""


def must_be_a_file(path: Path) -> None:
    """Refusal where "-" was given for a file: few commands can take a stream, and say so."""
    if path == Path(STANDARD_INPUT):
        raise Refusal("no-stream-here")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as data that are not validated yet, and the place where it was read."""

    place: str
    data: dict[str, Any]

    @property
    def kind(self) -> str:
        """The kind that the line names."""
        return str(self.data["kind"])

    @property
    def agreement(self) -> str | None:
        """The agreement that the line names, a draft by the id of its terms."""
        terms = self.data.get("terms")
        drafted = terms.get("id") if self.kind == "AgreementDrafted" and isinstance(terms, dict) else None
        return next((name for name in (drafted, self.data.get("agreement")) if isinstance(name, str)), None)


def read_lines(file: str, stream: BinaryIO) -> Iterator[Line]:
    """The facts of *stream* line by line; raises Refusal for the first that is no fact."""
    number = 0
    while raw := stream.readline(LINE_LIMIT + 1):
        number += 1
        place = f"{file}, Zeile {number}"
        if len(raw) > LINE_LIMIT:
            raise Refusal("line-too-long", place=place, limit=LINE_LIMIT)
        if text := decoded(place, raw.removeprefix(BOM_UTF8) if number == 1 else raw).strip():
            line = Line(place, json_object(place, text))
            _must_not_be_computed(line)
            yield line


def _must_not_be_computed(line: Line) -> None:
    """Figures of settlements come only from the computation, so no file may hold them (R12)."""
    kind = line.data.get("kind")
    if kind in kinds() and kind not in recordable_kinds():
        raise Refusal("kind-by-command", place=line.place, kind=kind, command=words()[kind].command)


def open_file(path: Path) -> BinaryIO:
    """The file at *path* for reading; raises Refusal where that is impossible."""
    must_be_a_file(path)
    try:
        return path.open("rb")
    except OSError as problem:
        raise Refusal("file-unreadable", file=path, reason=problem.strerror or problem) from None


def decoded(place: str, raw: bytes) -> str:
    """*raw* as text; Refusal naming *place* where it is no UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        byte = f"0x{raw[problem.start]:02x}"
        raise Refusal("file-not-utf-8", place=place, byte=byte, column=problem.start + 1) from None


def json_object(place: str, text: str) -> dict[str, Any]:
    """The JSON object that *text* is, strictly read; Refusal naming *place* for anything else."""
    try:
        data = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=partial(_without_duplicates, place),
        )
    except RecursionError:
        raise Refusal("line-not-json", place=place, reason="zu tief geschachtelt") from None
    except ValueError as problem:
        raise Refusal("line-not-json", place=place, reason=problem) from None
    if not isinstance(data, dict):
        raise Refusal("line-not-object", place=place)
    if _depth(data) > DEPTH_LIMIT:
        raise Refusal("line-not-json", place=place, reason="zu tief geschachtelt")
    return data


def _no_constant(name: str) -> None:
    msg = f"{name} ist keine Zahl, die man speichern kann"
    raise ValueError(msg)


def _without_duplicates(place: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise Refusal("duplicate-key", place=place, key=key)
        data[key] = value
    return data


def _depth(value: Any) -> int:  # noqa: ANN401 - any JSON value
    """How deeply objects and lists are nested; level by level, because Python's own stack is short."""
    depth, level = 0, [value]
    while level := [part for part in level if isinstance(part, dict | list)]:
        depth += 1
        level = [inner for part in level for inner in (part.values() if isinstance(part, dict) else part)]
    return depth


def in_agreement(
    lines: Iterable[Line], stored: tuple[str, ...], chosen: str | None
) -> list[tuple[str, Line]]:
    """Each line with the agreement it belongs to.

    Left out, it is the one that the file drafts, or *chosen*, or the only one that the ledger holds.
    """
    lines = list(lines)
    for line in lines:
        _must_be_a_kind(line)
    drafts = [line for line in lines if line.kind == "AgreementDrafted"]
    if chosen is not None:
        for draft in drafts:
            _must_be_agreement(draft.place, chosen, draft.agreement)
    defaults = {draft.agreement for draft in drafts} or ({chosen} if chosen else set(stored))
    default = defaults.pop() if len(defaults) == 1 else None
    return [(_agreement_of(line, default, stored), line) for line in lines]


def _must_be_a_kind(line: Line) -> None:
    if "kind" not in line.data:
        raise Refusal("kind-missing", place=line.place)
    if line.kind not in kinds():
        nearest = get_close_matches(line.kind, kinds(), n=1, cutoff=0.0)
        raise Refusal("unknown-kind", place=line.place, kind=line.kind, nearest=nearest[0])


def _agreement_of(line: Line, default: str | None, stored: tuple[str, ...]) -> str:
    agreement = line.agreement or default
    if not isinstance(agreement, str):
        known = ", ".join(stored) or "keiner"
        raise Refusal("agreement-missing", place=line.place, known=known)
    instead = line.data.get("instead")
    for given in (
        line.data.get("agreement"),
        instead.get("agreement") if isinstance(instead, dict) else None,
    ):
        _must_be_agreement(line.place, given, agreement)
    return agreement


def _must_be_agreement(place: str, given: object, agreement: str | None) -> None:
    if given not in (None, agreement):
        raise Refusal("agreement-differs", place=place, given=given, actual=agreement)


def parse(line: Line, agreement: str) -> AnyFact:
    """The fact of *line*, with *agreement* filled in; raises Refusal naming every field that is wrong."""
    data = line.data | {"agreement": agreement}
    if isinstance(instead := data.get("instead"), dict):
        data["instead"] = instead | {"agreement": agreement}
    model = model_of(line.kind)
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        problems = in_german(invalid, model)
        raise Refusal(
            "field-invalid", place=line.place, kind=line.kind, problems="; ".join(problems)
        ) from None
