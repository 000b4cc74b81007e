"""Ledgers made before there was a tree: they get one, from the leaf hashes that they have.

Nothing recorded is touched. What was changed before the tree was made, the tree cannot show.
"""

from typing import Any

from ledger.proofs.merkle import Frontier
from ledger.store.tables import Cursor, Head, Tables

_ADD_COLUMNS = (
    "ALTER TABLE {schema}.ledger_heads ADD COLUMN frontier {blob} NOT NULL DEFAULT {no_bytes}",
    "ALTER TABLE {schema}.ledger_heads ADD COLUMN checkpoints BIGINT NOT NULL DEFAULT 0",
)
_HEADS = "SELECT agreement, position, recorded_at FROM {schema}.ledger_heads"
_LEAVES = "SELECT leaf_hash FROM {schema}.ledger_positions WHERE agreement = ? ORDER BY position"


def upgrade(recorder: Any, cursor: Cursor) -> None:  # noqa: ANN401 - a recorder of either database
    """Give every agreement its tree, unless another process was faster."""
    tables: Tables = recorder.tables
    cursor.execute(tables.lock_heads)
    cursor.execute(tables.found)
    if cursor.fetchall()[0]["has_tree"]:
        return
    for statement in (*map(tables.sql, _ADD_COLUMNS), *recorder.create_tables):
        cursor.execute(statement)
    cursor.execute(tables.sql(_HEADS))
    for row in cursor.fetchall():
        _grow(tables, cursor, row["agreement"], Head(row["position"], row["recorded_at"]))
    for statement in recorder.create_protections:
        cursor.execute(statement)


def _grow(tables: Tables, cursor: Cursor, agreement: str, head: Head) -> None:
    cursor.execute(tables.sql(_LEAVES), (agreement,))
    frontier, nodes = Frontier().grown(bytes(row["leaf_hash"]) for row in cursor.fetchall())
    tables.add_nodes(cursor, agreement, nodes)
    tables.move(cursor, agreement, head._replace(frontier=frontier.stored()))
