"""Clients that go on recording while their server is killed and started again."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

from ledger.files import open_file, read_lines
from ledger.recording import record
from ledger.store import Store, StoreError, open_store, opening
from tests.processes import CONTEXT, PATIENCE
from tests.soak.files import attempted, written

CLIENTS = 2

Answer = tuple[int, int] | str
"""How many facts of a file were recorded, and how many stood already; or the complaint."""


class Service(NamedTuple):
    """A ledger on a server, whether the server is up, and whether to stop recording."""

    url: str
    up: Event
    stop: Event


class Clients:
    """Processes that record, and what each was told of each of its files."""

    def __init__(self, url: str, directory: Path) -> None:
        self._service = Service(url, CONTEXT.Event(), CONTEXT.Event())
        self.up = self._service.up
        self.up.set()
        self._answers: dict[int, list[Answer]] = defaultdict(list)
        lines = [CONTEXT.Pipe(duplex=False) for _ in range(CLIENTS)]
        self._lines = [receiver for receiver, _ in lines]
        self._processes = [
            CONTEXT.Process(target=_record, args=(self._service, directory, number, sender))
            for number, (_, sender) in enumerate(lines)
        ]
        for process, (_, sender) in zip(self._processes, lines, strict=True):
            process.start()
            sender.close()

    def hear(self, awaited: type[Answer]) -> None:
        """Note what they were told, until what each was told last is what is *awaited*."""
        for line in self._lines:
            answer: Answer | None = None
            while line.poll() or not isinstance(answer, awaited):
                answer = self._note(line)

    def _note(self, line: Connection) -> Answer:
        assert line.poll(PATIENCE)
        serial: int
        answer: Answer
        serial, answer = line.recv()
        self._answers[serial].append(answer)
        return answer

    def stopped(self) -> Mapping[int, list[Answer]]:
        """All answers, by file, once each client has finished the one that it is at."""
        self._service.stop.set()
        for line, process in zip(self._lines, self._processes, strict=True):
            with suppress(EOFError):
                while True:
                    self._note(line)
            process.join(PATIENCE)
            assert process.exitcode == 0
        return self._answers

    def kill(self) -> None:
        """End them, whatever they do."""
        for process in self._processes:
            process.kill()


def _record(service: Service, directory: Path, number: int, answers: Connection) -> None:
    """Record file after file, each until it is acknowledged, and send each answer with the file's number.

    After a complaint it is tried again when the server is up. The first client keeps its ledger
    open, the others open it anew for each file, as a command does.
    """
    opening._POOL_TIMEOUT = "1"  # noqa: SLF001 - else ten seconds
    with ExitStack() as stack:
        attempt = (
            _with(stack.enter_context(open_store(service.url))) if number == 0 else _by_command(service.url)
        )
        for serial in count(1 + number, CLIENTS):
            file = written(directory, serial)
            while isinstance(answer := attempt(file), str):
                answers.send((serial, answer))
                assert service.up.wait(PATIENCE)
            answers.send((serial, answer))
            if service.stop.is_set():
                return


def _by_command(url: str) -> Callable[[Path], Answer]:
    return lambda file: attempted(url, file)


def _with(store: Store) -> Callable[[Path], Answer]:
    def attempt(file: Path) -> Answer:
        try:
            with open_file(file) as stream:
                outcomes = record(store, read_lines(str(file), stream), chosen=None, on_behalf_of=None)
        except StoreError as problem:
            return str(problem)
        return sum(len(each.recorded) for each in outcomes), sum(each.already_recorded for each in outcomes)

    return attempt
