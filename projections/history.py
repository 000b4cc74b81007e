"""The two dates of every question; this module alone knows what they mean (R11).

`known_at`: only facts recorded by then, corrections included. `as_at`: only facts that count by
that day. An answer is a pure function of the History that is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from ledger.agreement import Agreement, Standing, day_of
from ledger.errors import Refusal
from ledger.facts import AgreementDrafted, AnyFact, CostPosted
from ledger.records import Records


class Recorded(Protocol):
    """What a question needs of a stored fact."""

    @property
    def position(self) -> int:
        """1, 2, 3 … within the agreement."""

    @property
    def recorded_at(self) -> str:
        """UTC, ISO."""

    @property
    def fact(self) -> AnyFact:
        """What was recorded."""


_R = TypeVar("_R", bound=Recorded)


@dataclass(frozen=True, slots=True)
class Known:
    """The newest fact that an answer rests on: its position and time of recording (UTC)."""

    position: int
    recorded_at: str

    def as_json(self) -> dict[str, object]:
        """As it stands in every answer."""
        return {"position": self.position, "recorded_at": self.recorded_at}


@dataclass(frozen=True, eq=False)
class History:
    """What an answer rests on: the standing facts of one agreement, and its unreversed postings."""

    id: str
    agreement: Agreement
    postings: tuple[CostPosted, ...]
    known: Known


def as_known(
    agreement: str,
    recorded: Sequence[Recorded],
    *,
    position: int | None = None,
    instant: datetime | None = None,
) -> History:
    """What was known after event *position*, or at *instant*, or is known now.

    Raises Refusal for a time before the draft was known, and for a position that is not reached yet.
    """
    known = known_then(recorded, position=position, instant=instant)
    records = Records.of(Standing(entry.position, entry.fact) for entry in known)
    if records.agreement.draft is None:
        raise _too_early(agreement, recorded, position, instant)
    postings = tuple(records.postings.unreversed())
    newest = known[-1]
    return History(agreement, records.agreement, postings, Known(newest.position, newest.recorded_at))


def known_then(
    recorded: Sequence[_R], *, position: int | None = None, instant: datetime | None = None
) -> list[_R]:
    """What was recorded by event *position*, or by *instant*; Refusal for a position not reached yet."""
    if position is not None and position > len(recorded):
        raise Refusal("position-beyond", position=position, newest=len(recorded))
    return [
        entry
        for entry in recorded
        if (position is None or entry.position <= position)
        and (instant is None or _instant(entry.recorded_at) <= instant)
    ]


def _too_early(
    agreement: str, recorded: Sequence[Recorded], position: int | None, instant: datetime | None
) -> Refusal:
    drafts = [entry for entry in recorded if isinstance(entry.fact, AgreementDrafted)]
    if not drafts or (position is None and instant is None):
        return Refusal("no-agreement")
    when = f"@{position}" if instant is None else instant.isoformat()
    return Refusal(
        "not-known-then",
        agreement=agreement,
        when=when,
        drafted=drafts[0].recorded_at,
        position=drafts[0].position,
    )


def _instant(recorded_at: str) -> datetime:
    return datetime.fromisoformat(recorded_at).astimezone(UTC)


def as_at(history: History, day: date) -> History:
    """*history* without what counts only from a later day; the draft describes all days."""
    agreement = history.agreement
    standing = tuple(
        entry
        for entry in agreement.standing
        if isinstance(entry.fact, AgreementDrafted) or day_of(entry.fact) <= day
    )
    postings = tuple(posting for posting in history.postings if posting.service_from <= day)
    if len(standing) == len(agreement.standing) and len(postings) == len(history.postings):
        return history
    return History(history.id, Agreement(standing), postings, history.known)
