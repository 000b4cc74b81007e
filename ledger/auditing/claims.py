"""What somebody has signed about a log, held against the events themselves."""

from collections.abc import Generator
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from ledger.errors import Refusal
from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.merkle import Frontier, leaf_hash
from ledger.proofs.notes import Note, NoteError
from ledger.store import Store


class Claim(NamedTuple):
    """A checkpoint that the log must agree with, and where it is from."""

    checkpoint: Checkpoint
    source: str


def claim_of(note: Note, agreement: str, *, source: str) -> Claim:
    """What *note* says about the log of *agreement*; Refusal if nothing."""
    try:
        checkpoint = Checkpoint.of(note)
    except NoteError as problem:
        raise Refusal("note-invalid", file=source, reason=problem) from None
    if checkpoint.size < 1:
        raise Refusal("note-invalid", file=source, reason="Ein Prüfpunkt über keine Tatsache belegt nichts")
    if checkpoint.origin != origin_of(agreement):
        raise Refusal("other-log", file=source, found=checkpoint.origin, expected=origin_of(agreement))
    return Claim(checkpoint, source)


def must_agree(store: Store, agreement: str, claims: list[Claim]) -> None:
    """Refusal unless the events themselves have the roots that *claims* name, each at its size."""
    roots = _roots(store, agreement, {claim.checkpoint.size for claim in claims})
    for checkpoint, source in claims:
        size, expected = checkpoint.size, checkpoint.root.hex()
        if size not in roots:
            end = max(roots)
            raise Refusal("log-shortened", agreement=agreement, position=end, stated=size, source=source)
        if (found := roots[size].hex()) != expected:
            raise Refusal(
                "log-differs",
                agreement=agreement,
                position=size,
                source=source,
                stated=expected,
                found=found,
            )


def _roots(store: Store, agreement: str, sizes: set[int]) -> dict[int, bytes]:
    """The roots over the first so many events, of *sizes* and of all that there are if those are fewer."""
    frontier, roots = Frontier(), {}
    with closing(_leaf_hashes(store, agreement)) as leaves:
        for size in sorted(sizes):
            frontier, _ = frontier.grown(islice(leaves, size - frontier.size))
            roots[frontier.size] = frontier.root()
    return roots


def _leaf_hashes(store: Store, agreement: str) -> Generator[bytes]:
    for expected, event in enumerate(store.raw_log(agreement), start=1):
        if event.position != expected:
            raise Refusal("log-damaged", position=expected, agreement=agreement, reason="Die Nummer fehlt")
        try:
            yield leaf_hash(event.leaf())
        except ValueError:
            reason = "Was gespeichert ist, ergibt kein Blatt des Prüfbaums"
            raise Refusal("log-damaged", position=expected, agreement=agreement, reason=reason) from None
