"""An old export still comes in, still proves itself, and still gives the answers it gave.

The files in tests/golden/exports are never made anew. `v1` was exported by the program that first
could: the worked year of tests/cases/01 with a name, another name that was erased, a posting taken
back, a notice recorded in error, an issued settlement, two checkpoints, and countersignatures of
Olfen and Senden. Its answers are those worked out by hand for that case.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger.store import open_store
from scripts import verify_export
from scripts.contract_ledger import main

V1 = Path(__file__).parents[1] / "golden" / "exports" / "v1"
EXPORT, WITNESSES = V1 / "export.jsonl", V1 / "witnesses.toml"
ANSWERS = json.loads((V1 / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture
def taken(database_url: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The URL of a ledger into which the old export was taken."""
    assert main(["import", str(EXPORT), "--database", database_url]) == 0
    capsys.readouterr()
    return database_url


def holds(expected: Any, answer: Any) -> bool:
    """Whether *answer* has everything that is *expected*, and what lists and texts say, as it stands."""
    if isinstance(expected, dict):
        return all(name in answer and holds(value, answer[name]) for name, value in expected.items())
    return bool(expected == answer)


def test_it_gives_the_answers_worked_out_by_hand(taken: str, capsys: pytest.CaptureFixture[str]) -> None:
    for question in ANSWERS["questions"]:
        assert main([*question["command"], "--json", "--database", taken]) == 0

        answer = json.loads(capsys.readouterr().out)
        assert holds(question["expect"], answer), (question, answer)


def test_it_comes_back_byte_by_byte(taken: str, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "again.jsonl"), "--database", taken]) == 0

    assert (tmp_path / "again.jsonl").read_bytes() == EXPORT.read_bytes()


def test_it_has_the_root_that_was_written_down(taken: str) -> None:
    with open_store(taken) as store:
        assert store.frontier("kim-coesfeld").root().hex() == ANSWERS["root"]


def test_the_ledger_verifies_and_so_do_the_witnesses(taken: str) -> None:
    assert main(["audit", "verify", "--witnesses", str(WITNESSES), "--database", taken]) == 0


def test_the_export_verifies_without_the_ledger() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", verify_export.__file__, EXPORT, "--witnesses", WITNESSES],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert f'"root":"{ANSWERS["root"]}"' in done.stdout
    assert "up to event 31 signed by 2 pinned witnesses or more" in done.stdout


def test_a_name_is_in_it_and_nobody_can_read_it() -> None:
    """The keys of Erika Mustermann and Max Muster were not kept; the one of Max was erased before."""
    export = EXPORT.read_text(encoding="utf-8")

    assert "Muster" not in export
    assert (export.count("signatory_name"), export.count("person_name")) == (1, 1)
    assert export.count("PersonErased") == 2  # as topic and as kind


def test_it_ends_as_it_did_when_it_was_made() -> None:
    """Whoever makes it anew is found here."""
    assert json.loads(EXPORT.read_bytes().splitlines()[-1])["sha256"] == ANSWERS["sha256"]
