"""What people call parties, pools and cost positions: the newest name of the days in question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.agreement import Agreement
from ledger.consolidation import terms_between
from ledger.terms import CostPosition, Party, Pool, Terms


@dataclass(frozen=True, slots=True)
class Names:
    """The names in these terms, of which the last are the newest; a slug without one stands for itself."""

    versions: tuple[Terms, ...]

    def party(self, slug: str) -> str:
        """A party."""
        return _newest(slug, (terms.parties for terms in reversed(self.versions)))

    def pool(self, slug: str) -> str:
        """A pool."""
        return _newest(slug, (terms.pools for terms in reversed(self.versions)))

    def position(self, slug: str) -> str:
        """A cost position."""
        return _newest(slug, (terms.cost_positions for terms in reversed(self.versions)))


def names_between(agreement: Agreement, first: date, last: date) -> Names:
    """The names of the days *first* to *last*."""
    return Names(tuple(version.terms for version in terms_between(agreement, first, last)))


def _newest(
    slug: str, found: Iterator[Mapping[str, Party] | Mapping[str, Pool] | Mapping[str, CostPosition]]
) -> str:
    return next((named[slug].name for named in found if slug in named), slug)
