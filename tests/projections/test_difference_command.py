"""`settlement diff` on the command line."""

import json
from pathlib import Path

import pytest

from scripts.contract_ledger import main
from tests.projections.test_difference import BEFORE
from tests.scenario import (
    NORD,
    Facts,
    cost,
    drafted,
    equally,
    reversal,
)


def _record(url: str, directory: Path, facts: Facts) -> None:
    file = directory / "given.jsonl"
    file.write_text("\n".join(json.dumps(each.as_given()) for each in facts), encoding="utf-8")
    assert main(["record", str(file), "--database", url]) == 0


def test_the_command_answers_alike_on_both_databases(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31", voucher="B-7")
    _record(database_url, tmp_path, facts)
    command = ["settlement", "diff", "--year", "2024", "--database", database_url]
    begin, end = f"@{len(BEFORE)}", f"@{len(facts)}"
    capsys.readouterr()

    assert main([*command, "--pool", "nord", "--from", begin, "--to", end, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["steps"][0]["by_party"] == answer["difference"] == equally(NORD, "125.00")

    assert main([*command, "--from", begin, "--to", end]) == 0
    shown = capsys.readouterr().out.replace("\xa0", " ")
    for text in (
        "Region Nord, Abrechnung 2024",
        "Buchung B-7",
        "§ 2",
        "Stadt Coesfeld",
        "+125,00 €",
        "zusammen",
    ):
        assert text in shown
    assert shown.count("Kein Unterschied") == 2

    assert main([*command, "--from", end, "--to", begin]) == 1
    assert "tauschen" in capsys.readouterr().err


def test_the_table_says_who_corrected_what(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = BEFORE + cost("nord", "500.00", "2024-03-01", "2024-03-31", voucher="B-7") + reversal("B-7")
    _record(sqlite_url, tmp_path, facts)
    correct = ["retract", str(len(facts)), "--reason", "Versehen", "--as", "kaemmerei"]
    assert main([*correct, "--database", sqlite_url]) == 0
    capsys.readouterr()

    begin, end = f"@{len(facts) - 1}", f"@{len(facts) + 1}"
    command = ["settlement", "diff", "--year", "2024", "--pool", "nord", "--from", begin, "--to", end]
    assert main([*command, "--database", sqlite_url]) == 0

    shown = capsys.readouterr().out
    for text in (
        "kaemmerei",
        "Zurücknahme von",
        f"Nr. {len(facts)} Stadt Coesfeld",
        "Gegenbuchung",
        "nichts",
    ):
        assert text in " ".join(shown.split())


def test_times_before_the_draft_are_shown_as_no_difference(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _record(sqlite_url, tmp_path, drafted())
    capsys.readouterr()

    command = ["settlement", "diff", "--year", "2024", "--from", "@0", "--to", "2020-01-01T00:00:00+01:00"]
    assert main([*command, "--database", sqlite_url]) == 0

    assert "noch kein Vertrag bekannt" in capsys.readouterr().out
