"""Eight processes record into three agreements at once: nothing is lost, nothing twice, every root stays.

Each records files of four facts: three postings of its own, in every second file one in each
agreement, and a payment that the other seven have in theirs, too, and only one of them records.
"""

import faulthandler
import hashlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

import pytest

from ledger.files import Line
from ledger.recording import record
from ledger.store import Store, StoredFact, open_store
from tests.ledger.bad_inputs.ledgers import Given, drafted, fact, posted
from tests.processes import PATIENCE, run_together
from tests.soak.files import must_be_sound

WRITERS = 8
AGREEMENTS = ("kim-eins", "kim-zwei", "kim-drei")
OWN = 3
FILES = 12
SOAK_FILES = 400
"""Then 400 · (8 · 3 + 1) = 10,000 facts are recorded, apart from the three drafts."""

_PAID = {"pool": "nord", "amount": "5.00", "period_from": "2024-01-01", "period_to": "2024-12-31"}


class Root(NamedTuple):
    """The root of an agreement's tree as it was at one moment."""

    agreement: str
    size: int
    root: bytes


@dataclass
class Told:
    """What a writer was told: positions, and how many facts stood already; and roots that it saw."""

    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    already: int = 0
    roots: set[Root] = field(default_factory=set)


def _facts(number: int, serial: int) -> list[Given]:
    postings = [posted(f"{number}-{serial}-{each}") for each in range(OWN)]
    payment = fact("SubsidyPaid", note=f"{serial}", **_PAID)
    spread = range(OWN) if serial % 2 == 0 else [number % OWN] * OWN
    return [
        *({"agreement": AGREEMENTS[each]} | posting for each, posting in zip(spread, postings, strict=True)),
        {"agreement": AGREEMENTS[serial % len(AGREEMENTS)]} | payment,
    ]


def _write(barrier: Barrier, url: str, number: int, files: int) -> Told:
    told = Told()
    with open_store(url) as store:
        barrier.wait(PATIENCE)
        for serial in range(files):
            lines = [Line("Datei", each) for each in _facts(number, serial)]
            for outcome in record(store, lines, chosen=None, on_behalf_of=None):
                told.positions[outcome.agreement] += outcome.recorded
                told.already += outcome.already_recorded
            told.roots.add(_seen(store, AGREEMENTS[(number + serial) % len(AGREEMENTS)]))
    return told


def _seen(store: Store, agreement: str) -> Root:
    frontier = store.frontier(agreement)
    return Root(agreement, frontier.size, frontier.root())


def _record_all(url: str, files: int) -> str:
    """Let all of them record so many *files* each; what was seen, in a line."""
    drafts = [Line("Entwurf", drafted(id=agreement)) for agreement in AGREEMENTS]
    with open_store(url) as store:
        record(store, drafts, chosen=None, on_behalf_of=None)
    began = time.monotonic()
    answers = run_together(_write, [(url, number, files) for number in range(WRITERS)])
    seconds = time.monotonic() - began

    with open_store(url, create=False) as store:
        logs = {agreement: store.facts(agreement) for agreement in AGREEMENTS}
    assert sum(map(len, logs.values())) == len(AGREEMENTS) + files * (WRITERS * OWN + 1)
    assert sum(each.already for each in answers) == files * (WRITERS - 1)
    for agreement, log in logs.items():
        _must_be_complete(log, [position for each in answers for position in each.positions[agreement]])
    roots = set[Root]().union(*(each.roots for each in answers))
    _must_stay(roots, logs)
    must_be_sound(url)
    return f"{sum(map(len, logs.values()))} facts in {seconds:.1f} s, {len(roots)} roots seen on the way"


def _must_be_complete(log: Sequence[StoredFact], told: list[int]) -> None:
    """Every position but the draft's was told to exactly one writer; no gap, no fact twice, time goes on."""
    assert [each.position for each in log] == list(range(1, len(log) + 1)) == [1, *sorted(told)]
    assert [each.recorded_at for each in log] == sorted(each.recorded_at for each in log)
    assert Counter(each.state for each in log).most_common(1)[0][1] == 1


def _must_stay(roots: set[Root], logs: dict[str, tuple[StoredFact, ...]]) -> None:
    """The root over the first *n* leaves is today what somebody once saw when there were *n*."""
    now = {agreement: _tree([each.leaf_hash for each in log]) for agreement, log in logs.items()}
    for seen in roots:
        assert now[seen.agreement](0, seen.size) == seen.root, seen
    for agreement, log in logs.items():
        assert len({seen.size for seen in roots if seen.agreement == agreement}) > len(log) / 50


def _tree(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    """The root over the leaves from one number on, so many of them, straight from RFC 6962, section 2.1."""

    @cache
    def root(start: int, size: int) -> bytes:
        if size == 1:
            return leaves[start]
        left = 1 << (size - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + root(start, left) + root(start + left, size - left)).digest()

    return root


def test_eight_writers_lose_nothing_and_double_nothing(database_url: str) -> None:
    _record_all(database_url, FILES)


@pytest.mark.soak
def test_eight_writers_record_ten_thousand_facts(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    faulthandler.cancel_dump_traceback_later()  # which would call five minutes a hang
    report = _record_all(database_url, SOAK_FILES)
    with capsys.disabled():
        sys.stdout.write(f"\n{database_url.partition(':')[0]}: {report}\n")
