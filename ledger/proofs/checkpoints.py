"""Checkpoints: a log's tree head as the text of a signed note (c2sp.org/tlog-checkpoint).

The origin names the log; its key has the same name. One host keeps all agreements of a ledger, so
one private key signs for all of them, under as many names.
"""

import re
from dataclasses import dataclass
from typing import Self

from ledger.proofs.merkle import HASH_SIZE
from ledger.proofs.notes import Algorithm, Note, NoteError, VerifierKey, from_base64, to_base64

_ORIGIN = "contract-ledger/"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree over the first *size* leaves of the log that *origin* names.

    >>> print(Checkpoint(origin_of("kim-coesfeld"), 0, bytes(32)), end="")
    contract-ledger/kim-coesfeld
    0
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """

    origin: str
    size: int
    root: bytes

    @classmethod
    def of(cls, note: Note) -> Self:
        """What *note* says, strictly read and without extension lines; NoteError if it is no checkpoint."""
        lines = note.text.split("\n")
        if len(lines) != 4:  # noqa: PLR2004 -- three lines, and what follows the last newline
            raise NoteError("ein Prüfpunkt hat drei Zeilen: Name, Anzahl, Wurzel")
        origin, size, root = lines[0], number_of(lines[1]), hash_of(lines[2])
        if not origin:
            raise NoteError("der Prüfpunkt nennt kein Buch")
        return cls(origin, size, root)

    @property
    def agreement(self) -> str:
        """The agreement whose log it is."""
        return agreement_of(self.origin)

    def __str__(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def origin_of(agreement: str) -> str:
    """The name of the log of *agreement*, and of the key that signs it."""
    return f"{_ORIGIN}{agreement}"


def agreement_of(origin: str) -> str:
    """The agreement whose log has that name; the whole name if it is none of ours."""
    return origin.removeprefix(_ORIGIN)


def is_log_name(name: str) -> bool:
    """Whether only the key of a log may have that name; a witness that had it could be taken for the log."""
    return name.startswith(_ORIGIN)


def log_key(text: str, agreement: str | None) -> VerifierKey:
    """The public key of the log of *agreement*, or of any log, that a vkey names; NoteError if it is none.

    A witness's key is none, for the host must sign itself (c2sp.org/tlog-checkpoint).
    """
    key = VerifierKey.of(text)
    must_be_of_log(key, agreement_of(key.name) if agreement is None else agreement)
    return key


def must_be_of_log(key: VerifierKey, agreement: str) -> None:
    """NoteError unless *key* is one with which the log of *agreement* itself signs."""
    if key.algorithm is not Algorithm.ED25519 or key.name != origin_of(agreement):
        raise NoteError(f"„{key.name}“ ist kein Schlüssel des Buchs „{origin_of(agreement)}“")


def number_of(text: str) -> int:
    """The number that *text* writes in decimal without leading zeros; NoteError if it is none."""
    if _NUMBER.fullmatch(text) is None:
        raise NoteError(f"„{text}“ ist keine Anzahl")
    return int(text)


def hash_of(text: str) -> bytes:
    """The hash that *text* writes in base64; NoteError if it is none."""
    raw = from_base64(text)
    if len(raw) != HASH_SIZE:
        raise NoteError(f"„{text}“ ist keine Prüfsumme von {HASH_SIZE} Bytes")
    return raw
