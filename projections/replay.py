"""The figures of one pool and year while facts are recorded, as the rules compute them at 31 December."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ledger.agreement import Agreement, Standing, day_of
from ledger.facts import AnyFact, CostPosted, CostReversed, HoursRecorded, SettlementFact, SubsidyPaid
from ledger.records import Records
from projections.comparing import Borne, borne_of
from projections.history import History, Known, Recorded, as_at
from projections.split import pools_between

_OF_ONE_POOL_AND_YEAR = (CostPosted, HoursRecorded, SubsidyPaid)
"""The kinds of which a ledger holds most; in other pools and years they move nothing."""


class Replay:
    """What stands after each entry in recorded order, and what parties then bear of *pool* in *year*."""

    def __init__(self, agreement: str, pool: str, year: int) -> None:
        self.pool = pool
        self.year = year
        self._id = agreement
        self._records = Records()
        self._computed_from: Agreement | None = None
        self._as_at = Agreement()

    def add(self, entry: Recorded) -> bool:
        """Take in one more recorded fact; False if it cannot move the figures."""
        may_move = self._may_move(entry.fact)
        self._records.add(Standing(entry.position, entry.fact))
        return may_move

    def _may_move(self, fact: AnyFact) -> bool:
        if isinstance(fact, SettlementFact):
            return False
        if isinstance(fact, CostReversed):
            reversed_ = self._records.postings.get(fact.reverses)
            return reversed_ is not None and self._may_move(reversed_)
        if isinstance(fact, _OF_ONE_POOL_AND_YEAR):
            return fact.pool == self.pool and day_of(fact).year == self.year
        return True

    def borne(self) -> Borne | None:
        """In cents by party; nothing before the draft or without the pool, None while it is unresolved."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        agreement = self._agreement_at(last)
        if agreement.draft is None or self.pool not in pools_between(agreement, first, last):
            return {}
        return borne_of(self._history(agreement, self._postings()), self.pool, first, last)

    def _agreement_at(self, last: date) -> Agreement:
        """The same object until another fact than a posting comes, so that the rules work it out once."""
        if self._computed_from is not self._records.agreement:
            self._computed_from = self._records.agreement
            self._as_at = as_at(self._history(self._computed_from), last).agreement
        return self._as_at

    def _history(self, agreement: Agreement, postings: Iterable[CostPosted] = ()) -> History:
        return History(self._id, agreement, tuple(postings), Known(0, ""))

    def _postings(self) -> Iterable[CostPosted]:
        """The postings that count; those of one kind, period and post as one, for they accrue alike."""
        alike: dict[tuple[object, ...], list[CostPosted]] = defaultdict(list)
        for posting in self._records.postings.unreversed():
            if posting.pool == self.pool and posting.service_from.year == self.year:
                period = (posting.service_from, posting.service_to)
                alike[posting.cost_position, *period, posting.post].append(posting)
        return map(_as_one, alike.values())


def _as_one(postings: Sequence[CostPosted]) -> CostPosted:
    if len(postings) == 1:
        return postings[0]
    amount = sum((Decimal(posting.amount) for posting in postings), Decimal(0))
    return postings[0].model_copy(update={"amount": str(amount)})
