"""Why a year's figures changed between two states of knowledge, event by event (R11; `settlement diff`).

The facts are replayed in recorded order. By how much one of them moves what a party bears of a pool
and year is that event's step; the steps add up to the difference, to the cent.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.agreement import Standing
from ledger.context import When
from ledger.errors import Refusal
from ledger.facts import FactRetracted
from ledger.records import Records
from ledger.vocabulary import words
from projections.comparing import Borne, change
from projections.history import History, Known, Recorded, as_at, known_then
from projections.replay import Replay
from projections.split import amounts, pools_between


def settlement_differences(
    agreement: str,
    recorded: Sequence[Recorded],
    *,
    year: int,
    between: tuple[When, When],
    pool: str | None = None,
) -> list[dict[str, Any]]:
    """The answer of `settlement diff` for one pool, or for every pool that one of the sides knows.

    *recorded* is the whole log. A time before the draft counts as zero. Raises Refusal if the first
    side knows more than the second, for a pool that neither knows, and for one unresolved on a side.
    """
    first, last = (_length(recorded, when) for when in between)
    if first > last:
        raise Refusal("difference-backwards", begin=first, end=last)
    pools = sorted(_pools(recorded[:first], year) | _pools(recorded[:last], year))
    if pool is not None and pool not in pools:
        raise Refusal("unknown-pool", pool=pool, day=date(year, 12, 31), known=", ".join(pools) or "keine")
    shown = [slug for slug in pools if pool in (None, slug)]
    return [_difference(Replay(agreement, slug, year), recorded, first, last) for slug in shown]


def _length(recorded: Sequence[Recorded], when: When) -> int:
    """How many facts were recorded by then."""
    return len(known_then(recorded, position=when.position, instant=when.instant))


def _pools(recorded: Sequence[Recorded], year: int) -> set[str]:
    """Every pool of *year*, as then known."""
    records = Records.of(Standing(entry.position, entry.fact) for entry in recorded)
    if records.agreement.draft is None:
        return set()
    first, last = date(year, 1, 1), date(year, 12, 31)
    return set(
        pools_between(as_at(History("", records.agreement, (), Known(0, "")), last).agreement, first, last)
    )


def _difference(replay: Replay, recorded: Sequence[Recorded], first: int, last: int) -> dict[str, Any]:
    """The object of one pool; cents that move while it is unresolved go to the event that resolves it."""
    for entry in recorded[:first]:
        replay.add(entry)
    before = borne = _resolved(replay, first, "--from")
    steps = []
    for entry in recorded[first:last]:
        moved = replay.borne() if replay.add(entry) else None
        if step := change(borne, moved):
            steps.append(_step(entry, step, recorded))
        borne = borne if moved is None else moved
    return {
        "year": replay.year,
        "pool": replay.pool,
        "from": {"position": first},
        "to": {"position": last},
        "steps": steps,
        "difference": amounts(change(before, _resolved(replay, last, "--to")) or {}),
    }


def _resolved(replay: Replay, position: int, side: str) -> Borne:
    """What parties bear after event *position*; Refusal where the pool is unresolved."""
    borne = replay.borne()
    if borne is None:
        raise Refusal(
            "difference-unresolved", pool=replay.pool, year=replay.year, side=side, position=position
        )
    return borne


def _step(entry: Recorded, step: Borne, recorded: Sequence[Recorded]) -> dict[str, Any]:
    """A retraction has the clause of what it retracts."""
    fact = entry.fact
    about = recorded[fact.position - 1].fact if isinstance(fact, FactRetracted) else fact
    return {
        "position": entry.position,
        "kind": fact.kind,
        "clause": words()[about.kind].clause,
        "by_party": amounts(step),
    }
