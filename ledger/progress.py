"""How far a long work is: a bar on standard error where that is a terminal, nothing anywhere else."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

_T = TypeVar("_T")


class Bar:
    """One line that says what is being done, and how much of it is."""

    def __init__(self, progress: "Progress | None") -> None:
        self._progress = progress

    def follow(self, steps: Iterable[_T], total: int, doing: str) -> Iterable[_T]:
        """*steps*, drawing how many of *total* are done."""
        if self._progress is None:
            return steps
        self._clear()
        return self._progress.track(steps, total, description=doing)

    def wait(self, doing: str) -> None:
        """Draw that something of unknown length has begun."""
        if self._progress is not None:
            self._clear()
            self._progress.add_task(doing, total=None)

    def _clear(self) -> None:
        if self._progress is not None:
            for task in self._progress.task_ids:
                self._progress.remove_task(task)


@contextmanager
def bar() -> Iterator[Bar]:
    """The bar, which disappears at the end."""
    if not sys.stderr.isatty():
        yield Bar(None)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress)
