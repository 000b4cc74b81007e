"""Where a log stands: its head, against what is there."""

from collections.abc import Sequence

from ledger.store.log import RawHead
from projections.verifying.events import Log
from projections.verifying.problems import shown


def check_head(log: Log, heads: Sequence[RawHead], *, checkpoints: int) -> None:
    """Whether there is one head, and it says what was read: *checkpoints* signed notes, and the log."""
    if len(heads) != 1:
        log.tell(None, "head", "ledger_heads", "1", str(len(heads)))
    there = RawHead(log.reached, log.recorded_at, log.tree.frontier().stored(), checkpoints)
    for head in heads:
        for name, expected, found in zip(RawHead._fields, there, head, strict=True):
            if type(found) is not type(expected) or found != expected:
                log.tell(log.reached, "head", name, shown(expected), shown(found))
