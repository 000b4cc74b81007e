"""The log of what roles refused: one JSON line each, appended and on the disk before the command ends.

It names who was refused what, and nothing of what the refused facts say, nor how their file is called.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.errors import Refusal
from ledger.facts import AnyFact
from ledger.roles.role_file import Login, Roles
from ledger.store.tables import utc_text


@dataclass(slots=True)
class Caller:
    """Who calls which command under which roles; *entry* is None for a login that is not named."""

    roles: Roles
    login: str
    command: str
    clock: Callable[[], datetime]
    logged: bool = False

    @property
    def entry(self) -> Login | None:
        """What the role file says of the login."""
        return self.roles.logins.get(self.login)

    def refused(self, refusal: Refusal, fact: AnyFact | None = None, place: str | None = None) -> Refusal:
        """*refusal*, logged; only the first of a call, whatever else in a list is refused with it."""
        if not self.logged:
            self.logged = True
            line = self._line(refusal, fact, place)
            try:
                _append(self.roles.log, json.dumps(line, ensure_ascii=False))
            except OSError as problem:
                reason = problem.strerror or problem
                print(f"Nicht protokolliert in {self.roles.log}: {reason}.", file=sys.stderr)  # noqa: T201
        return refusal

    def _line(self, refusal: Refusal, fact: AnyFact | None, place: str | None) -> dict[str, str | None]:
        return {
            "time": utc_text(self.clock()),
            "login": self.login,
            "role": self.entry.role if self.entry else None,
            "municipality": self.entry.municipality if self.entry else None,
            "command": self.command,
            "kind": fact.kind if fact else None,
            "agreement": fact.agreement if fact else None,
            "code": refusal.code,
            "place": _line_in(place),
        }


def _line_in(place: str | None) -> str | None:
    """The line that *place* ends with; the name of a file may say as much as what is in it."""
    found = re.search(r"Zeile [0-9]+\Z", place or "")
    return found and found[0]


def _append(file: Path, line: str) -> None:
    """Add *line* to *file* in one write, and to the disk; OSError if that is impossible."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o660)
    try:
        content = f"{line}\n".encode(errors="replace")
        if os.write(descriptor, content) < len(content):
            raise OSError(0, "nur ein Teil der Zeile hatte Platz")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
