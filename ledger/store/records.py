"""What goes into the store and what comes out of it, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypedDict
from uuid import UUID

from ledger.facts import AnyFact


class StoredFields(TypedDict):
    """Everything the leaf hash covers."""

    agreement: str
    position: int
    recorded_at: str
    recorded_by: str
    on_behalf_of: str | None
    stream: UUID
    version: int
    topic: str
    state: bytes


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact and what nobody can set: when, by whom and where in the agreement it was recorded."""

    agreement: str
    position: int
    """1, 2, 3 … without gaps within the agreement, in the order of the commits."""
    recorded_at: str
    """UTC in microseconds, always 27 characters: texts compare like the times they name."""
    recorded_by: str
    """The login: of the operating system, or of PostgreSQL."""
    on_behalf_of: str | None
    fact: AnyFact
    """Validated on reading, and brought to the present vocabulary (ledger.store.upcasting)."""
    leaf_hash: bytes
    """As stored; `ledger.store.canonical.leaf_hash` computes it anew."""
    stream: UUID
    version: int
    """1, 2, 3 … within the stream."""
    state: bytes
    topic: str

    def stored_fields(self) -> StoredFields:
        """What the leaf hash covers, exactly as stored."""
        return {
            "agreement": self.agreement,
            "position": self.position,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "on_behalf_of": self.on_behalf_of,
            "stream": self.stream,
            "version": self.version,
            "topic": self.topic,
            "state": self.state,
        }


@dataclass(frozen=True, slots=True)
class Stream:
    """The facts of one agreement apart from postings, or of one voucher; version 0: none yet."""

    version: int
    facts: tuple[StoredFact, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision was based on; it is checked again inside the appending transaction."""

    agreement_version: int
    voucher_versions: Mapping[str, int]
    """Every voucher that was looked at; one that is missing here must not exist."""
    position: int | None
    """The newest position, if nothing at all may have been appended to the agreement since."""


@dataclass(frozen=True, slots=True)
class Append:
    """Facts for one agreement, and what the decision to record them was based on."""

    agreement: str
    facts: tuple[AnyFact, ...]
    basis: Basis


class SignedCheckpoint(NamedTuple):
    """A signed note over a checkpoint of an agreement's tree, with one signature (C2SP signed-note)."""

    number: int
    """1, 2, 3 … within the agreement."""
    key: str
    """The verifier key that the signature is of."""
    note: str


class RestoredCheckpoint(NamedTuple):
    """A signed checkpoint that is put back; its number follows from the order."""

    agreement: str
    key: str
    note: str
