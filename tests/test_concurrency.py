"""Two processes record into one ledger at once: nothing is lost, nothing doubled, every decision still true.

The store's own tests (tests/store/test_processes.py) race appends; these race whole commands and
what the contract allows: postings against amendments, two reversals of one posting.
"""

import faulthandler
import json
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from ledger.errors import Refusal
from ledger.files import Line
from ledger.recording import record
from ledger.store import StoredFact, open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import PARTIES, TERMS, Given, amended, drafted, fact, posted, signed
from tests.processes import PATIENCE, run_together
from tests.scenario import recorded

SECONDS = 3
SOAK_SECONDS = 600
ROUNDS = 25
FILES_PER_AGREEMENT = 40
"""Then the next agreement is drafted, so that long runs do not slow down."""


@dataclass
class Answers:
    """What one process was told: positions by agreement, facts that stood already, refusals."""

    recorded: dict[str, list[int]] = field(default_factory=dict)
    already_recorded: int = 0
    files: int = 0
    refused: list[str | None] = field(default_factory=list)


# Files, recorded with the command


def _record_files(barrier: Barrier, url: str, directory: Path, number: int, seconds: float) -> Answers:
    """Record file after file; each draft, and each file's last fact, is one that the other has too."""
    answers = Answers()
    file = directory / f"{number}.jsonl"
    barrier.wait(PATIENCE)
    end = time.monotonic() + seconds
    for serial in count():
        if time.monotonic() > end:
            return answers
        if serial % FILES_PER_AGREEMENT == 0:
            _record_file(url, file, [_draft(serial)], answers)
        _record_file(url, file, _facts(number, serial), answers)
    raise AssertionError


def _record_file(url: str, file: Path, facts: list[Given], answers: Answers) -> None:
    file.write_text("\n".join(map(json.dumps, facts)), encoding="utf-8")
    with redirect_stdout(StringIO()) as printed:
        assert main(["record", str(file), "--json", "--as", file.stem, "--database", url]) == 0
    for outcome in json.loads(printed.getvalue()):
        answers.recorded.setdefault(outcome["agreement"], []).extend(outcome["recorded"])
        answers.already_recorded += outcome["already_recorded"]
    answers.files += 1


def _agreement(serial: int) -> str:
    return f"kim-{serial // FILES_PER_AGREEMENT}"


def _draft(serial: int) -> Given:
    return drafted(id=_agreement(serial))


def _facts(number: int, serial: int) -> list[Given]:
    """A posting, a fact of the agreement's own stream, another posting, a fact that both processes record."""
    paid = {"pool": "nord", "amount": "5.00", "period_from": "2024-01-01", "period_to": "2024-12-31"}
    own, shared = f"{number}-{serial}", f"{serial}"
    facts = [
        posted(f"A-{own}"),
        fact("SubsidyPaid", note=own, **paid),
        posted(f"B-{own}"),
        fact("SubsidyPaid", note=shared, **paid),
    ]
    return [{"agreement": _agreement(serial)} | each for each in facts]


def _record_for(url: str, directory: Path, seconds: float) -> str:
    answers = run_together(_record_files, [(url, directory, number, seconds) for number in range(2)])
    with open_store(url, create=False) as store:
        for agreement in store.agreements():
            _must_be_complete(agreement, store.facts(agreement), answers)
        in_order_of_commits = [stored for _, stored in store.after(0, limit=10**9)]
    assert sum(answer.already_recorded for answer in answers) > 0
    for agreement in {stored.agreement for stored in in_order_of_commits}:
        positions = [stored.position for stored in in_order_of_commits if stored.agreement == agreement]
        assert positions == list(range(1, len(positions) + 1))
    files = sum(answer.files for answer in answers)
    return f"{files} files, {len(in_order_of_commits)} facts"


def _must_be_complete(agreement: str, stored: tuple[StoredFact, ...], answers: list[Answers]) -> None:
    """Every position was told to exactly one process; every fact stands once, each file in one piece."""
    told = sorted(position for answer in answers for position in answer.recorded.get(agreement, []))
    assert told == [each.position for each in stored] == list(range(1, len(stored) + 1))
    assert [each.recorded_at for each in stored] == sorted(each.recorded_at for each in stored)
    assert len({each.state for each in stored}) == len(stored)
    recorded(tuple(each.fact for each in stored))
    _must_be_in_one_piece(stored)


def _must_be_in_one_piece(stored: tuple[StoredFact, ...]) -> None:
    at = {getattr(each.fact, "voucher", each.fact.note): each.position for each in stored}
    files = [voucher.removeprefix("A-") for voucher in at if voucher and voucher.startswith("A-")]
    assert len(stored) == 1 + 3 * len(files) + len({own.split("-")[1] for own in files})
    for own in files:
        assert [at[own], at[f"B-{own}"]] == [at[f"A-{own}"] + 1, at[f"A-{own}"] + 2]


