"""A signed checkpoint as a row of a ledger or of an export: what it must be, by itself.

Each row holds one signature, and beside it the key that it verifies with: the log's own key, or
that of a witness. Whether the log has such a root at all is for whoever has the log to say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.notes import Algorithm, Note, NoteError, VerifierKey

_T = TypeVar("_T")


class Flaw(NamedTuple):
    """What is wrong with a row: `key`, `note`, `origin`, `size` or `signature`."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A row as far as it can be read; None stands for what cannot."""

    key: VerifierKey | None
    note: Note | None
    checkpoint: Checkpoint | None
    flaws: tuple[Flaw, ...]

    def whole(self) -> tuple[VerifierKey, Note, Checkpoint]:
        """All of it; NoteError naming the first flaw, if there is one."""
        for what, expected, found in self.flaws:
            raise NoteError(f"{what}: {found}; erwartet: {expected}")
        return cast("tuple[VerifierKey, Note, Checkpoint]", (self.key, self.note, self.checkpoint))


def read_row(key: object, note: object, agreement: str) -> CheckpointRow:
    """The row of the log of *agreement* that holds *key* and *note*, whatever was stored as these."""
    flaws = list[Flaw]()

    def read(what: str, expected: str, reading: Callable[[], _T]) -> _T | None:
        try:
            return reading()
        except NoteError as problem:
            flaws.append(Flaw(what, expected, str(problem)))
            return None

    key_read = read("key", "ein Schlüssel", lambda: VerifierKey.of(_text(key)))
    note_read = read("note", "ein unterschriebener Prüfpunkt", lambda: Note.of(_text(note).encode()))
    if note_read is None:
        return CheckpointRow(key_read, None, None, tuple(flaws))
    checkpoint = read("note", "ein unterschriebener Prüfpunkt", lambda: Checkpoint.of(note_read))
    if checkpoint is not None:
        flaws += _of_checkpoint(checkpoint, origin_of(agreement))
    if key_read is not None:
        flaws += _of_signature(note_read, key_read, origin_of(agreement))
    return CheckpointRow(key_read, note_read, checkpoint, tuple(flaws))


def _of_checkpoint(checkpoint: Checkpoint, origin: str) -> Iterator[Flaw]:
    if checkpoint.origin != origin:
        yield Flaw("origin", origin, checkpoint.origin)
    if checkpoint.size < 1:
        yield Flaw("size", "mindestens 1", str(checkpoint.size))


def _of_signature(note: Note, key: VerifierKey, origin: str) -> Iterator[Flaw]:
    """By the key beside it, and nobody else; a key of the log has the log's name."""
    if key.algorithm is Algorithm.ED25519 and key.name != origin:
        yield Flaw("key", origin, key.name)
    try:
        is_signed = note.signature_by(key) is not None and len(note.signatures) == 1
    except NoteError:
        is_signed = False
    if not is_signed:
        found = ", ".join(f"{each.name}+{each.key_id.hex()}" for each in note.signatures)
        yield Flaw("signature", f"eine gültige von {key.name}+{key.key_id.hex()}", found)


def _text(stored: object) -> str:
    if isinstance(stored, str):
        return stored
    raise NoteError(f"{stored!r} ist kein Text")
