"""Signed notes (c2sp.org/signed-note), with two kinds of Ed25519 signatures.

A log signs the text itself; a witness signs the text and the time at which it checked it
(c2sp.org/tlog-cosignature, `cosignature/v1`). A key is known by a name, which every signature
repeats; its text form, the *vkey*, is what people hand each other.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LARGEST = 1_000_000
"""Bytes of a note; the specification asks for a limit that leaves room for 16 signatures."""

_ID_SIZE = 4
_TIME_SIZE = 8
_SIGNATURE_SIZE = 64
_LATEST = int(datetime.max.replace(tzinfo=UTC).timestamp())
_KEY_SIZE = 32
_LINE = re.compile(r"— (?P<name>\S+) (?P<blob>\S+)")


class NoteError(ValueError):
    """A text is no note, key or checkpoint, or a signature does not verify; says why, in German."""


class Algorithm(IntEnum):
    """The assigned signature types; a type is part of the key and of its id."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and the name it signs under.

    >>> print(VerifierKey.of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
    PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    """

    name: str
    algorithm: Algorithm
    public: bytes

    def __post_init__(self) -> None:
        """Raise NoteError for a name or a key that cannot be one."""
        if not is_key_name(self.name):
            raise NoteError(f"„{self.name}“ ist kein Name: leer, mit Leerzeichen oder mit „+“")
        if len(self.public) != _KEY_SIZE:
            raise NoteError(f"ein Ed25519-Schlüssel hat {_KEY_SIZE} Bytes, nicht {len(self.public)}")

    @classmethod
    def of(cls, text: str) -> Self:
        """The key that a vkey names; NoteError if it is none, or its id is not that of the rest."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        material = from_base64(encoded)
        try:
            key = cls(name, Algorithm(material[0]), material[1:])
        except (ValueError, IndexError) as problem:
            reason = problem if isinstance(problem, NoteError) else "unbekannte Art der Unterschrift"
            raise NoteError(f"„{text}“ ist kein Schlüssel: {reason}") from None
        if key.key_id.hex() != key_id:
            raise NoteError(f"„{text}“ ist kein Schlüssel: die Kennung müsste {key.key_id.hex()} sein")
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key, besides the name."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return hashlib.sha256(named).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        """The vkey."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line; *blob* is what follows the key's id, for a cosignature first the time."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {to_base64(self.key_id + self.blob)}"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it says that it is made with *key*; whether it verifies is another question."""
        return (self.name, self.key_id) == (key.name, key.key_id)

    @property
    def has_time(self) -> bool:
        """Whether it has the size of a cosignature, which begins with a time; a log's signature has none."""
        return len(self.blob) != _SIGNATURE_SIZE

    @property
    def time(self) -> datetime:
        """When a cosignature was made, to the second; what it says, until it is verified."""
        return datetime.fromtimestamp(int.from_bytes(self.blob[:_TIME_SIZE]), UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and signatures over it."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """The note that *raw* is, strictly read; NoteError if it is none."""
        if len(raw) > LARGEST:
            raise NoteError(f"länger als {LARGEST} Bytes")
        text, blank, lines = _as_text(raw).rpartition("\n\n")
        if not (text and blank and lines.endswith("\n")):
            raise NoteError("nach Text und Leerzeile fehlen Unterschriften")
        return cls(f"{text}\n", tuple(map(_signature, lines[:-1].split("\n"))))

    def __str__(self) -> str:
        """The note as it stands in a file."""
        return f"{self.text}\n" + "".join(f"{signature}\n" for signature in self.signatures)

    def signature_by(self, key: VerifierKey) -> Signature | None:
        """The signature made with *key*, verified; None if there is none.

        Raises NoteError if one names *key* and does not verify: then the whole note is worth nothing.
        """
        named = [signature for signature in self.signatures if signature.is_by(key)]
        for signature in named:
            _verify(self.text, signature, key)
        return named[0] if named else None


def is_key_name(name: str) -> bool:
    """Whether *name* may stand in a signature line and a vkey: no spaces, no "+", nothing unseen."""
    # Of all spaces, Python holds only the ordinary one for printable.
    return name != "" and name.isprintable() and not {" ", "+"} & set(name)


def verifier_key(private: "Ed25519PrivateKey", name: str, algorithm: Algorithm) -> VerifierKey:
    """What verifies the signatures that *private* makes under *name*."""
    return VerifierKey(name, algorithm, private.public_key().public_bytes_raw())


def signed(text: str, private: "Ed25519PrivateKey", name: str) -> Note:
    """*text* with the plain signature of a log called *name*."""
    key = verifier_key(private, name, Algorithm.ED25519)
    return Note(text, (Signature(key.name, key.key_id, private.sign(text.encode())),))


def cosigned(text: str, private: "Ed25519PrivateKey", name: str, at: datetime) -> Note:
    """*text* with the signature of a witness called *name*, made *at* that time (cut to the second)."""
    key = verifier_key(private, name, Algorithm.COSIGNATURE)
    time = int(at.timestamp()).to_bytes(_TIME_SIZE)
    return Note(text, (Signature(key.name, key.key_id, time + private.sign(_cosigned_message(text, time))),))


def merged(notes: list[Note]) -> Note:
    """One note with the signatures of all *notes*, which have one text, each once."""
    signatures = dict.fromkeys(signature for note in notes for signature in note.signatures)
    return Note(notes[0].text, tuple(signatures))


def to_base64(raw: bytes) -> str:
    """*raw* in base64 (RFC 4648, section 4)."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes:
    """The bytes that *text* encodes, written as `to_base64` writes them; NoteError otherwise."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    # The library takes more than one text for the same bytes.
    if not raw or to_base64(raw) != text:
        raise NoteError(f"„{text}“ ist kein Base64")
    return raw


def _as_text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NoteError("kein UTF-8") from None
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteError("enthält Steuerzeichen")
    return text


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None or not is_key_name(found["name"]):
        raise NoteError(f"„{line}“ ist keine Unterschrift")
    blob = from_base64(found["blob"])
    if len(blob) <= _ID_SIZE:
        raise NoteError(f"„{line}“ ist keine Unterschrift")
    return Signature(found["name"], blob[:_ID_SIZE], blob[_ID_SIZE:])


def _verify(text: str, signature: Signature, key: VerifierKey) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    made, message = signature.blob, text.encode()
    if key.algorithm is Algorithm.COSIGNATURE:
        time, made = made[:_TIME_SIZE], made[_TIME_SIZE:]
        message = _cosigned_message(text, time)
        _must_be_a_time(int.from_bytes(time), key.name)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(made, message)
    except InvalidSignature:
        raise NoteError(f"die Unterschrift von „{key.name}“ passt nicht zum Text") from None


def _must_be_a_time(seconds: int, name: str) -> None:
    if seconds > _LATEST:
        raise NoteError(f"die Unterschrift von „{name}“ nennt keine Zeit")


def _cosigned_message(text: str, time: bytes) -> bytes:
    return f"cosignature/v1\ntime {int.from_bytes(time)}\n{text}".encode()
