"""Proofs as files that anyone can check without the ledger.

That an event is in the log: c2sp.org/tlog-proof, with the leaf itself, in canonical JSON, as extra
data; so the file also says what was recorded. That a log only grew: what c2sp.org/tlog-witness
sends to a witness, the old size, the proof, and the new checkpoint. Both end with a signed note.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from ledger.proofs.checkpoints import Checkpoint, hash_of, number_of
from ledger.proofs.merkle import ProofError, leaf_hash, root_by_inclusion, roots_by_consistency
from ledger.proofs.notes import Note, NoteError, from_base64, to_base64

_MARK = "c2sp.org/tlog-proof@v1"
_EXTRA, _INDEX, _OLD = "extra ", "index ", "old "
_SHOWN = {"agreement", "position", "recorded_at", "recorded_by", "on_behalf_of", "topic", "state"}
"""What every leaf says, for people."""


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That *leaf* stands at *index*, counted from 0, in the log of a checkpoint."""

    leaf: bytes
    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """The proof in a file; NoteError if it is none or holds no leaf."""
        head, note = _halves(raw)
        match head:
            case [mark, extra, index, *hashes] if mark == _MARK:
                leaf = from_base64(_after(_EXTRA, extra))
                return cls(leaf, number_of(_after(_INDEX, index)), tuple(map(hash_of, hashes)), note)
        raise NoteError(f"die Datei beginnt nicht mit {_MARK} und drei Angaben")

    def __str__(self) -> str:
        """The file."""
        return _file(
            [_MARK, f"{_EXTRA}{to_base64(self.leaf)}", f"{_INDEX}{self.index}"], self.hashes, self.note
        )

    def checkpoint(self) -> Checkpoint:
        """The checkpoint, once the proof leads to its root; ProofError if it does not.

        Who signed the checkpoint is another question.
        """
        checkpoint = Checkpoint.of(self.note)
        leaf = leaf_hash(self.leaf)
        if root_by_inclusion(self.index, checkpoint.size, leaf, self.hashes) != checkpoint.root:
            raise ProofError("the hashes lead to another root")
        return checkpoint

    def fields(self) -> dict[str, Any]:
        """What was recorded, as the leaf says; NoteError if it is not the leaf of an event."""
        try:
            fields = json.loads(self.leaf)
            if fields.keys() >= _SHOWN:
                return {**fields, "state": json.loads(fields["state"])}
        except (ValueError, TypeError, AttributeError, RecursionError):
            pass
        raise NoteError("das Blatt ist keine erfasste Tatsache")


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of a checkpoint begins with the one that had *old* events."""

    old: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """The proof in a file; NoteError if it is none."""
        (old, *hashes), note = _halves(raw)
        return cls(number_of(_after(_OLD, old)), tuple(map(hash_of, hashes)), note)

    def __str__(self) -> str:
        """The file."""
        return _file([f"{_OLD}{self.old}"], self.hashes, self.note)

    def checkpoint_after(self, earlier: Checkpoint) -> Checkpoint:
        """The checkpoint, once the proof leads to it from *earlier*; ProofError if it does not."""
        later = Checkpoint.of(self.note)
        if (self.old, later.origin) != (earlier.size, earlier.origin):
            raise ProofError(f"the proof begins at {self.old} events of {later.origin}")
        roots = roots_by_consistency(earlier.size, later.size, earlier.root, self.hashes)
        if roots != (earlier.root, later.root):
            raise ProofError("the hashes lead to other roots")
        return later


def is_consistency_proof(raw: bytes) -> bool:
    """Whether a file means to be a consistency proof, rather than another kind."""
    return raw.startswith(_OLD.encode())


def _halves(raw: bytes) -> tuple[list[str], Note]:
    """The lines before the first blank one, and the note after it."""
    head, _, note = raw.partition(b"\n\n")
    try:
        return head.decode().split("\n"), Note.of(note)
    except UnicodeDecodeError:
        raise NoteError("kein UTF-8") from None


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise NoteError(f"„{line}“ beginnt nicht mit „{word}“")
    return line.removeprefix(word)


def _file(head: list[str], hashes: Iterable[bytes], note: Note) -> str:
    return "".join(f"{line}\n" for line in [*head, *map(to_base64, hashes), "", str(note)[:-1]])
