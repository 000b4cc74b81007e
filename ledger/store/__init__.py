"""The store: the one place where facts are kept, and the shell around the pure parts.

It is a thin layer over the application recorders of the `eventsourcing` library, and the only
package that knows that library. What a question or a decision needs stands in `records`; the
library itself (and, for PostgreSQL, psycopg) is loaded by `open_store`, so that a command that
opens no ledger starts at once. docs/architecture.md shows where the store stands.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.store.failures import Conflict, DamagedLedgerError, StoreError
from ledger.store.records import Append, Basis, RestoredCheckpoint, SignedCheckpoint, StoredFact, Stream

if TYPE_CHECKING:
    from ledger.store.shell import Store

__all__ = [
    "Append",
    "Basis",
    "Conflict",
    "DamagedLedgerError",
    "RestoredCheckpoint",
    "SignedCheckpoint",
    "Store",
    "StoreError",
    "StoredFact",
    "Stream",
    "open_store",
]


def utc_now() -> datetime:
    """The moment it is, in UTC; the only place where the ledger reads a clock."""
    return datetime.now(UTC)


def open_store(url: str, *, clock: Callable[[], datetime] = utc_now, create: bool = True) -> "Store":
    """The ledger at *url*: sqlite:///FILE or postgresql://….

    Without *create*, as questions open it, a ledger that does not exist is not made, not even
    as an empty file. Only the demo and tests play a *clock*; it must tell times with an offset.
    Raises StoreError when there is no ledger, or it cannot be reached, read or made.
    """
    from ledger.store.opening import opened
    from ledger.store.shell import Store

    return Store(opened(url, create=create), clock=clock)


def __getattr__(name: str) -> object:
    """`Store` without loading the library for those who import only the other names (PEP 562)."""
    if name != "Store":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from ledger.store.shell import Store

    return Store
