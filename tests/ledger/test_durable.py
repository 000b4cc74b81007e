"""Files that appear whole or not at all, and never in the place of another."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.durable import new_file, newly_written, replace_file


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def without_links(_: Path, __: Path) -> None:
    raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))


@pytest.fixture(params=["hard links", "no hard links"], autouse=True)
def file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hard links, and as on file systems that know none."""
    if request.param == "no hard links":
        monkeypatch.setattr(Path, "hardlink_to", without_links)


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_new_file_is_whole_and_has_its_mode(mode: int, tmp_path: Path) -> None:
    new_file(tmp_path / "new", b"all of it", mode=mode)

    assert ((tmp_path / "new").read_bytes(), mode_of(tmp_path / "new")) == (b"all of it", mode)
    assert [file.name for file in tmp_path.iterdir()] == ["new"]


def test_what_is_there_is_never_overwritten_not_even_a_dead_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    for name in ("file", "link"):
        with pytest.raises(FileExistsError):
            new_file(tmp_path / name, b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "link"]


def test_nor_is_what_appears_while_it_is_being_written(tmp_path: Path) -> None:
    def overtaken() -> None:
        with newly_written(tmp_path / "file") as stream:
            stream.write(b"slow")
            (tmp_path / "file").write_bytes(b"fast")

    with pytest.raises(FileExistsError):
        overtaken()

    assert (tmp_path / "file").read_bytes() == b"fast"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_replaced_file_keeps_its_mode_and_a_link_stays_one(mode: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(mode)
    (tmp_path / "link").symlink_to("file")

    replace_file(tmp_path / "link", b"new")

    assert ((tmp_path / "file").read_bytes(), mode_of(tmp_path / "file")) == (b"new", mode)
    assert (tmp_path / "link").is_symlink()


def test_what_is_no_file_is_not_replaced_by_one() -> None:
    reader, writer = os.pipe()

    replace_file(Path(f"/dev/fd/{writer}"), b"new")
    replace_file(Path(os.devnull), b"new")

    assert os.read(reader, 10) == b"new"
    assert Path(os.devnull).is_char_device()
    os.close(reader)
    os.close(writer)


def test_a_folder_is_no_file_to_be_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path, b"new")


def test_one_that_was_not_there_is_made(tmp_path: Path) -> None:
    replace_file(tmp_path / "file", b"new")

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("file", b"new")]


@pytest.mark.parametrize("write", [new_file, replace_file])
def test_what_fails_leaves_everything_as_it_was(
    write: Callable[[Path, bytes], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "old").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / ("old" if write is replace_file else "new"), b"new")

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("old", b"old")]


@pytest.mark.parametrize("write", [new_file, replace_file])
def test_the_name_is_on_the_disk_as_well(
    write: Callable[[Path, bytes], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content first, then, after the file has its name, the folder."""
    synced, fsync = list[tuple[bool, bool]](), os.fsync

    def watched(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append((is_folder, (tmp_path / "file").exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)

    write(tmp_path / "file", b"new")

    assert synced == [(False, False), (True, True)]
