"""Private keys as files: Ed25519 in PKCS#8 PEM, readable by their owner alone."""

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.durable import new_file
from ledger.errors import Refusal
from ledger.files import must_be_a_file, open_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OWNER_ONLY = 0o600


def new_key_file(path: Path) -> "Ed25519PrivateKey":
    """A new key, written to *path*; Refusal if something is there already, or it cannot be written."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    must_be_a_file(path)
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        new_file(path, pem, mode=_OWNER_ONLY)
    except FileExistsError:
        raise Refusal("key-file-exists", file=path) from None
    except OSError as problem:
        raise Refusal("file-unwritable", file=path, reason=problem.strerror or problem) from None
    return private


def read_key_file(path: Path) -> "Ed25519PrivateKey":
    """The key in the file at *path*; Refusal if it cannot be read or holds no such key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with open_file(path) as file:
        pem = file.read()
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise Refusal("key-file-invalid", file=path)
    return private
