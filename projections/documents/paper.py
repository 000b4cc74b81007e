"""The basis of a statement's documents: what was known, the figures, the state (§ 2; R12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from ledger.consolidation import terms_on
from ledger.terms import Terms
from projections.documents.names import Names, names_between
from projections.history import History, as_at
from projections.rules.own_share import OwnShare, own_share

_LONGEST_STEM = 95

State = Literal["draft", "issued", "corrected"]


@dataclass(frozen=True)
class Paper:
    """A pool's statement of a year, from which every document to a party is made.

    *history* is what was known at the ledger position on which the statement rests, *statement* the
    pool's object of `settlement show` (with figures: an unresolved pool has no statement), *dated*
    the day of issue or correction, *before* the statement that a correction takes the place of.
    """

    history: History
    year: int
    pool: str
    statement: Mapping[str, Any]
    state: State
    dated: date | None
    before: Mapping[str, Any] | None
    software: str

    @property
    def first(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """31 December, whose terms and readings the statement names."""
        return date(self.year, 12, 31)

    @cached_property
    def basis(self) -> History:
        """The history without what counts only after the year."""
        return as_at(self.history, self.last)

    @cached_property
    def share(self) -> OwnShare:
        """How the figures come about, computed again; ValueError for a pool that is unresolved."""
        found = own_share(self.basis, self.pool, self.first, self.last)
        if found is None:
            msg = f"{self.pool} has no figures for {self.year}"
            raise ValueError(msg)
        return found

    def file_stem(self, party: str) -> str:
        """What the files to *party* are called; a correction is not taken for what it corrects.

        The hash of a document is recorded by its name, which has up to 100 characters. No id can hold
        an underscore, so no two statements share a name.
        """
        position = self.history.known.position
        state = {"draft": "_entwurf", "issued": "", "corrected": f"_berichtigung-{position}"}[self.state]
        stem = f"{self.history.id}_{self.year}_{self.pool}_{party}{state}"
        if len(stem) <= _LONGEST_STEM:
            return stem
        return f"{stem[: _LONGEST_STEM - 17]}-{sha256(stem.encode()).hexdigest()[:16]}"

    @property
    def terms(self) -> Terms:
        """The terms of the year's last day."""
        return terms_on(self.basis.agreement, self.last)

    @cached_property
    def names(self) -> Names:
        """What the year's terms call parties, pools and cost positions."""
        return names_between(self.basis.agreement, self.first, self.last)

    @property
    def versions(self) -> tuple[Terms, ...]:
        """All terms that count on some day of the year, in order."""
        return self.names.versions

    @property
    def cost_positions(self) -> tuple[str, ...]:
        """Every cost position of the year, sorted: the ledger does not keep the order of the terms."""
        return tuple(sorted({slug for terms in self.versions for slug in terms.cost_positions}))

    def home_of(self, party: str) -> str | None:
        """The pool to which *party* belonged last in the year."""
        for terms in reversed(self.versions):
            for slug, pool in terms.pools.items():
                if party in pool.members:
                    return slug
        return None

    @cached_property
    def members(self) -> frozenset[str]:
        """Everyone who belonged to the pool on some day of the year."""
        pools = (terms.pools[self.pool] for terms in self.versions if self.pool in terms.pools)
        return frozenset(member for pool in pools for member in pool.members)
