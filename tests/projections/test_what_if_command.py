"""`what-if` on the command line: the same on both databases, refused like `record`, and nothing stored."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from ledger.store import StoredFact, open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import CONCLUDED, SECOND
from tests.projections.test_what_if import NO_FACTS, RECORDED, supposed
from tests.scenario import (
    KIM,
    Facts,
    decided,
    lost,
    notice,
    reversal,
    taxed,
    terminated,
)


def _written(directory: Path, facts: Facts, name: str = "given.jsonl") -> str:
    file = directory / name
    file.write_text("\n".join(json.dumps(each.as_given()) for each in facts), encoding="utf-8")
    return str(file)


def _stored(url: str) -> tuple[list[tuple[int, StoredFact]], int]:
    with open_store(url, create=False) as store:
        return store.after(0, limit=1_000), store.head(KIM)


@pytest.fixture
def ledger(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The URL of a ledger in which RECORDED stands."""
    assert main(["record", _written(tmp_path, RECORDED), "--database", database_url]) == 0
    capsys.readouterr()
    return database_url


def test_the_command_answers_alike_on_both_databases_and_records_nothing(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _stored(ledger)
    file = _written(tmp_path, lost("all", "2026-01-01") + RECORDED[:1], "suppose.jsonl")
    command = ["what-if", file, "--as-at", "30.06.2025", "--database", ledger]

    assert main([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["supposed"], answer["already_recorded"]) == (1, 1)
    assert answer["years"] == supposed(lost("all", "2026-01-01"))["years"]

    assert main(command) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for text in (
        "Angenommen: 1 Tatsache; schon erfasst: 1. Nichts wird gespeichert.",
        "Kalenderjahr 2026, Kosten fortgeschrieben wie 2024",
        "an diesem Tag dieselben Anteile",
        "+34.375,00 €",
        "Kein Unterschied.",
        "Fortgeschrieben sind Kosten, Auszahlungen und Stunden von 2024",
    ):
        assert text in shown
    assert _stored(ledger) == before


def test_the_table_shows_shares_status_and_what_is_unresolved(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", _written(tmp_path, RECORDED + taxed()), "--database", sqlite_url]) == 0
    leave = decided("exit-share", "region", "2025-01-01") + terminated("2028-12-31")
    leave += notice("duelmen", received="2025-06-27") + notice("nottuln", received="2025-06-27")
    leave += notice("olfen", received="2025-06-27")
    capsys.readouterr()

    file = _written(tmp_path, leave, "suppose.jsonl")
    assert main(["what-if", file, "--as-at", "2029-06-30", "--database", sqlite_url]) == 0

    shown = " ".join(capsys.readouterr().out.split())
    assert "Vertrag: ohne in Kraft; mit beendet, in der Auslaufzeit (§ 4 Abs. 3)" in shown
    assert "Region Süd: Anteile an diesem Tag" in shown
    assert "Gemeinde Ascheberg 1/5 (20,00 %) 1/8 (12,50 %)" in shown

    assert main(["what-if", file, "--as-at", "2027-06-30", "--database", sqlite_url]) == 0

    shown = " ".join(capsys.readouterr().out.split())
    assert "Ungeklärt mit den Annahmen: Region Mitte. Dort und in der Summe gibt es keine Zahlen." in shown


def test_a_lone_hyphen_reads_standard_input_and_today_is_the_day(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", _written(tmp_path, RECORDED), "--database", sqlite_url]) == 0
    capsys.readouterr()
    line = json.dumps(lost("all", "2031-01-01")[0].as_given()).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line), encoding="ascii"))

    with freeze_time("2030-05-05"):
        assert main(["what-if", "-", "--json", "--database", sqlite_url]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["as_at"], answer["supposed"], answer["carried_on_from"]) == ("2030-05-05", 1, 2029)


def test_known_at_supposes_on_what_was_known_then(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before Süd was posted a reversal of it could not have been recorded."""
    file = _written(tmp_path, reversal(RECORDED[-1].model_dump()["voucher"]), "suppose.jsonl")
    command = ["what-if", file, "--as-at", "2025-06-30", "--json", "--database", ledger]

    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["known_at"]["position"] == len(RECORDED)
    assert main([*command, "--known-at", f"@{len(RECORDED) - 1}"]) == 1
    assert "Zeile 1" in capsys.readouterr().err


INADMISSIBLE: dict[str, list[dict[str, Any]]] = {
    "not json": [],
    "an unknown party": [{"kind": "PartySigned", "party": "reken", "effective_on": "2024-01-01"}],
    "a grant above the posts, on the second line": [
        {"kind": "SubsidyLost", "pools": "all", "reason": "Ende", "effective_on": "2026-01-01"},
        {
            "kind": "SubsidyGranted",
            "pool": "nord",
            "posts": "9",
            "rate_per_post_year": "1.00",
            "effective_on": "2027-01-01",
        },
    ],
    "a reversal of nothing": [{"kind": "CostReversed", "voucher": "R", "reverses": "?", "reason": "falsch"}],
    "a fact whose field is wrong": [{"kind": "SubsidyLost", "pools": "all", "effective_on": "2026-02-30"}],
    "a kind with a command of its own": [{"kind": "SettlementPaid", "pool": "nord", "year": 2024}],
    "a retraction that breaks others": [{"kind": "FactRetracted", "position": 1, "reason": "falsch"}],
}


@pytest.mark.parametrize("lines", INADMISSIBLE.values(), ids=INADMISSIBLE)
def test_what_could_not_be_recorded_is_refused_in_the_same_words(
    lines: list[dict[str, Any]], ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = tmp_path / "suppose.jsonl", _stored(ledger)
    file.write_text("\n".join(map(json.dumps, lines)) or "{", encoding="utf-8")

    assert main(["record", str(file), "--dry-run", "--database", ledger]) == 1
    recording = capsys.readouterr()
    assert main(["what-if", str(file), "--json", "--database", ledger]) == 1

    refused = capsys.readouterr()
    assert refused == recording
    assert f"Zeile {max(len(lines), 1)}" in refused.err
    assert _stored(ledger) == before


def test_facts_of_two_agreements_are_refused(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text("\n".join(map(json.dumps, (CONCLUDED[0], SECOND))), encoding="utf-8")
    assert main(["record", str(file), "--database", sqlite_url]) == 0
    capsys.readouterr()

    assert main(["what-if", str(file), "--database", sqlite_url]) == 1
    assert "Zeile 2: „agreement“ ist „zweitens“, der Vertrag heißt „kim-coesfeld“" in capsys.readouterr().err

    signature = {"kind": "PartySigned", "party": "coesfeld", "effective_on": "2024-01-01"}
    file.write_text(json.dumps(signature), encoding="utf-8")
    assert main(["what-if", str(file), "--database", sqlite_url, "--json", "--agreement", "zweitens"]) == 0
    assert json.loads(capsys.readouterr().out)["agreement"] == "zweitens"
    assert main(["what-if", str(file), "--database", sqlite_url, "--agreement", "drittens"]) == 1
    assert "„drittens“" in capsys.readouterr().err


def test_without_a_ledger_there_is_nothing_to_suppose_on(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(tmp_path, NO_FACTS)

    assert main(["what-if", file, "--database", sqlite_url]) == 1

    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()
    assert capsys.readouterr().err


def test_an_empty_file_changes_nothing(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(tmp_path, NO_FACTS, "empty.jsonl")

    assert main(["what-if", file, "--as-at", "2025-06-30", "--json", "--database", ledger]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["years"] == supposed(NO_FACTS)["years"]
