"""`audit trail` as a clerk asks it: options, the table, pages, and the file for Excel."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ledger.store import open_store
from ledger.terms_files import terms_data
from projections.cli import trail
from scripts.contract_ledger import main
from tests.store.given import KIM, fact, posted, record, signed

HOSTILE = ("=1+1", "+49 2541", "-5", "@SUM(A1)", "[bold]fett[/bold]", '"; DROP TABLE read_events; --', "007")


@pytest.fixture
def ask(database_url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Asks `audit trail` with some options: exit status, output, messages."""

    def answer(*options: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["audit", "trail", *options, "--database", database_url])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        return status, *capsys.readouterr()

    return answer


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ledger(database_url: str) -> str:
    """Five facts of one agreement: a signature, three postings, a reversal."""
    reversal = fact("CostReversed", voucher="ST-1", reverses="BK-2", reason="doppelt gebucht")
    with open_store(database_url) as store:
        record(store, signed("olfen"), posted("BK-1"), posted("BK-2", "Nachzahlung März"))
        record(store, fact("CostPosted", **_another_posting()), reversal)
    return database_url


def _another_posting() -> dict[str, Any]:
    """1.234,50 € for Mitte in the last quarter of 2024."""
    period = {"service_from": "2024-10-01", "service_to": "2024-12-31"}
    return {"voucher": "BK-3", "pool": "mitte", "cost_position": "travel", "amount": "1234.50", **period}


OPTIONS: list[tuple[tuple[str, ...], list[int]]] = [
    ((), [1, 2, 3, 4, 5]),
    (("--kind", "CostPosted"), [2, 3, 4]),
    (("--clause", "§ 2"), [2, 3, 4, 5]),
    (("--party", "olfen"), [1]),
    (("--pool", "mitte"), [4]),
    (("--recorder", "nobody"), []),
    (("--on-behalf-of", "olfen"), []),
    (("--voucher", "BK-2"), [3, 5]),
    (("--text", "nachz MÄRZ"), [3]),
    (("--amount-from", "1.234,50", "--amount-to", "1234.50"), [4]),
    (("--amount-from", "5000"), [2, 3]),
    (("--amount-from=-1.000,00",), [2, 3, 4]),
    (("--amount-to=-0,01",), []),
    (("--effective-from", "31.12.2024", "--effective-to", "2024-12-31"), [4]),
    (("--effective-to", "2023-12-31"), [1]),
    (("--recorded-to", "2020-01-01"), []),
    (("--newest-first",), [5, 4, 3, 2, 1]),
    (("--limit", "2"), [1, 2]),
    (("--limit", "2", "--after", "2"), [3, 4]),
    (("--limit", "2", "--after", "kim-coesfeld@4", "--newest-first"), [3, 2]),
    (("--known-at", "@2", "--kind", "CostPosted"), [2]),
    (("--pool", "nord", "--text", "gehalt", "--amount-to", "5000,00", "--newest-first"), [2]),
]


@pytest.mark.usefixtures("ledger")
def test_options_are_the_filters(ask: Ask) -> None:
    for options, expected in OPTIONS:
        status, out, _ = ask(*options, "--json")
        assert (status, [entry["position"] for entry in json.loads(out)]) == (0, expected), options


WRONG = {
    ("--amount-from", "1.234"): "mehrdeutig",
    ("--amount-from", "viel"): "kein Betrag",
    ("--amount-to", "1,005"): "mehrdeutig",
    ("--amount-to", "0,0005"): "kein Betrag",
    ("--amount-to", "9" * 30): "kein Betrag",
    ("--text", "„–“"): "kein Wort",
    ("--after", "fünf"): "weder eine Nummer noch",
    ("--limit", "0"): ">= 1",
    ("--effective-from", "31.02.2025"): "diesen Tag gibt es nicht",
}


@pytest.mark.usefixtures("ledger")
def test_what_cannot_be_meant_is_a_wrong_call(ask: Ask) -> None:
    for options, says in WRONG.items():
        status, out, message = ask(*options)
        assert (status, out) in {(1, ""), (2, "")}, options
        assert says in " ".join(message.replace("│", "").split()), options


@pytest.mark.usefixtures("ledger")
def test_whoever_sees_a_part_is_told_how_to_go_on(ask: Ask) -> None:
    assert "--after 2" in ask("--limit", "2", "--json")[2]
    assert "--after 4" in ask("--limit", "2", "--newest-first")[2]
    assert ask("--limit", "5")[2] == ""


@pytest.mark.usefixtures("ledger")
def test_a_table_stops_where_nobody_reads_on(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "ON_SCREEN", 3)
    status, out, message = ask()

    assert status == 0
    assert "BK-2" in out
    assert "BK-3" not in out
    assert "--after 3" in message
    assert len(json.loads(ask("--json")[1])) == 5


