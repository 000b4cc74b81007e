"""Proofs about a ledger, as files, and what such a file proves to whoever has nothing else."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ledger.auditing.checkpointing import Kept, all_signatures, is_of_log, kept, most_signed_of_log
from ledger.errors import Refusal
from ledger.proofs.checkpoints import Checkpoint
from ledger.proofs.merkle import ProofError, consistency_proof, inclusion_proof, root_of
from ledger.proofs.notes import Note, NoteError, VerifierKey
from ledger.proofs.proof_files import ConsistencyProof, InclusionProof, is_consistency_proof
from ledger.proofs.witnesses import Policy
from ledger.store import Store


def prove_inclusion(store: Store, agreement: str, position: int) -> InclusionProof:
    """That the event at *position* is in the checkpoint that most have signed, with all signatures over it.

    Raises Refusal if no checkpoint covers it, or the ledger is damaged; StoreError.
    """
    entries = kept(store, agreement)
    chosen = most_signed_of_log(entries, agreement, reaching=position)
    event = store.raw_event(agreement, position)
    if event is None:
        raise _damaged(agreement, position)
    try:
        path = inclusion_proof(position - 1, chosen.checkpoint.size, partial(store.node, agreement))
        note = all_signatures(entries, chosen.checkpoint)
        proof = InclusionProof(event.leaf(), position - 1, tuple(path), note)
        proof.checkpoint()
    except (ValueError, KeyError):
        raise _damaged(agreement, position) from None
    return proof


def prove_growth(store: Store, agreement: str, old: int, new: int) -> ConsistencyProof:
    """That the log of the checkpoint of size *new* begins with the one that had *old* events.

    Raises Refusal if there is no checkpoint of that size, or the ledger is damaged; StoreError.
    """
    entries = kept(store, agreement)
    newest = _of_size(entries, new)
    node = partial(store.node, agreement)
    try:
        earlier = Checkpoint(newest.checkpoint.origin, old, root_of(old, node))
        hashes = tuple(consistency_proof(old, new, node))
        proof = ConsistencyProof(old, hashes, all_signatures(entries, newest.checkpoint))
        proof.checkpoint_after(earlier)
    except (ValueError, KeyError):
        raise _damaged(agreement, new) from None
    return proof


def _of_size(entries: list[Kept], size: int) -> Kept:
    own = [entry for entry in entries if is_of_log(entry)]
    found = [entry for entry in own if entry.checkpoint.size == size]
    if not found:
        known = sorted({entry.checkpoint.size for entry in own})
        raise Refusal("no-checkpoint-there", position=size, known=", ".join(map(str, known)) or "keiner")
    return found[-1]


def _damaged(agreement: str, position: int) -> Refusal:
    reason = "Die Nummer fehlt, oder der gespeicherte Baum passt nicht zum Prüfpunkt"
    return Refusal("log-damaged", agreement=agreement, position=position, reason=reason)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file proves, if there are no *problems*; else what is wrong with it, in German."""

    checkpoint: Checkpoint
    problems: tuple[str, ...]
    event: dict[str, Any] | None = None
    """What was recorded, where the file proves that it was."""
    old: int | None = None
    """From how many events the log only grew, where the file proves that."""
    signed: bool | None = None
    """Whether all have signed who must have; None: nobody said who that is."""
    witnesses: tuple[str, ...] = ()
    """Who of those that one knows has signed the checkpoint as well."""

    def as_json(self) -> dict[str, object]:
        """As `audit prove --check` answers."""
        proves = {"from": self.old} if self.event is None else {"event": self.event}
        return {
            "agreement": self.checkpoint.agreement,
            "size": self.checkpoint.size,
            "root": self.checkpoint.root.hex(),
            "holds": not self.problems,
            "problems": list(self.problems),
            "signed": self.signed,
            "witnesses": list(self.witnesses),
            **proves,
        }


def check_inclusion(proof: InclusionProof, trusted: Policy | None) -> Checked:
    """Whether the event in *proof* is in the log whose key *trusted* names; its note is a checkpoint."""
    problems, event = [], None
    checkpoint = Checkpoint.of(proof.note)
    try:
        proof.checkpoint()
        event = proof.fields()
        if (event.get("agreement"), event.get("position")) != (checkpoint.agreement, proof.index + 1):
            problems.append("Die Tatsache nennt einen anderen Vertrag oder eine andere Nummer.")
    except ProofError:
        problems.append("Die Prüfsummen führen nicht von der Tatsache zur Wurzel des Prüfpunkts.")
    except NoteError as problem:
        problems.append(f"{problem}.")
    found = Checked(checkpoint, tuple(problems), event=event or {})
    return found if trusted is None else _with_signatures(found, proof.note, trusted)


def check_growth(proof: ConsistencyProof, earlier: Checkpoint, trusted: Policy | None) -> Checked:
    """Whether the log in *proof* continues the one of *earlier*; its note is a checkpoint."""
    found = Checked(Checkpoint.of(proof.note), (), old=proof.old)
    try:
        proof.checkpoint_after(earlier)
    except ProofError:
        problem = f"Die Prüfsummen führen nicht vom eigenen Prüfpunkt bei Nr. {earlier.size} zum neuen."
        found = replace(found, problems=(problem,))
    return found if trusted is None else _with_signatures(found, proof.note, trusted)


def _with_signatures(found: Checked, note: Note, trusted: Policy) -> Checked:
    unsigned, witnesses = _signatures(note, trusted)
    problems = (*found.problems, *unsigned)
    return replace(found, problems=problems, signed=not unsigned, witnesses=witnesses)


def _signatures(note: Note, trusted: Policy) -> tuple[list[str], tuple[str, ...]]:
    """What is wrong with the signatures, and which witnesses have signed."""
    try:
        by_log = note.signature_by(trusted.log)
        witnesses = tuple(sorted(key.name for key in trusted.witnesses if note.signature_by(key)))
    except NoteError as problem:
        return [f"Falsche Unterschrift: {problem}."], ()
    problems = [] if by_log else ["Der Prüfpunkt ist nicht mit dem Schlüssel des Buchs unterschrieben."]
    if len(witnesses) < trusted.required:
        problems.append(f"{len(witnesses)} Zeugen haben unterschrieben, verlangt sind {trusted.required}.")
    return problems, witnesses


def only_the_log(key: VerifierKey) -> Policy:
    """Trust in the log's own signature, without any witness."""
    return Policy(key, 0, ())


def proof_in(raw: bytes, *, file: str) -> InclusionProof | ConsistencyProof:
    """The proof in a file; Refusal if it is none."""
    try:
        proof = ConsistencyProof.of(raw) if is_consistency_proof(raw) else InclusionProof.of(raw)
        Checkpoint.of(proof.note)
    except NoteError as problem:
        raise Refusal("note-invalid", file=file, reason=problem) from None
    return proof
