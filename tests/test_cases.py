"""The worked cases, through the command line, on both databases: recorded, then asked one by one."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.contract_ledger import main

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
WHOLE = ("shares", "by_party", "received")
"""What compares whole: a party too many is as wrong as one missing."""


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_question_is_answered_as_worked_out(
    case: Path, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worked = json.loads(case.read_text(encoding="utf-8"))
    _record(worked["facts"], database_url, tmp_path / "facts.jsonl")
    capsys.readouterr()

    for question in worked["questions"]:
        assert main([*question["command"], "--database", database_url, "--json"]) == 0

        answer = json.loads(capsys.readouterr().out)
        assert list(_differences(question["expect"], answer)) == [], " ".join(question["command"])


def test_there_are_cases() -> None:
    assert len(CASES) == 17


def _record(facts: list[dict[str, Any]], database: str, file: Path) -> None:
    file.write_text("".join(f"{json.dumps(each)}\n" for each in facts), encoding="utf-8")
    assert main(["record", str(file), "--database", database]) == 0


def _differences(expected: Any, answer: Any, place: str = "") -> Iterator[str]:
    """Every place where *answer* lacks what is expected, or has it otherwise."""
    if isinstance(expected, list) and expected and isinstance(expected[0], Mapping):
        expected, answer = _by_notice(expected), _by_notice(answer)
    if not isinstance(expected, Mapping) or place.rpartition(".")[2] in WHOLE:
        if answer != expected:
            yield f"{place}: {answer} instead of {expected}"
        return
    if not isinstance(answer, Mapping):
        yield f"{place}: {answer} instead of {expected}"
        return
    for key, value in expected.items():
        yield from _differences(value, answer.get(key, "nothing"), f"{place}.{key}")


def _by_notice(notices: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {notice["notice"]: notice for notice in notices}
