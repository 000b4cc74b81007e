"""A process killed with SIGKILL at every step that names and their keys take: nothing lost, nothing left.

Each step has a person and a file of its own; what was begun is done again, and must then be complete.
"""

import builtins
import json
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ledger.sealing import KEYS_VARIABLE, KeyStore
from ledger.store.shell import Store
from tests.ledger.bad_inputs.ledgers import drafted, filled
from tests.processes import CONTEXT, PATIENCE
from tests.soak.files import must_be_sound, recorded, run

pytestmark = pytest.mark.soak

KIM = "kim-coesfeld"
STEPS = ((os, "fsync"), (os, "link"), (os, "unlink"), (Store, "append"), (builtins, "print"))
"""Before each call of one of these a process may die; the first print comes after the commit."""


@pytest.fixture
def keys(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyStore:
    """The keys of a ledger in which nobody is named yet."""
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    draft = tmp_path / "draft.jsonl"
    draft.write_text(json.dumps(drafted()), encoding="utf-8")
    recorded(database_url, draft)
    return KeyStore(tmp_path / "keys")


def _run_until(step: int, keys: Path, url: str, arguments: tuple[str, ...]) -> None:
    """Run a command and die at its step number *step*."""
    left, patch = count(1), pytest.MonkeyPatch()
    patch.setenv(KEYS_VARIABLE, str(keys))

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*given: Any, **named: Any) -> Any:
            if next(left) == step:
                signal.raise_signal(signal.SIGKILL)
            return work(*given, **named)

        return watch

    for place, name in STEPS:
        patch.setattr(place, name, watched(getattr(place, name)))
    assert run(url, *arguments)[0] == 0


def _killed_at_each_step(
    keys: KeyStore, url: str, command: Callable[[str], tuple[str, ...]]
) -> Iterator[str]:
    """Persons, one for each step: the *command* about them was killed at it."""
    for step in count(1):
        person = f"person-{step}"
        process = CONTEXT.Process(target=_run_until, args=(step, keys.folder, url, command(person)))
        process.start()
        process.join(PATIENCE)
        if process.exitcode == 0:
            return
        assert process.exitcode == -signal.SIGKILL, "it ended by itself; its error stands above"
        yield person


def _file(folder: Path, person: str) -> Path:
    """Two facts that name *person*."""
    file = folder / f"{person}.jsonl"
    posts = (filled(f"{person}-{n}", "0.01", person=person, person_name=_name(person)) for n in (1, 2))
    file.write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    return file


def _name(person: str) -> str:
    return f"Äppelßen {person}"


def _report(url: str, person: str) -> Any:
    return json.loads(run(url, "privacy", "report", person, "--json")[1])


def test_names_are_recorded_with_keys_that_open_them_or_not_at_all(
    database_url: str, keys: KeyStore, tmp_path: Path
) -> None:
    fates = set[tuple[int, int]]()

    def record(person: str) -> tuple[str, ...]:
        return ("record", str(_file(tmp_path, person)))

    for person in _killed_at_each_step(keys, database_url, record):
        fates.add(recorded(database_url, _file(tmp_path, person)))
        assert [fact["name"] for fact in _report(database_url, person)["facts"]] == [_name(person)] * 2
        _must_be_erased_without_a_trace(keys, database_url, person)

    assert fates == {(2, 0), (0, 2)}
    must_be_sound(database_url)


def test_an_erasure_is_completed_by_the_same_command_wherever_it_died(
    database_url: str, keys: KeyStore, tmp_path: Path
) -> None:
    fates = set[tuple[str, bool]]()

    def erase(person: str) -> tuple[str, ...]:
        recorded(database_url, _file(tmp_path, person))
        return ("privacy", "erase", person, "--reason", "Antrag")

    for person in _killed_at_each_step(keys, database_url, erase):
        died = _report(database_url, person)
        fates.add((died["key"], died["erased"] is not None))
        assert run(database_url, *erase(person))[0] == 0
        after = _report(database_url, person)
        assert (after["key"], after["erased"]["reason"]) == ("erased", "Antrag")
        assert [fact["name"] for fact in after["facts"]] == [None, None]

    assert fates >= {("present", False), ("erased", False), ("erased", True)}
    assert keys.folder is not None
    assert _left(keys.folder) == {b"contract-ledger erased\n"}
    must_be_sound(database_url)


def _must_be_erased_without_a_trace(keys: KeyStore, url: str, person: str) -> None:
    assert keys.folder is not None
    key = (keys.folder / f"{KIM}--{person}.key").read_bytes()
    assert run(url, "privacy", "erase", person, "--reason", "Antrag")[0] == 0
    assert key not in _left(keys.folder)


def _left(folder: Path) -> set[bytes]:
    """What the files of the keys hold, also those that a killed process could not remove."""
    return {file.read_bytes() for file in folder.iterdir()}
