"""Signed checkpoints of a ledger: reading, signing and adding them, never without looking at the log.

Nothing is signed that does not agree with the events themselves and with everything that was
signed before. What is stored of the tree is not believed for that.
"""

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from ledger.auditing.claims import Claim, claim_of, must_agree
from ledger.auditing.memory import Memory
from ledger.errors import Refusal
from ledger.proofs.checkpoint_rows import read_row
from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.notes import Algorithm, Note, NoteError, VerifierKey, merged, signed, verifier_key
from ledger.proofs.witnesses import Policy
from ledger.store import SignedCheckpoint, Store
from ledger.undisturbed import until_undisturbed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

THE_LEDGER = "Prüfpunkt im Buch"
"""Where a checkpoint is from that stands in the ledger."""

_MISSING = "Er fehlt, denn die Nummern sind nicht lückenlos"


class Kept(NamedTuple):
    """A signed checkpoint of the ledger; its one signature verifies with *key*."""

    number: int
    key: VerifierKey
    note: Note
    checkpoint: Checkpoint


class Signed(NamedTuple):
    """A signature over a checkpoint; *number* is None unless it was stored in the ledger just now."""

    checkpoint: Checkpoint
    key: VerifierKey
    note: Note
    number: int | None

    def as_json(self) -> dict[str, object]:
        """As `audit checkpoint` and `audit cosign` answer."""
        return {
            "agreement": self.checkpoint.agreement,
            "size": self.checkpoint.size,
            "root": self.checkpoint.root.hex(),
            "key": str(self.key),
            "number": self.number,
        }


def kept(store: Store, agreement: str) -> list[Kept]:
    """All signed checkpoints of *agreement*, by number; Refusal if one is missing or does not verify."""
    found = []
    for expected, row in enumerate(store.checkpoints(agreement), start=1):
        if row.number != expected:
            raise Refusal("checkpoint-damaged", number=expected, agreement=agreement, reason=_MISSING)
        found.append(_read(agreement, row))
    return found


def _read(agreement: str, row: SignedCheckpoint) -> Kept:
    try:
        return Kept(row.number, *read_row(row.key, row.note, agreement).whole())
    except NoteError as problem:
        raise Refusal("checkpoint-damaged", number=row.number, agreement=agreement, reason=problem) from None


def is_of_log(entry: Kept) -> bool:
    """Whether it is signed in the log's own name, with whatever key."""
    return entry.key.algorithm is Algorithm.ED25519 and entry.key.name == entry.checkpoint.origin


def newest_of_log(entries: list[Kept], agreement: str, *, reaching: int) -> Kept:
    """The newest checkpoint in the log's own name; Refusal if none covers position *reaching*."""
    own = [entry for entry in entries if is_of_log(entry) and entry.checkpoint.size >= reaching]
    if not own:
        raise Refusal("no-checkpoint", agreement=agreement, position=reaching)
    return max(own, key=lambda entry: (entry.checkpoint.size, entry.number))


def most_signed_of_log(entries: list[Kept], agreement: str, *, reaching: int) -> Kept:
    """The one in the log's own name with most other signatures, and of these the newest; Refusal as above."""
    newest_of_log(entries, agreement, reaching=reaching)
    covering = [entry for entry in entries if is_of_log(entry) and entry.checkpoint.size >= reaching]
    signers = {entry.checkpoint: set[VerifierKey]() for entry in covering}
    for entry in entries:
        if entry.checkpoint in signers and not is_of_log(entry):
            signers[entry.checkpoint].add(entry.key)
    return max(covering, key=lambda own: (len(signers[own.checkpoint]), own.checkpoint.size, own.number))


def all_signatures(entries: list[Kept], checkpoint: Checkpoint) -> Note:
    """*checkpoint*, which is one of *entries*, with every signature over it, the log's own first."""
    over = [entry for entry in entries if entry.checkpoint == checkpoint]
    return merged([entry.note for entry in sorted(over, key=is_of_log, reverse=True)])


def sign_head(
    store: Store, agreement: str, private: "Ed25519PrivateKey", *, memory: Memory | None = None
) -> Signed:
    """Sign the newest tree head with the log's key, unless that is done already.

    With *memory* the log must continue what the host remembers to have signed, too, even where the
    ledger holds no checkpoint any more. Raises Refusal if the log does not agree with all that was
    signed before; StoreError.
    """
    with nullcontext() if memory is None else memory.held():
        return until_undisturbed(lambda: _sign_head(store, agreement, private, memory))


def _sign_head(store: Store, agreement: str, private: "Ed25519PrivateKey", memory: Memory | None) -> Signed:
    origin = origin_of(agreement)
    key = verifier_key(private, origin, Algorithm.ED25519)
    entries, frontier = kept(store, agreement), store.frontier(agreement)
    head = Checkpoint(origin, frontier.size, frontier.root())
    claims = [*(Claim(entry.checkpoint, THE_LEDGER) for entry in entries), Claim(head, "gespeicherter Baum")]
    if memory is not None and (earlier := memory.earlier(agreement)) is not None:
        claims.append(earlier)
    must_agree(store, agreement, claims)
    new = Signed(head, key, signed(str(head), private, origin), None)
    if memory is not None:
        memory.keep(new.note)
    return add(store, agreement, entries, new)


def add_signatures(store: Store, agreement: str, note: Note, policy: Policy, *, file: str) -> list[Signed]:
    """Take in what witnesses have signed elsewhere, each once.

    Raises Refusal if that is nothing, if a signature is false, or if it is over another log; StoreError.
    """
    claim = claim_of(note, agreement, source=file)
    found = {key: single for key in policy.witnesses if (single := _only(note, key, file)) is not None}
    if not found:
        raise Refusal("no-signature-to-add", file=file)
    must_agree(store, agreement, [claim])
    new = [Signed(claim.checkpoint, key, single, None) for key, single in found.items()]
    return [add_undisturbed(store, agreement, signature) for signature in new]


def _only(note: Note, key: VerifierKey, file: str) -> Note | None:
    """*note* with the signature by *key* alone; None if it has none."""
    try:
        signature = note.signature_by(key)
    except NoteError as problem:
        raise Refusal("signature-false", file=file, reason=problem) from None
    return None if signature is None else Note(note.text, (signature,))


def add_undisturbed(store: Store, agreement: str, new: Signed) -> Signed:
    """*new*, stored after whatever others have added meanwhile, or what stands already; StoreError."""
    return until_undisturbed(lambda: add(store, agreement, kept(store, agreement), new))


def add(store: Store, agreement: str, entries: list[Kept], new: Signed) -> Signed:
    """*new*, stored after *entries*, or what stands among them; Conflict if there are more by now."""
    if (stands := standing(entries, new)) is not None:
        return stands
    newest = entries[-1].number if entries else 0
    number = store.add_checkpoint(agreement, key=str(new.key), note=str(new.note), after=newest)
    return new._replace(number=number)


def standing(entries: list[Kept], new: Signed) -> Signed | None:
    """What stands among *entries* of the same key over the same checkpoint, whenever it was signed."""
    for entry in entries:
        if (entry.key, entry.checkpoint) == (new.key, new.checkpoint):
            return new._replace(note=entry.note)
    return None
