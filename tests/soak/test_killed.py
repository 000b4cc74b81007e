"""A process killed with SIGKILL while it records: each file is there whole or not at all.

Half of the moments are drawn over twice the time that a file takes, from the first look at it to
the question that brings the read models up to date; half are drawn around its transaction.
"""

import json
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.processes import CONTEXT, PATIENCE
from tests.soak.chance import dice
from tests.soak.files import SIZE, facts_by_file, facts_of, must_be_sound, recorded, run, written
from tests.soak.victim import STAGES, Diary, Entry, record_until_killed

MOMENTS = 20
LEDGERS = 10
"""Of the long run, which has 200 moments on each kind of database: the first of each ledger in its making."""

AT_FIRST = 0.2
"""Seconds for one file, until it is known."""

SPANS = {"reading": 2.0, "writing": 0.125}
"""How long after a file has come to a stage moments are drawn, measured by the time for one file."""


def _killed(url: str, diary: Diary, first: int, stage: str, delay: float) -> None:
    """Let a process record from file number *first* on, and kill it *delay* seconds after *stage*."""
    told, reached = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=record_until_killed, args=(url, diary, first, stage, reached))
    process.start()
    reached.close()
    assert told.poll(PATIENCE)
    time.sleep(delay)
    process.kill()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL, "it ended by itself; its error stands above"


def _fate(url: str, newest: Entry) -> str:
    """What became of the newest file: those before it stand, none after it."""
    stand = facts_by_file(url)
    assert set(stand.values()) <= {SIZE}
    assert set(range(newest.serial)) <= set(stand) <= set(range(newest.serial + 1))
    there = newest.serial in stand
    if newest.stage != "writing":
        assert there == (STAGES.index(newest.stage) > STAGES.index("writing"))
    return f"{newest.stage}, {'there' if there else 'not there'}"


def _kill_again_and_again(url: str, directory: Path) -> Counter[str]:
    chance, diary = dice(), Diary(directory / "diary")
    fates, serial, seconds = Counter[str](), 0, AT_FIRST
    for _ in range(MOMENTS):
        stage = chance.choice(list(SPANS))
        _killed(url, diary, serial, stage, chance.uniform(0, SPANS[stage] * seconds))
        newest = diary.newest()
        fates[_fate(url, newest)] += 1
        if facts_by_file(url):
            must_be_sound(url)
        # The next one works, and is the same again where it was recorded already.
        size = len(facts_of(newest.serial))
        assert recorded(url, written(directory, newest.serial)) in ((size, 0), (0, size))
        serial, seconds = newest.serial + 1, newest.took or seconds
    must_be_sound(url)
    assert facts_by_file(url) == dict.fromkeys(range(serial), SIZE)
    return fates


def test_a_file_is_there_whole_or_not_at_all_whenever_its_process_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    assert _kill_again_and_again(database_url, tmp_path).total() == MOMENTS


@pytest.mark.soak
@pytest.mark.parametrize("ledger", range(LEDGERS))
def test_at_two_hundred_moments(
    database_url: str, tmp_path: Path, ledger: int, capsys: pytest.CaptureFixture[str]
) -> None:
    fates = _kill_again_and_again(database_url, tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{database_url.partition(':')[0]} {ledger}: {dict(sorted(fates.items()))}\n")


def _record_and_die(url: str, file: Path) -> None:
    recorded(url, file)
    signal.raise_signal(signal.SIGKILL)


def test_who_dies_between_recording_and_catching_up_leaves_sound_read_models(
    database_url: str, tmp_path: Path
) -> None:
    recorded(database_url, written(tmp_path, 0))
    assert _trail(database_url, "0-8") == 2

    process = CONTEXT.Process(target=_record_and_die, args=(database_url, written(tmp_path, 1)))
    process.start()
    process.join(PATIENCE)

    assert process.exitcode == -signal.SIGKILL
    must_be_sound(database_url)
    assert _trail(database_url, "1-8") == 2


def _trail(url: str, voucher: str) -> int:
    """How many facts a question about *voucher* finds: one in each agreement, where it is recorded."""
    return len(json.loads(run(url, "audit", "trail", "--voucher", voucher, "--json")[1]))
