"""Whether an export is what a ledger writes: places, times, hashes, trees and signatures.

The same checks stand before writing and after reading. Of each event some 200 bytes stay in memory:
its stream, and the tree that the checkpoints at the end of the file are compared with.
"""

from collections import defaultdict

from ledger.portable.lines import CheckpointLine, Damage, EventLine, Totals
from ledger.proofs.checkpoint_rows import read_row
from ledger.proofs.notes import NoteError
from ledger.proofs.tree import Tree
from ledger.store import RestoredCheckpoint, StoredFact, StoreError
from ledger.store.canonical import leaf_hash
from ledger.store.mapper import as_written, fact_of
from ledger.store.records import StoredFields
from ledger.store.streams import stream_of


class Log:
    """One agreement, as far as it was written or read."""

    def __init__(self, agreement: str) -> None:
        self.agreement = agreement
        self.recorded_at = ""
        self.checkpoints = 0
        self.tree = Tree()

    def append(self, event: StoredFact) -> None:
        """Take in the next event."""
        self.tree.add(event.leaf_hash)
        self.recorded_at = event.recorded_at

    def totals(self) -> Totals:
        """What there is of it."""
        size = self.tree.size
        return Totals(size=size, root=self.tree.root(size).hex(), checkpoints=self.checkpoints)


class Ledger:
    """All agreements of an export; every method raises Damage for what a ledger does not write."""

    def __init__(self) -> None:
        self.logs: dict[str, Log] = {}
        self._versions = defaultdict[str, int](int)

    def event(self, line: EventLine) -> StoredFact:
        """The event of *line*, which is the next of its agreement and of its stream."""
        log = self.logs.get(line.agreement) or Log(line.agreement)
        expected = log.tree.size + 1
        _demand(line.position == expected, f"position ist {line.position}, an der Reihe ist {expected}")
        _demand(line.recorded_at >= log.recorded_at, f"recorded_at liegt vor {log.recorded_at}")
        event = _event_of(line)
        version = self._versions[line.originator_id] + 1
        _demand(line.originator_version == version, f"originator_version müsste {version} sein")
        log.append(event)
        self.logs[line.agreement], self._versions[line.originator_id] = log, version
        return event

    def checkpoint(self, line: CheckpointLine) -> RestoredCheckpoint:
        """The checkpoint of *line*, over events that were all taken in before."""
        log = self.logs.get(line.agreement)
        if log is None:
            raise Damage(f"agreement: von „{line.agreement}“ gibt es kein Ereignis")
        expected = log.checkpoints + 1
        _demand(line.number == expected, f"number ist {line.number}, an der Reihe ist {expected}")
        try:
            _must_be_signed(line, log)
        except NoteError as problem:
            raise Damage(str(problem)) from None
        log.checkpoints = expected
        return RestoredCheckpoint(line.agreement, line.key, line.note)

    def totals(self) -> dict[str, Totals]:
        """What there is, by agreement."""
        return {name: log.totals() for name, log in sorted(self.logs.items())}


def _demand(holds: object, reason: str) -> None:
    if not holds:
        raise Damage(reason)


def _event_of(line: EventLine) -> StoredFact:
    """The event as the store holds it, its hash computed anew, its fact read as any other."""
    state = line.state.encode()
    try:
        fact = fact_of(line.topic, state)
    except StoreError as problem:
        raise Damage(f"state: {problem.what} {problem.why}") from None
    stream = stream_of(line.agreement, fact)
    fields: StoredFields = {
        "agreement": line.agreement,
        "position": line.position,
        "recorded_at": line.recorded_at,
        "recorded_by": line.recorded_by,
        "on_behalf_of": line.on_behalf_of,
        "stream": stream,
        "version": line.originator_version,
        "topic": line.topic,
        "state": state,
    }
    hashed = leaf_hash(fields)
    _demand(as_written(state) == state, "state: nicht in der Form, in der Tatsachen gespeichert werden")
    _demand(fact.agreement in (None, line.agreement), "agreement ist nicht das der Tatsache")
    _demand(line.originator_id == stream.hex, f"originator_id müsste {stream.hex} sein")
    _demand(line.leaf_hash == hashed.hex(), f"leaf_hash müsste {hashed.hex()} sein")
    return StoredFact(fact=fact, leaf_hash=hashed, **fields)


def _must_be_signed(line: CheckpointLine, log: Log) -> None:
    """One signature, by the key beside it, over a size and root of *log*."""
    _, _, checkpoint = read_row(line.key, line.note, log.agreement).whole()
    _demand(
        checkpoint.size <= log.tree.size and log.tree.root(checkpoint.size) == checkpoint.root,
        f"note: {checkpoint.size} Ereignisse dieses Buchs haben eine andere Wurzel",
    )
