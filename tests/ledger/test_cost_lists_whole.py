"""Lists of cost are recorded whole or not at all: every bad row is named, also the last of 50,000."""

import io
import re
import sys
import time
from pathlib import Path
from typing import cast

import pytest

from ledger.cost_lists.importing import import_costs
from ledger.cost_lists.table import SIZE_LIMIT
from ledger.errors import Refusal
from ledger.store import Store, open_store
from tests.ledger.bad_inputs.cost_lists import GOOD, HEADER, cells, posting, text, workbook
from tests.ledger.bad_inputs.ledgers import IN_FORCE, posted
from tests.ledger.importing import KIM, Desk
from tests.ledger.test_recording import Overtaken

NEXT = len(IN_FORCE) + 1


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Desk:
    """IN_FORCE stands in the ledger, on each database."""
    made = Desk(database_url, tmp_path)
    made.record(*IN_FORCE)
    return made


@pytest.fixture
def small_desk(sqlite_url: str, tmp_path: Path) -> Desk:
    """The same, where the database does not matter."""
    made = Desk(sqlite_url, tmp_path)
    made.record(*IN_FORCE)
    return made


# Which rows


def test_every_bad_row_is_named_with_all_its_faults_in_the_order_of_the_file(desk: Desk) -> None:
    """Row 3 is refused by the contract, before and after it rows that cannot even be read."""
    answer = desk.import_costs(
        text(
            posting(amount="1.234", service_to="31.4.2024"),
            posting(voucher="BK-1"),
            GOOD,
            posting(voucher="", pool="west"),
        )
    )

    assert answer.status == 1
    assert answer.err.splitlines()[0].endswith("kosten: 3 von 4 Zeilen abgelehnt; nichts erfasst.")
    assert [row[: row.index(".")] for row in answer.rows] == [
        "Zeile 2: „Leistung bis“: '31",
        "Zeile 2: „1",
        "Zeile 3: Die Belegnummer „BK-1“ ist schon vergeben",
        "Zeile 5: „Beleg“ fehlt",
        "Zeile 5: „west“ ist am 2024-01-01 keine Region",
    ]
    assert len(desk.facts()) == len(IN_FORCE)


@pytest.mark.parametrize(
    ("bad", "named", "counted"),
    [
        (20, 20, None),
        (21, 20, "… und 1 weitere Zeile."),
        (23, 20, "… und 3 weitere Zeilen."),
    ],
)
def test_twenty_rows_are_named_and_the_others_counted(
    bad: int, named: int, counted: str | None, small_desk: Desk
) -> None:
    rows = (posting(voucher=f"K-{number}", amount="1.234") for number in range(bad))

    answer = small_desk.import_costs(text(*rows))

    assert len(list(answer.rows)) == named
    assert [line.strip() for line in answer.err.splitlines() if "weitere" in line] == [counted] * bool(
        counted
    )
    assert f"{bad} von {bad} Zeilen" in answer.err


def test_rows_are_counted_as_an_editor_does(small_desk: Desk) -> None:
    """A row begins where its first line stands; empty lines and line breaks in quotes count."""
    content = text("", GOOD, posting(text='"Büro\r\n\r\nStuhl"', amount="1.234"), "", posting(post="n9"))

    assert [row.partition(":")[0] for row in small_desk.import_costs(content).rows] == ["Zeile 4", "Zeile 8"]


def test_rows_of_a_workbook_are_counted_as_excel_does(small_desk: Desk) -> None:
    rows = ((), tuple(HEADER.split(";")), (), cells(), (), cells(voucher="K-2", amount=0.125))

    answer = small_desk.import_costs(workbook(*rows, header=()))

    assert [row.partition(":")[0] for row in answer.rows] == ["Zeile 7"]


def test_long_and_broken_texts_take_one_line_of_the_message(small_desk: Desk) -> None:
    answer = small_desk.import_costs(text(posting(pool='"a\nb' + "x" * 5_000 + '"')))

    (row,) = answer.rows
    assert row.startswith("Zeile 2: „a bxxx")
    assert len(row) < 3_000


