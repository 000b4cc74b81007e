"""Proofs as files (c2sp.org/tlog-proof; the request of c2sp.org/tlog-witness): read, checked, forged."""

import json

import pytest

from ledger.auditing.proving import check_inclusion, only_the_log
from ledger.proofs.merkle import ProofError, consistency_proof, inclusion_proof
from ledger.proofs.notes import NoteError, signed
from ledger.proofs.proof_files import ConsistencyProof, InclusionProof, is_consistency_proof
from tests.ledger.proofs.logs import HOST, HOST_KEY, ORIGIN, Log, numbered

LEAVES = numbered(5)
LOG = Log(LEAVES)


def inclusion(index: int = 2, size: int = 5) -> InclusionProof:
    hashes = tuple(inclusion_proof(index, size, LOG.node))
    return InclusionProof(LEAVES[index], index, hashes, LOG.signed(size))


def consistency(old: int = 2, new: int = 5) -> ConsistencyProof:
    return ConsistencyProof(old, tuple(consistency_proof(old, new, LOG.node)), LOG.signed(new))


# As files


def test_an_inclusion_proof_is_written_line_by_line() -> None:
    """Leaf 2 of 5: its sibling, the pair before it, the last leaf."""
    lines = str(inclusion()).split("\n")

    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra eyJwb3NpdGlvbiI6M30=", "index 2"]
    assert [len(line) for line in lines[3:7]] == [44, 44, 44, 0]
    assert lines[7:9] == ["contract-ledger/kim-coesfeld", "5"]
    assert lines[11].startswith("— contract-ledger/kim-coesfeld ")
    assert lines[12:] == [""]


def test_a_consistency_proof_is_what_a_witness_is_sent() -> None:
    lines = str(consistency()).split("\n")

    assert lines[0] == "old 2"
    assert [len(line) for line in lines[1:4]] == [44, 44, 0]
    assert lines[4:6] == ["contract-ledger/kim-coesfeld", "5"]


def test_the_file_of_a_log_of_one_has_no_hashes() -> None:
    proof = inclusion(0, 1)

    assert proof.hashes == ()
    assert InclusionProof.of(str(proof).encode()) == proof


@pytest.mark.parametrize("size", range(1, 6))
def test_every_proof_is_read_as_it_was_written_and_holds(size: int) -> None:
    for index in range(size):
        read = InclusionProof.of(str(inclusion(index, size)).encode())
        assert read == inclusion(index, size)
        assert read.checkpoint() == LOG.checkpoint(size)
    for old in range(1, size + 1):
        step = ConsistencyProof.of(str(consistency(old, size)).encode())
        assert step == consistency(old, size)
        assert step.checkpoint_after(LOG.checkpoint(old)) == LOG.checkpoint(size)


def test_the_kinds_of_files_are_told_apart() -> None:
    assert is_consistency_proof(str(consistency()).encode())
    assert not is_consistency_proof(str(inclusion()).encode())
    assert not is_consistency_proof(str(LOG.signed(5)).encode())


INCLUSION, CONSISTENCY = str(inclusion()), str(consistency())


@pytest.mark.parametrize(
    "text",
    [
        "",
        INCLUSION.replace("@v1", "@v2"),
        INCLUSION.replace("extra eyJwb3NpdGlvbiI6M30=\n", ""),
        INCLUSION.replace("extra ", "extra"),
        INCLUSION.replace("M30=", "M30"),
        INCLUSION.replace("index 2", "index 02"),
        INCLUSION.replace("index 2", "index -1"),
        INCLUSION.replace("\n\n", "\nAAAA\n\n", 1),
        INCLUSION.replace("\n\n", "\n", 1),
        INCLUSION.rpartition("—")[0],
        CONSISTENCY,
    ],
    ids=range(11),
)
def test_what_is_no_inclusion_proof_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        InclusionProof.of(text.encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" + CONSISTENCY.encode(),
        CONSISTENCY.replace("old 2", "old 02").encode(),
        CONSISTENCY.replace("old 2", "old").encode(),
        CONSISTENCY.replace("\n\n", "\nAAAA\n\n", 1).encode(),
        INCLUSION.encode(),
        str(LOG.signed(5)).encode(),
    ],
    ids=range(7),
)
def test_what_is_no_consistency_proof_is_refused(raw: bytes) -> None:
    with pytest.raises(NoteError):
        ConsistencyProof.of(raw)


