"""How a party countersigns a log that another keeps: only what continues what it has signed before.

Its memory is a file of its own, outside the ledger: the last checkpoint it has signed, with both
signatures. The host can change everything but that file and the key.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ledger.auditing.checkpointing import (
    THE_LEDGER,
    Kept,
    Signed,
    add_undisturbed,
    kept,
    newest_of_log,
    standing,
)
from ledger.auditing.claims import Claim, claim_of, must_agree
from ledger.auditing.memory import Memory
from ledger.errors import Refusal
from ledger.proofs.checkpoints import Checkpoint, agreement_of
from ledger.proofs.merkle import ProofError
from ledger.proofs.notes import Algorithm, Note, NoteError, VerifierKey, cosigned, merged, verifier_key
from ledger.proofs.proof_files import ConsistencyProof, is_consistency_proof
from ledger.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Witness:
    """A party with its key, and what it remembers to have signed last."""

    private: "Ed25519PrivateKey"
    name: str
    memory: Memory

    @property
    def key(self) -> VerifierKey:
        """What verifies its signatures."""
        return verifier_key(self.private, self.name, Algorithm.COSIGNATURE)


class Cosigned(NamedTuple):
    """A new signature, and what it rests on."""

    signed: Signed
    whole: Note
    """With the log's own signature."""
    log: VerifierKey
    earlier: Checkpoint | None
    """What the witness had signed before; None: nothing, so nothing was compared."""

    def as_json(self) -> dict[str, object]:
        """As `audit cosign` answers."""
        earlier = None if self.earlier is None else self.earlier.size
        return self.signed.as_json() | {"log": str(self.log), "earlier": earlier}


def cosign(
    store: Store, agreement: str, witness: Witness, *, log: VerifierKey | None, at: datetime
) -> Cosigned:
    """Sign the newest checkpoint of the ledger, after computing its tree anew from the events.

    *log* is the key that the witness knows to be the log's. Without it the one is taken that has
    signed what the witness remembers, or, the first time, the one that the ledger names.
    Raises Refusal if the log has lost or changed anything that the witness has signed; StoreError.
    """
    with witness.memory.held():
        # Everything that rests on the memory is done once: what is decided anew would find it written.
        done = _cosigned(store, agreement, witness, log, at)
    return done._replace(signed=add_undisturbed(store, agreement, done.signed))


def _cosigned(
    store: Store, agreement: str, witness: Witness, log: VerifierKey | None, at: datetime
) -> Cosigned:
    """What is signed and remembered, but not stored yet."""
    entries, remembered = kept(store, agreement), witness.memory.note()
    earlier = witness.memory.earlier(agreement)
    newest = _newest(entries, agreement, log)
    if log is None and remembered is not None:
        _must_be_signed_by(newest.key, remembered, str(witness.memory.file))
    _must_continue_in(store, agreement, earlier, newest.checkpoint)
    new = Signed(newest.checkpoint, witness.key, _made(newest.note, witness, at), None)
    made = standing(entries, new) or new
    whole = _remembered(witness, newest.note, made.note)
    return Cosigned(made, whole, newest.key, earlier and earlier.checkpoint)


def _must_continue_in(store: Store, agreement: str, earlier: Claim | None, newest: Checkpoint) -> None:
    """Refusal unless the events have the root of *newest*, and had that of *earlier*."""
    remembered = [] if earlier is None else [earlier]
    must_agree(store, agreement, [*remembered, Claim(newest, THE_LEDGER)])
    for claim in remembered:
        _must_reach(newest, claim.checkpoint.size)


def cosign_file(raw: bytes, witness: Witness, *, log: VerifierKey, at: datetime, file: str) -> Cosigned:
    """Sign the checkpoint in a file, without a ledger: a checkpoint alone, or with a consistency proof.

    Raises Refusal if it is not signed with *log*, or not shown to continue what the witness has signed.
    """
    proof, note = _read(raw, file)
    agreement = agreement_of(log.name)
    claim = claim_of(note, agreement, source=file)
    _must_be_signed_by(log, note, file)
    with witness.memory.held():
        earlier = witness.memory.earlier(agreement)
        if earlier is not None:
            _must_continue(earlier, claim, proof)
        made = _made(note, witness, at)
        whole = _remembered(witness, note, made)
    signed = Signed(claim.checkpoint, witness.key, made, None)
    return Cosigned(signed, whole, log, earlier and earlier.checkpoint)


def _newest(entries: list[Kept], agreement: str, log: VerifierKey | None) -> Kept:
    newest = newest_of_log(entries, agreement, reaching=1)
    if log in (None, newest.key):
        return newest
    raise Refusal("log-key-unknown", source=THE_LEDGER, reason=f"Unterschrieben hat {newest.key}")


def _must_be_signed_by(log: VerifierKey, note: Note, source: str) -> None:
    try:
        reason = None if note.signature_by(log) else f"Mit {log} hat ihn niemand unterschrieben"
    except NoteError as problem:
        reason = str(problem)
    if reason is not None:
        raise Refusal("log-key-unknown", source=source, reason=reason)


def _must_reach(newest: Checkpoint, size: int) -> None:
    if newest.size < size:
        raise Refusal("no-checkpoint", agreement=newest.agreement, position=size)


def _read(raw: bytes, file: str) -> tuple[ConsistencyProof | None, Note]:
    try:
        if not is_consistency_proof(raw):
            return None, Note.of(raw)
        proof = ConsistencyProof.of(raw)
    except NoteError as problem:
        raise Refusal("note-invalid", file=file, reason=problem) from None
    return proof, proof.note


def _must_continue(earlier: Claim, new: Claim, proof: ConsistencyProof | None) -> None:
    """Refusal unless *new* is what *earlier* was, or *proof* leads from one to the other."""
    (old, source), newer = earlier, new.checkpoint
    if newer.size < old.size:
        raise Refusal(
            "log-shortened", agreement=old.agreement, position=newer.size, stated=old.size, source=source
        )
    if newer.size == old.size and newer.root != old.root:
        raise Refusal(
            "log-differs",
            agreement=old.agreement,
            position=old.size,
            source=source,
            stated=old.root.hex(),
            found=newer.root.hex(),
        )
    if newer != old and (reason := _missing(old, proof)):
        raise Refusal("log-unproven", stated=old.size, position=newer.size, reason=reason)


def _missing(old: Checkpoint, proof: ConsistencyProof | None) -> str | None:
    """What is missing for *proof* to lead on from *old*."""
    if proof is None:
        return "Die Datei enthält nur den Prüfpunkt"
    if proof.old != old.size:
        return f"Der Nachweis beginnt bei Nr. {proof.old}"
    try:
        proof.checkpoint_after(old)
    except ProofError:
        return "Die Prüfsummen des Nachweises führen nicht vom einen Stand zum anderen"
    return None


def _made(note: Note, witness: Witness, at: datetime) -> Note:
    return cosigned(note.text, witness.private, witness.name, at)


def _remembered(witness: Witness, note: Note, made: Note) -> Note:
    """The checkpoint with both signatures, kept before anyone gets to see the new one (tlog-witness)."""
    whole = merged([note, made])
    witness.memory.keep(whole)
    return whole
