"""What every command shares: which ledger, which agreement, on whose behalf, and the two dates."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from cyclopts import Parameter, Token

from ledger.store import Store, open_store, utc_now
from ledger.store.address import SQLiteAddress, address_of
from ledger.values import civil_date

DEFAULT_DATABASE = "sqlite:///contract-ledger.db"
DATABASE_VARIABLE = "CONTRACT_LEDGER_DATABASE"
ACTOR_VARIABLE = "CONTRACT_LEDGER_ACTOR"


@dataclass(frozen=True, slots=True)
class Context:
    """The global options of one call.

    *clock* is the real one everywhere but in the demo, which plays a history.
    """

    database: str
    agreement: str | None
    actor: str | None
    clock: Callable[[], datetime] = utc_now

    def recording(self) -> Store:
        """The ledger to record into; made if there is none."""
        return open_store(self.database, clock=self.clock)

    @contextmanager
    def rehearsing(self) -> Iterator[Store]:
        """The ledger, or an empty one for the moment where there is none: rehearsing makes no file."""
        address = address_of(self.database)
        if not isinstance(address, SQLiteAddress) or Path(address.path).exists():
            with self.asking() as store:
                yield store
            return
        with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/rehearsal.db") as store:
            yield store

    def asking(self) -> Store:
        """The ledger to ask; StoreError if there is none."""
        return open_store(self.database, clock=self.clock, create=False)


def context_of(database: str | None, agreement: str | None, actor: str | None) -> Context:
    """The options given, else those of the environment, else the embedded ledger of this folder."""
    return Context(
        database or os.environ.get(DATABASE_VARIABLE) or DEFAULT_DATABASE,
        agreement,
        actor or os.environ.get(ACTOR_VARIABLE) or None,
    )


@dataclass(frozen=True, slots=True)
class When:
    """A time of knowledge: after event *position*, or at *instant*."""

    position: int | None = None
    instant: datetime | None = None


def when_of(text: str) -> When:
    """What `--known-at` names: @N, or an ISO time with its offset.

    Raises ValueError for anything else; a time without an offset would be a guess.

    >>> when_of("@27")
    When(position=27, instant=None)
    """
    if re.fullmatch(r"@[0-9]{1,12}", text, re.ASCII):
        return When(position=int(text[1:]))
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return When(instant=instant.astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    msg = f"{text!r} ist weder @NUMMER noch eine Zeit mit Versatz wie 2026-11-22T10:00:00+01:00"
    raise ValueError(msg)


def day_option(_: Any, tokens: tuple[Token, ...]) -> date:  # noqa: ANN401 - as cyclopts hands it in
    """The day that an option names, for its `converter`."""
    return civil_date(tokens[0].value)


def when_option(_: Any, tokens: tuple[Token, ...]) -> When:  # noqa: ANN401 - as cyclopts hands it in
    """The time of knowledge that an option names, for its `converter`."""
    return when_of(tokens[0].value)


def _begin(_: Any, tokens: tuple[Token, ...]) -> datetime:  # noqa: ANN401 - cyclopts hands in the annotation
    return _instant(tokens[0].value, time.min)


def _end(_: Any, tokens: tuple[Token, ...]) -> datetime:  # noqa: ANN401 - cyclopts hands in the annotation
    return _instant(tokens[0].value, time.max)


def _instant(text: str, of_a_day: time) -> datetime:
    """An ISO time with its offset, or the begin or end of a day in this machine's time zone."""
    try:
        return datetime.combine(civil_date(text), of_a_day).astimezone(UTC)
    except ValueError:
        when = when_of(text)
    if when.instant is None:
        msg = f"{text!r} ist weder ein Tag noch eine Zeit mit Versatz"
        raise ValueError(msg)
    return when.instant


Shared = Annotated[Context, Parameter(parse=False)]
AsAt = Annotated[
    date | None,
    Parameter(name="--as-at", converter=day_option, help="der Tag, nach dem gefragt ist; sonst heute"),
]
KnownAt = Annotated[
    When | None,
    Parameter(
        name="--known-at",
        converter=when_option,
        accepts_keys=False,
        n_tokens=1,
        help="Stand der Kenntnis: @NUMMER oder Zeit mit Versatz; sonst jetzt",
    ),
]
RecordedFrom = Annotated[
    datetime | None,
    Parameter(name="--recorded-from", converter=_begin, help="erfasst seit: Tag oder Zeit mit Versatz"),
]
RecordedTo = Annotated[
    datetime | None,
    Parameter(name="--recorded-to", converter=_end, help="erfasst bis: Tag oder Zeit mit Versatz"),
]
Json = Annotated[bool, Parameter(name="--json", negative=(), help="ein JSON-Dokument statt der Tabelle")]
