"""The events of one log, exactly as stored, one after the other: number, time, stream, order, hash.

A damaged event hides no other: whatever can still be checked of it is checked, and the next one too.
"""

from collections import Counter
from dataclasses import dataclass, field

from ledger.facts import AnyFact
from ledger.proofs.merkle import HASH_SIZE
from ledger.proofs.tree import Tree
from ledger.store.log import RawEvent
from ledger.store.streams import stream_of
from ledger.values import is_moment
from projections.verifying.contents import Contents, contents_of, is_hash
from projections.verifying.problems import Kind, Problem, shown

LONGEST_GAP = 1_000_000
"""Numbers that may be missing in a row and still be counted one by one in the tree."""

_UNKNOWN = bytes(HASH_SIZE)
"""Stands for the leaf of an event that is not there: what lies above it is wrong then, and told."""

_STATEMENTS = ("SettlementIssued", "SettlementCorrected")


@dataclass
class Log:
    """One agreement's log, as far as it was read, and what is wrong with it."""

    agreement: str
    end: int
    """How far the log should reach, by its head; nothing after a gap belongs to it beyond that."""
    reached: int = 0
    """The newest position."""
    recorded_at: str = ""
    """The newest time of recording."""
    recorders: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    statements_checkable: bool = True
    present: int = 0
    """Positions whose event is there."""
    hashed: int = 0
    """Positions whose hash could be computed."""
    broken_at: int | None = None
    """The first position without a fact that can be read."""
    tree: Tree = field(default_factory=Tree)
    problems: list[Problem] = field(default_factory=list)
    _notification: int = 0
    _versions: dict[str, int] = field(default_factory=dict)

    def tell(self, position: int | None, kind: Kind, name: str, expected: str, found: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.agreement, position, kind, name, expected, found))

    def take(self, event: RawEvent) -> None:
        """Check the next event."""
        position = event.position if isinstance(event.position, int) else None
        contents = Contents(None, None, ()) if _is_missing(event) else contents_of(event)
        is_in_line = self._number(position, event)
        if _is_missing(event):
            self.tell(position, "missing", "stored_events", "ein Ereignis", "–")
        for flaw in contents.flaws:
            self.tell(position, *flaw)
        self._stream(position, event, contents.fact)
        if contents.fact is None:
            self._break_at(position)
        self.present += not _is_missing(event)
        self.hashed += contents.leaf_hash is not None
        self.recorders[shown(event.recorded_by)] += 1
        self.statements += event.topic in _STATEMENTS
        if is_in_line:
            self._order(position, event)
            self._time(position, event)
            self.tree.add(event.leaf_hash if is_hash(event.leaf_hash) else contents.leaf_hash or _UNKNOWN)

    def _number(self, position: int | None, event: RawEvent) -> bool:
        """Whether the event follows the one before it, if need be after a gap; else it has no place."""
        expected = self.reached + 1
        if position is None:
            self._break_at(expected)
            return False
        if position != expected:
            self.tell(expected, "gap", "position", str(expected), shown(event.position))
            self._break_at(expected)
        if not expected <= position <= max(expected, min(self.end, self.reached + LONGEST_GAP)):
            return False
        for _ in range(expected, position):
            self.tree.add(_UNKNOWN)
        self.reached = position
        return True

    def _order(self, position: int | None, event: RawEvent) -> None:
        """The notification id: what one agreement recorded later has a larger one."""
        if _is_missing(event):
            return
        is_number = isinstance(event.notification, int)
        if not is_number or event.notification <= self._notification:
            after = f"größer als {self._notification}"
            self.tell(position, "order", "notification_id", after, shown(event.notification))
        self._notification = event.notification if is_number else self._notification

    def _stream(self, position: int | None, event: RawEvent, fact: AnyFact | None) -> None:
        found = shown(event.originator_id)
        expected = found if fact is None else stream_of(self.agreement, fact).hex
        if found != expected:
            self.tell(position, "stream", "originator_id", expected, found)
        version = self._versions.get(expected, 0) + 1
        if event.originator_version != version:
            found_version = shown(event.originator_version)
            self.tell(position, "stream", "originator_version", str(version), found_version)
        is_number = isinstance(event.originator_version, int)
        self._versions[expected] = event.originator_version if is_number else version

    def _time(self, position: int | None, event: RawEvent) -> None:
        if not isinstance(event.recorded_at, str):
            return
        if not is_moment(event.recorded_at):
            self.tell(position, "time", "recorded_at", "eine Zeit in UTC", shown(event.recorded_at))
            return
        if event.recorded_at < self.recorded_at:
            not_before = f"nicht vor {self.recorded_at}"
            self.tell(position, "time", "recorded_at", not_before, event.recorded_at)
        self.recorded_at = event.recorded_at

    def _break_at(self, position: int | None) -> None:
        if self.broken_at is None:
            self.broken_at = self.reached + 1 if position is None else position


def _is_missing(event: RawEvent) -> bool:
    """Whether there is only a position, and no event to it."""
    return (event.topic, event.state, event.notification) == (None, None, None)
