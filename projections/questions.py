"""From a ledger and the two dates to what an answer rests on."""

from datetime import date

from ledger.context import Context, When
from ledger.errors import Refusal
from ledger.store import Store, StoredFact
from projections.history import History, as_known


def ask(context: Context, when: When | None) -> History:
    """The history of the agreement meant, as known at *when* or now; Refusal if it is unclear which."""
    return ask_log(context, when)[0]


def ask_log(context: Context, when: When | None) -> tuple[History, tuple[StoredFact, ...]]:
    """The same, and the log behind it: each fact with its recorder, up to that state of knowledge."""
    with context.asking() as store:
        agreement = agreement_meant(store, context.agreement)
        recorded = store.facts(agreement)
    when = when or When()
    history = as_known(agreement, recorded, position=when.position, instant=when.instant)
    return history, recorded[: history.known.position]


def agreement_meant(store: Store, chosen: str | None) -> str:
    """The agreement chosen, or the only one that the ledger holds."""
    stored = store.agreements()
    if not stored:
        raise Refusal("no-agreement")
    known = ", ".join(stored)
    if chosen is None:
        if len(stored) > 1:
            raise Refusal("several-agreements", known=known)
        return stored[0]
    if chosen not in stored:
        raise Refusal("unknown-agreement", agreement=chosen, known=known)
    return chosen


def today(context: Context) -> date:
    """The day of the clock, where a question names none; a civil date, in the machine's time zone."""
    return context.clock().astimezone().date()
