"""What a stretch costs: postings, flat rates, and what does not count (§ 2; R6, R9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ledger.consolidation import terms_on
from ledger.facts import CostPosted, FlatRateAgreed
from projections.explaining.accruals import spread, summed, yearly
from projections.explaining.amending import amended_by
from projections.explaining.case import Case
from projections.explaining.given import from_fact, from_terms
from projections.explaining.nodes import By, Node
from projections.rules.accrual import CostAccrual
from projections.rules.cost import flat_rate_on, postings_between
from projections.rules.own_share import Stretch
from projections.rules.run_off import employment_behind

_COST = By("R6", "§ 2 Abs. 2")


def cost_node(case: Case, pool: str, stretch: Stretch) -> Node:
    """The cost of *stretch*, by cost position."""
    by_position: dict[str, list[Node]] = {}
    for accrual in stretch.costs:
        by_position.setdefault(accrual.source.cost_position, []).append(_cost(case, pool, stretch, accrual))
    inputs = tuple(
        summed(case.name(position), "alle Belege und Pauschalen der Kostenart", _COST, nodes)
        for position, nodes in sorted(by_position.items())
    )
    node = summed("Kosten", "Summe der Kostenarten", _COST, inputs)
    return replace(node, because=tuple(_not_counted(case, pool, stretch)))


def _cost(case: Case, pool: str, stretch: Stretch, accrual: CostAccrual) -> Node:
    source = accrual.source
    if isinstance(source, CostPosted):
        period = (source.service_from, source.service_to)
        node = spread(
            case,
            stretch,
            source,
            f"Beleg {source.voucher}, {case.name(source.cost_position)}",
            period,
            accrual.euro,
            _COST,
        )
        return replace(node, because=tuple(_employment(case, stretch, source)))
    price = from_fact(case, source, "amount_per_post_year", "Pauschale je Stelle und Jahr", _COST, "euro")
    path = ("pools", pool, "posts")
    posts = from_terms(case, path, stretch.first, "Stellen der Region", _COST, "posts")
    node = yearly(
        case, stretch, f"Pauschale {case.name(source.cost_position)}", (price, posts), accrual, _COST
    )
    kind = _kind(case, source.cost_position, stretch.first)
    return replace(node, because=(*node.because, kind))


def _employment(case: Case, stretch: Stretch, posting: CostPosted) -> Iterator[Node]:
    """In the run-off: the employment for which the posting still counts, or not any more."""
    if stretch.key.regime == "run-off":
        events = case.cite(*employment_behind(case.agreement, posting, stretch.first))
        yield Node(
            what=f"Beschäftigung hinter Beleg {posting.voucher}",
            by=By("R9", "§ 4 Abs. 3"),
            formula="in der Auslaufzeit zählt, was für noch beschäftigtes Personal anfällt",
            op="told",
            unit="posts",
            value="zählt" if any(a.source is posting for a in stretch.costs) else "zählt nicht mehr",
            events=events,
        )


def _not_counted(case: Case, pool: str, stretch: Stretch) -> Iterator[Node]:
    """Postings that do not count in the run-off, and agreed rates of positions that are no flat rate now."""
    counted = {id(accrual.source) for accrual in stretch.costs}
    for posting in postings_between(case.history, pool, stretch.first, stretch.last):
        if id(posting) not in counted:
            yield from _employment(case, stretch, posting)
    for position in sorted({fact.cost_position for fact in case.agreement.of(FlatRateAgreed)}):
        agreed = flat_rate_on(case.agreement, position, pool, stretch.first)
        if agreed is not None and id(agreed) not in counted and stretch.key.regime != "run-off":
            yield _kind(case, position, stretch.first)


def _kind(case: Case, position: str, day: date) -> Node:
    """Whether the terms of *day* call the cost position a flat rate."""
    path = ("cost_positions", position)
    if position in terms_on(case.agreement, day).cost_positions:
        return from_terms(case, (*path, "kind"), day, f"Art der Kosten {case.name(position)}", _COST, "kind")
    amendment = amended_by(case.agreement, path, day)
    return Node(
        what=f"Kostenart {position}",
        by=_COST,
        formula="der Vertrag nennt sie an diesem Tag nicht",
        op="told",
        unit="kind",
        value="keine Kostenart",
        events=case.cite(case.draft if amendment is None else amendment),
    )
