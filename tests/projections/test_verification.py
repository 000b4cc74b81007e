"""`audit verify` as a command: its answer, its exit status, and what it says of what it did not look at.

Which change is found by which check stands in tests/tampering.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.store import StoredFact, StoreError, open_store
from ledger.store.snapshot import Snapshot
from projections import tables
from projections.event_index import Difference
from scripts.contract_ledger import main
from tests.scenario import cost_of_year, in_force, taxed
from tests.store.behind import run, without_protections
from tests.tampering.attacker import Attacker
from tests.tampering.given import THIRD_LEAF, checkpoints, hash_of, recorded, restore, whole, witness_file
from tests.tampering.verified import expected, found


@pytest.fixture
def ledger(database_url: str) -> str:
    """The URL of the ledger of tests/tampering, which nobody has touched."""
    restore(database_url, whole())
    return database_url


def answered(url: str, status: int, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main(["audit", "verify", "--json", "--database", url, *options]) == status
    said = capsys.readouterr()
    assert all(line.startswith(("Nicht geprüft: ", "kim-coesfeld: ")) for line in said.err.splitlines())
    return json.loads(said.out)


def shown(url: str, status: int, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["audit", "verify", "--database", url, *options]) == status
    return " ".join(capsys.readouterr().out.split())


def edit_the_third(url: str) -> None:
    without_protections(url, ("ledger_positions",))
    run(url, "UPDATE ledger_positions SET recorded_by = 'mallory' WHERE position = 3")


def test_a_ledger_that_nobody_touched_has_no_problem(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(ledger, 0, capsys) == []
    text = shown(ledger, 0, capsys)
    assert "kim-coesfeld 8 7 6 0 other 2 1 0 0" in text
    assert "10 Tatsachen geprüft: alles stimmt." in text


def test_what_was_not_looked_at_is_said(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(ledger, 0, capsys)

    assert "Nicht geprüft: Prüfpunkte von other; es gibt noch keine" in text
    assert "Nicht geprüft: Zeugen von kim-coesfeld, other; keine Zeugendatei" in text


def test_beside_json_it_is_said_on_standard_error(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads only the list of problems must not take an empty one for a proof."""
    verify = ["audit", "verify", "--json", "--database", ledger]

    assert main(verify) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert "Nicht geprüft: Prüfpunkte von other; es gibt noch keine" in said.err
    assert "Nicht geprüft: Zeugen von kim-coesfeld, other; keine Zeugendatei" in said.err
    assert main([*verify, "--witnesses", str(witness_file(tmp_path))]) == 0
    vouched = "kim-coesfeld: bis Nr. 7 bezeugt von ascheberg, olfen; später erfasst: 1."
    assert vouched in capsys.readouterr().err


