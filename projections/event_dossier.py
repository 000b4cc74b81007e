"""`audit show`: one event whole: what was recorded, what it corrects, what corrected it, what rests on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.errors import Refusal
from ledger.facts import (
    AnyFact,
    CostPosted,
    CostReversed,
    FactRetracted,
    SettlementCorrected,
    SettlementIssued,
)
from ledger.sealing import KeyStore, opened
from ledger.store import StoredFact
from ledger.vocabulary import words
from projections.history import History
from projections.reliance import settlements_on


def event_dossier(history: History, recorded: Sequence[StoredFact], position: int) -> dict[str, Any]:
    """Everything about the event at *position* of the log *recorded*, which is what *history* knows.

    Names of people stay sealed (`with_names` opens them). Raises Refusal for an unknown position.
    """
    entry = next((each for each in recorded if each.position == position), None)
    if entry is None:
        newest = history.known.position
        raise Refusal("no-such-event", agreement=history.id, position=position, newest=newest)
    fact = entry.fact.as_given()
    return {
        "agreement": history.id,
        "known_at": history.known.as_json(),
        "position": entry.position,
        "kind": entry.fact.kind,
        "clause": words()[entry.fact.kind].clause,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "on_behalf_of": entry.on_behalf_of,
        "leaf_hash": entry.leaf_hash.hex(),
        "document": fact.get("document"),
        "fact": fact | {"agreement": history.id},
        "corrects": [_brief(each) for each in recorded if _corrects(entry, each)],
        "corrected_by": [_brief(each) for each in recorded if _corrects(each, entry)],
        "settlements": [
            {"position": number, "kind": found.kind, "year": found.year, "pool": found.pool}
            for number, found in settlements_on(history.id, recorded, position)
        ],
    }


def with_names(dossier: Mapping[str, Any], keys: KeyStore) -> dict[str, Any]:
    """*dossier* to be printed, with the names of people that can still be read."""
    agreement = dossier["agreement"]
    shown = {**dossier, "fact": opened(dossier["fact"], agreement, keys)}
    for others in ("corrects", "corrected_by"):
        shown[others] = [opened(each, agreement, keys) for each in dossier[others]]
    return shown


def _brief(entry: StoredFact) -> dict[str, Any]:
    """Enough of an event to know what it is; of a correction also why, and what stands instead."""
    fact = entry.fact.as_given()
    brief = {"position": entry.position, "kind": entry.fact.kind, "recorded_at": entry.recorded_at}
    return brief | {name: fact[name] for name in ("reason", "instead") if name in fact}


def _corrects(correction: StoredFact, other: StoredFact) -> bool:
    """Whether one event retracts, replaces, takes back or supersedes the other, an earlier one."""
    if correction.position <= other.position:
        return False
    match correction.fact:
        case FactRetracted(position=position, instead=CostReversed() as instead):
            return position == other.position or _takes_back(instead, other.fact)
        case FactRetracted(position=position):
            return position == other.position
        case CostReversed():
            return _takes_back(correction.fact, other.fact)
        case SettlementCorrected():
            return _supersedes(correction.fact, other.fact)
        case _:
            return False


def _takes_back(reversal: CostReversed, fact: AnyFact) -> bool:
    return isinstance(fact, CostPosted) and fact.voucher == reversal.reverses


def _supersedes(correction: SettlementCorrected, fact: AnyFact) -> bool:
    """Whether *fact* is an earlier statement of that settlement."""
    if not isinstance(fact, SettlementIssued | SettlementCorrected):
        return False
    return (fact.pool, fact.year) == (correction.pool, correction.year)
