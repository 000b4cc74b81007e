"""A party's part of a pool: exact by stretch, then in cents with all others (§ 2; R7, R10)."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from projections.explaining.case import Case
from projections.explaining.days import not_shared, reasons
from projections.explaining.nodes import By, Node
from projections.explaining.own_share import Nets, decided, net_node, own_share_node, span
from projections.explaining.shares import shares_node
from projections.german import REGIME
from projections.rules.cents import money, rank
from projections.rules.own_share import OwnShare, Stretch, spells

_OWN = By("R7", "§ 2 Abs. 2")
_CENTS = By("R10", "§ 2 Abs. 4")


def pool_node(case: Case, pool: str, share: OwnShare) -> Node:
    """What the party bears of *pool*, in cents."""
    named = any(case.party in stretch.key.shares for stretch in share.stretches)
    return _handed_out(case, pool, share) if named else _without_part(case, pool, share)


def _without_part(case: Case, pool: str, share: OwnShare) -> Node:
    """Nothing, and who bears the pool instead."""
    why = [node for stretch in share.stretches for node in decided(case, pool, stretch)]
    return Node(
        what=f"{case.name(pool)}: kein Anteil",
        by=By("R2", "§ 1 Ziff. 4"),
        formula="an keinem Tag des Zeitraums ein Anteil an dieser Region",
        op="told",
        unit="euro",
        value=Fraction(0),
        because=(*why, *_left_out(case, pool)),
    )


def _left_out(case: Case, pool: str) -> tuple[Node, ...]:
    found = spells(case.agreement, pool, case.first, case.last)
    return tuple(not_shared(case, pool, spell) for spell in found if spell.on.key.regime == "none")


def _handed_out(case: Case, pool: str, share: OwnShare) -> Node:
    nets = {stretch.first: net_node(case, pool, stretch) for stretch in share.stretches}
    parts = _parts(case, pool, share, nets)
    table = {party: Fraction(cents, 100) for party, cents in share.by_party.items()}
    return Node(
        what=f"Teil von {case.name(pool)}",
        by=_CENTS,
        formula="exakten Teil auf Cent abrunden; fehlende Cent an die größten Reste",
        op="hand-out",
        unit="euro",
        value=table.get(case.party, Fraction(0)),
        by_party=table,
        rounding=_rounding(case, share, parts.by_party or {}),
        inputs=(parts, own_share_node(case, pool, share, nets)),
        because=_left_out(case, pool),
    )


def _rounding(case: Case, share: OwnShare, parts: Mapping[str, Fraction]) -> dict[str, str | int] | None:
    """How the party's cents came about: rounded down, its rank by remainder, and whether it got a cent."""
    if case.party not in parts:
        return None
    ranking = rank(parts)
    down = ranking.down[case.party]
    return {
        "exact": str(parts[case.party]),
        "rounded_down": money(down),
        "rank": ranking.order.index(case.party) + 1,
        "of": len(ranking.order),
        "missing_cents": share.own_share - sum(ranking.down.values()),
        "cents_added": share.by_party[case.party] - down,
    }


def _parts(case: Case, pool: str, share: OwnShare, nets: Nets) -> Node:
    """The exact parts of everyone, stretch by stretch; days whose surplus is cut are left out."""
    shared = [stretch for stretch in share.stretches if stretch.netting not in share.cut]
    table: dict[str, Fraction] = defaultdict(Fraction)
    for (party, _), part in share.parts.items():
        table[party] += part
    return Node(
        what="exakter Teil",
        by=_OWN,
        formula="Summe der Zeitabschnitte",
        op="sum",
        unit="euro",
        value=table.get(case.party, Fraction(0)),
        by_party=table,
        inputs=tuple(_stretch(case, pool, stretch, nets[stretch.first]) for stretch in shared),
    )


def _stretch(case: Case, pool: str, stretch: Stretch, net: Node) -> Node:
    key = shares_node(case, pool, stretch.first, stretch.key.how)
    table = {party: share * stretch.net for party, share in stretch.key.shares.items()}
    return Node(
        what=f"{span(stretch)}: {REGIME[stretch.key.regime]}",
        by=_OWN,
        formula="Anteil × (Kosten − Förderung) der Region",
        op="product",
        unit="euro",
        value=table.get(case.party, Fraction(0)),
        by_party=table,
        first=stretch.first,
        last=stretch.last,
        inputs=(key, net),
        because=reasons(case, pool, stretch.first, stretch.key),
    )
