"""Processes of the tests: started together, answering once; or started quickly, to be killed.

They are forked from a server that has loaded the program but opened nothing: a new one is at work
within hundredths of a second, and shares no connection, lock or thread with the tests.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from typing import Any, TypeVar

PATIENCE = 120
"""Seconds that one process waits for another."""

_T = TypeVar("_T")
_PROGRAM = [
    "pytest",
    "scripts.commands",
    "projections.cli.audit",
    "projections.tables",
    "projections.verifying",
    "ledger.store.opening",
    "ledger.store.sqlite",
    "ledger.store.postgres",
    "tests.soak.files",
]
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(_PROGRAM)


def run_together(work: Callable[..., _T], arguments: Sequence[tuple[Any, ...]]) -> list[_T]:
    """What *work* returned, done in a process for each of *arguments*.

    Each is called with a barrier, at which all of them can wait for each other, and its arguments.
    """
    barrier = CONTEXT.Barrier(len(arguments))
    lines = [CONTEXT.Pipe(duplex=False) for _ in arguments]
    processes = [
        CONTEXT.Process(target=_answer, args=(work, sender, barrier, each))
        for (_, sender), each in zip(lines, arguments, strict=True)
    ]
    for process in processes:
        process.start()
    try:
        return [_received(receiver, process) for (receiver, _), process in zip(lines, processes, strict=True)]
    finally:
        for process in processes:
            process.join(PATIENCE)
            process.kill()


def _received(receiver: Connection, process: ForkServerProcess) -> Any:
    while not receiver.poll(0.2):
        assert process.is_alive() or receiver.poll(), "the process died; its error stands above"
    answer, problem = receiver.recv()
    assert problem is None, problem
    return answer


def _answer(
    work: Callable[..., Any], sender: Connection, barrier: Barrier, arguments: tuple[Any, ...]
) -> None:
    try:
        sender.send((work(barrier, *arguments), None))
    except BaseException as problem:
        sender.send((None, repr(problem)))
        raise
