"""`explain` on the command line: a day or a year, as JSON or as a tree, the same on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from scripts.contract_ledger import main
from tests.projections.explained import walk
from tests.scenario import (
    Facts,
    amended,
    cost,
    cost_of_year,
    decided,
    employment_ended,
    filled,
    flat_rate,
    granted,
    hours,
    in_force,
    lost,
    notice,
    retracted,
    terminated,
)

PAPER = {"reference": "Blatt [3]"}
LEAVING = notice("havixbeck", received="2025-06-27")
STANDING = (
    in_force()
    + LEAVING
    + cost_of_year("nord", "200000.00", 2025, document=PAPER)
    + cost_of_year("nord", "200000.01", 2027)
)
RECORDED = retracted(STANDING, granted("nord"), granted("nord", posts="2"))


@pytest.fixture
def ledger(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The URL of a ledger in which RECORDED stands, recorded on behalf of Coesfeld."""
    return _recorded(RECORDED, database_url, tmp_path, capsys)


def _recorded(facts: Facts, url: str, directory: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = directory / "given.jsonl"
    file.write_text("\n".join(json.dumps(each.as_given()) for each in facts), encoding="utf-8")
    assert main(["record", str(file), "--database", url, "--as", "coesfeld"]) == 0
    capsys.readouterr()
    return url


def _answer(ledger: str, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main(["explain", "--party", "billerbeck", *options, "--database", ledger, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _shown(ledger: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["explain", *options, "--database", ledger]) == 0
    lines = (line.lstrip("│├└─ ") for line in capsys.readouterr().out.splitlines())
    return " ".join(" ".join(lines).split())


def test_a_year_is_explained_with_the_recorder_of_every_event(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _answer(ledger, capsys, "--year", "2025")

    assert (answer["from"], answer["to"], answer["amount"]) == ("2025-01-01", "2025-12-31", "22500.00")
    assert {event["on_behalf_of"] for event in answer["events"]} == {"coesfeld"}
    cited = {position for node in walk(answer["explanation"]) for position in node["events"]}
    assert sorted(cited) == [event["position"] for event in answer["events"]]


@freeze_time("2025-06-30T10:00:00Z")
def test_without_a_period_the_year_to_today_is_explained(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _answer(ledger, capsys) == _answer(ledger, capsys, "--as-at", "30.06.2025")


def test_what_was_known_then_is_asked_with_known_at(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    known = _answer(ledger, capsys, "--year", "2025", "--known-at", f"@{len(STANDING)}")

    assert known["amount"] == "15625.00"
    assert known["known_at"]["position"] == len(STANDING)


def test_a_year_and_a_day_at_once_are_wrong_usage(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explain", "--party", "olfen", "--year", "2025", "--as-at", "2025-06-30", "--database", ledger])

    message = capsys.readouterr()
    assert (stopped.value.code, message.out) == (2, "")
    assert "--year" in message.err


def test_a_clerk_reads_amounts_shares_clauses_and_events(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _shown(ledger, capsys, "--party", "billerbeck", "--year", "2025")

    for text in (
        "Stadt Billerbeck, 01.01.2025 bis 31.12.2025: 22.500,00 €",
        "Region Süd: kein Anteil: 0,00 €",
        "geplante Anteile: zu gleichen Teilen auf die Mitglieder der Region: 1/4 (25,00 %) (R2, § 1 Ziff. 4)",
        "200.000,00 € × 1 = 200.000,00 €",
        "55.000,00 € × 2 × 1 = 110.000,00 € (R5, § 2 Abs. 1)",
        "Buchung, erfasst",
        "für coesfeld, Dokument Blatt [3]",
        f"Zurücknahme (berichtigt Nr. {RECORDED.index(granted('nord')[0]) + 1})",
        "mit dem Satz des Vertrags; nichts entschieden, es gilt die Vorgabe",
        "(siehe oben)",
    ):
        assert text in shown


def test_a_clerk_reads_the_dossier_and_the_missing_cents(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """90,000.01 × 11/40 is 24,750.00 and a remainder; of seven others 2,250.00 and a remainder."""
    shown = _shown(ledger, capsys, "--party", "billerbeck", "--year", "2027", "--pool", "nord")

    for text in (
        "24.750,01 €",
        "≈ 24.750,00 €",
        "abgerundet 24.750,00 €; 1 Cent sind noch zu verteilen",
        "dieser Rest steht an Stelle 1 von 10: +1 Cent",
        "Gemeinde Havixbeck scheidet mit Ablauf des 31.12.2026 aus",
        "Kündigung erklärt 27.06.2025 (Nr. 17); Zugang bei Gemeinde Ascheberg 27.06.2025 (Nr. 18)",
        "Nr. 2 bis 12 Unterschrift, erfasst",
        "je 11/40",
        "Kündigungsfrist in Monaten: 18",
    ):
        assert text in shown


def test_a_pool_asked_for_is_explained_even_without_a_part(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _shown(ledger, capsys, "--party", "olfen", "--year", "2025", "--pool", "nord")

    assert "an keinem Tag des Zeitraums ein Anteil an dieser Region" in shown
    assert "alle: Stadt Billerbeck, Stadt Coesfeld, Gemeinde Havixbeck, Gemeinde Rosendahl je 1/4" in shown


SINCE = "2024-02-01"
KINDS = amended(1, "2026-03-01", {"cost_positions": {"administration": {"kind": "actual"}}})
ODD: dict[str, tuple[Facts, str, tuple[str, ...]]] = {
    "hours and days": (
        in_force(readings={"hours-basis": "actual", "part-year": "days"})
        + hours("nord", "billerbeck", "100", "2025-01-01", "2025-12-31")
        + hours("nord", "coesfeld", "265", "2025-01-01", "2025-12-31"),
        "2025",
        ("Stunden eines Tages für Stadt Coesfeld: 53/73 (≈ 0,726027)", "die geleisteten", "nach Tagen"),
    ),
    "a flat rate that is none any more": (
        in_force() + flat_rate("1200.00", SINCE) + KINDS,
        "2026",
        ("Art der Kosten Personalverwaltung, pauschal: tatsächliche Kosten", "Pauschale"),
    ),
    "a run-off": (
        in_force()
        + filled("n1", "nord", SINCE)
        + terminated("2025-12-31", concluded="2025-02-01")
        + employment_ended("n1", "2026-07-01")
        + cost("nord", "1000.00", "2026-01-01", "2026-12-31", post="n1"),
        "2026",
        ("letzter Tag der Auslaufzeit: 31.12.2026", "zählt nicht mehr", "alle Vertragsparteien des letzten"),
    ),
    "a loss": (
        in_force() + lost("all", "2025-07-01") + decided("lapse-key", "all-heads", "2025-01-01"),
        "2025",
        ("Förderung entfallen seit: 01.07.2025", "nach Köpfen aller Vertragsparteien", "je 1/11"),
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_a_clerk_reads_every_rule(
    case: str, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, year, texts = ODD[case]
    url = _recorded(facts, sqlite_url, tmp_path, capsys)

    shown = _shown(url, capsys, "--party", "billerbeck", "--year", year, "--pool", "nord")

    for text in texts:
        assert text in shown
