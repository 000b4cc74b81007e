"""`audit report`: what an auditor files, on the screen, as JSON and as a page."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from ledger.store import StoredFact, open_store
from projections.audit_report import audit_report
from projections.documents.audit_report import report_pdf
from projections.verifying import Verification
from scripts.contract_ledger import main
from tests.store.behind import run, without_protections
from tests.tampering.given import recorded, restore, whole, witness_file

MADE_AT = "2026-11-23T09:30:00+00:00"
ANYBODY = "Ohne Rollendatei: jede Anmeldung, die das Hauptbuch öffnen kann, darf alles erfassen."


@pytest.fixture
def ledger(database_url: str) -> str:
    """The URL of the ledger of tests/tampering, which nobody has touched."""
    restore(database_url, whole())
    return database_url


def report(url: str, status: int, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    with freeze_time(MADE_AT, ignore=["psycopg", "psycopg_pool"]):
        assert main(["audit", "report", "--json", "--database", url, *options]) == status
    return json.loads(capsys.readouterr().out)


def shown(url: str, status: int, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    with freeze_time(MADE_AT, ignore=["psycopg", "psycopg_pool"]):
        assert main(["audit", "report", "--database", url, *options]) == status
    return " ".join(capsys.readouterr().out.split())


def edit_a_recorder(url: str) -> None:
    without_protections(url, ("ledger_positions",))
    run(url, "UPDATE ledger_positions SET recorded_by = 'mallory' WHERE position = 3")


def pages(made: bytes) -> int:
    return int(re.findall(rb"/Type/Pages/Count (\d+)", made)[0])


def test_it_says_which_ledger_when_and_with_what(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The place without folders or passwords; the database's name is random here."""
    answer = report(ledger, 0, capsys)

    assert list(answer) == ["ledger", "made_at", "software", "agreements", "checks", "problems", "roles"]
    assert re.fullmatch(r"SQLite, ledger\.db|PostgreSQL, test_\w+", answer["ledger"])
    assert answer["made_at"] == "2026-11-23T09:30:00.000000Z"
    assert answer["roles"] == {"file": None, "sha256": None, "logins": {}, "strangers": []}
    assert answer["problems"] == []


