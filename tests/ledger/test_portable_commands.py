"""`export` and `import` as commands: nothing is overwritten, and nothing is left half done."""

import io
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import portable_commands
from ledger.store import open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import drafted
from tests.scripts.exports_by_hand import KIM, ended, history
from tests.store.behind import run

EXPORT = ended(history())
MIDDLE = b"".join(EXPORT.splitlines(keepends=True)[:9])
DAMAGED = {
    "empty": b"",
    "cut off in a line": EXPORT[:-1],
    "cut off before a line": MIDDLE,
    "one byte in the last event": EXPORT.replace(b"senden", b"sanden"),
    "longer": EXPORT + b"\n",
}
TABLES = ("stored_events", "ledger_positions", "ledger_heads", "ledger_tree", "ledger_checkpoints")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "export.jsonl"
    file.write_bytes(EXPORT)
    return file


@pytest.fixture
def ledger(file: Path, database_url: str) -> str:
    """The URL of a ledger into which the export was taken."""
    assert main(["import", str(file), "--database", database_url]) == 0
    file.unlink()
    return database_url


# Taking in


@pytest.mark.parametrize("damage", DAMAGED)
def test_of_a_refused_import_no_file_is_left(damage: str, file: Path, sqlite_url: str) -> None:
    file.write_bytes(DAMAGED[damage])

    assert main(["import", str(file), "--database", sqlite_url]) == 1
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("damage", DAMAGED)
def test_an_empty_ledger_stays_empty_and_takes_the_next_import(
    damage: str, file: Path, database_url: str
) -> None:
    open_store(database_url).close()
    file.write_bytes(DAMAGED[damage])

    assert main(["import", str(file), "--database", database_url]) == 1
    assert [run(database_url, f"SELECT COUNT(*) FROM {table}") for table in TABLES] == [[(0,)]] * 5  # noqa: S608
    file.write_bytes(EXPORT)
    assert main(["import", str(file), "--database", database_url]) == 0