# What they prove


@pytest.mark.parametrize(
    "change",
    [
        ("M30=", "N30="),  # the leaf: position 7
        ("index 2", "index 3"),
        ("index 2", "index 5"),
        ("kim-coesfeld\n5\n", "kim-coesfeld\n2\n"),
    ],
    ids=" ".join,
)
def test_a_changed_inclusion_proof_does_not_hold(change: tuple[str, str]) -> None:
    text = INCLUSION.replace(*change)

    assert text != INCLUSION
    with pytest.raises(ProofError):
        InclusionProof.of(text.encode()).checkpoint()


def test_a_size_of_the_same_shape_is_caught_by_the_signature() -> None:
    """Leaf 2 has the same path in a log of 5 and of 6: only the checkpoint's signature tells them apart."""
    changed = InclusionProof.of(INCLUSION.replace("kim-coesfeld\n5\n", "kim-coesfeld\n6\n").encode())

    assert changed.checkpoint().size == 6
    with pytest.raises(NoteError):
        changed.note.signature_by(HOST_KEY)


def test_an_event_that_is_not_in_the_log_has_no_proof() -> None:
    other = Log([*LEAVES[:2], b'{"position":33}', *LEAVES[3:]])
    forged = InclusionProof(b'{"position":33}', 2, tuple(inclusion_proof(2, 5, other.node)), LOG.signed(5))

    with pytest.raises(ProofError):
        forged.checkpoint()


def test_a_rewritten_log_does_not_follow_from_the_checkpoint_that_one_has() -> None:
    other = Log([b'{"position":11}', *LEAVES[1:]])
    proof = ConsistencyProof(2, tuple(consistency_proof(2, 5, other.node)), other.signed(5))

    assert proof.checkpoint_after(other.checkpoint(2)) == other.checkpoint(5)
    with pytest.raises(ProofError):
        proof.checkpoint_after(LOG.checkpoint(2))


def test_a_proof_about_another_log_or_from_another_size_shows_nothing() -> None:
    with pytest.raises(ProofError):
        consistency().checkpoint_after(LOG.checkpoint(2, origin="contract-ledger/zweitens"))
    with pytest.raises(ProofError):
        consistency().checkpoint_after(LOG.checkpoint(3))


# What was recorded


def event(**changed: object) -> bytes:
    """A leaf as the store makes it."""
    fields = {
        "agreement": "kim-coesfeld",
        "position": 1,
        "recorded_at": "2026-11-22T10:00:00.000000Z",
        "recorded_by": "mueller",
        "on_behalf_of": None,
        "topic": "CostPosted",
        "state": '{"fact":{"voucher":"BK-1"}}',
    }
    return json.dumps(fields | changed).encode()


def alone(leaf: bytes) -> InclusionProof:
    """The proof of the only event of a log, signed by its host."""
    return InclusionProof(leaf, 0, (), signed(str(Log([leaf]).checkpoint(1)), HOST, ORIGIN))


def test_the_file_says_what_was_recorded() -> None:
    fields = InclusionProof.of(str(alone(event())).encode()).fields()

    assert fields == json.loads(event()) | {"state": {"fact": {"voucher": "BK-1"}}}


@pytest.mark.parametrize(
    ("leaf", "problem"),
    [
        (event(), None),
        (event(position=2), "Die Tatsache nennt einen anderen Vertrag oder eine andere Nummer."),
        (event(agreement="zweitens"), "Die Tatsache nennt einen anderen Vertrag oder eine andere Nummer."),
        (event(state="x"), "das Blatt ist keine erfasste Tatsache."),
        (b"{}", "das Blatt ist keine erfasste Tatsache."),
    ],
)
def test_even_the_host_cannot_prove_what_the_file_does_not_say(leaf: bytes, problem: str | None) -> None:
    checked = check_inclusion(alone(leaf), only_the_log(HOST_KEY))

    assert checked.problems == (() if problem is None else (problem,))


@pytest.mark.parametrize("leaf", [b"x", b"[]", b"{}", b'{"state":1}', b"1", b"null", b"[" * 100_000])
def test_a_leaf_that_is_no_event_is_refused(leaf: bytes) -> None:
    with pytest.raises(NoteError, match="keine erfasste Tatsache"):
        InclusionProof(leaf, 0, (), LOG.signed(1)).fields()
