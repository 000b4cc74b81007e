"""Files that survive a power cut: whole and on the disk before they get their name, and so is the name."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ledger.errors import Refusal

OPEN_TO_ALL = 0o666
"""The mode of a file that is no secret, before the umask."""

_OWNER_ONLY = 0o600
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What file systems say that know no hard links."""

_IRREPLACEABLE = {
    b"PRIVATE KEY-----": "einen privaten Schlüssel",
    b"contract-ledger key ": "einen Schlüssel zu Namen",
    b"SQLite format 3\0": "ein Buch",
}
"""What a mistyped option may not cost anybody: by a mark near the beginning of the file."""

_BEGINNING = 65_536
"""Bytes; text may stand before a key (RFC 7468, section 2)."""


def new_file(path: Path, content: bytes, *, mode: int = OPEN_TO_ALL) -> None:
    """Make *path*; FileExistsError if anything is there, OSError if it cannot be written."""
    with newly_written(path, mode=mode) as stream:
        stream.write(content)


@contextmanager
def newly_written(path: Path, *, mode: int = OPEN_TO_ALL) -> Iterator[BinaryIO]:
    """A stream whose content *path* holds once all of it is written; errors as in `new_file`.

    Nothing of it remains where writing fails.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with _draft(path, mode) as draft:
        with draft.open("r+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _named(draft, path)
    folder_to_disk(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* in the place of what *path* holds, and keep the mode; OSError if it cannot be written.

    A symbolic link stays one: what it leads to is replaced. A pipe or a device is written to as it is.
    Refusal where a key or a ledger would be lost.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    path = path.resolve()
    _must_be_replaceable(path)
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    with _draft(path, OPEN_TO_ALL if mode is None else _OWNER_ONLY) as draft:
        with draft.open("r+b") as stream:
            stream.write(content)
            stream.flush()
            if mode is not None:
                os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        draft.replace(path)
    folder_to_disk(path.parent)


def _must_be_replaceable(path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
    for mark, content in _IRREPLACEABLE.items():
        if mark in beginning:
            raise Refusal("file-irreplaceable", file=path, content=content)


def folder_to_disk(folder: Path) -> None:
    """Write down the names in *folder*, which the fsync of a file does not cover."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # a file system that cannot do it for folders
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _draft(path: Path, mode: int) -> Iterator[Path]:
    """An empty file beside *path* under a name that nobody can guess; gone afterwards."""
    draft = path.with_name(f".{secrets.token_hex(16)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield draft
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _named(draft: Path, path: Path) -> None:
    """Give *draft* its name too; FileExistsError if that is taken."""
    try:
        path.hardlink_to(draft)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        # An empty file holds the name, which nobody can take in between.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
        draft.replace(path)
