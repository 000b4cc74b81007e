"""Erasing a person: the key is destroyed, and that is recorded as a fact (Art. 17 DSGVO).

In this order: whether it may be recorded and the key is here, then the key, then the fact. If the
process dies in between, the name is gone and the same command again records it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from ledger.errors import Refusal
from ledger.facts import AnyFact, PersonErased
from ledger.facts.names import persons_in
from ledger.files import Line, parse
from ledger.recording import EVERYTHING, Outcome, record_computed
from ledger.roles.permits import Permit
from ledger.sealing import KEYS_VARIABLE, KeyStore, names_of, opens
from ledger.store import Store, StoredFact, StoreError

_PLACE = "contract-ledger privacy erase"


def erase(  # noqa: PLR0913 - whom, why, by which keys, for whom
    store: Store,
    agreement: str,
    person: str,
    *,
    reason: str,
    keys: KeyStore,
    on_behalf_of: str | None,
    permit: Permit = EVERYTHING,
    key_is_lost: bool = False,
) -> Outcome:
    """Destroy the key of the pseudonym *person* of *agreement* and record that, once: the first reason stays.

    Raises Refusal, with nothing destroyed or recorded, for a person whom no fact names, for keys that
    cannot be written, and where they do not open all names (unless *key_is_lost*); with a code of its own
    if only the recording failed; and StoreError.
    """
    given = parse(Line(_PLACE, {"kind": "PersonErased", "person": person, "reason": reason}), agreement)
    store.must_be_a_name(permit.acting_for(on_behalf_of))

    def compute(recorded: Sequence[StoredFact]) -> Sequence[AnyFact]:
        must_be_known(recorded, agreement, person)
        if not key_is_lost:
            _must_have_the_key(recorded, agreement, person, keys)
        return [_erasure(recorded, person) or given]

    with _unrecorded_once_destroyed(agreement, person, keys):
        return record_computed(
            store,
            agreement,
            compute,
            on_behalf_of=on_behalf_of,
            permit=permit,
            once_decided=lambda: keys.destroy(agreement, person),
        )


@contextmanager
def _unrecorded_once_destroyed(agreement: str, person: str, keys: KeyStore) -> Iterator[None]:
    """What fails when the key is gone already is told apart."""
    try:
        yield
    except StoreError as problem:
        if keys.state(agreement, person) == "erased":
            raise Refusal("erasure-unrecorded", person=person, problem=problem) from problem
        raise


def must_be_known(recorded: Iterable[StoredFact], agreement: str, person: str) -> None:
    """Some fact of *agreement* names the pseudonym *person*, be it one that was retracted."""
    known = {named for entry in recorded for _, named, _ in persons_in(entry.fact)}
    if person not in known:
        raise Refusal(
            "unknown-person", person=person, agreement=agreement, known=", ".join(sorted(known)) or "keines"
        )


def _must_have_the_key(recorded: Iterable[StoredFact], agreement: str, person: str, keys: KeyStore) -> None:
    """A key that opens what the one at hand does not would live on elsewhere."""
    names = names_of(person, (entry.fact for entry in recorded))
    if keys.state(agreement, person) not in ("missing", "present"):
        return
    opening = sum(opens(keys, name, agreement, person) for name in names)
    if opening < len(names):
        raise Refusal(
            "key-not-here",
            person=person,
            folder=keys.folder,
            variable=KEYS_VARIABLE,
            opening=opening,
            names=len(names),
        )


def _erasure(recorded: Iterable[StoredFact], person: str) -> PersonErased | None:
    """The erasure that stands; a key that has come back is destroyed, and nothing more is recorded."""
    erasures = (entry.fact for entry in recorded if isinstance(entry.fact, PersonErased))
    return next((fact for fact in erasures if fact.person == person), None)
