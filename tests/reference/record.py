"""Which facts stand: retractions applied by position (FactRetracted)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.reference.days import ONE_DAY

Fact = Mapping[str, Any]

DAYS_OF_FACTS = ("effective_on", "concluded_on", "ends_on", "until", "from", "to")


def day_of(fact: Fact, field: str) -> date:
    return date.fromisoformat(fact[field])


def optional_day(fact: Fact, field: str) -> date | None:
    return day_of(fact, field) if fact.get(field) else None


class Record:
    """The standing facts of one agreement, by kind."""

    def __init__(self, facts: Sequence[Fact | tuple[int, Fact]]) -> None:
        self._by_kind: dict[str, list[Fact]] = {}
        for fact in _standing(_numbered(facts)):
            self._by_kind.setdefault(fact["kind"], []).append(fact)

    def of(self, kind: str) -> list[Fact]:
        return self._by_kind.get(kind, [])

    def by_day(self, kind: str) -> list[Fact]:
        """Those that count from a day, the earliest first."""
        return sorted(self.of(kind), key=lambda fact: day_of(fact, "effective_on"))

    def first_day(self, kind: str, field: str = "effective_on") -> date | None:
        """The day of the one fact of a kind that can be recorded once."""
        return next((day_of(fact, field) for fact in self.of(kind)), None)

    def turning_days(self, kinds: Collection[str], pool: str | None = None) -> set[date]:
        """Every day named by these kinds of facts (of *pool*, or of none), and the day after it."""
        days = {
            day_of(fact, field)
            for kind in kinds
            for fact in self.of(kind)
            if pool is None or fact.get("pool") in {None, pool}
            for field in DAYS_OF_FACTS
            if fact.get(field)
        }
        return days | {day + ONE_DAY for day in days if day < date.max}


def _numbered(facts: Iterable[Fact | tuple[int, Fact]]) -> Iterable[tuple[int, Fact]]:
    for place, fact in enumerate(facts, start=1):
        yield fact if isinstance(fact, tuple) else (place, fact)


def _standing(numbered: Iterable[tuple[int, Fact]]) -> list[Fact]:
    standing: dict[int, Fact] = {}
    for position, fact in sorted(numbered, key=lambda pair: pair[0]):
        if fact["kind"] != "FactRetracted":
            standing[position] = fact
        elif fact.get("instead"):
            standing[int(fact["position"])] = fact["instead"]
        else:
            standing.pop(int(fact["position"]), None)
    return [standing[position] for position in sorted(standing)]
