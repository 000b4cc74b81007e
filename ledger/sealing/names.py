"""The names in a fact: sealed before it is stored, opened where it is printed."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ledger.facts import AnyFact
from ledger.facts.names import NAMES, SealedName, with_names
from ledger.sealing.cipher import seal, unseal
from ledger.sealing.keys import KeyStore


def sealed(fact: AnyFact, agreement: str, keys: KeyStore) -> AnyFact:
    """*fact* as it may be stored; makes the key of a person who has none.

    Raises Refusal where the person is erased, or no key can be read or made.
    """

    def seal_one(person: str, name: str | SealedName) -> SealedName:
        if isinstance(name, SealedName):
            return name
        return seal(name, keys.key_to_seal_with(agreement, person), agreement=agreement, person=person)

    return with_names(fact, seal_one)


def opened(fact: Mapping[str, Any], agreement: str, keys: KeyStore) -> dict[str, Any]:
    """*fact*, as JSON data, with its names; None in place of one that cannot be read, here or at all."""
    shown = dict(fact)
    for field, pseudonym in NAMES.items():
        if field in fact:
            shown[field] = _opened(fact[field], agreement, fact.get(pseudonym), keys)
    if isinstance(instead := fact.get("instead"), Mapping):
        shown["instead"] = opened(instead, agreement, keys)
    return shown


def opens(keys: KeyStore, name: SealedName, agreement: str, person: str) -> bool:
    """Whether *keys* hold the key that the *name* of *person* was sealed with."""
    key = keys.key(agreement, person)
    return key is not None and unseal(name, key, agreement=agreement, person=person) is not None


def _opened(name: object, agreement: str, person: object, keys: KeyStore) -> str | None:
    if isinstance(name, str):
        return name
    try:
        held = SealedName.model_validate(name)
    except ValidationError:
        return None
    key = keys.key(agreement, person) if isinstance(person, str) else None
    return None if key is None else unseal(held, key, agreement=agreement, person=str(person))
