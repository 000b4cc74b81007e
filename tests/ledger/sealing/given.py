"""What tests of names share: persons, facts that name them, a ledger in which those stand."""

from pathlib import Path

import pytest

from ledger.erasure import erase
from ledger.errors import Refusal
from ledger.files import Line
from ledger.recording import Outcome, record
from ledger.sealing import KeyStore, opened
from ledger.store import Store
from tests.ledger.bad_inputs.ledgers import Given, drafted, filled, signed

KIM = "kim-coesfeld"
PERSON = "person-n1"

NAME, OTHER = "Jörg Äppelßen", "Wilma Zwirnwald"
FILLED = filled("n1", "1", person=PERSON, person_name=NAME)
SIGNED = signed("olfen") | {"signatory": "s-olfen", "signatory_name": OTHER}
GIVEN = (drafted(), SIGNED, FILLED)
"""Positions 1 to 3."""


def file_of(keys: KeyStore, person: str = PERSON) -> Path:
    """Where the key of *person* lies."""
    assert keys.folder is not None
    return keys.folder / f"{KIM}--{person}.key"


def recorded(store: Store, keys: KeyStore, *given: Given, dry_run: bool = False) -> Outcome:
    """What recording *given* as one file did."""
    lines = [Line(f"Zeile {number}", each) for number, each in enumerate(given, start=1)]
    (outcome,) = record(store, lines, chosen=KIM, on_behalf_of=None, keys=keys, dry_run=dry_run)
    return outcome


def erased(
    store: Store,
    keys: KeyStore,
    person: str = PERSON,
    reason: str = "Antrag",
    *,
    key_is_lost: bool = False,
) -> Outcome:
    return erase(store, KIM, person, reason=reason, keys=keys, on_behalf_of=None, key_is_lost=key_is_lost)


def refused(store: Store, keys: KeyStore, *given: Given) -> str:
    """Why *given* is refused; nothing is recorded."""
    before = store.facts(KIM)
    with pytest.raises(Refusal) as refusal:
        recorded(store, keys, *given)
    assert store.facts(KIM) == before
    return str(refusal.value)


def shown(store: Store, keys: KeyStore, position: int) -> dict[str, object]:
    """The fact at *position* as it is printed."""
    return opened(store.facts(KIM)[position - 1].fact.as_given(), KIM, keys)
