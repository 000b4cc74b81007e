"""Files that commands write: never in the place of a key or a ledger, and never named like a stream."""

import io
from pathlib import Path

import pytest

from ledger.files import STANDARD_INPUT
from tests.auditing import Hall, opened_hall


@pytest.fixture
def hall(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A ledger with a checkpoint, the host's key and Olfen's."""
    found = opened_hall(sqlite_url, tmp_path, monkeypatch, capsys)
    found.checkpoint()
    found.key("olfen")
    return found


OLFEN = ("audit", "cosign", "--key", "olfen.pem", "--name", "olfen")
WRITING = [
    ("audit", "checkpoint", "--key", "buch.pem", "--to", "FILE"),
    ("audit", "checkpoint", "--key", "buch.pem", "--last", "FILE"),
    (*OLFEN, "--last", "olfen.checkpoint", "--to", "FILE"),
    (*OLFEN, "--last", "FILE"),
    ("audit", "prove", "3", "--file", "FILE"),
    ("audit", "report", "--pdf", "FILE"),
    ("audit", "trail", "--csv", "FILE"),
]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_no_command_writes_over_a_private_key(command: tuple[str, ...], hall: Hall) -> None:
    before = hall.text("buch.pem")

    assert hall.run(*(word.replace("FILE", "buch.pem") for word in command)) == 1

    assert "--last" in command or "buch.pem: diese Datei wird nicht ersetzt" in hall.err
    assert hall.text("buch.pem") == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Bag Attributes\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "einen privaten Schl"),
        (b"contract-ledger key AAAA\n", "einen Schlüssel zu Namen"),
        (b"SQLite format 3\0 and more", "ein Buch"),
    ],
)
def test_nor_over_other_keys_and_ledgers(content: bytes, says: str, hall: Hall) -> None:
    (hall.folder / "precious").write_bytes(content)

    assert hall.run("audit", "prove", "3", "--file", "precious") == 1

    assert says in hall.err
    assert (hall.folder / "precious").read_bytes() == content


@pytest.mark.parametrize(
    "command",
    [
        *WRITING,
        ("audit", "key", "FILE"),
        ("audit", "prove", "--hashes-only", "--check", "FILE"),
        ("settlement", "documents", "--year", "2024", "--folder", "FILE"),
    ],
    ids=" ".join,
)
def test_a_hyphen_is_no_name_of_a_file(
    command: tuple[str, ...], hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    before = {file.name for file in hall.folder.iterdir()}

    assert hall.run(*(word.replace("FILE", "-") for word in command)) == 1

    if command[0] == "audit":
        assert "„-“ geht hier nicht" in hall.err
    after = {file.name for file in hall.folder.iterdir()}
    assert not any(STANDARD_INPUT in name for name in after - before)
