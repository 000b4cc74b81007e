"""The key store: one key for each person, made once, gone for good when it is destroyed."""

import errno
import multiprocessing
import os
import stat
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from ledger.errors import Refusal
from ledger.sealing import KEYS_VARIABLE, KeyStore, key_store_of
from tests.ledger.sealing.given import KIM, PERSON

_SPAWN = multiprocessing.get_context("spawn")
_PATIENCE = 120
LONGEST = "a" * 100
ERASED = b"contract-ledger erased\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where keys may lie; it does not exist yet."""
    return tmp_path / "keys"


@pytest.fixture
def keys(folder: Path) -> KeyStore:
    return KeyStore(folder)


def _file(folder: Path) -> Path:
    return folder / f"{KIM}--{PERSON}.key"


def _refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_a_key_is_made_once_and_found_again_by_whoever_looks(keys: KeyStore, folder: Path) -> None:
    made = keys.key_to_seal_with(KIM, PERSON)

    assert len(made) == 32
    assert keys.key_to_seal_with(KIM, PERSON) == made
    assert KeyStore(folder).key(KIM, PERSON) == made
    assert keys.state(KIM, PERSON) == "present"


def test_every_person_of_every_agreement_has_a_key_of_its_own(keys: KeyStore) -> None:
    persons = [(KIM, "a"), (KIM, "b"), ("zweitens", "a"), ("kim", "coesfeld-a"), (LONGEST, LONGEST)]

    assert len({keys.key_to_seal_with(*person) for person in persons}) == 5


def test_a_key_is_whole_and_on_disk_before_its_file_gets_its_name(
    keys: KeyStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nobody ever reads half a key, and no name is sealed with one that a power failure takes."""
    seen: list[bool] = []
    to_disk = os.fsync

    def fsync(descriptor: int) -> None:
        to_disk(descriptor)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            seen.append(_file(folder).exists())

    monkeypatch.setattr(os, "fsync", fsync)

    keys.key_to_seal_with(KIM, PERSON)

    assert seen == [False]


def test_only_the_owner_may_read_keys(keys: KeyStore, folder: Path) -> None:
    keys.key_to_seal_with(KIM, PERSON)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_looking_makes_nothing(keys: KeyStore, folder: Path) -> None:
    assert keys.key(KIM, PERSON) is None
    assert keys.state(KIM, PERSON) == "missing"
    assert not folder.exists()


def test_a_destroyed_key_is_gone_from_the_folder_and_never_made_again(keys: KeyStore, folder: Path) -> None:
    written = _file(folder) if keys.key_to_seal_with(KIM, PERSON) else folder
    inode = written.stat().st_ino

    keys.destroy(KIM, PERSON)

    assert [(file, file.read_bytes()) for file in folder.iterdir()] == [(written, ERASED)]
    assert written.stat().st_ino == inode, "overwritten in place, not replaced"
    assert keys.state(KIM, PERSON) == "erased"
    assert keys.key(KIM, PERSON) is None
    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "person-erased"


def test_a_person_without_a_key_never_gets_one_after_erasure(keys: KeyStore) -> None:
    keys.destroy(KIM, PERSON)

    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "person-erased"
    assert keys.state(KIM, "person-n2") == "missing"


@pytest.mark.parametrize("left", [ERASED, b"", os.urandom(65), ERASED + os.urandom(42)], ids=len)
def test_destroying_can_be_finished_wherever_it_was_interrupted(
    left: bytes, keys: KeyStore, folder: Path
) -> None:
    keys.key_to_seal_with(KIM, PERSON)
    _file(folder).write_bytes(left)

    keys.destroy(KIM, PERSON)

    assert _file(folder).read_bytes() == ERASED


def test_a_key_that_came_back_from_a_backup_is_destroyed_again(keys: KeyStore, folder: Path) -> None:
    keys.key_to_seal_with(KIM, PERSON)
    backup = _file(folder).read_bytes()
    keys.destroy(KIM, PERSON)
    _file(folder).write_bytes(backup)

    keys.destroy(KIM, PERSON)

    assert _file(folder).read_bytes() == ERASED


@pytest.mark.parametrize("content", [b"", b"contract-ledger key \n", b"contract-ledger key AAAA\n", b"\xff"])
def test_a_damaged_key_is_said_to_be_damaged_and_not_replaced(
    content: bytes, keys: KeyStore, folder: Path
) -> None:
    folder.mkdir()
    _file(folder).write_bytes(content)

    assert keys.state(KIM, PERSON) == "damaged"
    assert keys.key(KIM, PERSON) is None
    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "key-damaged"
    assert _file(folder).read_bytes() == content


def test_a_store_that_is_no_folder_is_refused_where_a_key_is_needed(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"")
    keys = KeyStore(place)

    assert keys.key(KIM, PERSON) is None
    assert _refused(lambda: keys.state(KIM, PERSON)) == "keys-unreadable"
    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "keys-unreadable"
    assert _refused(lambda: keys.destroy(KIM, PERSON)) == "keys-unwritable"


@pytest.mark.parametrize("problem", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_hard_links_is_refused(
    problem: int, keys: KeyStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename in place of a link could undo an erasure of that moment."""

    def link(*_: object, **__: object) -> None:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(os, "link", link)

    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "keys-unwritable"
    assert list(folder.iterdir()) == []


def test_without_a_store_no_key_is_made_and_none_destroyed() -> None:
    keys = KeyStore(None)

    assert keys.key(KIM, PERSON) is None
    assert keys.state(KIM, PERSON) == "unknown"
    assert _refused(lambda: keys.key_to_seal_with(KIM, PERSON)) == "keys-missing"
    assert _refused(lambda: keys.destroy(KIM, PERSON)) == "keys-missing"


# Where it lies


def test_keys_lie_beside_an_sqlite_file_unless_a_place_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    monkeypatch.delenv(KEYS_VARIABLE, raising=False)
    assert key_store_of(url).folder == tmp_path / "ledger.db-keys"

    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "elsewhere"))
    assert key_store_of(url).folder == tmp_path / "elsewhere"
    assert key_store_of("postgresql://host/ledger").folder == tmp_path / "elsewhere"


