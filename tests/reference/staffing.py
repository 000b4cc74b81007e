"""For whom cost still counts after a common end: posts held on its last day (R9, § 4 Abs. 3)."""

from datetime import date

from tests.reference.days import ONE_DAY
from tests.reference.record import Fact, Record, day_of

KINDS = ("PostVacated", "EmploymentEnded", "PostFilled")  # on one day, the filling comes last


class Staffing:
    """The posts as they stood on the last day of the agreement."""

    def __init__(self, record: Record, ends_on: date) -> None:
        self._pools_filled: set[str] = set()
        self._held: dict[str, tuple[str, date]] = {}
        for post, events in _events(record).items():
            before = [fact for fact in events if day_of(fact, "effective_on") <= ends_on]
            self._pools_filled |= {fact["pool"] for fact in before if fact["kind"] == "PostFilled"}
            if before and before[-1]["kind"] == "PostFilled":
                self._held[post] = (before[-1]["pool"], _employed_until(events, ends_on))

    def counts_until(self, pool: str, post: str | None) -> date:
        """The last day on which a posting of *pool* (for *post*, or for none) counts in the run-off."""
        if post is not None:
            return self._held[post][1] if post in self._held else date.min
        if pool not in self._pools_filled:
            return date.max
        return max((until for held_in, until in self._held.values() if held_in == pool), default=date.min)


def _events(record: Record) -> dict[str, list[Fact]]:
    """What happened to each post, in the order in which it counts."""
    facts = [fact for kind in KINDS for fact in record.of(kind)]
    events: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: day_of(fact, "effective_on")):
        events.setdefault(fact["post"], []).append(fact)
    return events


def _employed_until(events: list[Fact], ends_on: date) -> date:
    """The day before the first end of an employment after *ends_on*."""
    ended = (day_of(fact, "effective_on") for fact in events if fact["kind"] == "EmploymentEnded")
    return min((day - ONE_DAY for day in ended if day > ends_on), default=date.max)
