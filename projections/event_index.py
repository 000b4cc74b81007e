"""The index of events: what it holds of a fact, and where it is wrong.

Pure: derived from stored facts; the tables that hold it are kept by projections.tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

from ledger.store import StoredFact
from ledger.store.canonical import canonical
from projections.event_marks import cents_in, days_of, marks_of
from projections.salvage import Salvaged


class Entry(NamedTuple):
    """What the index holds of one fact."""

    notification: int
    """Its place among the facts of all agreements, in the order of the commits."""
    agreement: str
    position: int
    kind: str
    recorded_at: str
    recorded_by: str
    on_behalf_of: str | None
    cents: int | None
    first_day: str | None
    last_day: str | None
    fact: str
    """As given, with `agreement` filled in; canonical JSON."""
    marks: tuple[tuple[str, str], ...]
    """Parties, pools, vouchers and words, sorted; in a table of their own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the tables are not what a fresh replay would make of them.

    A row (*column* is None) or one column of it; the column `marks` is a table of its own.
    Without *notification*: the tracked position, or a table that is missing. Not to be compared,
    `unreadable`, is the row of an event that nobody can read.
    """

    problem: Literal["missing", "extra", "different", "unreadable"]
    notification: int | None
    column: str | None
    expected: object
    found: object

    def as_json(self) -> dict[str, object]:
        """As `rebuild --check` answers."""
        return asdict(self)


def entry_of(notification: int, stored: StoredFact | Salvaged) -> Entry:
    """What the index holds of *stored*."""
    fact = stored.fact.as_given() | {"agreement": stored.agreement}
    first_day, last_day = days_of(fact)
    return Entry(
        notification=notification,
        agreement=stored.agreement,
        position=stored.position,
        kind=stored.fact.kind,
        recorded_at=stored.recorded_at,
        recorded_by=stored.recorded_by,
        on_behalf_of=stored.on_behalf_of,
        cents=cents_in(fact),
        first_day=first_day,
        last_day=last_day,
        fact=canonical(fact).decode(),
        marks=marks_of(fact),
    )


def differences(
    expected: Mapping[int, Mapping[str, object]], found: Mapping[int, Mapping[str, object]]
) -> Iterator[Difference]:
    """Where rows differ, by notification, each row given as its columns and `marks`."""
    for notification in sorted({*expected, *found}):
        wanted, given = expected.get(notification, {}), found.get(notification, {})
        if not wanted:
            yield Difference("extra", notification, None, None, dict(given))
        elif "agreement" not in given:
            yield Difference("missing", notification, None, dict(wanted), None)
        else:
            for column in Entry._fields:
                if wanted[column] != given[column]:
                    yield Difference("different", notification, column, wanted[column], given[column])
