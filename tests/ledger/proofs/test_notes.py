"""Signed notes: the published examples, and what is none (c2sp.org/signed-note, tlog-cosignature)."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.proofs.notes import (
    LARGEST,
    Algorithm,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    cosigned,
    is_key_name,
    merged,
    signed,
    verifier_key,
)

# The example of golang.org/x/mod/sumdb/note and of its tests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
NOTE = f"{TEXT}\n{LINE}\n".encode()

# The example of c2sp.org/tlog-cosignature; its keys are not published.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
COSIGNED = (
    f"{SOFA}\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
    "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()

# RFC 8032, section 7.1, test 1: a private key anyone knows.
SECRET = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
NOON = datetime(2026, 11, 22, 12, 0, 0, 999_999, tzinfo=UTC)


# Published examples


def test_the_published_note_verifies() -> None:
    note = Note.of(NOTE)

    assert note.text == TEXT
    assert note.signature_by(VerifierKey.of(PETER)) == note.signatures[0]
    assert str(note).encode() == NOTE


def test_signing_makes_the_published_note_byte_for_byte() -> None:
    """Ed25519 has no randomness (RFC 8032)."""
    seed = base64.b64decode(PETERS_SECRET.rpartition("a3+")[2])[1:]

    note = signed(TEXT, Ed25519PrivateKey.from_private_bytes(seed), "PeterNeumann")

    assert str(note).encode() == NOTE


def test_the_published_cosignature_has_its_time_and_is_written_as_it_was() -> None:
    note = Note.of(COSIGNED)

    log, witness = note.signatures
    assert (log.name, witness.name) == ("example.com/behind-the-sofa", "witness.example.com/w1")
    assert (len(log.blob), len(witness.blob)) == (64, 72)
    assert witness.time == datetime.fromtimestamp(1679315147, UTC)
    assert str(note).encode() == COSIGNED


def test_a_note_may_have_empty_lines_and_any_letters() -> None:
    """The example of c2sp.org/signed-note."""
    poem = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        "— quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )

    note = Note.of(poem.encode())

    assert note.text.endswith("\n\ned è subito sera.\n")
    assert [signature.name for signature in note.signatures] == ["quasimodo.example/salvatore"]


# Keys


def test_a_key_is_written_as_it_is_read() -> None:
    key = VerifierKey.of(PETER)

    assert (key.name, key.algorithm, key.key_id.hex()) == ("PeterNeumann", Algorithm.ED25519, "c74f20a3")
    assert str(key) == PETER


def test_the_kind_of_signature_is_part_of_a_key_and_of_its_id() -> None:
    log, witness = (verifier_key(SECRET, "olfen", algorithm) for algorithm in Algorithm)

    assert log.public == witness.public == PUBLIC
    assert [base64.b64decode(str(key).split("+", 2)[2]) for key in (log, witness)] == [
        b"\x01" + PUBLIC,
        b"\x04" + PUBLIC,
    ]
    assert log.key_id != witness.key_id


def test_no_part_and_no_misprint_of_a_key_is_a_key() -> None:
    """As the Go implementation's tests have it."""
    parts = {PETER[start:end] for start in range(len(PETER)) for end in range(start + 1, len(PETER) + 1)}
    misprints = {PETER[:at] + chr(ord(letter) + 1) + PETER[at + 1 :] for at, letter in enumerate(PETER)}
    adjusted = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    }

    for text in (parts - {PETER}) | misprints | adjusted | {"", "++"}:
        with pytest.raises(NoteError):
            VerifierKey.of(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "a\x00b", "\ud800"])
def test_names_that_would_break_a_line_are_no_names(name: str) -> None:
    assert not is_key_name(name)
    with pytest.raises(NoteError, match="kein Name"):
        VerifierKey(name, Algorithm.ED25519, PUBLIC)


