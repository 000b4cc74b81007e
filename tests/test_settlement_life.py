"""The life of a settlement as its users see it: through the command line, on both databases (§ 2; R12)."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import catalogue
from ledger.store import open_store
from scripts.contract_ledger import main
from tests.scenario import (
    Facts,
    cost_of_year,
    decided,
    in_force,
    lost,
    notice,
    taxed,
)

NORD_2025 = in_force() + taxed() + cost_of_year("nord", "200000.00", 2025, voucher="BK-1")
"""Own share 62,500.00 in Nord, 15,625.00 for each of four."""

LATER = (
    cost_of_year("nord", "400.00", 2025, voucher="BK-2")
    + decided("exit-share", "region", "2025-01-01")
    + notice("olfen", received="2026-06-01")
    + lost("all", "2025-07-01")
)


class Desk:
    """A clerk's desk: a ledger and its command line."""

    def __init__(self, url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self._capsys = url, folder, capsys
        self.said = ""
        """What the last command wrote to standard error."""

    def record(self, facts: Facts) -> None:
        """Facts from a file."""
        file = self.folder / "facts.jsonl"
        file.write_text("\n".join(json.dumps(fact.as_given()) for fact in facts), encoding="utf-8")
        assert self.run("record", str(file)) == 0

    def run(self, *command: str) -> int:
        """The exit status of a command."""
        status = main([*command, "--database", self.url])
        self.said = self._capsys.readouterr().err
        return status

    def ask(self, *command: str) -> Any:
        """The JSON that a command prints."""
        assert main([*command, "--database", self.url, "--json"]) == 0
        return json.loads(self._capsys.readouterr().out)

    def settlement(self, command: str, *options: str) -> int:
        """A command of the group `settlement` about Nord in 2025."""
        return self.run("settlement", command, "--year", "2025", "--pool", "nord", *options)

    def shown(self) -> Any:
        """The statement of Nord in 2025, as printed."""
        answer = self.ask("settlement", "show", "--year", "2025", "--pool", "nord")
        return answer["pools"]["nord"]

    def documents(self, name: str) -> dict[str, bytes]:
        """The documents of Nord in 2025, by file name."""
        folder = self.folder / name
        assert self.settlement("documents", "--folder", str(folder)) == 0
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}

    def head(self) -> int:
        """How many facts there are."""
        with open_store(self.url, create=False) as store:
            return store.head("kim-coesfeld")


