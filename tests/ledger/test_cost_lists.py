"""Importing lists of cost: however they are written, whole or not at all, and once."""

import json
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.store import open_store
from ledger.vocabulary import help_of
from tests.ledger.bad_inputs.cost_lists import HEADER, Formula, cells, posting, text, workbook
from tests.ledger.bad_inputs.ledgers import CONCLUDED, IN_FORCE, SECOND, amended, posted
from tests.ledger.importing import KIM, Desk

NEXT = len(IN_FORCE) + 1
"""The position of what is recorded next in the ledger that is in force."""


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Desk:
    """IN_FORCE stands in the ledger, on each database."""
    made = Desk(database_url, tmp_path)
    made.record(*IN_FORCE)
    return made


def _imported(desk: Desk) -> list[dict[str, Any]]:
    return desk.facts()[len(IN_FORCE) :]


def _stored(voucher: str, amount: str, **changed: str) -> dict[str, Any]:
    """A posting as it must stand in the ledger."""
    return posted(voucher, amount=amount, agreement=KIM, **changed)


# However they are written

_ROW = posting(pool="sued", amount="12,50", text="Dülmen")
_DAYS = {"service_from": date(2024, 1, 1), "service_to": date(2024, 3, 31)}
_ORDERED = "text,service_to,service_from,amount,cost_position,pool,voucher"
WRITTEN = {
    "semicolons": text(_ROW),
    "a byte order mark": b"\xef\xbb\xbf" + text(_ROW),
    "Windows-1252": text(_ROW.replace("12,50", "12,50 €")).decode().encode("cp1252"),
    "tabs": text(_ROW, header=HEADER).replace(b";", b"\t"),
    "commas": text('Dülmen,2024-03-31,2024-01-01,"12,50",personnel,sued,K-1', header=_ORDERED),
    "English": text("Dülmen,2024-03-31,2024-01-01,12.50,personnel,sued,K-1", header=_ORDERED),
    "other headers": text(_ROW, header="BELEGNUMMER; region ;kostenart;Betrag;von;bis;Stelle;TEXT"),
    "two languages": text(_ROW, header=HEADER.replace("Beleg", "voucher").replace("Region", "pool")),
    "names": text(_ROW.replace("sued;personnel", "Region Süd;Personalkosten")),
    "names in capitals": text(_ROW.replace("sued;personnel", "REGION SÜD;PERSONALKOSTEN")),
    "an umlaut in two parts": text(_ROW.replace("sued", "Region Su\u0308d")),
    "everything quoted": text(";".join(f'"{cell}"' for cell in _ROW.split(";"))),
    "blanks around": text(_ROW.replace(";;", "; ;").replace(";", " ; ").replace("; Dülmen", ";Dülmen")),
    "empty rows": b"\r\n;;\r\n" + text("", _ROW, ";;;;;;;", " "),
    "line feeds": text(_ROW).replace(b"\r", b""),
    "carriage returns": text(_ROW).replace(b"\n", b""),
    "columns without name or value": text(f"{_ROW};;", header=f"{HEADER};;"),
    "a workbook": workbook(cells(pool="sued", amount=12.5, text="Dülmen")),
    "a workbook with days": workbook(cells(pool="Region Süd", amount=12.5, text="Dülmen", **_DAYS)),
    "a workbook with amounts as text": workbook(cells(pool="sued", amount="12,50 €", text="Dülmen")),
    "a workbook that begins further down": workbook(
        (), ("", *HEADER.split(";")), ("", *cells(pool="sued", amount=12.5, text="Dülmen")), header=()
    ),
    "a workbook with formulas": workbook(
        cells(pool=Formula("=1", "sued"), amount=Formula("=10+2.5", 12.5), text=Formula("=1", "Dülmen"))
    ),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_one_posting_is_the_same_fact_however_it_is_written(written: str, desk: Desk) -> None:
    assert desk.import_costs(WRITTEN[written]).status == 0

    assert _imported(desk) == [_stored("K-1", "12.50", pool="sued", text="Dülmen")]


def test_every_other_way_of_writing_it_is_already_recorded(desk: Desk) -> None:
    desk.import_costs(WRITTEN["semicolons"])

    for content in WRITTEN.values():
        answer = desk.import_costs(content)
        assert (answer.status, answer.out) == (0, f"{KIM}: nichts erfasst, 1 standen schon.\n")
    assert len(desk.facts()) == NEXT


def test_it_is_the_same_fact_as_that_of_record_and_of_the_command(desk: Desk) -> None:
    desk.import_costs(text(posting(amount="12,50"), posting(voucher="K-2", amount="13,00")))
    desk.record(posted("K-1", amount="12.50"))

    command = "post-cost K-2 nord personnel 13.00 2024-01-01 2024-03-31"
    assert "1 standen schon" in desk.run(*command.split()).out


def test_numbers_are_the_texts_that_they_show(desk: Desk) -> None:
    desk.import_costs(workbook(cells(voucher=4711, text=2024.0)))

    assert _imported(desk) == [_stored("4711", "50.00", text="2024")]


# Hostile texts

_TEXTS = ("=1+1", "+49 2541", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "\u20ac\U0001f600", ' "quoted" ')


@pytest.mark.parametrize("kind", ["text", "workbook"])
def test_texts_are_stored_as_given_whatever_they_begin_with(kind: str, desk: Desk) -> None:
    if kind == "text":
        quoted = ('"' + each.replace('"', '""') + '"' for each in _TEXTS)
        rows = (posting(voucher=f"={number}", text=each) for number, each in enumerate(quoted))
        content = text(*rows)
    else:
        content = workbook(*(cells(voucher=f"={number}", text=each) for number, each in enumerate(_TEXTS)))

    assert desk.import_costs(content).status == 0

    assert [(fact["voucher"], fact["text"]) for fact in _imported(desk)] == [
        (f"={number}", each) for number, each in enumerate(_TEXTS)
    ]


def test_line_breaks_within_a_text_are_kept_as_one_kind(desk: Desk) -> None:
    desk.import_costs(text(posting(text='"Büro\r\nStuhl"')))

    assert [fact["text"] for fact in _imported(desk)] == ["Büro\nStuhl"]


# Names of the day


def test_a_name_counts_on_the_days_whose_terms_have_it(desk: Desk) -> None:
    desk.record(amended(2, "2026-02-01", {"pools": {"nord": {"name": "Nordkreis"}}}))
    before = {"service_from": "01.01.2026", "service_to": "31.01.2026"}
    after = {"service_from": "01.02.2026", "service_to": "28.02.2026"}

    assert desk.import_costs(text(posting(pool="Region Nord", **before))).status == 0
    assert desk.import_costs(text(posting(voucher="K-2", pool="Nordkreis", **after))).status == 0
    assert desk.import_costs(text(posting(voucher="K-3", pool="nord", **after))).status == 0
    refused = desk.import_costs(text(posting(voucher="K-4", pool="Region Nord", **after)))

    assert "Zeile 2: „Region Nord“ ist am 2026-02-01 keine Region." in refused.err


def test_a_name_that_two_have_names_neither(desk: Desk) -> None:
    desk.record(amended(2, "2026-02-01", {"pools": {"nord": {"name": "Region Süd"}}}))
    days = {"service_from": "01.02.2026", "service_to": "28.02.2026"}

    assert "Region Süd (nord)" in desk.import_costs(text(posting(pool="Region Süd", **days))).err
    assert desk.import_costs(text(posting(pool="sued", **days))).status == 0


# Like `record`


def test_a_dry_run_says_what_it_would_record_and_records_nothing(desk: Desk) -> None:
    content = text(posting(), posting(), posting(voucher="K-2"), posting(voucher="BK-1", amount="50000,00"))
    would = [{"agreement": KIM, "recorded": [NEXT, NEXT + 1], "already_recorded": 2}]

    assert json.loads(desk.import_costs(content, "--dry-run", "--json").out) == would
    assert _imported(desk) == []
    assert "2 Tatsachen) würden erfasst, 2 standen schon" in desk.import_costs(content, "--dry-run").out

    assert json.loads(desk.import_costs(content, "--json").out) == would
    assert len(_imported(desk)) == 2


def test_the_example_of_the_command_is_a_dry_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.directory)
    Path("kosten.csv").write_bytes(text(posting()))
    example = help_of("import-costs").partition("Beispiel: contract-ledger ")[2]

    assert "würden erfasst" in desk.run(*shlex.split(example)).out
    assert _imported(desk) == []


def test_on_whose_behalf_is_recorded(desk: Desk) -> None:
    desk.import_costs(text(posting()), "--as", "kämmerei")

    with open_store(desk.url) as store:
        assert store.facts(KIM)[-1].on_behalf_of == "kämmerei"


def test_a_missing_ledger_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    answer = Desk(f"sqlite:///{file}", tmp_path).import_costs(text(posting()))

    assert (answer.status, file.exists()) == (1, False)
    assert "ledger.db" in answer.err


def test_which_agreement_is_needed_only_where_there_are_several(sqlite_url: str, tmp_path: Path) -> None:
    desk = Desk(sqlite_url, tmp_path)
    desk.record(*CONCLUDED)
    desk.record(SECOND)
    content = text(posting())

    assert "kim-coesfeld, zweitens" in desk.import_costs(content).err
    assert "„drittens“: dieser Vertrag ist nicht" in desk.import_costs(content, "--agreement", "drittens").err
    assert desk.import_costs(content, "--agreement", KIM).status == 0
    assert desk.facts()[-1] == _stored("K-1", "50.00")
