"""The own share of a pool: cost less subsidy, in cents, and a surplus that is cut (R7, R10)."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from projections.explaining.case import Case
from projections.explaining.cost import cost_node
from projections.explaining.days import reasons
from projections.explaining.given import reading
from projections.explaining.nodes import By, Node, german, total_of
from projections.explaining.shares import shares_node
from projections.explaining.subsidy import subsidy_node
from projections.rules.cents import to_cents
from projections.rules.own_share import Netting, OwnShare, Stretch, in_surplus

Nets = Mapping[date, Node]
"""Cost less subsidy of each stretch, by its first day."""

_OWN = By("R7", "§ 2 Abs. 2")
_CENTS = By("R10", "§ 2 Abs. 4")


def net_node(case: Case, pool: str, stretch: Stretch) -> Node:
    """Cost less subsidy of *stretch*."""
    inputs = (cost_node(case, pool, stretch), subsidy_node(case, pool, stretch))
    return Node(
        what=f"Kosten − Förderung {span(stretch)}",
        by=_OWN,
        formula="Kosten − Förderung",
        op="difference",
        unit="euro",
        value=stretch.net,
        inputs=inputs,
    )


def own_share_node(case: Case, pool: str, share: OwnShare, nets: Nets) -> Node:
    """The pool's own share in whole cents: what is handed out."""
    surplus = tuple(in_surplus(share.stretches))
    because = (reading(case, "surplus", case.last, By("R7", "§ 2 Abs. 2")),) if surplus else ()
    if share.cut:
        groups = tuple(_group(case, pool, share, nets, netting) for netting in _nettings(share))
        inputs: tuple[Node, ...] = (_sum("was verteilt wird", groups),)
        formula = "Summe dessen, was verteilt wird, auf Cent gerundet"
    else:
        cost = _sum("Kosten der Region", tuple(net.inputs[0] for net in nets.values()))
        subsidy = _sum("Förderung der Region", tuple(net.inputs[1] for net in nets.values()))
        inputs, formula = (_rounded(cost), _rounded(subsidy)), "Kosten − Förderung, beide auf Cent gerundet"
    return Node(
        what="Eigenanteil der Region",
        by=_CENTS,
        formula=formula,
        op="round" if share.cut else "difference",
        unit="euro",
        value=Fraction(share.own_share, 100),
        inputs=inputs,
        because=because,
    )


def _nettings(share: OwnShare) -> list[Netting]:
    return list(dict.fromkeys(stretch.netting for stretch in share.stretches))


def _group(case: Case, pool: str, share: OwnShare, nets: Nets, netting: Netting) -> Node:
    """Days that are netted with each other; a surplus among them is cut to nothing."""
    found = [stretch for stretch in share.stretches if stretch.netting == netting]
    together = _sum(_NETTING[netting], tuple(nets[stretch.first] for stretch in found))
    if netting not in share.cut:
        return together
    why = tuple(node for stretch in found for node in decided(case, pool, stretch))
    return Node(
        what=f"{_NETTING[netting]}: Überschuss",
        by=By("R7", "§ 2 Abs. 2"),
        formula="unter null zusammen: für alle null",
        op="cut",
        unit="euro",
        value=Fraction(0),
        inputs=(together,),
        because=why,
    )


_NETTING: dict[Netting, str] = {
    "funded": "Tage mit Förderung oder ohne Bewilligung",
    "lapsed": "Tage ohne Förderung",
    "run-off-gross": "Auslaufzeit ohne Anrechnung der Förderung",
    "run-off-net": "Auslaufzeit mit Anrechnung der Förderung",
}


def _sum(what: str, inputs: tuple[Node, ...]) -> Node:
    return Node(
        what=what,
        by=_OWN,
        formula="Summe der Zeitabschnitte",
        op="sum",
        unit="euro",
        value=total_of(inputs),
        inputs=inputs,
    )


def _rounded(node: Node) -> Node:
    return Node(
        what=f"{node.what}, auf Cent",
        by=_CENTS,
        formula="kaufmännisch gerundet, halbe Cent von null weg",
        op="round",
        unit="euro",
        value=Fraction(to_cents(node.number), 100),
        inputs=(node,),
    )


def decided(case: Case, pool: str, stretch: Stretch) -> tuple[Node, ...]:
    """By which rule and in which parts a stretch would be shared."""
    key = stretch.key
    return (*reasons(case, pool, stretch.first, key), shares_node(case, pool, stretch.first, key.how))


def span(stretch: Stretch) -> str:
    """The days of *stretch*, as they are written."""
    days = (stretch.last - stretch.first).days + 1
    return f"{german(stretch.first)} bis {german(stretch.last)} ({days} {'Tag' if days == 1 else 'Tage'})"