def test_keys_of_a_postgresql_ledger_lie_nowhere_unless_a_place_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(KEYS_VARIABLE, raising=False)

    assert key_store_of("postgresql://host/ledger").folder is None


# Several at once


def test_processes_that_make_one_key_at_once_end_with_one(folder: Path) -> None:
    answers = _race(folder, ["make"] * 8)

    assert answers == [KeyStore(folder).key(KIM, PERSON)] * 8
    assert [file.name for file in folder.iterdir()] == [_file(folder).name]


def test_whoever_makes_a_key_while_it_is_destroyed_gets_the_old_one_or_none(folder: Path) -> None:
    answers = _race(folder, ["make", "destroy"] * 4)

    assert len({answer for answer in answers if answer is not None}) <= 1
    assert [file.read_bytes() for file in folder.iterdir()] == [ERASED]


def _race(folder: Path, works: list[str]) -> list[bytes | None]:
    """What each of *works* got, all of them started at the same moment."""
    barrier = _SPAWN.Barrier(len(works))
    lines = [_SPAWN.Pipe(duplex=False) for _ in works]
    processes = [
        _SPAWN.Process(target=_take_part, args=(folder, work, barrier, sender))
        for work, (_, sender) in zip(works, lines, strict=True)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(_PATIENCE)
        process.kill()
    assert [process.exitcode for process in processes] == [0] * len(works)
    return [receiver.recv() for receiver, _ in lines]


def _take_part(folder: Path, work: str, barrier: Barrier, sender: "Connection[bytes | None, None]") -> None:
    keys, key = KeyStore(folder), None
    barrier.wait(_PATIENCE)
    try:
        if work == "make":
            key = keys.key_to_seal_with(KIM, PERSON)
        else:
            keys.destroy(KIM, PERSON)
    except Refusal as refusal:
        # Half overwritten is told from erased only by looking again; either way there is no key.
        assert refusal.code in ("person-erased", "key-damaged")  # noqa: PT017 - in another process
    sender.send(key)