@pytest.fixture
def desk(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk on which NORD_2025 is recorded."""
    found = Desk(database_url, tmp_path, capsys)
    found.record(NORD_2025)
    return found


def test_an_issued_statement_stays_byte_for_byte_whatever_is_recorded_later(desk: Desk) -> None:
    assert desk.settlement("issue", "--issued-on", "2026-03-12") == 0
    before, papers = json.dumps(desk.shown()), desk.documents("before")

    desk.record(LATER)
    assert json.dumps(desk.shown()) == before
    assert desk.documents("after") == papers

    assert desk.settlement("correct", "--corrected-on", "2026-07-01") == 0
    corrected = desk.documents("corrected")
    assert {name: corrected[name] for name in papers} == papers
    assert len(papers) == 9
    assert len(corrected) > len(papers)


def test_the_documents_are_those_whose_hashes_were_recorded(desk: Desk) -> None:
    assert desk.settlement("issue") == 0

    assert desk.settlement("documents", "--folder", str(desk.folder / "papers")) == 0

    assert desk.said == ""
    suffixes = [file.suffix for file in (desk.folder / "papers").iterdir()]
    assert sorted(suffixes) == sorted([".csv", ".pdf", ".xlsx"] * 3)


def test_a_draft_has_documents_too_and_one_party_can_be_chosen(desk: Desk) -> None:
    assert desk.settlement("documents", "--folder", str(desk.folder / "x"), "--party", "rosendahl") == 0

    assert len(list((desk.folder / "x").iterdir())) == 3


def test_what_was_known_before_the_issue_is_still_a_draft(desk: Desk) -> None:
    assert desk.settlement("issue") == 0

    past = desk.ask("settlement", "show", "--year", "2025", "--known-at", f"@{len(NORD_2025)}")

    assert (past["pools"]["nord"]["state"], desk.shown()["state"]) == ("draft", "issued")


def test_a_correction_appears_exactly_when_figures_changed(desk: Desk) -> None:
    assert desk.settlement("issue") == 0
    assert desk.settlement("correct") == 1
    assert catalogue()["nothing-to-correct"].now in desk.said

    desk.record(cost_of_year("nord", "400.00", 2025, voucher="BK-2"))
    assert desk.settlement("correct") == 0
    assert desk.settlement("correct") == 1
    assert (desk.shown()["state"], desk.shown()["by_party"]["billerbeck"]) == ("corrected", "15725.00")


def test_the_same_command_again_issues_nothing_twice(desk: Desk) -> None:
    assert desk.settlement("issue") == 0
    head = desk.head()

    assert desk.settlement("issue") == 1
    assert catalogue()["settlement-issued-already"].why in desk.said
    assert desk.head() == head


def test_payments_and_objections_stand_on_the_sheet(desk: Desk) -> None:
    who = ("--party", "billerbeck", "--to", "coesfeld")
    assert desk.settlement("pay", *who, "--amount", "15000.00", "--paid-on", "15.12.2025") == 0
    assert desk.settlement("issue", "--issued-on", "2026-03-12") == 0
    objection = ("--contested-on", "2026-04-20", "--reason", "Geräte nicht belegt")
    assert desk.settlement("contest", "--party", "billerbeck", *objection) == 0

    (line, *others) = desk.ask("settlement", "payments", "--year", "2025", "--as-at", "2026-12-31")

    assert line == {
        "pool": "nord",
        "from": "billerbeck",
        "to": "coesfeld",
        "claimed": "15625.00",
        "paid": "15000.00",
        "open": "625.00",
        "since": "2026-03-12",
        "due_on": None,
        "contested_on": "2026-04-20",
    }
    assert [other["open"] for other in others] == ["15625.00", "15625.00"]


def test_a_statement_from_paper_is_adopted_and_marked(desk: Desk) -> None:
    figures = "billerbeck=15000.00,coesfeld=15000.00,havixbeck=15000,rosendahl=14999.99"
    options = ("--employer", "coesfeld", "--by-party", figures, "--issued-on", "2026-02-01")
    assert desk.settlement("adopt", *options, "--document", "Akte 7") == 0

    shown = desk.shown()

    assert (shown["state"], shown["computed"], shown["own_share"]) == ("issued", False, "59999.99")
    assert desk.settlement("documents", "--folder", str(desk.folder / "none")) == 1


def test_a_year_that_is_not_over_is_issued_with_a_warning(desk: Desk) -> None:
    assert desk.settlement("issue", "--issued-on", "2025-12-31") == 0

    assert "noch nicht zu Ende" in desk.said


def test_everything_is_verified_and_found_right(desk: Desk) -> None:
    assert desk.settlement("issue") == 0
    desk.record(LATER)
    assert desk.settlement("correct") == 0

    assert desk.ask("audit", "verify") == []


def test_a_statement_that_its_own_facts_no_longer_give_is_told_loudly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a later version rounded everything down: 62,500.01 among four has no missing cent any more."""
    desk.record(cost_of_year("nord", "0.01", 2025, voucher="BK-2"))
    assert desk.settlement("issue") == 0
    monkeypatch.setattr("projections.rules.own_share.hand_out", _rounded_down)

    assert desk.settlement("show") == 3
    assert "ACHTUNG" in desk.said
    assert "Stadt Billerbeck: gestellt 15.625,01\xa0€, heute 15.625,00\xa0€" in desk.said
    assert desk.run("audit", "verify") == 3


def _rounded_down(_: int, parts: dict[str, Any]) -> dict[str, int]:
    return {party: int(part * 100) for party, part in parts.items()}


NORD = ("--year", "2025", "--pool", "nord")
ADOPT = ("settlement", "adopt", *NORD, "--employer", "coesfeld", "--by-party", "coesfeld=1.00")
OF_OLFEN = ("settlement", "pay", *NORD, "--party", "olfen", "--paid-on", "2026-01-01")
ISSUED = ("settlement", "issue", *NORD, "--issued-on", "2026-03-12")
OBJECTS = ("settlement", "contest", *NORD, "--reason", "Geräte")
ON_11_MARCH, ON_12_MARCH = ("--contested-on", "2026-03-11"), ("--contested-on", "2026-03-12")
BOTH_OF_MITTE = notice("duelmen", received="2025-06-02") + notice("nottuln", received="2025-06-02")

REFUSED: dict[str, tuple[Facts, list[tuple[str, ...]]]] = {
    "settlement-untaxed": (in_force() + NORD_2025[-1:], [("settlement", "issue", *NORD)]),
    "settlement-without-employer": (
        in_force() + taxed() + notice("coesfeld", received="2023-06-02"),
        [("settlement", "issue", *NORD)],
    ),
    "settlement-unresolved": (
        in_force(readings={"exit-share": "region"}) + taxed() + BOTH_OF_MITTE,
        [("settlement", "issue", "--year", "2027", "--pool", "mitte")],
    ),
    "settlement-issued-already": (NORD_2025, [("settlement", "issue", *NORD)] * 2),
    "settlement-not-issued": (NORD_2025, [("settlement", "correct", *NORD)]),
    "nothing-to-correct": (NORD_2025, [("settlement", "issue", *NORD), ("settlement", "correct", *NORD)]),
    "settlement-adopted": (
        NORD_2025,
        [(*ADOPT, "--issued-on", "2026-01-01", "--document", "A"), ("settlement", "correct", *NORD)],
    ),
    "retracted-statement": (
        NORD_2025,
        [("settlement", "issue", *NORD), ("retract", str(len(NORD_2025) + 1), "--reason", "Versehen")],
    ),
    "before-the-statement": (NORD_2025, [ISSUED, (*OBJECTS, "--party", "coesfeld", *ON_11_MARCH)]),
    "not-in-statement": (NORD_2025, [ISSUED, (*OBJECTS, "--party", "olfen", *ON_12_MARCH)]),
    "pays-itself": (NORD_2025, [(*OF_OLFEN, "--to", "olfen", "--amount", "1")]),
    "payment-of-nothing": (NORD_2025, [(*OF_OLFEN, "--to", "coesfeld", "--amount", "0.00")]),
    "nothing-to-document": (
        NORD_2025,
        [("settlement", "documents", *NORD, "--folder", "FOLDER", "--party", "olfen")],
    ),
    "folder-unwritable": (NORD_2025, [("settlement", "documents", *NORD, "--folder", "FILE")]),
    "kind-by-command": (NORD_2025, [("record", "FILE")]),
}
"""What is refused: the facts that stand, and commands of which the last is refused and records nothing."""


@pytest.mark.parametrize("code", REFUSED)
def test_is_refused_with_what_why_and_what_now_and_nothing_is_recorded(
    code: str, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, (*before, refused) = REFUSED[code]
    desk = Desk(database_url, tmp_path, capsys)
    desk.record(facts)
    for command in before:
        assert desk.run(*command) == 0, desk.said
    head, file = desk.head(), tmp_path / "paid.jsonl"
    file.write_text('{"kind": "SettlementPaid"}', encoding="utf-8")
    places = {"FILE": str(file), "FOLDER": str(tmp_path / "folder")}

    assert desk.run(*(places.get(word, word) for word in refused)) == 1

    entry = catalogue()[code]
    assert "Warum" in desk.said
    assert entry.now.rpartition("}")[2] in desk.said
    assert desk.head() == head
