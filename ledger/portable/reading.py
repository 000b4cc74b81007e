"""Reading an export line by line, to the letter; whatever is damaged or missing is refused."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from ledger.errors import Refusal
from ledger.portable.checking import Ledger
from ledger.portable.lines import LINE_LIMIT, CheckpointLine, Damage, End, EventLine, Header, Line, line_of
from ledger.store import RestoredCheckpoint, StoredFact

Entry = StoredFact | RestoredCheckpoint


class Reader:
    """The export in *file*, read once; `end` says what was in it, once all entries are out."""

    def __init__(self, file: str, stream: BinaryIO) -> None:
        self._file, self._stream, self._ledger = file, stream, Ledger()
        self._number, self._digest = 0, hashlib.sha256()
        self._end: End | None = None

    def entries(self) -> Iterator[Entry]:
        """What is to be put into an empty ledger, in order.

        Raises Refusal naming the line for anything that is not an export, whole and unchanged:
        also after the last entry, which therefore proves nothing yet.
        """
        try:
            yield from self._entries()
        except Damage as damage:
            raise Refusal("export-damaged", file=self._file, line=self._number, reason=damage) from None

    def end(self) -> End:
        """The last line; ValueError before all entries are out."""
        if self._end is None:
            raise ValueError("the export is not read to its end")
        return self._end

    def _entries(self) -> Iterator[Entry]:
        if not isinstance(self._next(), Header):
            raise Damage("kein Export: er beginnt mit einer Zeile „header“")
        newest = ""
        while not isinstance(line := self._next(), End):
            match line:
                case EventLine() if not newest:
                    yield self._ledger.event(line)
                case CheckpointLine() if line.agreement >= newest:
                    newest = line.agreement
                    yield self._ledger.checkpoint(line)
                case _:
                    raise Damage(f"eine Zeile „{line.type}“ kann hier nicht stehen")
        self._must_be_the_end(line)

    def _next(self) -> Line:
        raw = self._stream.readline(LINE_LIMIT)
        self._number += 1
        if not raw:
            raise Damage("die Datei bricht ab, die letzte Zeile („end“) fehlt")
        line = line_of(raw)
        if not isinstance(line, End):
            self._digest.update(raw)
        return line

    def _must_be_the_end(self, end: End) -> None:
        """As many lines, the same sum, the same trees as were written, and nothing behind."""
        found = End(agreements=self._ledger.totals(), lines=self._number - 1, sha256=self._digest.hexdigest())
        if end != found:
            raise Damage(f"passt nicht zu den {found.lines} Zeilen davor (Prüfsumme {found.sha256})")
        if self._stream.readline(1):
            self._number += 1
            raise Damage("nach der letzten Zeile folgt noch etwas")
        self._end = end
