"""Rows of signed checkpoints that no ledger writes: whoever reads them finds the same fault."""

from pathlib import Path

import pytest

from ledger.auditing.checkpointing import kept
from ledger.errors import Refusal
from ledger.proofs.checkpoint_rows import read_row
from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.merkle import EMPTY_ROOT
from ledger.proofs.notes import Algorithm, VerifierKey, cosigned, merged, signed, verifier_key
from ledger.store import RestoredCheckpoint, open_store
from scripts.contract_ledger import main
from tests.ledger.proofs.logs import HOST, HOST_KEY, NOON, PARTIES, PARTY_KEYS
from tests.store.given import KIM
from tests.tampering.given import checkpoint, facts, recorded
from tests.tampering.verified import found

LOG = recorded(*facts())
TEXT = str(checkpoint(LOG, 4))
NOTE = signed(TEXT, HOST, origin_of(KIM))
OTHER = Checkpoint(origin_of("zweitens"), 4, checkpoint(LOG, 4).root)
EMPTY = str(Checkpoint(origin_of(KIM), 0, EMPTY_ROOT))
OLFEN = PARTIES["olfen"]


def _as_host(name: str) -> VerifierKey:
    return verifier_key(OLFEN, name, Algorithm.ED25519)


ROWS: dict[str, tuple[object, object, str]] = {
    "a key that is none": ("?", NOTE, "key"),
    "a note that is none": (HOST_KEY, "?", "note"),
    "a note that is no checkpoint": (HOST_KEY, signed("Moin\n", HOST, origin_of(KIM)), "note"),
    "of another log": (
        verifier_key(HOST, OTHER.origin, Algorithm.ED25519),
        signed(str(OTHER), HOST, OTHER.origin),
        "origin",
    ),
    "over nothing": (HOST_KEY, signed(EMPTY, HOST, origin_of(KIM)), "size"),
    "with two signatures": (
        HOST_KEY,
        merged([NOTE, cosigned(TEXT, OLFEN, "olfen", NOON)]),
        "signature",
    ),
    "with the signature of another": (PARTY_KEYS["olfen"], NOTE, "signature"),
    "with a false signature": (HOST_KEY, str(NOTE).replace("\n4\n", "\n5\n"), "signature"),
    "by a key with another name, as a log signs": (_as_host("olfen"), signed(TEXT, OLFEN, "olfen"), "key"),
}
"""The key, the note, and what of the row is at fault."""


@pytest.mark.parametrize("row", ROWS)
def test_it_is_known_what_is_wrong_with_a_row(row: str) -> None:
    key, note, what = ROWS[row]

    assert what in {flaw.what for flaw in read_row(str(key), str(note), KIM).flaws}


@pytest.mark.parametrize("stored", [None, b"\x00", 7])
def test_what_is_no_text_is_neither_key_nor_note(stored: object) -> None:
    assert [flaw.what for flaw in read_row(stored, stored, KIM).flaws] == ["key", "note"]


@pytest.mark.parametrize(
    ("key", "note"), [(HOST_KEY, NOTE), (PARTY_KEYS["olfen"], cosigned(TEXT, OLFEN, "olfen", NOON))]
)
def test_the_log_and_witnesses_sign_without_a_fault(key: VerifierKey, note: object) -> None:
    assert read_row(str(key), str(note), KIM).flaws == ()


@pytest.mark.parametrize("row", ROWS)
def test_nothing_is_signed_exported_or_verified_over_it(row: str, sqlite_url: str, tmp_path: Path) -> None:
    key, note, what = ROWS[row]
    with open_store(sqlite_url) as store:
        store.restore([*LOG, RestoredCheckpoint(KIM, str(key), str(note))])
        with pytest.raises(Refusal) as refusal:
            kept(store, KIM)

    assert refusal.value.code == "checkpoint-damaged"
    assert main(["export", str(tmp_path / "x.jsonl"), "--database", sqlite_url]) == 3
    assert any(problem.endswith(f" checkpoint 1 {what}") for problem in found(sqlite_url))
