"""Which recorded events stand behind a fact: the event itself, and what replaced it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from ledger.facts import AnyFact, FactRetracted
from projections.history import Recorded


class Logged(Recorded, Protocol):
    """A stored fact with its recorder."""

    @property
    def recorded_by(self) -> str:
        """The login."""

    @property
    def on_behalf_of(self) -> str | None:
        """In whose name."""


class Log:
    """The events that were known, by position, and by the fact that stands because of them."""

    def __init__(self, agreement: str, recorded: Sequence[Logged]) -> None:
        self._agreement = agreement
        self._entries = {entry.position: entry for entry in recorded}
        self._standing: dict[int, AnyFact] = {}
        self._behind: dict[int, tuple[int, ...]] = {id(entry.fact): (entry.position,) for entry in recorded}
        self._replace([entry for entry in recorded if isinstance(entry.fact, FactRetracted)])

    def _replace(self, retractions: Iterable[Logged]) -> None:
        """A fact that stands in place of another rests on that event and on every retraction of it."""
        of_position: dict[int, list[int]] = defaultdict(list)
        for entry in retractions:
            if isinstance(entry.fact, FactRetracted) and entry.fact.instead is not None:
                replaced = of_position[entry.fact.position]
                replaced.append(entry.position)
                self._standing[entry.fact.position] = entry.fact.instead
                self._behind[id(entry.fact.instead)] = (entry.fact.position, *replaced)

    def behind(self, fact: AnyFact) -> tuple[int, ...]:
        """The positions of the events because of which *fact*, one of those recorded, stands."""
        return self._behind[id(fact)]

    def leaf(self, position: int) -> dict[str, Any]:
        """The event at *position* as it was recorded; `standing` is what stands there after a replacement."""
        entry = self._entries[position]
        fact = entry.fact.as_given()
        found = {
            "position": position,
            "kind": entry.fact.kind,
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.recorded_by,
            "on_behalf_of": entry.on_behalf_of,
            "document": fact.get("document"),
            "fact": fact | {"agreement": self._agreement},
        }
        if position in self._standing:
            found["standing"] = self._standing[position].as_given() | {"agreement": self._agreement}
        return found
