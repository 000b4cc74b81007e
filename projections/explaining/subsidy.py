"""What subsidy a stretch has, and by which readings (Präambel, § 2; R5, R9)."""

from collections.abc import Iterator
from dataclasses import replace

from ledger.consolidation import reading_on
from ledger.facts import SubsidyGranted, SubsidyPaid
from projections.explaining.accruals import spread, summed, yearly
from projections.explaining.case import Case
from projections.explaining.given import from_fact, from_terms, reading
from projections.explaining.nodes import By, Node
from projections.rules.accrual import SubsidyAccrual
from projections.rules.own_share import Stretch
from projections.rules.subsidy import newest_grant

_SUBSIDY = By("R5", "§ 2 Abs. 1")


def subsidy_node(case: Case, pool: str, stretch: Stretch) -> Node:
    """The subsidy of *stretch*, and by which readings it is counted so."""
    inputs = tuple(_subsidy(case, stretch, accrual) for accrual in stretch.subsidies)
    node = summed("Förderung", "was für diese Tage bewilligt oder gezahlt ist", _SUBSIDY, inputs)
    return replace(node, because=tuple(_funding(case, pool, stretch)))


def _subsidy(case: Case, stretch: Stretch, accrual: SubsidyAccrual) -> Node:
    source = accrual.source
    if isinstance(source, SubsidyPaid):
        period = (source.period_from, source.period_to)
        return spread(case, stretch, source, "Zahlung des Fördergebers", period, accrual.euro, _SUBSIDY)
    posts = from_fact(case, source, "posts", "bewilligte Stellen", _SUBSIDY, "posts")
    return yearly(case, stretch, "Bewilligung", (_rate(case, stretch, source), posts), accrual, _SUBSIDY)


def _rate(case: Case, stretch: Stretch, grant: SubsidyGranted) -> Node:
    if reading_on(case.agreement, "subsidy-amount", stretch.first) == "granted-rate":
        return from_fact(case, grant, "rate_per_post_year", "Satz der Bewilligung", _SUBSIDY, "euro")
    path, what = ("subsidy", "rate_per_post_year"), "Satz des Vertrags je Stelle und Jahr"
    return from_terms(case, path, stretch.first, what, By("R5", "Präambel"), "euro")


def _funding(case: Case, pool: str, stretch: Stretch) -> Iterator[Node]:
    """The readings that decided how a subsidy counts on these days."""
    if stretch.key.regime == "run-off":
        yield reading(case, "run-off-subsidy", stretch.first, By("R9", "§ 4 Abs. 3"))
    granted = newest_grant(case.agreement, pool, stretch.first) is not None
    if granted and stretch.netting in ("funded", "run-off-net"):
        yield reading(case, "subsidy-amount", stretch.first, _SUBSIDY)