def test_it_says_of_each_agreement_how_far_it_reaches_and_who_recorded(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kim, other = report(ledger, 0, capsys, "--witnesses", str(witness_file(tmp_path)))["agreements"]

    assert re.fullmatch("[0-9a-f]{64}", kim.pop("root"))
    assert kim == {
        "agreement": "kim-coesfeld",
        "events": 8,
        "recorded_at": "2026-11-22T12:00:00.000000Z",
        "checkpoints": 6,
        "newest_checkpoint": 7,
        "witnesses": {
            "required": 2,
            "trusted": ["ascheberg", "olfen", "senden"],
            "confirmed": 7,
            "by": ["ascheberg", "olfen"],
            "later": 1,
        },
        "statements": 0,
        "recorded_by": {"mueller": 8},
    }
    assert (other["events"], other["newest_checkpoint"], other["witnesses"]) == (2, None, None)


def test_it_gives_the_result_of_every_check(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    without_protections(ledger, ("ledger_heads",))
    run(ledger, "UPDATE ledger_heads SET position = 9, checkpoints = 9 WHERE agreement = 'kim-coesfeld'")

    checks = {each.pop("check"): each for each in report(ledger, 3, capsys)["checks"]}

    assert {check: each["problems"] for check, each in checks.items() if check != "protections"} == {
        "numbers": 0,
        "facts": 0,
        "hashes": 0,
        "times": 0,
        "tree": 2,
        "checkpoints": 0,
        "witnesses": 0,
        "statements": 0,
        "read-models": 0,
    }
    assert checks["protections"]["problems"] > 0
    assert checks["checkpoints"]["unchecked"] == ["other"]
    assert checks["witnesses"]["unchecked"] == ["kim-coesfeld", "other"]


def test_the_screen_says_the_same(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(ledger, 0, capsys)

    assert "geprüft am: 23.11.2026 09:30:00 UTC" in text
    assert "Alles, was geprüft wurde, stimmt." in text
    assert "Prüfsumme jeder Tatsache nachgerechnet in Ordnung" in text
    assert "im Einklang mit dem Buch teils nicht geprüft" in text
    assert "kim-coesfeld 8 22.11.2026 12:00:00 UTC 6, bis Nr. 7 nicht geprüft 0" in text
    assert "kim-coesfeld mueller 8" in text
    assert "Nicht geprüft: Prüfpunkte von other;" in text
    assert ANYBODY in text


def test_problems_are_counted_and_the_first_ones_shown(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_a_recorder(ledger)

    text = shown(ledger, 3, capsys)

    assert "kim-coesfeld 3 Prüfsumme leaf_hash" in text
    assert "kim-coesfeld mallory 1" in text
    assert "Prüfsumme jeder Tatsache nachgerechnet Probleme: 1" in text


def test_what_is_gone_is_not_said_to_be_checked(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was computed anew of events that are not there."""
    without_protections(ledger, ("stored_events",))
    run(ledger, "DELETE FROM stored_events")

    checks = {each["check"]: each["extent"] for each in report(ledger, 3, capsys)["checks"]}
    text = shown(ledger, 3, capsys)

    assert {checks[check] for check in ("facts", "hashes", "statements")} == {"none"}
    assert checks["checkpoints"] == "part"
    assert checks["protections"] == "all"
    assert "Prüfsumme jeder Tatsache nachgerechnet nicht geprüft" in text
    assert "aus ihrer Grundlage nachgerechnet Probleme: 2; nicht geprüft" in text
    assert "Nicht geprüft: Prüfsummen von kim-coesfeld, other;" in text


def test_what_is_partly_gone_is_said_to_be_partly_checked(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    without_protections(ledger, ("stored_events",))
    run(ledger, "DELETE FROM stored_events WHERE topic = 'CostPosted'")

    checks = {each["check"]: each for each in report(ledger, 3, capsys)["checks"]}

    for check in ("facts", "hashes", "statements"):
        assert (checks[check]["extent"], checks[check]["unchecked"]) == ("part", ["kim-coesfeld"])


def test_of_many_problems_ten_are_shown(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    without_protections(ledger, ("ledger_positions",))
    run(ledger, "UPDATE ledger_positions SET recorded_by = 'mallory', recorded_at = '2026'")

    assert re.search(r"Probleme \(10 von \d\d\)", shown(ledger, 3, capsys))


def test_witnesses_that_are_too_few_are_told(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    restore(database_url, tuple(each for each in whole() if isinstance(each, StoredFact)))

    text = shown(database_url, 3, capsys, "--witnesses", str(witness_file(tmp_path)))

    assert "2 von 3 verlangt: zu wenige" in text


def test_the_page_is_one_page_and_the_same_from_the_same_report(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = report_pdf(report(ledger, 0, capsys, "--witnesses", str(witness_file(tmp_path))))

    assert made.startswith(b"%PDF-1.7")
    assert pages(made) == 1
    assert made == report_pdf(report(ledger, 0, capsys, "--witnesses", str(witness_file(tmp_path))))


def test_damage_fits_a_page_too(ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without_protections(ledger, ("ledger_positions",))
    run(ledger, "UPDATE ledger_positions SET recorded_by = 'mallory', recorded_at = '2026'")

    assert main(["audit", "report", "--database", ledger, "--pdf", str(tmp_path / "report.pdf")]) == 3

    assert "Probleme" in capsys.readouterr().out
    assert pages((tmp_path / "report.pdf").read_bytes()) == 1


def test_a_page_that_cannot_be_written_is_refused(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert main(["audit", "report", "--database", ledger, "--pdf", str(tmp_path / "file" / "x.pdf")]) == 1
    assert "kann nicht geschrieben werden" in capsys.readouterr().err


def test_no_agreement_at_all_is_a_report_too(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    restore(sqlite_url, recorded())

    assert report(sqlite_url, 0, capsys)["agreements"] == []
    assert "Alles, was geprüft wurde, stimmt." in shown(sqlite_url, 0, capsys)


def test_the_screen_needs_no_typesetter() -> None:
    loads = "import sys, projections.display.audit_report; sys.exit('typst' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0  # noqa: S603 - our own


def test_roles_are_data_for_programs_and_sentences_for_readers(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(ledger) as store:
        login = store.login
    file = tmp_path / "roles.toml"
    file.write_text(f'[logins."{login}"]\nrole = "auditor"\n', encoding="utf-8")
    monkeypatch.setenv("CONTRACT_LEDGER_ROLES", str(file))

    roles = report(ledger, 0, capsys)["roles"]

    assert (roles["file"], roles["logins"]) == (
        "roles.toml",
        {login: {"role": "auditor", "municipality": None}},
    )
    assert f"{login}: Prüfung (liest nur)." in shown(ledger, 0, capsys)


def test_a_password_never_stands_in_it() -> None:
    made = audit_report(
        Verification((), ()),
        database="postgresql://host:geheim@db.example/buch?sslpassword=auch",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        software="1.2.3",
        roles={"file": None, "sha256": None, "logins": {}, "strangers": []},
    )

    assert made["ledger"] == "PostgreSQL, buch auf db.example"
    assert "geheim" not in json.dumps(made)
    assert b"geheim" not in report_pdf(made)
