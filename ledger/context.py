"""What every command shares: which ledger, which agreement, on whose behalf, and the two dates."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token

from ledger.errors import Refusal
from ledger.store import Store, open_store, utc_now
from ledger.store.address import SQLiteAddress, address_of
from ledger.values import civil_date

if TYPE_CHECKING:
    from ledger.roles.permits import Permit
    from ledger.roles.refusal_log import Caller
    from ledger.roles.role_file import Roles

DEFAULT_DATABASE = "sqlite:///contract-ledger.db"
DATABASE_VARIABLE = "CONTRACT_LEDGER_DATABASE"
ACTOR_VARIABLE = "CONTRACT_LEDGER_ACTOR"
ROLES_VARIABLE = "CONTRACT_LEDGER_ROLES"


@dataclass(frozen=True, slots=True)
class Context:
    """The global options of one call.

    *clock* is the real one everywhere but in the demo, which plays a history. *roles* is the role
    file in force, if any, and *command* what was called, for the log of what roles refuse.
    """

    database: str
    agreement: str | None
    actor: str | None
    clock: Callable[[], datetime] = utc_now
    roles: "Roles | None" = None
    command: str = ""

    def recording(self) -> Store:
        """The ledger to record into; made if there is none. Refusal for a login that has no role."""
        return self._admitted(open_store(self.database, clock=self.clock))

    @contextmanager
    def rehearsing(self) -> Iterator[Store]:
        """The ledger, or an empty one for the moment where there is none: rehearsing makes no file."""
        address = address_of(self.database)
        if not isinstance(address, SQLiteAddress) or Path(address.path).exists():
            with self.asking() as store:
                yield store
            return
        with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/rehearsal.db") as store:
            yield self._admitted(store)

    def asking(self) -> Store:
        """The ledger to ask; StoreError if there is none, Refusal for a login that has no role."""
        return self._admitted(open_store(self.database, clock=self.clock, create=False))

    def permit(self, store: Store, *, dry_run: bool = False) -> "Permit":
        """What this call may record into *store*; Refusal if nothing, and it is no *dry_run*."""
        from ledger.roles.permits import Permit, permit_of

        return Permit() if self.roles is None else permit_of(self._caller(store, self.roles), dry_run=dry_run)

    def must_be_allowed_to_write(self, store: Store) -> None:
        """Refusal where the login's role forbids a command that writes what is no fact."""
        self.permit(store).must_allow_command()

    def _admitted(self, store: Store) -> Store:
        if self.roles is not None:
            from ledger.roles.permits import must_be_named

            try:
                must_be_named(self._caller(store, self.roles))
            except BaseException:
                store.close()
                raise
        return store

    def _caller(self, store: Store, roles: "Roles") -> "Caller":
        from ledger.roles.refusal_log import Caller

        return Caller(roles, store.login, self.command, self.clock)


def context_of(
    database: str | None, agreement: str | None, actor: str | None, *, command: str = ""
) -> Context:
    """The options given, else those of the environment, else the embedded ledger of this folder.

    Refusal if the environment names a role file that does not count.
    """
    return Context(
        database or os.environ.get(DATABASE_VARIABLE) or DEFAULT_DATABASE,
        agreement,
        actor or os.environ.get(ACTOR_VARIABLE) or None,
        roles=_roles_in_force(),
        command=command,
    )


def _roles_in_force() -> "Roles | None":
    file = os.environ.get(ROLES_VARIABLE)
    if file is None:
        return None
    from ledger.roles.role_file import read_roles

    return read_roles(file)


def agreement_meant(store: Store, chosen: str | None) -> str:
    """The agreement chosen, or the only one that the ledger holds; Refusal if that is not clear."""
    stored = store.agreements()
    if not stored:
        raise Refusal("no-agreement")
    known = ", ".join(stored)
    if chosen is None:
        if len(stored) > 1:
            raise Refusal("several-agreements", known=known)
        return stored[0]
    if chosen not in stored:
        raise Refusal("unknown-agreement", agreement=chosen, known=known)
    return chosen


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
