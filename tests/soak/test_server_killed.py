"""PostgreSQL killed with SIGKILL while clients record, and started again underneath them.

What was acknowledged is there. What was not is there whole or not at all, and not at all after a
complaint that does not call it uncertain.
"""

import faulthandler
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresServer, running_postgres
from tests.soak.chance import dice
from tests.soak.clients import Answer, Clients
from tests.soak.files import SIZE, facts_by_file, must_be_sound, recorded, written

OUTAGES = 6
SOAK_OUTAGES = 100

SPAN = 0.3
"""Seconds over which the moments are drawn: several files."""

UNCERTAIN = "Es ist ungewiss, ob die Fakten eingetragen sind."
CERTAIN = ("Die Datenbank ist nicht erreichbar.", "Die Datenbank hat abgebrochen.")


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of the test's own, whose commits survive."""
    with running_postgres(durable=True) as running:
        yield running


def _outages(server: PostgresServer, url: str, directory: Path, outages: int) -> dict[int, list[Answer]]:
    chance, clients = dice(), Clients(url, directory)
    try:
        for _ in range(outages):
            clients.hear(tuple)
            time.sleep(chance.uniform(0, SPAN))
            clients.up.clear()
            server.kill()
            if chance.random() < 0.5:  # the clients give up
                clients.hear(str)
            server.restart()
            clients.up.set()
            assert set(facts_by_file(url).values()) == {SIZE}
        return dict(clients.stopped())
    finally:
        clients.kill()


def _fate(answers: list[Answer]) -> str:
    """What a client was told of a file, all of it true, and whether the file stood before it was told."""
    *complaints, outcome = answers
    told = {str(complaint).splitlines()[0] for complaint in complaints}
    assert told <= {UNCERTAIN, *CERTAIN}, complaints
    assert outcome == (SIZE, 0) or (outcome == (0, SIZE) and UNCERTAIN in told)
    return f"{' '.join(sorted(told)) or 'acknowledged at once'} {'stood' if outcome[1] else ''}".strip()


def _killed_again_and_again(server: PostgresServer, directory: Path, outages: int) -> Counter[str]:
    with server.fresh_database() as url:
        recorded(url, written(directory, 0))
        answers = _outages(server, url, directory, outages)

        must_be_sound(url)
        assert facts_by_file(url) == dict.fromkeys([0, *answers], SIZE)
    return Counter(map(_fate, answers.values()))


def test_what_was_acknowledged_survives_the_server(server: PostgresServer, tmp_path: Path) -> None:
    fates = _killed_again_and_again(server, tmp_path, OUTAGES)

    assert fates["acknowledged at once"] < fates.total()


@pytest.mark.soak
def test_through_a_hundred_outages(
    server: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulthandler.cancel_dump_traceback_later()  # which would call five minutes a hang
    fates = _killed_again_and_again(server, tmp_path, SOAK_OUTAGES)
    with capsys.disabled():
        sys.stdout.write("".join(f"\n{number:6} {fate}" for fate, number in sorted(fates.items())))
