"""The index of events: what it holds of a fact, what can be asked of it, and where it is wrong.

Pure: derived from stored facts; the tables that hold it are kept by projections.tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from ledger.store import StoredFact
from ledger.store.canonical import canonical


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
    voucher: str | None
    reverses: str | None
    """The voucher that it takes back."""
    fact: str
    """As given, with `agreement` filled in; canonical JSON."""
    parties: tuple[str, ...]
    """Every party that the fact names, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; every filter given must hold."""

    agreement: str | None = None
    kind: str | None = None
    party: str | None = None
    """Any part in the fact: sender, recipient, employer, signatory, share of a deployment …"""
    voucher: str | None = None
    """Posted or reversed under this number, or taken back."""
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None
    """Both instants included."""
    position: int | None = None
    """As known after this event of the agreement."""
    instant: datetime | None = None
    """As known then."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the tables are not what a fresh replay would make of them.

    A row (*column* is None) or one column of it; the column `parties` is a table of its own.
    Without *notification*: the tracked position, or a table that is missing.
    """

    problem: Literal["missing", "extra", "different"]
    notification: int | None
    column: str | None
    expected: object
    found: object

    def as_json(self) -> dict[str, object]:
        """As `rebuild --check` answers."""
        return asdict(self)


def entry_of(notification: int, stored: StoredFact) -> Entry:
    """What the index holds of *stored*."""
    fact = stored.fact.as_given() | {"agreement": stored.agreement}
    return Entry(
        notification=notification,
        agreement=stored.agreement,
        position=stored.position,
        kind=stored.fact.kind,
        recorded_at=stored.recorded_at,
        recorded_by=stored.recorded_by,
        on_behalf_of=stored.on_behalf_of,
        voucher=fact.get("instead", fact).get("voucher"),
        reverses=fact.get("instead", fact).get("reverses"),
        fact=canonical(fact).decode(),
        parties=parties_of(fact),
    )


def parties_of(fact: Mapping[str, Any]) -> tuple[str, ...]:
    """Every party that *fact*, as JSON data, names; a fact about a notice names no more than it says.

    >>> parties_of({"kind": "NoticeReceived", "notice": "notice-olfen", "by": "senden"})
    ('senden',)
    >>> parties_of({"kind": "FactRetracted", "instead": {"kind": "NoticeGiven", "party": "olfen"}})
    ('olfen',)
    """
    return tuple(sorted(set(_named(fact))))


def _named(fact: Mapping[str, Any]) -> Iterator[str]:
    names = ("party", "by", "employer", *(("to",) if fact.get("kind") == "SettlementPaid" else ()))
    yield from (fact[name] for name in names if name in fact)
    yield from fact.get("signed_by", ())
    for parts in (fact.get("posts"), fact.get("by_party"), fact.get("statement", {}).get("by_party")):
        yield from _keys(parts)
    for terms in ("terms", "terms_patch"):
        yield from _keys(fact.get(terms, {}).get("parties"))
    if "instead" in fact:
        yield from _named(fact["instead"])


def _keys(value: object) -> Iterator[str]:
    """The names in a JSON object; none in what `posts` is where it is no deployment's, a number."""
    if isinstance(value, dict):
        yield from value


def differences(
    expected: Mapping[int, Mapping[str, object]], found: Mapping[int, Mapping[str, object]]
) -> Iterator[Difference]:
    """Where rows differ, by notification, each row given as its columns and `parties`."""
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
