"""Who bears which part of a pool on a day: the shares as set, then handed over exit by exit (R4)."""

from datetime import date
from fractions import Fraction

from ledger.consolidation import reading_on
from projections.explaining.case import Case
from projections.explaining.given import reading
from projections.explaining.nodes import By, Node, german, shown
from projections.explaining.people import members_among, parties_of
from projections.explaining.settings import set_shares
from projections.rules.shares import Derivation, Handover

_EXITS = By("R4", "§ 4 Abs. 2 Satz 3")


def shares_node(case: Case, pool: str, day: date, how: Derivation) -> Node:
    """The shares of *day*, which came about as *how* says."""
    node = set_shares(case, pool, day, how)
    for handover in how.handovers:
        node = _handed_over(case, pool, day, node, handover)
    return node


def _handed_over(case: Case, pool: str, day: date, before: Node, handover: Handover) -> Node:
    shares, gone = shown(handover.shares or {}), tuple(sorted(handover.gone))
    return Node(
        what=f"Anteile nach dem Ausscheiden von {', '.join(map(case.name, gone))}, ab {german(handover.day)}",
        by=_EXITS,
        formula="der frei gewordene Anteil zu gleichen Teilen auf die Verbleibenden",
        op="hand-over",
        unit="share",
        value=shares.get(case.party, Fraction(0)),
        by_party=shares,
        gone=gone,
        inputs=(before, _heirs(case, pool, day, handover)),
        because=(reading(case, "exit-share", day, _EXITS),),
    )


def _heirs(case: Case, pool: str, day: date, handover: Handover) -> Node:
    """All remaining parties, or the pool's remaining members, as *day* reads it."""
    remaining = parties_of(case, handover.day)
    if reading_on(case.agreement, "exit-share", day) == "all-remaining":
        return remaining
    return members_among(case, pool, handover.day, remaining)
