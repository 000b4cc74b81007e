"""What witnesses have signed, and whether a log still is what they signed.

A host can rewrite everything that it keeps, and sign it anew. It cannot make the signatures of
others, nor change the checkpoints that others keep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ledger.proofs.checkpoints import Checkpoint
from ledger.proofs.notes import Note, NoteError, Signature, VerifierKey

IN_THE_LEDGER = "ledger"
"""Where a note was found that no other file holds."""


class Seen(NamedTuple):
    """A signed checkpoint that somebody keeps outside the ledger, and the name of its file."""

    file: str
    note: Note


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom one trusts about one log: *required* of the *witnesses* must have signed it."""

    log: VerifierKey
    required: int
    witnesses: tuple[VerifierKey, ...]
    seen: tuple[Seen, ...] = ()


What = Literal["checkpoint", "origin", "signature", "log-key", "size", "root", "witnesses"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a signed checkpoint says and the log does not bear out, or the other way round.

    *position* is the size of the checkpoint, 0 where there is none; *source* a file, or `ledger`.
    """

    position: int
    what: What
    source: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who has signed which size of the log as it is, and all that is wrong."""

    signed: dict[int, tuple[str, ...]]
    """The names of the witnesses, by size."""
    confirmed: int
    """The newest size that enough witnesses have signed; 0: none."""
    findings: tuple[Finding, ...]


def judge(policy: Policy, notes: Iterable[Note], *, size: int, root_at: Callable[[int], bytes]) -> Judgement:
    """What *notes* of the ledger, and those seen elsewhere, say about a log of *size* events.

    *root_at* is the root of the log as it is now, for each size up to *size*. Signatures by keys
    that *policy* does not name count for nothing and are no problem, except in the log's own name.
    """
    hearing = _Hearing(policy, size, root_at)
    for note in notes:
        hearing.hear(IN_THE_LEDGER, note)
    for seen in policy.seen:
        hearing.hear(seen.file, seen.note)
    return hearing.judgement()


class _Hearing:
    """One statement is heard after the other."""

    def __init__(self, policy: Policy, size: int, root_at: Callable[[int], bytes]) -> None:
        self._policy, self._size, self._root_at = policy, size, root_at
        self._signed: dict[int, set[str]] = {}
        self._findings: list[Finding] = []
        self._own: list[tuple[int, Signature]] = []

    def hear(self, source: str, note: Note) -> None:
        try:
            checkpoint = Checkpoint.of(note)
        except NoteError as problem:
            self._object(0, "checkpoint", source, "", str(problem))
            return
        position, names = checkpoint.size, ", ".join(signature.name for signature in note.signatures)
        if source == IN_THE_LEDGER:
            self._own += ((position, each) for each in note.signatures if self._is_own(each))
        try:
            signers = [key for key in (self._policy.log, *self._policy.witnesses) if note.signature_by(key)]
        except NoteError as problem:
            self._object(position, "signature", source, names, str(problem))
            return
        if checkpoint.origin != self._policy.log.name:
            self._object(position, "origin", source, self._policy.log.name, checkpoint.origin)
        elif signers:
            self._compare(source, checkpoint, signers)
        elif source != IN_THE_LEDGER:
            self._object(position, "signature", source, self._policy.log.name, names)

    def _is_own(self, signature: Signature) -> bool:
        """In the log's own name; whoever countersigns could call itself so as well, and means nothing."""
        return signature.name == self._policy.log.name and not signature.has_time

    def _compare(self, source: str, checkpoint: Checkpoint, signers: list[VerifierKey]) -> None:
        position = checkpoint.size
        if position > self._size:
            self._object(position, "size", source, str(position), str(self._size))
        elif (root := self._root_at(position)) != checkpoint.root:
            self._object(position, "root", source, checkpoint.root.hex(), root.hex())
        else:
            witnesses = {key.name for key in signers if key != self._policy.log}
            self._signed.setdefault(position, set()).update(witnesses)

    def _own_key(self) -> None:
        """The newest checkpoint in the log's name must have its key; older ones may have an older key."""
        if self._own:
            # The first of several of one size would hide that the key has changed since.
            position, signature = max(reversed(self._own), key=lambda each: each[0])
            expected = self._policy.log
            if not signature.is_by(expected):
                key_ids = (expected.key_id.hex(), signature.key_id.hex())
                self._object(position, "log-key", IN_THE_LEDGER, *key_ids)

    def judgement(self) -> Judgement:
        self._own_key()
        required = self._policy.required
        confirmed = max((size for size, names in self._signed.items() if len(names) >= required), default=0)
        if not confirmed:
            most = max(map(len, self._signed.values()), default=0)
            self._object(self._size, "witnesses", IN_THE_LEDGER, str(required), str(most))
        signed = {size: tuple(sorted(self._signed[size])) for size in sorted(self._signed)}
        return Judgement(signed, confirmed, tuple(self._findings))

    def _object(self, position: int, what: What, source: str, expected: str, found: str) -> None:
        self._findings.append(Finding(position, what, source, expected, found))
