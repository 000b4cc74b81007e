"""Cost postings by voucher number: the part of an agreement's log that grows (§ 2)."""

from collections.abc import Iterable, Iterator

from ledger.agreement import Standing, substitute
from ledger.facts import CostPosted, CostReversed, FactRetracted


class Postings:
    """The standing postings and reversals that a decision may look at.

    The one mutable piece of the deciding side: a working set that grows by one entry a posting,
    so that recording many stays linear.
    """

    def __init__(self, standing: Iterable[Standing] = ()) -> None:
        self._by_voucher: dict[str, Standing] = {}
        self._reversals: dict[str, CostReversed] = {}
        for entry in standing:
            self.add(entry)

    def add(self, entry: Standing) -> None:
        """Take in one more recorded posting or reversal."""
        if isinstance(entry.fact, CostPosted | CostReversed):
            self._by_voucher[entry.fact.voucher] = entry
        if isinstance(entry.fact, CostReversed):
            self._reversals[entry.fact.reverses] = entry.fact

    def without(self, retraction: FactRetracted) -> "Postings":
        """The postings as if the retracted reversal never happened, and its replacement had."""
        return Postings(substitute(tuple(self), retraction))

    def __iter__(self) -> Iterator[Standing]:
        """All entries, in recorded order."""
        return iter(sorted(self._by_voucher.values(), key=lambda entry: entry.position))

    def get(self, voucher: str) -> CostPosted | CostReversed | None:
        """What was recorded under *voucher*, a reversed posting included."""
        entry = self._by_voucher.get(voucher)
        return entry.fact if entry and isinstance(entry.fact, CostPosted | CostReversed) else None

    def reversal_of(self, voucher: str) -> CostReversed | None:
        """The reversal of the posting under *voucher*, if there is one."""
        return self._reversals.get(voucher)

    def unreversed(self) -> Iterator[CostPosted]:
        """The postings that still count."""
        for entry in self:
            if isinstance(entry.fact, CostPosted) and entry.fact.voucher not in self._reversals:
                yield entry.fact
