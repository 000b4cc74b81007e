"""`privacy report`: everything that is held about a person (Art. 15 DSGVO), as JSON and as a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.sealing import KEYS_VARIABLE
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import Given, drafted, filled, retracted, signed

PERSON = "person-n1"
NAMED = filled("n1", "1", person=PERSON, person_name="Jörg Äppelßen")
FACTS = (
    drafted(),
    signed("olfen") | {"signatory": PERSON, "signatory_name": "Jörg Erdacht"},
    signed("senden") | {"signatory": "s-senden", "signatory_name": "Wilma Zwirnwald"},
    NAMED,
    filled("n2", "0.5", person=PERSON),
    retracted(4, NAMED | {"effective_on": "2023-05-01"}),
)


@pytest.fixture
def url(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """A ledger in which FACTS stand, on each database."""
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    _record(database_url, tmp_path, *FACTS)
    capsys.readouterr()
    return database_url


def _record(url: str, folder: Path, *given: Given) -> None:
    file = folder / "facts.jsonl"
    file.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    assert main(["record", str(file), "--as", "coesfeld", "--database", url]) == 0


def _report(url: str, capsys: pytest.CaptureFixture[str], person: str = PERSON) -> Any:
    assert main(["privacy", "report", person, "--json", "--database", url]) == 0
    return json.loads(capsys.readouterr().out)


def _table(url: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["privacy", "report", PERSON, "--database", url]) == 0
    return " ".join(capsys.readouterr().out.replace("\xa0", " ").split())


def _erase(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    erase = ["privacy", "erase", PERSON, "--reason", "Antrag vom 3. Mai", "--as", "coesfeld"]
    assert main([*erase, "--database", url]) == 0
    capsys.readouterr()


def test_every_fact_that_names_the_person_is_listed_with_the_name_it_holds(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _report(url, capsys)

    listed = [
        (fact["position"], fact["kind"], fact["day"], fact["field"], fact["held"], fact["name"])
        for fact in answer["facts"]
    ]
    assert listed == [
        (2, "PartySigned", "2023-03-15", "signatory_name", "sealed", "Jörg Erdacht"),
        (4, "PostFilled", "2023-04-01", "person_name", "sealed", "Jörg Äppelßen"),
        (5, "PostFilled", "2023-04-01", "person_name", "nothing", None),
        (6, "FactRetracted", "2023-05-01", "person_name", "sealed", "Jörg Äppelßen"),
    ]
    assert {name: answer[name] for name in ("agreement", "person", "key", "erased")} == {
        "agreement": "kim-coesfeld",
        "person": PERSON,
        "key": "present",
        "erased": None,
    }
    assert answer["facts"][0].keys() >= {"recorded_at", "recorded_by", "on_behalf_of"}
    assert answer["facts"][0]["on_behalf_of"] == "coesfeld"


def test_after_erasure_the_report_says_so_and_shows_no_name(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _erase(url, capsys)

    answer = _report(url, capsys)

    assert answer["key"] == "erased"
    assert (answer["erased"]["position"], answer["erased"]["reason"]) == (7, "Antrag vom 3. Mai")
    assert [(fact["held"], fact["name"]) for fact in answer["facts"]] == [
        ("sealed", None),
        ("sealed", None),
        ("nothing", None),
        ("sealed", None),
    ]
    assert _report(url, capsys, "s-senden")["facts"][0]["name"] == "Wilma Zwirnwald"


def test_the_table_tells_who_is_named_where(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _table(url, capsys)

    assert "Schlüssel: vorhanden" in shown
    assert "Löschung: keine erfasst" in shown
    for part in ("Jörg Erdacht", "Jörg Äppelßen", "keiner erfasst", "01.05.2023", "coesfeld"):
        assert part in shown


def test_the_table_tells_of_an_erasure(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    _erase(url, capsys)

    shown = _table(url, capsys)

    assert "Schlüssel: vernichtet" in shown
    assert "Löschung: Nr. 7" in shown
    assert "im Auftrag von coesfeld: Antrag vom 3. Mai" in shown
    assert shown.count("unlesbar") == 3
    assert "Jörg" not in shown


def test_a_key_that_came_back_is_pointed_out(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys" / f"kim-coesfeld--{PERSON}.key"
    backup = file.read_bytes()
    _erase(url, capsys)
    file.write_bytes(backup)

    assert "der Schlüssel ist wieder da" in _table(url, capsys)


def test_without_the_keys_the_names_stay_sealed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an auditor sees it who has the ledger and not the keys."""
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "none"))

    answer = _report(url, capsys)

    assert answer["key"] == "missing"
    assert {fact["name"] for fact in answer["facts"]} == {None}


def test_with_a_wrong_folder_of_keys_nobody_is_erased_unless_the_key_is_lost(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "none"))
    erase = ["privacy", "erase", PERSON, "--reason", "Antrag", "--database", url]

    assert main(erase) == 1
    assert f"In {tmp_path / 'none'} liegt kein Schlüssel" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()

    assert main([*erase, "--key-is-lost"]) == 0
    assert "Findet sich der verlorene doch noch, ihn vernichten." in capsys.readouterr().out
    assert _report(url, capsys)["key"] == "erased"


def test_on_behalf_of_nobody_who_can_be_written_down_no_key_is_destroyed(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["privacy", "erase", PERSON, "--reason", "Antrag", "--as", "\x07", "--database", url]) == 1

    assert "In wessen Auftrag" in capsys.readouterr().err
    assert _report(url, capsys)["key"] == "present"


def test_where_no_place_for_keys_is_named_the_report_says_so(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(KEYS_VARIABLE, raising=False)
    _record(postgresql_url, tmp_path, drafted(), filled("n1", "1", person=PERSON))
    capsys.readouterr()

    assert "CONTRACT_LEDGER_KEYS" in _table(postgresql_url, capsys)


def test_nothing_is_reported_about_somebody_unknown(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "report", "niemand", "--database", url]) == 1

    assert "person-n1, s-senden" in capsys.readouterr().err
