"""What stands recorded about one agreement: the state that decisions and answers rest on.

`evolve` only keeps: it never refuses and never computes. A fact with a future day has not
happened yet; what follows on a day is for the rules (ledger.consolidation, ledger.membership,
ledger.notices, ledger.staffing and projections.rules) to say. Cost postings are kept apart
(ledger.postings), because there are many and the rules on parties and terms do not need them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from ledger.facts import AgreementDrafted, AnyFact, Fact, FactRetracted

_F = TypeVar("_F", bound=Fact)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact that stands, at its position in the agreement's log."""

    position: int
    fact: AnyFact


@dataclass(frozen=True, eq=False)
class Agreement:
    """The standing facts of an agreement's own stream, in recorded order.

    *retracted* holds the positions that count as never having happened, *retractions* the
    positions of the retractions themselves.
    """

    standing: tuple[Standing, ...] = ()
    retracted: frozenset[int] = field(default_factory=frozenset)
    retractions: tuple[Standing, ...] = ()

    def of(self, kind: type[_F]) -> Iterator[_F]:
        """The standing facts of *kind*, in recorded order."""
        return iter(cast("list[_F]", self._by_kind.get(kind, [])))

    @cached_property
    def _by_kind(self) -> dict[type[Fact], list[Fact]]:
        found: dict[type[Fact], list[Fact]] = {}
        for standing in self.standing:
            found.setdefault(type(standing.fact), []).append(standing.fact)
        return found

    @property
    def draft(self) -> AgreementDrafted | None:
        """The draft, or None where it is not recorded or was retracted."""
        return next(self.of(AgreementDrafted), None)


def evolve(agreement: Agreement, recorded: Standing) -> Agreement:
    """*agreement* after one more recorded fact of its own stream."""
    if isinstance(recorded.fact, FactRetracted):
        return _retract(agreement, recorded, recorded.fact)
    return replace(agreement, standing=(*agreement.standing, recorded))


def _retract(agreement: Agreement, recorded: Standing, retraction: FactRetracted) -> Agreement:
    standing = substitute(agreement.standing, retraction)
    retracted = agreement.retracted | ({retraction.position} if retraction.instead is None else set())
    return Agreement(standing, retracted, (*agreement.retractions, recorded))


def substitute(standing: tuple[Standing, ...], retraction: FactRetracted) -> tuple[Standing, ...]:
    """*standing* as if the retracted fact never happened, and its replacement had."""
    instead = retraction.instead
    return tuple(
        Standing(s.position, instead) if s.position == retraction.position and instead is not None else s
        for s in standing
        if s.position != retraction.position or instead is not None
    )


def day_of(fact: AnyFact) -> date:
    """The first day on which *fact* counts; the draft's own day for facts without one.

    >>> from ledger.facts import NoticeWithdrawn
    >>> day_of(NoticeWithdrawn(form="letter", signed_by=("a",), concluded_on="2025-01-02", notice="n"))
    datetime.date(2025, 1, 2)
    """
    for name in ("effective_on", "concluded_on", "service_from", "period_from", "from_"):
        day = getattr(fact, name, None)
        if isinstance(day, date):
            return day
    return date.min


def per_agreement(function: Callable[[Agreement], _T]) -> Callable[[Agreement], _T]:
    """Compute *function* once for an agreement; it is immutable, so the answer cannot change."""
    return lru_cache(maxsize=64)(function)
