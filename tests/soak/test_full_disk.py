"""A disk that becomes full, at whatever point: it is said clearly, nothing is lost, nothing is halved."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.bad_inputs.ledgers import posted
from tests.soak.disks import Disk, LimitedFiles, small_disk
from tests.soak.files import SIZE, facts_by_file, must_be_sound, recorded, run, written

pytestmark = pytest.mark.soak

SMALL = 4096
"""Pages of a small disk."""

ROOM = (0, 1, 4, 8, 9, 10, 12, 16, 20, 24, 28, 32, 40, 64, 96)
"""Pages left. SQLite takes eight for its memory map, and a file of facts about forty."""

MUCH = 4000
"""Postings of a large file: more than SQLite keeps in memory (2 MB) until it commits."""

MUCH_ROOM = {
    "the log, before the commit": (100, 1),
    "the log, at the commit": (800, 1),
    "the ledger, when the log is moved there": (1500, 0),
}
"""What the large file finds no room for, the pages left, and the exit status."""


@pytest.fixture(params=["small disk", "limited files"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk with little room, or files that may not grow."""
    if request.param == "limited files":
        yield LimitedFiles(_made(tmp_path / "disk"))
        return
    with small_disk(SMALL) as mounted:
        if mounted is None:
            pytest.skip("a small disk can only be made by somebody who may mount one; limited files stand in")
        yield mounted


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _url(disk: Disk) -> str:
    return f"sqlite:///{disk.directory}/ledger.db"


def _status(disk: Disk, pages: int, url: str, file: Path) -> int:
    """The exit status of recording *file* with so many *pages* left; if refused, then for want of room."""
    disk.leave(pages)
    try:
        status, printed, complaint = run(url, "record", str(file))
    finally:
        disk.free()
    if status != 0:
        assert printed == ""
        what, why, now = complaint.splitlines()
        assert what.startswith("Das Hauptbuch lässt sich nicht")
        assert why.startswith("  Warum: Der Datenträger ist voll")
        assert now.startswith("  Jetzt: Platz schaffen")
    return status


def _must_be_whole(status: int, url: str, file: Path, size: int) -> None:
    """What was recorded stands, all *size* facts; what was refused left no trace, and is recorded now."""
    must_be_sound(url)
    assert recorded(url, file) == ((0, size) if status == 0 else (size, 0))


def test_however_little_room_is_left_a_file_is_recorded_whole_or_refused(disk: Disk, tmp_path: Path) -> None:
    url, statuses = _url(disk), list[int]()
    recorded(url, written(tmp_path, 0))

    for serial, pages in enumerate(ROOM, start=1):
        file = written(tmp_path, serial)
        statuses.append(_status(disk, pages, url, file))
        _must_be_whole(statuses[-1], url, file, SIZE)

    must_be_sound(url)
    assert (statuses[0], statuses[-1]) == (1, 0)
    assert facts_by_file(url) == dict.fromkeys(range(len(ROOM) + 1), SIZE)


@pytest.mark.parametrize(("pages", "status"), MUCH_ROOM.values(), ids=MUCH_ROOM)
def test_a_disk_becomes_full_in_the_middle_of_a_large_file(
    disk: Disk, tmp_path: Path, pages: int, status: int
) -> None:
    url, file = _url(disk), _large(tmp_path)
    recorded(url, written(tmp_path, 0))

    assert _status(disk, pages, url, file) == status
    _must_be_whole(status, url, file, MUCH)


@pytest.mark.parametrize("pages", [0, 4, 8, 12])
def test_a_ledger_that_a_full_disk_did_not_let_begin_begins_later(
    disk: Disk, tmp_path: Path, pages: int
) -> None:
    url, file = _url(disk), written(tmp_path, 0)

    assert _status(disk, pages, url, file) == 1
    assert recorded(url, file) == (SIZE + 2, 0)
    must_be_sound(url)


def _large(directory: Path) -> Path:
    file = directory / "large.jsonl"
    postings = ({"agreement": "kim-eins"} | posted(f"1-{n}", text="x" * 500) for n in range(MUCH))
    file.write_text("\n".join(map(json.dumps, postings)), encoding="utf-8")
    return file
