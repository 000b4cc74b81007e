"""Regions and cost positions by slug or by the name that the terms of the day give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.agreement import Agreement
from ledger.consolidation import terms_on
from ledger.cost_lists.columns import folded
from ledger.errors import Refusal
from ledger.terms import CostPosition, Pool


@dataclass(frozen=True, slots=True)
class Names:
    """The names that an agreement uses; a name counts on the days whose terms have it."""

    agreement: Agreement

    def pool(self, given: str, day: date) -> str:
        """The slug of the pool that *given* names on *day*; Refusal where none or several are named so."""
        pools = terms_on(self.agreement, day).pools
        if (slug := _slug(given, pools)) is None:
            raise Refusal("unknown-pool", pool=given, day=day, known=_listed(pools))
        return slug

    def cost_position(self, given: str, day: date) -> str:
        """The slug of the cost position that *given* names on *day*; Refusal as above."""
        positions = terms_on(self.agreement, day).cost_positions
        if (slug := _slug(given, positions)) is None:
            raise Refusal("cost-not-listed", position=given, day=day, known=_listed(positions))
        return slug


def _slug(given: str, named: Mapping[str, Pool] | Mapping[str, CostPosition]) -> str | None:
    sought = folded(given)
    if sought in named:
        return sought
    found = [slug for slug, each in named.items() if folded(each.name) == sought]
    return found[0] if len(found) == 1 else None


def _listed(named: Mapping[str, Pool] | Mapping[str, CostPosition]) -> str:
    return ", ".join(f"{each.name} ({slug})" for slug, each in named.items())
