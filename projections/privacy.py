"""`privacy report`: everything that is held about a person, for whom Art. 15 DSGVO gives a right to know."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ledger.agreement import day_of
from ledger.erasure import must_be_known
from ledger.facts import FactRetracted, PersonErased
from ledger.facts.names import NAMES, persons_in
from ledger.sealing import KeyStore, erased_in, opened
from ledger.store import StoredFact


def privacy_report(
    agreement: str, recorded: Sequence[StoredFact], person: str, keys: KeyStore
) -> dict[str, Any]:
    """The answer of `privacy report`: every fact that names the pseudonym *person*, retracted ones too.

    Raises Refusal for a person whom no fact names, and for keys that cannot be read.
    """
    must_be_known(recorded, agreement, person)
    readable = keys.without(erased_in(agreement, (entry.fact for entry in recorded)))
    return {
        "agreement": agreement,
        "person": person,
        "key": keys.state(agreement, person),
        "erased": next(_erasures(recorded, person), None),
        "facts": [found for entry in recorded for found in _naming(entry, person, readable)],
    }


def _erasures(recorded: Sequence[StoredFact], person: str) -> Iterator[dict[str, Any]]:
    for entry in recorded:
        if isinstance(entry.fact, PersonErased) and entry.fact.person == person:
            yield _recording(entry) | {"reason": entry.fact.reason}


def _naming(entry: StoredFact, person: str, keys: KeyStore) -> Iterator[dict[str, Any]]:
    """One item for each field of the fact that names *person*."""
    if isinstance(entry.fact, PersonErased):
        return
    said = entry.fact
    if isinstance(said, FactRetracted) and said.instead is not None:
        said = said.instead
    first, shown = day_of(said), opened(said.as_given(), entry.agreement, keys)
    names = {pseudonym: field for field, pseudonym in NAMES.items()}
    for field, named, name in persons_in(said):
        if named == person:
            yield _recording(entry) | {
                "kind": entry.fact.kind,
                "day": None if first == date.min else first.isoformat(),
                "field": names[field],
                "held": "nothing" if name is None else "sealed",
                "name": shown.get(names[field]),
            }


def _recording(entry: StoredFact) -> dict[str, Any]:
    return {
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "on_behalf_of": entry.on_behalf_of,
    }
