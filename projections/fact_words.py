"""A fact in German words, field by field: what clerks read of it on the screen and in lists."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from projections.german import (
    READING,
    READING_QUESTION,
    Answer,
    Names,
    day_text,
    euro,
    local_text,
    quantity_text,
    rate_text,
    short,
)

UNREADABLE = "nicht lesbar: gelöscht, oder der Schlüssel liegt nicht hier"
"""In place of the name of a person that is not opened."""

_NUMBERS: Mapping[str, Callable[[str], str]] = {
    "euro": euro,
    "rate": rate_text,
    "quantity": lambda value: quantity_text(Fraction(value)),
    "day": day_text,
    "time": local_text,
}


class Told(NamedTuple):
    """One value of a fact: where it stands in it, and what it says."""

    label: str
    text: str


class Word(NamedTuple):
    """What a field is called, and how its value is read (fact_words.toml)."""

    name: str
    label: str
    is_: str = "text"
    keys: str = ""


def told(fact: Answer, names: Names) -> Iterator[Told]:
    """Every value in *fact*, as JSON data with the names of people opened; not its kind and agreement."""
    yield from _of_fact(fact, "", {"total": "zusammen", **names})


def in_one_line(fact: Answer) -> str:
    """The fields of *fact*, each in few words: the whole terms do not fit a line."""
    return ", ".join(f"{word.label}: {short(_brief(word, value, fact))}" for word, value in _fields(fact))


@cache
def word_of(name: str, of: str = "") -> Word:
    """The word for field *name* of a kind or field *of*; its own name where it has none."""
    fields = _wording()["fields"]
    found = fields.get(f"{of}.{name}") or fields.get(name) or {"label": name}
    return Word(name, found["label"], found.get("is", "text"), found.get("keys", ""))


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _fields(fact: Answer) -> Iterator[tuple[Word, Any]]:
    for name, value in fact.items():
        if name not in ("kind", "agreement"):
            yield word_of(name, fact["kind"]), value


def _brief(word: Word, value: object, fact: Answer) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return _text(word, value, fact.get("question", ""), {})


def _of_fact(fact: Answer, path: str, names: Names) -> Iterator[Told]:
    for word, value in _fields(fact):
        yield from _of_value(word, value, path + word.label, fact.get("question", ""), names)


def _of_value(word: Word, value: Any, path: str, question: str, names: Names) -> Iterator[Told]:  # noqa: ANN401 - JSON
    """What stands in a field at *path*; *question* is the one that a reading answers."""
    if isinstance(value, dict) and word.name == "instead":
        yield from _of_fact(value, f"{path} · ", names)
    elif isinstance(value, dict):
        for name, each in value.items():
            inner = word_of(name, word.name)
            if word.keys:
                inner = word_of(word.keys)._replace(label=names.get(name, name))
            yield from _of_value(inner, each, f"{path} · {inner.label}", name, names)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, each in enumerate(value, start=1):
            yield from _of_value(word, each, f"{path} {number}", question, names)
    else:
        yield Told(path, _text(word, value, question, names))


def _text(word: Word, value: Any, question: str, names: Names) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return ", ".join(_text(word, each, question, names) for each in value)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if value is None:
        return UNREADABLE if word.is_ == "sealed" else "–"
    if word.is_ in _NUMBERS:
        return _NUMBERS[word.is_](value)
    texts: dict[str, Mapping[str, str]] = {
        "slug": names,
        "choice": {**_wording()["choices"], **READING_QUESTION},
        "reading": READING.get(question, {}),
    }
    return texts.get(word.is_, {}).get(str(value), str(value))
