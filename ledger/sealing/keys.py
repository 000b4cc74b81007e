"""The key store: a folder of its own, one file for each person, kept apart from the ledger.

A file holds a key, or says that the person is erased; then no key is ever made for that person
again. A key is complete and on disk before its file gets its name: by a hard link, which fails
where the file exists, so that two processes at once end with one key.
"""

import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Literal

from ledger.durable import folder_to_disk, new_file
from ledger.errors import Refusal
from ledger.sealing.cipher import KEY_BYTES

KEYS_VARIABLE = "CONTRACT_LEDGER_KEYS"

State = Literal["present", "erased", "missing", "damaged", "unknown"]
"""Of a key; unknown where there is no store to look into."""

_KEY = b"contract-ledger key "
_ERASED = b"contract-ledger erased\n"


class KeyStore:
    """The keys in *folder*; without one none can be made, and nothing can be opened.

    The folder is touched only when a key is needed. *erased* are the persons, each with the
    agreement, whose names are never opened, even with a key that came back from a backup.
    """

    def __init__(self, folder: Path | None, erased: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.folder = folder
        self._erased = erased

    def without(self, erased: frozenset[tuple[str, str]]) -> "KeyStore":
        """The same keys, but for those of *erased*."""
        return KeyStore(self.folder, self._erased | erased)

    def state(self, agreement: str, person: str) -> State:
        """What is held for *person*; Refusal if the store cannot be read."""
        if self.folder is None:
            return "unknown"
        try:
            content = self._content(agreement, person)
        except OSError as problem:
            raise Refusal("keys-unreadable", folder=self.folder, reason=problem.strerror) from None
        if content is None:
            return "missing"
        if content == _ERASED:
            return "erased"
        return "damaged" if _key_in(content) is None else "present"

    def key(self, agreement: str, person: str) -> bytes | None:
        """The key of *person*; None if it cannot be had, for whatever reason."""
        if (agreement, person) in self._erased:
            return None
        try:
            content = self._content(agreement, person)
        except OSError:
            return None
        return None if content is None else _key_in(content)

    def key_to_seal_with(self, agreement: str, person: str) -> bytes:
        """The key of *person*, made if there is none.

        Raises Refusal if it was erased or is damaged, and if none can be read or made.
        """
        file = self._file(agreement, person)
        if self.state(agreement, person) == "missing":
            self._put(file, _KEY + b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        if (key := self.key(agreement, person)) is not None:
            return key
        if self.state(agreement, person) == "erased":
            raise Refusal("person-erased", person=person)
        raise Refusal("key-damaged", person=person, file=file)

    def destroy(self, agreement: str, person: str) -> None:
        """Overwrite the key of *person* and leave word that it is erased, even where there was none.

        Doing it again is harmless. Raises Refusal if the store cannot be written.
        """
        file = self._file(agreement, person)
        self._put(file, _ERASED)
        with self._written(), file.open("r+b", buffering=0) as stream:
            if (content := stream.read()) != _ERASED:
                _overwrite(stream, secrets.token_bytes(len(content)))
                _overwrite(stream, _ERASED)
            os.fsync(stream.fileno())

    def _content(self, agreement: str, person: str) -> bytes | None:
        if self.folder is None:
            return None
        try:
            return self._file(agreement, person).read_bytes()
        except FileNotFoundError:
            return None

    def _put(self, file: Path, content: bytes) -> None:
        """Make *file*, whole and on disk, unless it exists."""
        with self._written():
            _make(file.parent)
            draft = file.with_name(f".{secrets.token_hex(16)}")
            try:
                new_file(draft, content, mode=0o600)
                # By a link or not at all: a rename could put a key in the place of an erasure.
                with suppress(FileExistsError):
                    file.hardlink_to(draft)
            finally:
                draft.unlink(missing_ok=True)
            folder_to_disk(file.parent)

    def _file(self, agreement: str, person: str) -> Path:
        if self.folder is None:
            raise Refusal("keys-missing", variable=KEYS_VARIABLE)
        # An id has single hyphens only, so two of them cannot be mistaken for a part of one.
        return self.folder / f"{agreement}--{person}.key"

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise Refusal("keys-unwritable", folder=self.folder, reason=problem.strerror) from None


def _key_in(content: bytes) -> bytes | None:
    """The key that a file holds; None if it holds something else."""
    try:
        key = b64decode(content.removeprefix(_KEY).removesuffix(b"\n"), validate=True)
    except Error:
        return None
    return key if content.startswith(_KEY) and len(key) == KEY_BYTES else None


def _make(folder: Path) -> None:
    """*folder*, for its owner alone, on disk; one that exists is left as it is."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder_to_disk(folder.parent)


def _overwrite(stream: FileIO, content: bytes) -> None:
    """Exactly *content* in place of what the file held, on disk."""
    stream.seek(0)
    stream.write(content)
    stream.truncate()
    os.fsync(stream.fileno())
