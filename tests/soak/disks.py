"""Disks that are soon full.

Such a disk is a small one in memory, where this process may mount it, and otherwise a limit to the size
of files, which SQLite meets as a disturbed disk (EFBIG) rather than a full one (ENOSPC).
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

PAGE = 4096
"""Bytes of a page, of SQLite's as of the disk's."""


class Disk(Protocol):
    """A directory, and the room that is left in it."""

    directory: Path

    def leave(self, pages: int) -> None:
        """Take all room but for *pages*."""

    def free(self) -> None:
        """Give the room back."""


class SmallDisk:
    """A mounted disk; a large file takes the room."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._file = directory / "large"

    def leave(self, pages: int) -> None:
        """Take all room but for *pages*."""
        room = os.statvfs(self.directory)
        self._file.write_bytes(bytes((room.f_bavail - pages) * room.f_bsize))

    def free(self) -> None:
        """Give the room back."""
        self._file.unlink()


class LimitedFiles:
    """A directory in which files, like all that this process writes, may have so many pages and no more."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def leave(self, pages: int) -> None:
        """Write nothing behind so many *pages*."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (pages * PAGE, self._limits[1]))

    def free(self) -> None:
        """Write as before."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)


@contextmanager
def small_disk(pages: int) -> Iterator[SmallDisk | None]:
    """A new disk of *pages*; None where this process may not mount one."""
    # Not where pytest keeps files: should the tests be killed, it could not remove the directory.
    directory = Path(tempfile.mkdtemp(prefix="ledger-disk-"))
    mounted = _mount("-t", "tmpfs", "-o", f"size={pages * PAGE}", "ledger", directory)
    try:
        yield SmallDisk(directory) if mounted else None
    finally:
        if mounted:
            _unmount(directory)
        directory.rmdir()


def _mount(*arguments: str | Path) -> bool:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    sys.stdout.write(done.stderr)
    return done.returncode == 0


def _unmount(path: Path) -> None:
    subprocess.run(["umount", "--lazy", path], check=True)  # noqa: S603, S607