def test_two_processes_record_files_into_one_ledger_at_once(database_url: str, tmp_path: Path) -> None:
    _record_for(database_url, tmp_path, SECONDS)


# Races, round by round


def _race(barrier: Barrier, url: str, rounds: list[Given]) -> Answers:
    """Record one fact a round, at the same moment as the other process."""
    answers = Answers()
    with open_store(url) as store:
        for given in rounds:
            barrier.wait(PATIENCE)
            try:
                record(store, [Line("Runde", given)], chosen=None, on_behalf_of=None)
            except Refusal as refused:
                answers.refused.append(str(refused))
            else:
                answers.refused.append(None)
    return answers


def _given(url: str, facts: list[Given]) -> None:
    with open_store(url) as store:
        record(store, [Line("Vorher", each) for each in facts], chosen=None, on_behalf_of=None)


def _results(
    url: str, agreement: str, one: list[Given], other: list[Given]
) -> Iterator[tuple[str | None, str | None]]:
    """How both were refused in each round, if they were; what was recorded was admissible at its position."""
    first, second = run_together(_race, [(url, one), (url, other)])
    with open_store(url) as store:
        stored = store.facts(agreement)
    assert [each.position for each in stored] == list(range(1, len(stored) + 1))
    recorded(tuple(each.fact for each in stored))
    return zip(first.refused, second.refused, strict=True)


def _amend_against_post(url: str, agreement: str) -> str:
    positions = {f"c-{n}": {"name": f"Kosten {n}", "kind": "actual"} for n in range(ROUNDS)}
    draft = drafted(id=agreement, cost_positions=TERMS["cost_positions"] | positions)
    _given(url, [draft, *({"agreement": agreement} | signed(party) for party in PARTIES)])
    amendments = [
        {"agreement": agreement} | amended(n + 1, "2026-01-01", {"cost_positions": {f"c-{n}": None}})
        for n in range(ROUNDS)
    ]
    period = {"service_from": "2026-02-01", "service_to": "2026-02-28"}
    postings = [
        {"agreement": agreement} | posted(f"BK-{n}", cost_position=f"c-{n}", **period) for n in range(ROUNDS)
    ]

    results = list(_results(url, agreement, amendments, postings))

    for number, (amending, posting) in enumerate(results):
        assert (amending is None) != (posting is None), f"round {number}"
        assert f"„c-{number}“ steht am 2026-" in str(amending or posting)
    return f"{sum(amending is None for amending, _ in results)} of {ROUNDS} amendments first"


def test_a_posting_never_slips_in_under_terms_that_an_amendment_has_just_changed(database_url: str) -> None:
    """Of an amendment that removes a cost position and a posting to it, exactly one is recorded."""
    _amend_against_post(database_url, "kim-coesfeld")


def _reverse_against_reverse(url: str, agreement: str) -> str:
    _given(
        url, [drafted(id=agreement), *({"agreement": agreement} | posted(f"BK-{n}") for n in range(ROUNDS))]
    )
    reversals = [
        [
            {"agreement": agreement}
            | fact("CostReversed", voucher=f"R-{n}-{name}", reverses=f"BK-{n}", reason="falsch")
            for n in range(ROUNDS)
        ]
        for name in ("eins", "zwei")
    ]

    results = list(_results(url, agreement, *reversals))

    for number, (one, other) in enumerate(results):
        assert (one is None) != (other is None), f"round {number}"
        assert f"„BK-{number}“ ist schon durch „R-{number}-" in str(one or other)
    return f"{sum(one is None for one, _ in results)} of {ROUNDS} reversals by the first process"


def test_of_two_reversals_of_one_posting_exactly_one_succeeds(database_url: str) -> None:
    _reverse_against_reverse(database_url, "kim-coesfeld")


@pytest.mark.soak
def test_for_ten_minutes(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulthandler.cancel_dump_traceback_later()  # which would call five minutes a hang
    files = _record_for(database_url, tmp_path, SOAK_SECONDS * 0.8)
    report = [f"{database_url.partition(':')[0]}: {files} in {SOAK_SECONDS * 0.8:.0f} s"]
    end = time.monotonic() + SOAK_SECONDS * 0.2
    for serial in count():
        if time.monotonic() > end:
            break
        report.append(_amend_against_post(database_url, f"amended-{serial}"))
        report.append(_reverse_against_reverse(database_url, f"reversed-{serial}"))
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *report, ""]))