@pytest.mark.usefixtures("ledger")
def test_the_table_says_what_was_recorded_in_german(ask: Ask) -> None:
    out = " ".join(ask("--voucher", "BK-3")[1].split())

    for text in ("Buchung", "1.234,50 €", "01.10.2024", "mitte"):
        assert text in out


@pytest.mark.usefixtures("ledger")
def test_nothing_found_is_said(ask: Ask) -> None:
    assert "Nichts gefunden." in ask("--voucher", "none")[1]


def test_several_agreements_stand_beside_their_facts(ask: Ask, ledger: str) -> None:
    with open_store(ledger) as store:
        record(store, signed("senden"), agreement="other")

    status, out, message = ask("--kind", "PartySigned", "--limit", "1")
    assert (status, KIM in out) == (0, False)
    assert "--after kim-coesfeld@1" in message
    out = ask("--kind", "PartySigned")[1]
    assert KIM in out
    assert "other" in out


def _rows(file: Path) -> list[list[str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_the_file_for_excel_has_a_row_for_each_fact(ask: Ask, ledger: str, tmp_path: Path) -> None:
    file = tmp_path / "neu" / "spur.csv"
    with open_store(ledger) as store:
        recorded = store.facts(KIM)[3]

    status, out, _ = ask("--pool", "mitte", "--csv", str(file))

    assert (status, out) == (0, f"1 Tatsachen in {file}.\n")
    titles, row = _rows(file)
    shown = dict(zip(titles, row, strict=True))
    when = shown.pop("erfasst")
    assert when.endswith(" UTC")
    assert shown == {
        "Vertrag": KIM,
        "Nr.": "4",
        "von": recorded.recorded_by,
        "im Auftrag": "",
        "Art": "Buchung",
        "Kennung der Art": "CostPosted",
        "Klausel": "§ 2",
        "erster Tag": "01.10.2024",
        "letzter Tag": "31.12.2024",
        "Betrag": "1234,50",
        "Beleg": "BK-3",
        "Dokument": "",
        "SHA-256 des Dokuments": "",
        "Inhalt": "Betrag: 1.234,50 €; Kostenart: travel; Region: mitte; Leistung von: 01.10.2024; "
        "Leistung bis: 31.12.2024; Beleg: BK-3",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are_and_start_no_formula(
    text: str, ask: Ask, database_url: str, tmp_path: Path
) -> None:
    paper = {"reference": text, "sha256": "0" * 64}
    hostile = {**_another_posting(), "voucher": text, "document": paper, "text": text}
    with open_store(database_url) as store:
        record(store, fact("CostPosted", **hostile))
    file = tmp_path / "spur.csv"

    assert text in " ".join(ask()[1].split())
    assert json.loads(ask("--voucher", text, "--json")[1])[0]["fact"]["text"] == text
    assert len(json.loads(ask("--json", f"--text={text}", "--csv", str(file))[1])) == 1

    titles, row = _rows(file)
    shown = dict(zip(titles, row, strict=True))
    guarded = text if text.startswith(("[", '"')) else f"'{text}"
    assert (shown["Beleg"], shown["Dokument"]) == (guarded, guarded)
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row)


def test_names_of_people_are_printed_but_not_written_into_files(
    ask: Ask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_LEDGER_KEYS", str(tmp_path / "keys"))
    person = {"signatory": "p-1", "signatory_name": "Erika Mustermann"}
    given = [{"kind": "AgreementDrafted", "effective_on": "2023-02-01", "terms": terms_data(KIM)}]
    given += [{"kind": "PartySigned", "party": "olfen", "effective_on": "2023-03-15", **person}]
    facts, file = tmp_path / "facts.jsonl", tmp_path / "spur.csv"
    facts.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    assert main(["record", str(facts), "--database", database_url]) == 0

    assert "Erika Mustermann" in " ".join(ask("--party", "olfen", "--kind", "PartySigned")[1].split())
    assert json.loads(ask("--text", "p-1", "--json")[1])[0]["fact"]["signatory_name"] == "Erika Mustermann"
    assert json.loads(ask("--text", "Erika", "--json", "--csv", str(file))[1]) == []
    assert ask("--csv", str(file))[0] == 0
    assert b"p-1" in file.read_bytes()
    assert b"Erika" not in file.read_bytes()
    assert b"ciphertext" not in file.read_bytes()


def test_a_file_that_cannot_be_written_is_refused(ask: Ask, ledger: str, tmp_path: Path) -> None:
    assert ledger
    (tmp_path / "file").write_text("", encoding="utf-8")

    status, out, message = ask("--csv", str(tmp_path / "file" / "spur.csv"))

    assert (status, out) == (1, "")
    assert "kann nicht geschrieben werden" in message