def test_a_ledger_that_holds_facts_takes_nothing_and_keeps_what_it_has(
    ledger: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(EXPORT)
    capsys.readouterr()

    assert main(["import", str(file), "--database", ledger]) == 1
    assert "enthält schon Tatsachen" in capsys.readouterr().err
    with open_store(ledger) as store:
        assert (store.head(KIM), store.head("zweitens")) == (5, 2)


def test_an_import_that_is_interrupted_leaves_no_file(
    file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(portable_commands, "_noted", interrupted)

    with pytest.raises(SystemExit):
        main(["import", str(file), "--database", sqlite_url])
    assert list(file.parent.iterdir()) == [file]


def test_who_records_during_an_import_keeps_what_was_recorded(
    file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The import ends with a damaged line, or else with the name taken: either way the other stays."""
    fact = file.with_name("drafted.jsonl")
    fact.write_text(json.dumps(drafted()), encoding="utf-8")
    noted = portable_commands._noted  # noqa: SLF001 - the moment between the lines and the commit

    def overtaken(*lines: Any) -> Iterator[Any]:
        yield from noted(*lines)
        assert main(["record", str(fact), "--database", sqlite_url]) == 0

    monkeypatch.setattr(portable_commands, "_noted", overtaken)

    assert main(["import", str(file), "--database", sqlite_url]) == 1
    assert "währenddessen" in capsys.readouterr().err
    with open_store(sqlite_url, create=False) as store:
        assert [entry.fact.kind for entry in store.facts(KIM)] == ["AgreementDrafted"]


@pytest.mark.parametrize("damage", ["cut off before a line", "longer"])
def test_a_refused_import_removes_nothing_that_another_made_meanwhile(
    damage: str, file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(DAMAGED[damage])
    noted = portable_commands._noted  # noqa: SLF001 - the moment before the first line

    def overtaken(*lines: Any) -> Iterator[Any]:
        open_store(sqlite_url).close()
        yield from noted(*lines)

    monkeypatch.setattr(portable_commands, "_noted", overtaken)

    assert main(["import", str(file), "--database", sqlite_url]) == 1
    open_store(sqlite_url, create=False).close()


def test_no_ledger_gets_its_name_while_its_journal_is_on_the_way(
    file: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else's connection to the draft, as a full disk, keeps SQLite from emptying the journal."""
    reading: list[sqlite3.Connection] = []
    stream = sys.stdin

    class Opened(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if not reading:
                (draft,) = file.parent.glob(".ledger.db.*/ledger.db")
                reading.append(sqlite3.connect(draft))
                reading[0].execute("SELECT count(*) FROM ledger_heads")
            return super().readline(size)

    sys.stdin = io.TextIOWrapper(Opened(EXPORT))
    try:
        assert main(["import", "-", "--database", sqlite_url]) == 1
    finally:
        sys.stdin = stream
        reading[0].close()
    assert "nicht zu schreiben" in capsys.readouterr().err
    assert list(file.parent.iterdir()) == [file]


def test_an_old_journal_beside_the_name_does_not_get_into_the_ledger(file: Path, sqlite_url: str) -> None:
    fact = file.with_name("drafted.jsonl")
    fact.write_text(json.dumps(drafted()), encoding="utf-8")
    with open_store(sqlite_url):
        assert main(["record", str(fact), "--database", sqlite_url]) == 0
        journal = file.with_name("ledger.db-wal").read_bytes()
    file.with_name("ledger.db").unlink()
    file.with_name("ledger.db-wal").write_bytes(journal)

    assert main(["import", str(file), "--database", sqlite_url]) == 0
    with open_store(sqlite_url, create=False) as store:
        assert store.head(KIM) == 5


def test_a_folder_that_is_not_there_takes_no_ledger(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--database", f"sqlite:///{file.parent}/nowhere/x.db"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_an_export_is_taken_from_standard_input(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXPORT)))

    assert main(["import", "-", "--json", "--database", sqlite_url]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["lines"], answer["agreements"][KIM]["size"]) == (14, 5)


def test_both_say_what_a_ledger_holds(
    file: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = json.loads(EXPORT.splitlines()[-1])["agreements"][KIM]["root"]

    assert main(["import", str(file), "--database", sqlite_url]) == 0
    assert f"{KIM}: 5 Tatsachen und 5 Prüfpunkte übernommen, Wurzel {root}." in capsys.readouterr().out
    assert main(["export", str(file.with_name("again")), "--database", sqlite_url]) == 0
    assert f"{KIM}: 5 Tatsachen und 5 Prüfpunkte exportiert, Wurzel {root}." in capsys.readouterr().out


def test_who_waits_is_told_how_far_it_is(
    file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(portable_commands, "NOTED_EVERY", 5)

    assert main(["import", str(file), "--database", sqlite_url]) == 0
    assert capsys.readouterr().err.splitlines() == ["5 Zeilen übernommen …", "10 Zeilen übernommen …"]


# Writing


def test_nothing_is_overwritten(ledger: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"older")

    assert main(["export", str(file), "--database", ledger]) == 1
    assert "da ist schon etwas" in capsys.readouterr().err
    assert file.read_bytes() == b"older"


def test_what_comes_up_while_it_is_written_is_not_overwritten(
    ledger: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: file.write_bytes(b"faster"))

    assert main(["export", str(file), "--database", ledger]) == 1
    assert file.read_bytes() == b"faster"
    assert list(file.parent.glob("*export*")) == [file]


def test_a_name_is_given_only_where_nothing_stands(
    ledger: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if something came up right after the last look."""
    file.write_bytes(b"faster")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)

    assert main(["export", str(file), "--database", ledger]) == 1
    assert file.read_bytes() == b"faster"
    assert [each.name for each in file.parent.iterdir() if each.name.startswith(".")] == []


def test_a_folder_that_is_not_there_is_named(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(tmp_path / "nowhere" / "x.jsonl"), "--database", ledger]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_on_standard_output_stands_the_export_and_nothing_else(
    ledger: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "-", "--database", ledger]) == 0
    shown = capsysbinary.readouterr()
    assert shown.out == EXPORT
    assert b"5 Tatsachen" in shown.err


def test_one_agreement_alone_is_not_exported(
    ledger: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(file), "--agreement", KIM, "--database", ledger]) == 2
    assert "--agreement" in capsys.readouterr().err
    assert not file.exists()


def test_no_ledger_gives_no_export(sqlite_url: str, file: Path) -> None:
    file.unlink()

    assert main(["export", str(file), "--database", sqlite_url]) == 1
    assert list(file.parent.iterdir()) == []
