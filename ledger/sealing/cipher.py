"""AES-256-GCM (NIST SP 800-38D): a name becomes a sealed one, bound to its person.

The associated data are the canonical JSON of agreement, pseudonym and version of the vocabulary.
So a sealed name that is moved to another person, or to another agreement, does not open, even
where both share a key.
"""

import os
from base64 import b64decode, b64encode

from ledger.facts.names import SealedName
from ledger.store.canonical import canonical
from ledger.store.upcasting import SCHEMA

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 random bits. A person's key seals a few names, so no two nonces will ever meet."""


def seal(name: str, key: bytes, *, agreement: str, person: str) -> SealedName:
    """*name*, readable only with *key*."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, name.encode(), _bound_to(agreement, person, SCHEMA))
    return SealedName.model_validate(
        {"schema": SCHEMA, "nonce": b64encode(nonce).decode(), "ciphertext": b64encode(sealed).decode()}
    )


def unseal(sealed: SealedName, key: bytes, *, agreement: str, person: str) -> str | None:
    """The name; None if it was sealed with another key, for somebody else, or is damaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bound = _bound_to(agreement, person, sealed.schema_)
    try:
        name = AESGCM(key).decrypt(b64decode(sealed.nonce), b64decode(sealed.ciphertext), bound)
    except (InvalidTag, ValueError):
        return None
    return name.decode()


def _bound_to(agreement: str, person: str, schema: int) -> bytes:
    return canonical({"agreement": agreement, "person": person, "schema": schema})