def test_the_first_of_two_rows_with_one_voucher_counts(desk: Desk) -> None:
    """The same row twice is one posting; with another amount it is refused."""
    assert "1 standen schon" in desk.import_costs(text(posting(), posting())).out

    answer = desk.import_costs(text(posting(voucher="K-2"), posting(voucher="K-2", amount="51,00")))
    (row,) = answer.rows
    assert row == (
        "Zeile 3: Die Belegnummer „K-2“ ist schon vergeben. Eine Belegnummer steht in einem Vertrag "
        "für eine Buchung, auch wenn sie zurückgenommen wurde. (§ 2)"
    )
    assert len(desk.facts()) == NEXT


# While others record


def test_who_is_overtaken_judges_all_rows_again(desk: Desk) -> None:
    file = desk.directory / "kosten.csv"
    file.write_bytes(text(posting(), posting(voucher="K-2")))
    with open_store(desk.url) as store:
        overtaken = cast("Store", Overtaken(store, [posted("K-2", amount="1.00")]))

        with pytest.raises(Refusal, match="1 von 2 Zeilen abgelehnt") as refused:
            import_costs(overtaken, file, dialect=None, chosen=KIM, on_behalf_of=None)

    assert "Zeile 3: Die Belegnummer „K-2“" in str(refused.value)
    assert len(desk.facts()) == NEXT


# Files


def test_a_file_too_large_is_not_read(small_desk: Desk) -> None:
    answer = small_desk.import_costs(bytes(SIZE_LIMIT + 1))

    assert (answer.status, "höchstens 50 MB" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no-such-file.csv", "nicht zu lesen"),
        (".", "nicht zu lesen"),
        ("-", "„-“ geht hier nicht"),
    ],
)
def test_what_is_no_file_is_refused(file: str, said: str, small_desk: Desk) -> None:
    answer = small_desk.run("import-costs", file)

    assert (answer.status, said in answer.err) == (1, True)


def test_a_wrong_dialect_is_wrong_usage(small_desk: Desk) -> None:
    with pytest.raises(SystemExit) as ended:
        small_desk.import_costs(text(GOOD), "--dialect", "french")

    assert ended.value.code == 2


# Many rows


def _many(number: int, *last: str) -> bytes:
    rows = (posting(voucher=f"K-{each}", pool="Region Nord", amount=f"{each},25") for each in range(number))
    return text(*rows, *last)


def test_of_50_000_rows_with_one_bad_last_row_nothing_is_recorded_and_the_row_is_named(desk: Desk) -> None:
    begin = time.process_time()

    answer = desk.import_costs(_many(49_999, posting(voucher="K-49999", amount="1.234")))

    assert answer.status == 1
    assert "1 von 50000 Zeilen" in answer.err
    assert [row[:22] for row in answer.rows] == ["Zeile 50001: „1.234“ i"]
    assert len(desk.facts()) == len(IN_FORCE)
    assert time.process_time() - begin < 30


def test_a_large_list_is_recorded_and_recorded_once(desk: Desk) -> None:
    content = _many(5_000)

    assert "(5000 Tatsachen) erfasst, 0 standen schon" in desk.import_costs(content).out
    assert "nichts erfasst, 5000 standen schon" in desk.import_costs(content).out
    assert desk.facts()[-1] == posted("K-4999", amount="4999.25", agreement=KIM)


@pytest.mark.soak
def test_50_000_rows_are_recorded_in_less_than_a_minute(desk: Desk) -> None:
    begin = time.monotonic()

    assert "(50000 Tatsachen) erfasst" in desk.import_costs(_many(50_000)).out

    assert time.monotonic() - begin < 60


# Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_says_how_far_it_is(small_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small_desk.directory / "kosten.csv"
    file.write_bytes(text(GOOD))
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with open_store(small_desk.url) as store:
        import_costs(store, file, dialect=None, chosen=KIM, on_behalf_of=None)

    assert re.search(r"Erfassen", screen.getvalue())


def test_elsewhere_there_is_none(desk: Desk) -> None:
    answer = desk.import_costs(text(GOOD))

    assert (answer.status, answer.err) == (0, "")
