"""What stands recorded, while it grows: an agreement and its postings, entry by entry."""

from collections.abc import Iterable
from typing import Self

from ledger.agreement import Agreement, Standing, evolve
from ledger.facts import FactRetracted, Posting
from ledger.postings import Postings


class Records:
    """The state that decisions and answers rest on, after each entry in recorded order."""

    def __init__(self) -> None:
        self.agreement = Agreement()
        self.postings = Postings()

    @classmethod
    def of(cls, entries: Iterable[Standing]) -> Self:
        """The state after *entries*, which are in recorded order."""
        records = cls()
        for entry in entries:
            records.add(entry)
        return records

    def add(self, entry: Standing) -> None:
        """Take in one more recorded fact."""
        if isinstance(entry.fact, Posting):
            self.postings.add(entry)
            return
        self.agreement = evolve(self.agreement, entry)
        if isinstance(entry.fact, FactRetracted):
            self.postings = self.postings.without(entry.fact)
