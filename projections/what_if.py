"""The split with facts that are not recorded, beside the split without them, this year and the next three."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.context import When, agreement_meant
from ledger.errors import Refusal
from ledger.files import Line, in_agreement, parse
from ledger.recording import Outcome, suppose
from ledger.store import Store
from projections.carrying_on import carried_on
from projections.comparing import Borne, ByPool, borne_between, borne_in, change, in_sum, unresolved
from projections.history import History, as_known, known_then
from projections.split import amounts, split

YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Supposition:
    """A history as it is known, and with the facts of a file laid over it; *outcome* counts them."""

    without: History
    supposed: History
    outcome: Outcome


def suppose_file(
    store: Store, lines: Iterable[Line], *, chosen: str | None, when: When | None = None
) -> Supposition:
    """Lay a file of facts over what *store* held at *when*, or holds now; nothing is recorded.

    Raises Refusal for what could not be recorded then, and for facts of several agreements.
    """
    when = when or When()
    placed = in_agreement(lines, store.agreements(), chosen)
    agreement = agreement_meant(store, placed[0][0] if placed else chosen)
    for named, line in placed:
        if named != agreement:
            raise Refusal("agreement-differs", place=line.place, given=named, actual=agreement)
    facts = [(line, parse(line, agreement)) for _, line in placed]
    recorded = store.facts(agreement)
    without = as_known(agreement, recorded, position=when.position, instant=when.instant)
    known = known_then(recorded, position=when.position, instant=when.instant)
    records, outcome = suppose(agreement, known, facts)
    postings = tuple(records.postings.unreversed())
    return Supposition(without, History(agreement, records.agreement, postings, without.known), outcome)


def what_if(supposition: Supposition, *, day: date) -> dict[str, Any]:
    """The answer of `what-if`: both splits as at *day*, and what each party bears in four years.

    The year of *day* is taken as recorded; in the next three, cost, subsidy payments and hours
    are carried on as in the last full year (`carried_on`), the same on both sides. On 31 December
    the year is full.
    """
    without, supposed, first = supposition.without, supposition.supposed, date(day.year, 1, 1)
    full = day.year if day == date(day.year, 12, 31) else day.year - 1
    return {
        "agreement": without.id,
        "as_at": day.isoformat(),
        "known_at": without.known.as_json(),
        "supposed": len(supposition.outcome.recorded),
        "already_recorded": supposition.outcome.already_recorded,
        "without": _split(without, day),
        "with": _split(supposed, day),
        "year_to_date": _compared(borne_between(without, first, day), borne_between(supposed, first, day)),
        "carried_on_from": full,
        "years": [
            _of_year(without, supposed, day.year + ahead, full if ahead else None)
            for ahead in range(YEARS_AHEAD + 1)
        ],
    }


def _split(history: History, day: date) -> dict[str, Any]:
    """The answer of `split` but for what is said once for both."""
    answer = split(history, day=day)
    return {name: part for name, part in answer.items() if name not in ("agreement", "as_at", "known_at")}


def _of_year(without: History, supposed: History, year: int, like: int | None) -> dict[str, Any]:
    """A calendar year on both sides; with what is carried on from the year that it is *like*."""
    sides = [without, supposed]
    if like is not None:
        sides = [carried_on(side, without, year=like, to=year) for side in sides]
    before, after = (borne_in(side, year) for side in sides)
    return {"year": year, "carried_on": like is not None, **_compared(before, after)}


def _compared(before: ByPool, after: ByPool) -> dict[str, Any]:
    """Both sides and the difference, pool by pool and in sum; null where a pool is unresolved."""
    pools = sorted({*before, *after})
    return {
        "pools": {pool: _sides(before.get(pool, {}), after.get(pool, {})) for pool in pools},
        "by_party": _sides(in_sum(before.values()), in_sum(after.values())),
        "unresolved": {"without": unresolved(before), "with": unresolved(after)},
    }


def _sides(before: Borne | None, after: Borne | None) -> dict[str, Any]:
    sides = {"without": before, "with": after, "difference": change(before, after)}
    return {side: None if borne is None else amounts(borne) for side, borne in sides.items()}
