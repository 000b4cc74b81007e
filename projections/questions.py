"""From a ledger and the two dates to what an answer rests on."""

from datetime import date

from ledger.context import Context, When, agreement_meant
from ledger.sealing import KeyStore, erased_in, key_store_of
from ledger.store import StoredFact
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


def keys_to_read(context: Context, agreement: str) -> KeyStore:
    """The keys, but for those of whom the log says that they are erased, whatever was known when."""
    with context.asking() as store:
        recorded = [entry.fact for entry in store.agreement_stream(agreement).facts]
    return key_store_of(context.database).without(erased_in(agreement, recorded))


def today(context: Context) -> date:
    """The day of the clock, where a question names none; a civil date, in the machine's time zone."""
    return context.clock().astimezone().date()
