"""The signed checkpoints that are kept with a log: each by itself, and against the log as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.proofs.checkpoint_rows import CheckpointRow, Flaw, read_row
from ledger.proofs.notes import Algorithm, Note
from ledger.store.snapshot import RawCheckpoint
from projections.verifying.events import Log
from projections.verifying.problems import shown


@dataclass
class Checkpoints:
    """Those of one log, as far as they were read; what is wrong with them is noted in *log*."""

    log: Log
    rows: int = 0
    notes: list[Note] = field(default_factory=list)
    """Those that are notes at all."""
    newest: int = 0
    """The size of the host's newest; 0: there is none."""
    _number: int = 0

    def take(self, row: RawCheckpoint) -> None:
        """Check the next one, by number."""
        self.rows += 1
        is_numbered = isinstance(row.number, int)
        if row.number != self._number + 1:
            self._tell(None, row, Flaw("number", str(self._number + 1), shown(row.number)))
        self._number = row.number if is_numbered else self._number
        read = read_row(row.key, row.note, self.log.agreement)
        if read.note is not None and read.checkpoint is not None:
            self.notes.append(read.note)
        size = None if read.checkpoint is None else read.checkpoint.size
        for flaw in (*read.flaws, *self._against_the_log(read, in_line=is_numbered)):
            self._tell(size, row, flaw)

    def _tell(self, position: int | None, row: RawCheckpoint, flaw: Flaw) -> None:
        where = f"{shown(row.number)} {flaw.what}"
        self.log.tell(position, "checkpoint", where, flaw.expected, flaw.found)

    def _against_the_log(self, read: CheckpointRow, *, in_line: bool) -> Iterator[Flaw]:
        """The log has such a tree, and the host's checkpoints, by number, never fall behind."""
        checkpoint, tree = read.checkpoint, self.log.tree
        if checkpoint is None:
            return
        if checkpoint.size > tree.size:
            yield Flaw("size", f"höchstens {tree.size}", str(checkpoint.size))
        elif (root := tree.root(checkpoint.size)) != checkpoint.root:
            yield Flaw("root", root.hex(), checkpoint.root.hex())
        if in_line and read.key is not None and read.key.algorithm is Algorithm.ED25519:
            if checkpoint.size < self.newest:
                yield Flaw("size", f"mindestens {self.newest}", str(checkpoint.size))
            self.newest = max(self.newest, checkpoint.size)
