"""The vocabulary for people: command, clause, German words of every kind (vocabulary.toml).

Reads data only, so that the overview of all commands is there at once.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Word(NamedTuple):
    """What a kind of fact is called, by its command and in German, and what recording it does."""

    name: str
    command: str
    group: str
    clause: str
    does: str
    example: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


@cache
def words() -> dict[str, Word]:
    """The word for every kind of fact."""
    return {kind: Word(**entry) for kind, entry in _data()["kinds"].items()}


def field_help(name: str) -> str:
    """What a field means, in German."""
    return str(_data()["fields"][name])


def help_of(command: str) -> str:
    """What *command* does, in German, with its clause and an example."""
    recording = {word.command: word._asdict() for word in words().values()}
    entry = recording.get(command) or _data()["commands"][command]
    return f"{entry['does']} ({entry['clause']})\n\nBeispiel: contract-ledger {entry['example']}"


def overview() -> str:
    """All commands by group: what `contract-ledger --help` prints."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for command, entry in _data()["commands"].items():
        groups.setdefault(entry["group"], []).append((command, entry["does"]))
    for word in words().values():
        groups.setdefault(word.group, []).append((word.command, f"{word.does} ({word.clause})"))
    lines = [_INTRODUCTION]
    for group, commands in groups.items():
        lines += ["", f"{group}:", *(f"  {command:<22}{does}" for command, does in commands)]
    return "\n".join([*lines, "", _GLOBAL_OPTIONS])


_INTRODUCTION = """\
contract-ledger: was zu einem Kooperationsvertrag geschah, und wer danach an welchem Tag was trägt.

Aufruf: contract-ledger BEFEHL [ANGABEN]      Hilfe zu einem Befehl: contract-ledger BEFEHL --help
Zum Kennenlernen: contract-ledger demo"""

_GLOBAL_OPTIONS = """\
Überall (vor oder nach dem Befehl):
  --database URL        sqlite:///DATEI oder postgresql://… (auch CONTRACT_LEDGER_DATABASE);
                        ohne Angabe contract-ledger.db in diesem Ordner
  --agreement KENNUNG   welcher Vertrag, wenn das Buch mehrere enthält
  --as NAME             in wessen Auftrag erfasst wird (auch CONTRACT_LEDGER_ACTOR)
  CONTRACT_LEDGER_ROLES (nur Umgebung) Rollendatei: wer was erfassen darf
  CONTRACT_LEDGER_KEYS  (nur Umgebung) Ordner der Schlüssel, mit denen Namen versiegelt werden
  --version             die Version

Tage: 2025-06-30 oder 30.06.2025.  Stand der Kenntnis: --known-at @27 oder 2026-11-22T10:00:00+01:00
Ende: 0 getan · 1 abgelehnt, nichts erfasst · 2 falscher Aufruf · 3 Prüfung fehlgeschlagen"""
