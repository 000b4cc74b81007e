"""Reading the log: validated, as questions need it, and exactly as it is stored, as a check needs it."""

from typing import Any, NamedTuple

from ledger.store.canonical import leaf_of
from ledger.store.failures import damaged_row
from ledger.store.tables import Row, uuid_of

COLUMNS = (
    "SELECT p.agreement, p.position, p.recorded_at, p.recorded_by, p.on_behalf_of, p.originator_id, "
    "p.originator_version, p.leaf_hash, e.topic, e.state, {notification} AS notification "
)
_SAME = "ON e.originator_id = p.originator_id AND e.originator_version = p.originator_version "
FROM_BOTH = f"FROM {{schema}}.ledger_positions AS p JOIN {{schema}}.stored_events AS e {_SAME}"
FROM_POSITIONS = f"FROM {{schema}}.ledger_positions AS p LEFT JOIN {{schema}}.stored_events AS e {_SAME}"
FROM_EVENTS = f"FROM {{schema}}.stored_events AS e LEFT JOIN {{schema}}.ledger_positions AS p {_SAME}"

READ = COLUMNS + FROM_BOTH
"""Events with their positions, as the program writes them."""

LEAF = "SELECT leaf_hash AS hash FROM {schema}.ledger_positions WHERE agreement = ? AND position = ?"
NODES = "SELECT level, node, hash FROM {schema}.ledger_tree WHERE agreement = ? ORDER BY level, node"
NODE = "SELECT hash FROM {schema}.ledger_tree WHERE agreement = ? AND level = ? AND node = ?"
HEAD = "SELECT position, recorded_at, frontier, checkpoints FROM {schema}.ledger_heads WHERE agreement = ?"
CHECKPOINTS = "SELECT number, key, note FROM {schema}.ledger_checkpoints WHERE agreement = ? ORDER BY number"
EVENTS = COLUMNS + FROM_POSITIONS + "WHERE p.agreement = ? ORDER BY p.position"
COMMITS = COLUMNS + FROM_EVENTS + "ORDER BY {notification}"
STRAYS = (
    "SELECT e.originator_id, e.originator_version, e.topic, {notification} AS notification "
    + FROM_EVENTS
    + "WHERE p.position IS NULL ORDER BY {notification}"
)
"""Events without a position: nothing that this program writes."""

MISNUMBERED = (
    "SELECT p.agreement, p.position, {notification} AS notification "
    + FROM_EVENTS
    + "WHERE {misnumbered} ORDER BY {notification}"
)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "agreement": str,
    "position": int,
    "recorded_at": str,
    "recorded_by": str,
    "on_behalf_of": (str, type(None)),
    "originator_version": int,
    "leaf_hash": bytes,
    "topic": str,
    "state": bytes,
}
MOMENT_LENGTH = 27
"""Characters of every `recorded_at`."""


def must_be_sound(row: Row) -> None:
    """StoreError where a column holds what no version of this program writes; SQLite takes anything."""
    wrong = [name for name, types in _TYPES.items() if not isinstance(row[name], types)]
    if wrong or len(row["recorded_at"]) != MOMENT_LENGTH:
        raise damaged_row(row["agreement"], row["position"], wrong or ["recorded_at"])


class RawEvent(NamedTuple):
    """An event exactly as stored; nothing is certain of its values, where somebody has changed them.

    *topic*, *state* and *notification* are None where the event itself is missing.
    """

    agreement: Any
    position: Any
    recorded_at: Any
    recorded_by: Any
    on_behalf_of: Any
    originator_id: Any
    originator_version: Any
    leaf_hash: Any
    topic: Any
    state: Any
    notification: Any

    def leaf(self) -> bytes:
        """The leaf that it is in the tree, whatever hash is stored; ValueError if it makes none."""
        try:
            return leaf_of(
                {
                    "agreement": self.agreement,
                    "position": self.position,
                    "recorded_at": self.recorded_at,
                    "recorded_by": self.recorded_by,
                    "on_behalf_of": self.on_behalf_of,
                    "stream": uuid_of(self.originator_id),
                    "version": self.originator_version,
                    "topic": self.topic,
                    "state": bytes(memoryview(self.state)),
                }
            )
        except (TypeError, AttributeError) as problem:
            raise ValueError(str(problem)) from None


class RawNode(NamedTuple):
    """A node of the tree as stored."""

    level: Any
    node: Any
    hash: Any


class RawHead(NamedTuple):
    """A head as stored."""

    position: Any
    recorded_at: Any
    frontier: Any
    checkpoints: Any


class Stray(NamedTuple):
    """An event that has no position in any log."""

    originator_id: Any
    originator_version: Any
    topic: Any
    notification: Any
