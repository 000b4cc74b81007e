"""How commands print: one JSON document, or sentences for clerks."""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from ledger.durable import replace_file
from ledger.errors import Refusal
from ledger.files import must_be_a_file
from ledger.recording import Outcome

USAGE, INTEGRITY = 2, 3
"""Exit status of a wrong call, as the command library has it too, and of a check that failed."""


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that steer a terminal, break a line or hide, instead of being seen."""


def harmless(text: str) -> str:
    r"""*text* in one line, with what a terminal would obey, and nobody would see, written out.

    >>> harmless("olfen\nAlles stimmt.\x1b[2J"), harmless("5,00\xa0€")
    ('olfen\\nAlles stimmt.\\x1b[2J', '5,00\xa0€')
    """
    if text.isprintable():
        return text
    return "".join(_seen(each) if unicodedata.category(each) in _UNSEEN else each for each in text)


def _seen(character: str) -> str:
    return character.encode("unicode_escape").decode()


def print_json(answer: object) -> None:
    """One JSON document on standard output, nothing else."""
    print(json.dumps(answer, ensure_ascii=False, indent=1))


def write_file(path: Path, text: str) -> None:
    """Put *text* in the place of what *path* holds, whole or not at all; Refusal if that is impossible."""
    must_be_a_file(path)
    try:
        replace_file(path, text.encode())
    except OSError as problem:
        raise Refusal("file-unwritable", file=path, reason=problem.strerror or problem) from None


def print_outcomes(outcomes: Iterable[Outcome], *, as_json: bool, dry_run: bool = False) -> None:
    """What was recorded, or would be."""
    outcomes = list(outcomes)
    if as_json:
        print_json([outcome.as_json() for outcome in outcomes])
        return
    for outcome in outcomes:
        done = "würden erfasst" if dry_run else "erfasst"
        numbers, already = _numbers(outcome.recorded), outcome.already_recorded
        print(f"{outcome.agreement}: {numbers} {done}, {already} standen schon.")
    if not outcomes:
        print("Keine Tatsachen; nichts erfasst.")


def _numbers(positions: list[int]) -> str:
    if not positions:
        return "nichts"
    if len(positions) == 1:
        return f"Nr. {positions[0]}"
    return f"Nr. {positions[0]} bis {positions[-1]} ({len(positions)} Tatsachen)"
