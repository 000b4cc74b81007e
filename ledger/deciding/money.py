"""May this be recorded: cost, flat rates, subsidy, tax status (§ 2)."""

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import terms_on
from ledger.deciding.contract import must_fit_grant, must_fit_posting
from ledger.deciding.guards import (
    must_be_only_one_of_the_day,
    must_be_signed_by_all,
    must_know_parties,
    must_know_pool,
    must_know_pool_between,
    must_lie_within_one_year,
    must_not_end_before_start,
    second_of_the_day,
)
from ledger.errors import Refusal
from ledger.facts import (
    CostPosted,
    CostReversed,
    FlatRateAgreed,
    SubsidyGranted,
    SubsidyLost,
    SubsidyPaid,
    TaxStatusDetermined,
)
from ledger.postings import Postings
from ledger.staffing import posts_of


@carries_out("§ 2 Abs. 2")
def post(fact: CostPosted, agreement: Agreement, postings: Postings) -> None:
    """A listed actual cost, a period within one year, a new voucher number."""
    must_lie_within_one_year(fact.service_from, fact.service_to)
    must_fit_posting(fact, agreement)
    _must_be_new_voucher(fact.voucher, postings)
    if fact.post is not None and fact.post not in posts_of(agreement):
        raise Refusal("unknown-post", post=fact.post, known=", ".join(posts_of(agreement)) or "keine")


def reverse(fact: CostReversed, postings: Postings) -> None:
    """Takes a posting back, once."""
    if not isinstance(postings.get(fact.reverses), CostPosted):
        raise Refusal("unknown-voucher", voucher=fact.reverses)
    if (earlier := postings.reversal_of(fact.reverses)) is not None:
        raise Refusal("reversed-already", voucher=fact.reverses, reversal=earlier.voucher)
    _must_be_new_voucher(fact.voucher, postings)


def _must_be_new_voucher(voucher: str, postings: Postings) -> None:
    if postings.get(voucher) is not None:
        raise Refusal("voucher-used", voucher=voucher)


def agree_flat_rate(fact: FlatRateAgreed, agreement: Agreement) -> None:
    """For a position that the terms list as a flat rate; one a day, position and pool."""
    terms = terms_on(agreement, fact.effective_on)
    position = terms.cost_positions.get(fact.cost_position)
    if position is None:
        known = ", ".join(terms.cost_positions)
        raise Refusal("cost-not-listed", position=fact.cost_position, day=fact.effective_on, known=known)
    if position.kind != "flat-rate":
        raise Refusal("no-flat-rate", position=fact.cost_position)
    if fact.pool is not None:
        must_know_pool(agreement, fact.pool, fact.effective_on)
    must_be_signed_by_all(fact, agreement)
    must_be_only_one_of_the_day(fact, agreement, "cost_position", "pool")


def grant(fact: SubsidyGranted, agreement: Agreement) -> None:
    """Not above the pool's posts; no other grant or loss of the pool from that day."""
    must_not_end_before_start(fact.effective_on, fact.until)
    must_know_pool(agreement, fact.pool, fact.effective_on)
    must_fit_grant(fact, terms_on(agreement, fact.effective_on))
    _must_not_contradict(fact, {fact.pool}, agreement)


@carries_out("§ 2 Abs. 6")
def lose(fact: SubsidyLost, agreement: Agreement) -> None:
    """Only what was granted by that day can be lost; no other grant or loss of the pool from that day."""
    granted = {
        grant.pool for grant in agreement.of(SubsidyGranted) if grant.effective_on <= fact.effective_on
    }
    lost = granted if fact.pools == "all" else set(fact.pools)
    if fact.pools != "all":
        for pool in fact.pools:
            must_know_pool(agreement, pool, fact.effective_on)
    if not lost or not lost <= granted:
        raise Refusal(
            "nothing-to-lose", pools=", ".join(sorted(lost - granted)) or "alle", day=fact.effective_on
        )
    _must_not_contradict(fact, lost, agreement)


def _must_not_contradict(fact: SubsidyGranted | SubsidyLost, pools: set[str], agreement: Agreement) -> None:
    """No other grant or loss of one of *pools* counts from the same day."""
    for granted in agreement.of(SubsidyGranted):
        if granted.effective_on == fact.effective_on and granted.pool in pools:
            raise second_of_the_day(granted, granted.pool)
    for lost in agreement.of(SubsidyLost):
        if lost.effective_on == fact.effective_on and (lost.pools == "all" or pools & set(lost.pools)):
            raise second_of_the_day(lost, ", ".join(sorted(pools)))


def pay_subsidy(fact: SubsidyPaid, agreement: Agreement) -> None:
    """For a period within one year of a known pool."""
    must_lie_within_one_year(fact.period_from, fact.period_to)
    must_know_pool_between(agreement, fact.pool, fact.period_from, fact.period_to)


def determine_tax_status(fact: TaxStatusDetermined, agreement: Agreement) -> None:
    """People decide (§ 2b UStG); a taxable claim needs its rate; one status a day and employer."""
    must_know_parties(agreement, [fact.employer])
    if fact.status == "taxable" and fact.rate is None:
        raise Refusal("tax-rate-missing", employer=fact.employer)
    must_be_only_one_of_the_day(fact, agreement, "employer")