@pytest.mark.parametrize("name", ["olfen", "contract-ledger/kim-coesfeld", "lüdinghausen", "a—b"])
def test_other_names_are_names(name: str) -> None:
    key = verifier_key(SECRET, name, Algorithm.COSIGNATURE)

    assert VerifierKey.of(str(key)) == key
    note = cosigned(SOFA, SECRET, name, NOON)
    assert Note.of(str(note).encode()).signature_by(key) == note.signatures[0]


# What is no note


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        NOTE[:-1],
        b"\x01" + NOTE,
        b"\xff" + NOTE,
        NOTE.replace(b"PeterNeumann", b"Peter Neumann"),
        NOTE.replace(b"PeterNeumann", b"Peter+Neumann"),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace("— ".encode(), "—  ".encode()),
        NOTE.replace(b"\n", b"\r\n"),
        NOTE + b"Unexpected line.\n",
        NOTE + b"\n",
        NOTE[:-2] + b"\n",
        NOTE[:-2] + b"==\n",
        NOTE.replace(b"nAM=", b"nAN="),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        f"\n\n{LINE}\n".encode(),
        b"",
        b"a" * LARGEST + NOTE,
    ],
    ids=range(19),
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(NoteError):
        Note.of(raw)


# Signatures


def test_a_signature_by_a_key_that_nobody_asks_for_is_passed_over() -> None:
    other = verifier_key(SECRET, "PeterNeumann", Algorithm.ED25519)

    assert Note.of(NOTE).signature_by(other) is None


@pytest.mark.parametrize(
    "raw",
    [
        NOTE.replace(b"cryptography", b"cryptographY"),
        NOTE.replace(b"RyyBwJnAM=", b"RyyBwJnBM="),
        NOTE + f"{LINE.replace('RyyBwJnAM=', 'RyyBwJnBM=')}\n".encode(),
        f"{TEXT}\n— PeterNeumann x08gowAA\n".encode(),
    ],
    ids=["text", "signature", "a second one", "short"],
)
def test_a_note_with_a_false_signature_by_a_known_key_is_worth_nothing(raw: bytes) -> None:
    with pytest.raises(NoteError, match="passt nicht"):
        Note.of(raw).signature_by(VerifierKey.of(PETER))


def test_a_cosignature_is_over_header_time_and_text() -> None:
    """c2sp.org/tlog-cosignature, "Ed25519 signed message"."""
    (signature,) = cosigned(SOFA, SECRET, "olfen", NOON).signatures

    time = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    message = f"cosignature/v1\ntime {time}\n{SOFA}".encode()
    assert signature.blob == time.to_bytes(8, "big") + SECRET.sign(message)
    assert signature.time == NOON.replace(microsecond=0)


def test_the_time_of_a_cosignature_cannot_be_changed() -> None:
    key = verifier_key(SECRET, "olfen", Algorithm.COSIGNATURE)
    note = cosigned(SOFA, SECRET, "olfen", NOON)
    (made,) = note.signatures
    later = (int(made.time.timestamp()) + 1).to_bytes(8, "big") + made.blob[8:]

    assert note.signature_by(key) == made
    for blob in (later, b"\xff" * 8 + made.blob[8:], made.blob[:8], made.blob[:5]):
        with pytest.raises(NoteError):
            Note(SOFA, (Signature("olfen", key.key_id, blob),)).signature_by(key)


def test_a_plain_signature_is_no_cosignature() -> None:
    plain = signed(SOFA, SECRET, "olfen")
    witness = verifier_key(SECRET, "olfen", Algorithm.COSIGNATURE)

    assert plain.signature_by(witness) is None
    disguised = Signature("olfen", witness.key_id, plain.signatures[0].blob)
    with pytest.raises(NoteError):
        Note(SOFA, (disguised,)).signature_by(witness)


def test_notes_over_one_text_make_one_note_with_each_signature_once() -> None:
    log, witness = signed(SOFA, SECRET, "log"), cosigned(SOFA, SECRET, "olfen", NOON)

    assert merged([log, witness, log]) == Note(SOFA, (*log.signatures, *witness.signatures))
