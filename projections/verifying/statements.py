"""Issued statements against their own basis (§ 2; R12), where the log can be read."""

from collections.abc import Iterator

from ledger.store import Store
from projections.rechecking import recheck
from projections.salvage import salvaged
from projections.verifying.events import Log
from projections.verifying.problems import Problem


def check_statements(store: Store, log: Log) -> Iterator[Problem]:
    """Figures that today's rules compute differently from the same facts, or cannot compute at all."""
    if log.broken_at is not None:
        yield _uncheckable(log, f"Nr. {log.broken_at} fehlt oder ist nicht lesbar")
    elif log.statements:
        events = map(salvaged, store.raw_log(log.agreement))
        recorded = [event for event in events if event and event.position <= log.reached]
        try:
            for found in recheck(log.agreement, recorded):
                for field, (computed, stated) in found.figures.items():
                    yield Problem(log.agreement, found.position, "statement", field, computed, stated)
        except Exception as problem:  # noqa: BLE001 - facts changed by hand may break any rule
            yield _uncheckable(log, f"{type(problem).__name__}: {problem}")


def _uncheckable(log: Log, why: str) -> Problem:
    log.statements_checkable = False
    return Problem(log.agreement, None, "statement", "statements", "nachrechenbar", why)
