"""Processes that record into one ledger at once; each decides again when another was faster."""

import multiprocessing
from multiprocessing.synchronize import Barrier

from ledger.facts import CostPosted
from ledger.store import Append, Conflict, Store, StoredFact, open_store
from tests.store.given import KIM, basis, posted, signed

_SPAWN = multiprocessing.get_context("spawn")
_PATIENCE = 120


def race(url: str, *, processes: int, appends: int, agreement: str = KIM) -> None:
    """Let *processes* open *url* at the same moment and record *appends* facts each."""
    barrier = _SPAWN.Barrier(processes)
    writers = [
        _SPAWN.Process(target=_write, args=(url, agreement, number, appends, barrier))
        for number in range(processes)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(_PATIENCE)
        writer.kill()
    assert [writer.exitcode for writer in writers] == [0] * processes


def _write(url: str, agreement: str, number: int, appends: int, barrier: Barrier) -> None:
    barrier.wait(_PATIENCE)
    with open_store(url) as store:
        for serial in range(appends):
            while not _appended(store, agreement, number, serial):
                pass


def _appended(store: Store, agreement: str, number: int, serial: int) -> bool:
    """Every third fact changes the agreement; postings note the version they were decided on."""
    voucher = f"BK-{number}-{serial}"
    now = basis(store, agreement, [voucher])
    changes = serial % 3 == 0
    fact = signed(f"p-{number}-{serial}") if changes else posted(voucher, f"{now.agreement_version}")
    try:
        store.append([Append(agreement, (fact,), now)], on_behalf_of=f"process-{number}")
    except Conflict:
        return False
    return True


def check(stored: tuple[StoredFact, ...], *, processes: int, appends: int) -> None:
    """Nothing is lost or doubled, positions have no gaps, and each decision rests on what it saw."""
    assert [fact.position for fact in stored] == list(range(1, processes * appends + 1))
    assert len({fact.state for fact in stored}) == len(stored)
    for number in range(processes):
        assert sum(fact.on_behalf_of == f"process-{number}" for fact in stored) == appends
    assert [fact.recorded_at for fact in stored] == sorted(fact.recorded_at for fact in stored)
    version = 0
    for each in stored:
        if isinstance(each.fact, CostPosted):
            assert each.fact.text == f"{version}"
        else:
            version += 1
            assert each.version == version
