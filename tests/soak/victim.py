"""A process that records file after file until it is killed, and its diary: where it was then."""

import os
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from tests.soak.files import recorded, run, written

STAGES = ("reading", "writing", "written", "told", "asked")
"""Of each file: the command began, its transaction began, it is committed, the command is done,
the read models have caught up."""


class Entry(NamedTuple):
    """Which file a process is at, how far, and how long it took for the one before (seconds; 0.0: none)."""

    serial: int
    stage: str
    took: float


class Diary:
    """The newest entry of a process, in a file: what was written stays after a SIGKILL."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._began = 0.0
        self._entry = Entry(-1, "asked", 0.0)

    def begin(self, serial: int) -> None:
        """File number *serial* is next."""
        began, self._began = self._began, time.monotonic()
        self._entry = Entry(serial, "reading", self._began - began if began else 0.0)

    def reach(self, stage: str) -> None:
        """The file has come to *stage*."""
        self._entry = self._entry._replace(stage=stage)
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT)
        os.write(file, f"{self._entry.serial:9} {stage:9} {self._entry.took:9.6f}".encode())
        os.close(file)

    def newest(self) -> Entry:
        """What was noted last, by whomever."""
        serial, stage, took = self.path.read_text(encoding="ascii").split()
        return Entry(int(serial), stage, float(took))


def record_until_killed(url: str, diary: Diary, first: int, stage: str, reached: Connection) -> None:
    """Record the files from *first* on with the command, and ask after each; tell at each *stage*."""

    def reach(now: str) -> None:
        diary.reach(now)
        if now == stage:
            reached.send(None)

    _note_transactions(url, reach)
    for serial in count(first):
        file = written(diary.path.parent, serial)
        diary.begin(serial)
        reach("reading")
        recorded(url, file)
        reach("told")
        assert run(url, "audit", "trail", "--voucher", f"{serial}-0", "--json")[0] == 0
        reach("asked")


def _note_transactions(url: str, reach: Callable[[str], None]) -> None:
    from ledger.store import postgres, sqlite

    recorder: Any = (sqlite if url.startswith("sqlite") else postgres).LedgerRecorder
    insert: Callable[..., Any] = recorder.insert_events

    def insert_and_note(*arguments: Any, **writing: Any) -> Any:
        reach("writing")
        inserted = insert(*arguments, **writing)
        reach("written")
        return inserted

    recorder.insert_events = insert_and_note