def test_progress_is_drawn_on_a_terminal_and_never_beside_json(
    ledger: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    assert main(["audit", "verify", "--database", ledger]) == 0
    assert "kim-coesfeld" in capsys.readouterr().err
    assert answered(ledger, 0, capsys) == []


def test_each_problem_has_its_place_what_should_be_there_and_what_is(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_the_third(ledger)

    problem, *protections = answered(ledger, 3, capsys)

    assert list(problem) == ["agreement", "position", "problem", "field", "expected", "found"]
    assert (problem["agreement"], problem["position"]) == ("kim-coesfeld", 3)
    assert (problem["problem"], problem["field"]) == ("hash", "leaf_hash")
    edited = THIRD_LEAF.replace("mueller", "mallory")
    assert (problem["expected"], problem["found"]) == (hash_of(edited).hex(), hash_of(THIRD_LEAF).hex())
    assert {each["problem"] for each in protections} == {"protection"}
    assert {(each["agreement"], each["position"]) for each in protections} == {(None, None)}


def test_clerks_read_which_problem_it_is(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit_the_third(ledger)

    text = shown(ledger, 3, capsys)

    assert "kim-coesfeld 3 Prüfsumme leaf_hash" in text
    assert "Probleme: " in text
    assert "alles stimmt" not in text


def test_only_the_agreement_chosen_is_looked_at(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit_the_third(ledger)

    problems = answered(ledger, 3, capsys, "--agreement", "other")

    assert {each["problem"] for each in problems} == {"protection"}


def test_an_agreement_that_no_table_knows_is_refused(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--database", ledger, "--agreement", "anders"]) == 1
    assert "„anders“" in capsys.readouterr().err


def test_an_agreement_whose_head_is_gone_can_still_be_chosen(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other commands would not know it any more."""
    without_protections(ledger, ("ledger_heads",))
    run(ledger, "DELETE FROM ledger_heads WHERE agreement = 'kim-coesfeld'")

    problems = answered(ledger, 3, capsys, "--agreement", "kim-coesfeld")

    assert problems[0]["problem"] == "head"


def test_one_fact_is_one_fact(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    restore(database_url, whole()[:1])

    assert "1 Tatsache geprüft: alles stimmt." in shown(database_url, 0, capsys)


def test_an_empty_ledger_is_whole(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(database_url):
        pass

    assert answered(database_url, 0, capsys) == []
    assert "0 Tatsachen geprüft: alles stimmt." in shown(database_url, 0, capsys)


def test_witnesses_say_up_to_where_the_log_is_theirs(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(witness_file(tmp_path))

    assert answered(ledger, 0, capsys, "--witnesses", file) == []
    text = shown(ledger, 0, capsys, "--witnesses", file)

    assert "kim-coesfeld: bis Nr. 7 bezeugt von ascheberg, olfen; später erfasst: 1." in text
    assert "Nicht geprüft: Zeugen von other;" in text


def test_a_file_of_witnesses_must_name_the_agreement_chosen(
    ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(witness_file(tmp_path))

    assert main(["audit", "verify", "--database", ledger, "--agreement", "other", "--witnesses", file]) == 1
    assert "other" in capsys.readouterr().err


def test_too_few_witnesses_are_a_problem(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = [each for each in whole() if isinstance(each, StoredFact)]
    restore(database_url, tuple(log))
    file = str(witness_file(tmp_path))

    (problem,) = answered(database_url, 3, capsys, "--witnesses", file)

    assert (problem["problem"], problem["expected"], problem["found"]) == ("witness", "2", "0")
    assert "nichts davon haben genügend Zeugen" in shown(database_url, 3, capsys, "--witnesses", file)


def test_witnesses_of_different_sizes_are_not_enough_together(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tuple(each for each in whole() if isinstance(each, StoredFact))
    notes = (*checkpoints(log, 4, by=("olfen",)), *checkpoints(log, 7, by=("ascheberg",)))
    restore(database_url, (*log, *notes))
    file = str(witness_file(tmp_path))

    (problem,) = answered(database_url, 3, capsys, "--witnesses", file)

    assert (problem["expected"], problem["found"]) == ("2", "Nr. 4: olfen; Nr. 7: ascheberg")


def test_read_models_that_were_changed_are_found_at_their_event(ledger: str) -> None:
    with open_store(ledger) as store:
        tables.catch_up(ledger, store)
    run(ledger, "UPDATE read_events SET recorded_by = 'mallory' WHERE notification = 6")
    run(ledger, "DELETE FROM read_events WHERE notification = 4")

    assert found(ledger) == expected("4 read-model missing\nother: 2 read-model recorded_by")


def test_a_read_model_whose_event_cannot_be_looked_up_ends_nothing(
    ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks between the comparison and the look at the event."""

    def broken(*_: object) -> None:
        raise StoreError("Das Hauptbuch antwortet nicht.", "Die Verbindung ist fort.", "Wiederholen.")

    differences = [Difference("different", 4, "recorded_by", "mueller", "mallory")] * 2
    monkeypatch.setattr(tables, "check", lambda *_: differences)
    monkeypatch.setattr(Snapshot, "commits", broken)

    assert found(ledger) == [
        "- - read-model recorded_by",
        "- - read-model recorded_by",
        "- - unreadable stored_events",
    ]


def test_read_models_that_cannot_be_compared_are_told(ledger: str) -> None:
    with open_store(ledger) as store:
        tables.catch_up(ledger, store)
    attacker = Attacker(ledger)
    with attacker.unprotected():
        attacker.set("stored_events.topic", "topic = 'CostPosted'", "X")

    problems = found(ledger)
    assert {"3 read-model read_events", "5 read-model read_events", "7 read-model read_events"} < {*problems}
    assert "- - read-model read_events" not in problems


@pytest.fixture
def issued(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[StoredFact]:
    """The log of an agreement with a statement for Nord in 2025, the last of its facts."""
    facts = tmp_path / "facts.jsonl"
    given = in_force() + taxed() + cost_of_year("nord", "200000.00", 2025)
    facts.write_text("\n".join(json.dumps(fact.as_given()) for fact in given), encoding="utf-8")
    assert main(["record", str(facts), "--database", database_url]) == 0
    issue = ["settlement", "issue", "--year", "2025", "--pool", "nord", "--issued-on", "2026-03-12"]
    assert main([*issue, "--database", database_url]) == 0
    capsys.readouterr()
    with open_store(database_url) as store:
        return list(store.facts("kim-coesfeld"))


def changed(stored: StoredFact, **fields: Any) -> StoredFact:
    """With the hash that it should then have."""
    (other,) = recorded(replace(stored, **fields))
    return other


def test_a_statement_that_its_basis_no_longer_gives_is_found(
    database_url: str, issued: list[StoredFact], capsys: pytest.CaptureFixture[str]
) -> None:
    """An amount was changed with everything above it; only the issued figures remember (§ 2; R12)."""
    dearer = [changed(each, state=each.state.replace(b'"200000.00"', b'"240000.00"')) for each in issued[:-1]]

    Attacker(database_url).replace_all((*dearer, issued[-1]))

    problems = answered(database_url, 3, capsys)
    assert {each["problem"] for each in problems} == {"statement"}
    assert {each["field"] for each in problems} >= {"own_share", "by_party.billerbeck"}
    assert {each["position"] for each in problems} == {len(issued)}


def test_a_log_that_makes_no_sense_is_told_and_ends_nothing(
    database_url: str, issued: list[StoredFact]
) -> None:
    """A statement alone, without the facts that it rests on."""
    Attacker(database_url).replace_all((changed(issued[-1], position=1, version=1),))

    assert found(database_url) == ["- statement statements"]
