"""Refusals: what is wrong, why (with the clause), what to do now.

The texts, in German because clerks read them, stand in errors.toml, one entry a code; the
catalogue docs/errors.md is generated from it. Nothing is recorded when a Refusal is raised.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One error of the catalogue; the texts are templates for `str.format`."""

    clause: str
    what: str
    why: str
    now: str


class Refusal(Exception):  # noqa: N818 - the word of the field; an error it is not
    """Something that may not be recorded, or cannot be answered; exit status 1."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        entry = catalogue()[code]
        details = {name: _shown(detail) for name, detail in details.items()}
        self.clause = entry.clause.format(**details)
        self.what = entry.what.format(**details)
        self.why = entry.why.format(**details)
        self.now = entry.now.format(**details)
        super().__init__(str(self))

    def __str__(self) -> str:
        """All three parts, as a clerk reads them."""
        clause = f" ({self.clause})" if self.clause else ""
        return f"{self.what}\n  Warum{clause}: {self.why}\n  Jetzt: {self.now}"


_LONGEST = 2_000
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _shown(detail: object) -> str:
    """What was given, as a terminal may show it: bounded, without control characters; a tuple by lines."""
    if isinstance(detail, tuple):
        return "\n".join(map(_shown, detail))
    text = _UNSEEN.sub("\ufffd", str(detail))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


@cache
def catalogue() -> dict[str, Entry]:
    """Every error by its code, from errors.toml."""
    text = Path(__file__).with_name("errors.toml").read_text(encoding="utf-8")
    return {code: Entry(**entry) for code, entry in tomllib.loads(text).items()}
