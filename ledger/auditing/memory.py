"""What a signatory remembers: the last checkpoint it has signed, in a file of its own, outside the ledger."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.auditing.claims import Claim, claim_of
from ledger.errors import Refusal
from ledger.files import must_be_a_file
from ledger.output import write_file
from ledger.proofs.notes import Note
from ledger.proofs.witness_files import read_note

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Memory:
    """The file with that checkpoint; there is none before the first time."""

    file: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep everybody else from it while it is compared, signed and written.

        Two calls at once could otherwise sign two branches, each after the same memory. The lock is
        a file beside it that stays: one that is removed would lock nobody out. Raises Refusal if that
        is impossible.
        """
        must_be_a_file(self.file)
        descriptor = self._locked()
        try:
            yield
        finally:
            os.close(descriptor)

    def _locked(self) -> int:
        import fcntl

        real = self.file.resolve()
        try:
            descriptor = os.open(real.with_name(f".{real.name}.lock"), os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as problem:
            raise Refusal("file-unwritable", file=self.file, reason=problem.strerror or problem) from None
        return descriptor

    def note(self) -> Note | None:
        """What was signed last, with its signatures; Refusal if the file holds no such thing."""
        return read_note(self.file) if self.file.exists() else None

    def earlier(self, agreement: str) -> Claim | None:
        """What was signed last of *agreement*; Refusal if it is of another."""
        note = self.note()
        return None if note is None else claim_of(note, agreement, source=str(self.file))

    def keep(self, note: Note) -> None:
        """Remember *note*, on the disk, before anyone gets to see its signatures (tlog-witness)."""
        write_file(self.file, str(note))
