"""What one explanation is about, and how its nodes cite facts."""

from dataclasses import dataclass, field
from datetime import date

from ledger.agreement import Agreement
from ledger.consolidation import terms_on
from ledger.facts import AgreementDrafted, AmendmentAgreed, AnyFact
from projections.explaining.amending import with_foundations
from projections.explaining.log import Log
from projections.explaining.nodes import Node
from projections.history import History


@dataclass(frozen=True, eq=False)
class Case:
    """A party and the days *first* to *last* of one calendar year, as *history* knows them at the last day.

    *known* is the same without that limit: who joins later is known by an amendment that does not count yet.
    """

    known: History
    history: History
    log: Log
    party: str
    first: date
    last: date
    exits: dict[tuple[date, str], Node] = field(default_factory=dict)
    """Those explained already: one node wherever they are needed."""

    @property
    def agreement(self) -> Agreement:
        """The standing facts as at the last day."""
        return self.history.agreement

    @property
    def draft(self) -> AgreementDrafted:
        """The contract as drafted; there is no history without it."""
        return next(self.agreement.of(AgreementDrafted))

    def cite(self, *facts: AnyFact) -> tuple[int, ...]:
        """The positions of the events behind *facts*; the first fact's event comes first.

        An amendment is cited with the earlier ones without which its result would be no valid terms.
        """
        found: dict[int, None] = {}
        for fact in facts:
            found |= dict.fromkeys(self.log.behind(fact))
            if isinstance(fact, AmendmentAgreed):
                for amendment in with_foundations(self.known.agreement, fact):
                    found |= dict.fromkeys(self.log.behind(amendment))
        return tuple(found)

    def name(self, slug: str) -> str:
        """What the terms of the last day, or else the draft, call a party, a pool or a cost position."""
        for terms in (terms_on(self.agreement, self.last), self.draft.terms):
            for named in (terms.parties, terms.pools, terms.cost_positions):
                if slug in named:
                    return named[slug].name
        return slug
