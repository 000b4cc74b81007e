"""Logs without a ledger: leaves, their tree, and the parties that sign its heads."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.merkle import Frontier, Lookup, leaf_hash, root_of
from ledger.proofs.notes import Algorithm, Note, VerifierKey, cosigned, signed, verifier_key

ORIGIN = origin_of("kim-coesfeld")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def private_key(number: int) -> Ed25519PrivateKey:
    """The same key for the same *number* from 0 to 255."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


HOST = private_key(0)
HOST_KEY = verifier_key(HOST, ORIGIN, Algorithm.ED25519)
NAMES = ("ascheberg", "olfen", "senden")
PARTIES = {name: private_key(number) for number, name in enumerate(NAMES, start=1)}
PARTY_KEYS = {name: verifier_key(key, name, Algorithm.COSIGNATURE) for name, key in PARTIES.items()}


class Log:
    """A log with its tree."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        hashes = [leaf_hash(leaf) for leaf in leaves]
        _, nodes = Frontier().grown(hashes)
        self._nodes = {(0, index): each for index, each in enumerate(hashes)}
        self._nodes |= {(level, index): each for level, index, each in nodes}

    @property
    def node(self) -> Lookup:
        return lambda level, index: self._nodes[level, index]

    def root(self, size: int) -> bytes:
        return root_of(size, self.node)

    def checkpoint(self, size: int, origin: str = ORIGIN) -> Checkpoint:
        return Checkpoint(origin, size, self.root(size))

    def signed(self, size: int) -> Note:
        """The host's checkpoint."""
        return signed(str(self.checkpoint(size)), HOST, ORIGIN)

    def cosigned(self, size: int, name: str) -> Note:
        """A witness's signature over the host's checkpoint."""
        return cosigned(str(self.checkpoint(size)), PARTIES[name], name, NOON)


def numbered(count: int) -> list[bytes]:
    return [b'{"position":%d}' % position for position in range(1, count + 1)]


def witnesses_toml(log: VerifierKey = HOST_KEY, required: int = 2, **more: str) -> str:
    """A file of witnesses that trusts all of NAMES; *more* are further lines."""
    lines = [
        "[kim-coesfeld]",
        f'log = "{log}"',
        f"required = {required}",
        f"witnesses = [{', '.join(f'{chr(34)}{key}{chr(34)}' for key in PARTY_KEYS.values())}]",
        *(f"{name} = {value}" for name, value in more.items()),
    ]
    return "".join(f"{line}\n" for line in lines)
