"""The tables exactly as stored and as of one moment, for those who check or copy them whole.

Rows are streamed, never held all at once. Nothing is certain of any value: somebody may have
changed it by hand, to something that the ledger would never write.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ledger.store import log
from ledger.store.log import RawEvent, RawHead, RawNode, Stray
from ledger.store.schema import KEYS
from ledger.store.tables import Row

OF_AGREEMENTS = tuple(table for table, keys in KEYS.items() if "agreement" in keys[0])
"""The tables whose rows name an agreement."""

RowStream = Callable[[str, Sequence[object]], Iterable[Row]]
"""The rows of a statement, in a database's own dialect, with these parameters, one by one."""


class BrokenText(bytes):
    """What is stored as text and is none (no UTF-8): never what was stored as bytes."""


class RawCheckpoint(NamedTuple):
    """A signed checkpoint as stored."""

    number: Any
    key: Any
    note: Any


class Misnumbered(NamedTuple):
    """An event whose notification id the database cannot have given out; its place, if it has one."""

    agreement: Any
    position: Any
    notification: Any


class Snapshot:
    """Every method reads within one transaction, and raises StoreError where a table cannot be read."""

    def __init__(self, stream: Callable[..., Iterable[Row]]) -> None:
        self._stream = stream

    def agreements(self, table: str) -> Iterator[Any]:
        """What *table*, one of OF_AGREEMENTS, holds in its column `agreement`, each once."""
        statement = f"SELECT DISTINCT agreement FROM {{schema}}.{table}"  # noqa: S608 - our own tables
        return (row["agreement"] for row in self._stream(statement))

    def heads(self, agreement: str) -> Iterator[RawHead]:
        """The head: one row, if nobody has changed it."""
        return (RawHead(**row) for row in self._stream(log.HEAD, agreement))

    def events(self, agreement: str) -> Iterator[RawEvent]:
        """The log, by position; also where the event of a position is missing."""
        return (RawEvent(**row) for row in self._stream(log.EVENTS, agreement))

    def commits(self) -> Iterator[RawEvent]:
        """Every event of all agreements in the order of the commits; also one without a position."""
        return (RawEvent(**row) for row in self._stream(log.COMMITS))

    def nodes(self, agreement: str) -> Iterator[RawNode]:
        """The nodes of the tree above the leaves, level by level."""
        return (RawNode(**row) for row in self._stream(log.NODES, agreement))

    def checkpoints(self, agreement: str) -> Iterator[RawCheckpoint]:
        """The signed checkpoints, by number."""
        return (RawCheckpoint(**row) for row in self._stream(log.CHECKPOINTS, agreement))

    def strays(self) -> Iterator[Stray]:
        """Events without a position in any log."""
        return (Stray(**row) for row in self._stream(log.STRAYS))

    def misnumbered(self) -> Iterator[Misnumbered]:
        """Events with a notification id after a gap (SQLite gives out 1, 2, 3 …), or beyond the last one."""
        return (Misnumbered(**row) for row in self._stream(log.MISNUMBERED))
