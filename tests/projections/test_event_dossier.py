"""One event whole: what it corrects, what corrected it, and exactly the settlements that rest on it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Refusal
from ledger.store import Store, open_store
from projections.event_dossier import event_dossier
from projections.history import as_known
from scripts.contract_ledger import main
from tests.projections.settled import YEAR_2025, corrected, issued
from tests.scenario import (
    KIM,
    Facts,
    amended,
    cost_of_year,
    fact,
    in_force,
    notice,
    retracted,
    reversal,
    taxed,
)
from tests.store.given import record

DRAFTED, SIGNED_FIRST, COMMENCED, GRANT_NORD, GRANT_MITTE = 1, 2, 13, 14, 15
TAX_NORD, TAX_MITTE, COST = 17, 18, 20
ISSUED, LATE, WRONG, REVERSED, CORRECTED, LATER, CORRECTED_AGAIN = 21, 22, 23, 24, 25, 26, 27
MITTE_2025, NEXT_YEAR, MITTE_ISSUED, GIVEN, RECEIVED, RETRACTION, MITTE_CORRECTED = 28, 29, 30, 31, 32, 42, 44


def _life_of_a_settlement() -> Facts:
    """Nord 2025 issued and corrected twice, one posting reversed in between; Mitte 2025 corrected once."""
    facts = issued(YEAR_2025)
    facts += cost_of_year("nord", "353.16", 2025, voucher="LATE")
    facts += cost_of_year("nord", "99.99", 2025, voucher="WRONG") + reversal("WRONG")
    facts = corrected(facts)
    facts = corrected(facts + cost_of_year("nord", "800.00", 2025, voucher="LATER"))
    facts += cost_of_year("mitte", "80000.00", 2025, voucher="M")
    facts += cost_of_year("nord", "1.00", 2026, voucher="N")
    facts = issued(facts, pool="mitte")
    facts += notice("olfen", received="2025-06-27")
    wrong = next(each for each in facts if each.kind == "NoticeReceived")
    instead = fact("NoticeReceived", notice=wrong.notice, by=wrong.by, effective_on="2025-06-30")
    facts = retracted(facts, (wrong,), instead) + cost_of_year("mitte", "1.00", 2025, voucher="M2")
    return corrected(facts, pool="mitte")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return _life_of_a_settlement()


@pytest.fixture
def store(database_url: str, facts: Facts) -> Iterator[Store]:
    with open_store(database_url) as opened:
        record(opened, *facts)
        yield opened


def _shown(store: Store, position: int, known: int | None = None) -> dict[str, Any]:
    recorded = store.facts(KIM)[:known]
    return event_dossier(as_known(KIM, recorded), recorded, position)


def _numbers(found: list[dict[str, Any]]) -> list[int]:
    return [each["position"] for each in found]


NORD_TWICE, MITTE_ONCE = [ISSUED, CORRECTED, CORRECTED_AGAIN], [MITTE_ISSUED, MITTE_CORRECTED]
RESTS = {
    DRAFTED: [*NORD_TWICE, *MITTE_ONCE],
    SIGNED_FIRST: [],
    COMMENCED: [*NORD_TWICE, *MITTE_ONCE],
    GRANT_NORD: NORD_TWICE,
    GRANT_MITTE: MITTE_ONCE,
    TAX_NORD: NORD_TWICE,
    TAX_MITTE: MITTE_ONCE,
    COST: NORD_TWICE,
    ISSUED: [],
    LATE: [CORRECTED, CORRECTED_AGAIN],
    WRONG: [],  # taken back before anything was made of it
    REVERSED: [],
    LATER: [CORRECTED_AGAIN],
    MITTE_2025: MITTE_ONCE,
    NEXT_YEAR: [],
    RECEIVED: [],
}


def test_exactly_those_statements_rest_on_an_event_whose_figures_used_it(store: Store) -> None:
    assert {position: _numbers(_shown(store, position)["settlements"]) for position in RESTS} == RESTS


def test_a_settlement_that_rests_on_an_event_is_named_by_year_and_pool(store: Store) -> None:
    assert _shown(store, MITTE_2025, known=MITTE_ISSUED)["settlements"] == [
        {"position": MITTE_ISSUED, "kind": "SettlementIssued", "year": 2025, "pool": "mitte"}
    ]


CORRECTS = {
    REVERSED: [WRONG],
    CORRECTED: [ISSUED],
    CORRECTED_AGAIN: [ISSUED, CORRECTED],
    RETRACTION: [RECEIVED],
    LATE: [],
    MITTE_ISSUED: [],
}
CORRECTED_BY = {
    WRONG: [REVERSED],
    ISSUED: [CORRECTED, CORRECTED_AGAIN],
    CORRECTED: [CORRECTED_AGAIN],
    RECEIVED: [RETRACTION],
    GIVEN: [],
    MITTE_ISSUED: [MITTE_CORRECTED],
}


def test_corrections_are_named_on_both_sides(store: Store) -> None:
    for side, expected in (("corrects", CORRECTS), ("corrected_by", CORRECTED_BY)):
        assert {number: _numbers(_shown(store, number)[side]) for number in expected} == expected


def test_a_correction_tells_why_and_what_stands_instead(store: Store) -> None:
    (retraction,) = _shown(store, RECEIVED)["corrected_by"]

    assert (retraction["kind"], retraction["reason"]) == ("FactRetracted", "Versehen")
    assert retraction["instead"]["effective_on"] == "2025-06-30"
    (taken_back,) = _shown(store, WRONG)["corrected_by"]
    assert (taken_back["kind"], taken_back["reason"]) == ("CostReversed", "falsch")


def test_what_was_not_known_then_is_not_told(store: Store) -> None:
    then = _shown(store, COST, known=ISSUED)

    assert then["known_at"]["position"] == ISSUED
    assert _numbers(then["settlements"]) == [ISSUED]
    assert _shown(store, WRONG, known=WRONG)["corrected_by"] == []
    with pytest.raises(Refusal, match="dort 21"):
        _shown(store, LATE, known=ISSUED)


@pytest.mark.parametrize("position", [0, 45, 10**9])
def test_a_number_that_nothing_has_is_refused(store: Store, position: int) -> None:
    with pytest.raises(Refusal, match="dort 44") as refused:
        _shown(store, position)
    assert refused.value.code == "no-such-event"


def test_everything_recorded_about_it_is_there(store: Store) -> None:
    recorded = store.facts(KIM)[COST - 1]

    assert _shown(store, COST) == {
        "agreement": KIM,
        "known_at": {"position": 44, "recorded_at": store.facts(KIM)[43].recorded_at},
        "position": COST,
        "kind": "CostPosted",
        "clause": "§ 2",
        "recorded_at": recorded.recorded_at,
        "recorded_by": recorded.recorded_by,
        "on_behalf_of": None,
        "leaf_hash": recorded.leaf_hash.hex(),
        "document": None,
        "fact": recorded.fact.as_given() | {"agreement": KIM},
        "corrects": [],
        "corrected_by": [],
        "settlements": [
            {"position": ISSUED, "kind": "SettlementIssued", "year": 2025, "pool": "nord"},
            {"position": CORRECTED, "kind": "SettlementCorrected", "year": 2025, "pool": "nord"},
            {"position": CORRECTED_AGAIN, "kind": "SettlementCorrected", "year": 2025, "pool": "nord"},
        ],
    }


def test_a_reversal_put_right_takes_back_what_it_says_now(database_url: str) -> None:
    """A retraction with another reversal in place of the first one takes back the other posting."""
    facts = YEAR_2025 + cost_of_year("nord", "1.00", 2025, voucher="A")
    facts += cost_of_year("nord", "2.00", 2025, voucher="B") + reversal("A", voucher="R")
    facts = retracted(facts, facts[-1:], reversal("B", voucher="R"))
    first = len(YEAR_2025) + 1
    with open_store(database_url) as store:
        record(store, *facts)

        assert _numbers(_shown(store, first)["corrected_by"]) == [first + 2]
        assert _numbers(_shown(store, first + 1)["corrected_by"]) == [first + 3]
        assert _numbers(_shown(store, first + 3)["corrects"]) == [first + 1, first + 2]


def test_a_correction_to_zero_rests_on_the_amendment_that_removed_the_pool(database_url: str) -> None:
    facts = issued(in_force() + taxed() + cost_of_year("mitte", "60000.00", 2025, voucher="M"), pool="mitte")
    merged = {"members": sorted(["billerbeck", "coesfeld", "havixbeck", "rosendahl", "duelmen", "nottuln"])}
    facts += reversal("M") + amended(1, "2025-01-01", {"pools": {"mitte": None, "nord": merged}})
    facts = corrected(facts, pool="mitte")
    posting, statement, amendment, correction = 20, 21, 23, 24
    with open_store(database_url) as store:
        record(store, *facts)

        assert _numbers(_shown(store, posting)["settlements"]) == [statement]
        assert _numbers(_shown(store, amendment)["settlements"]) == [correction]
        assert _numbers(_shown(store, DRAFTED)["settlements"]) == [statement, correction]


# The command

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(database_url: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    def answer(*options: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["audit", "show", *options, "--database", database_url])
        return status, *capsys.readouterr()

    return answer


@pytest.mark.usefixtures("store")
def test_the_command_answers_in_json_and_in_german(ask: Ask) -> None:
    status, out, _ = ask(str(WRONG), "--json")
    assert status == 0
    assert json.loads(out)["corrected_by"][0]["position"] == REVERSED

    shown = " ".join(ask(str(ISSUED))[1].split())
    for text in (
        "Nr. 21: gestellte Abrechnung (SettlementIssued, § 2)",
        "Zahlen · Kosten · Personalkosten 200.000,00 €",
        "Zahlen · es tragen · Stadt Coesfeld 15.625,00 €",
        "Zahlen · Umsatzsteuer nicht steuerbar",
        "Berichtigt durch: Nr. 25, Berichtigung",
        "Keine gestellte Abrechnung beruht darauf.",
    ):
        assert text in shown
    shown = " ".join(ask(str(COST))[1].split())
    assert "Darauf beruht: Berichtigung 2025, Region Nord (Nr. 25)" in shown


@pytest.mark.usefixtures("store")
def test_the_command_refuses_a_number_that_nothing_has(ask: Ask) -> None:
    status, out, message = ask("99", "--json")

    assert (status, out) == (1, "")
    assert "Nr. 99 gibt es im Vertrag „kim-coesfeld“ nicht" in message
    assert "frühestens" not in message


@pytest.mark.parametrize("text", ["[bold]fett[/bold]", "=1+1", "[/x]", "{title}", "a\nb"])
def test_hostile_texts_are_shown_as_they_are(text: str, ask: Ask, database_url: str) -> None:
    paper = {"reference": text.replace("\n", " "), "sha256": "0" * 64}
    hostile = fact("AgreementCommenced", effective_on="2024-01-01", basis=text, document=paper)
    with open_store(database_url) as store:
        record(store, *YEAR_2025[:1], *hostile)

    shown = " ".join(ask("2")[1].split())
    in_one_line = text.replace("\n", "\\n")
    assert f"Grundlage {in_one_line}" in shown
    assert f"Dokument · Aktenzeichen {paper['reference']}" in shown
    answer = json.loads(ask("2", "--json")[1])
    assert (answer["fact"]["basis"], answer["document"]) == (text, paper)


def test_names_of_people_are_opened_only_where_they_are_printed(
    ask: Ask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_LEDGER_KEYS", str(tmp_path / "keys"))
    file = tmp_path / "facts.jsonl"
    person = {"signatory": "p-1", "signatory_name": "Erika Mustermann"}
    given = {"kind": "PartySigned", "party": "olfen", "effective_on": "2023-03-15", **person}
    file.write_text("\n".join(map(json.dumps, [YEAR_2025[0].as_given(), given])), encoding="utf-8")
    assert main(["record", str(file), "--database", database_url]) == 0

    assert "Erika Mustermann" in ask("2")[1]
    assert json.loads(ask("2", "--json")[1])["fact"]["signatory_name"] == "Erika Mustermann"
    with open_store(database_url) as store:
        assert "Erika" not in json.dumps(_shown(store, 2))
    monkeypatch.setenv("CONTRACT_LEDGER_KEYS", str(tmp_path / "elsewhere"))
    assert "nicht lesbar" in ask("2")[1]
