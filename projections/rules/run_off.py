"""Which postings still count in the run-off: those for posts that are still employed (§ 4 Abs. 3; R9)."""

from datetime import date

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.facts import CostPosted, EmploymentEnded, PostFilled
from ledger.membership import ends_on
from ledger.staffing import StaffingFact, filling_on, happened_to, posts_of


@carries_out("§ 4 Abs. 3")
def counts_in_run_off(agreement: Agreement, posting: CostPosted, day: date) -> bool:
    """Whether *posting* is for employment that was there on the last day and goes on on *day*."""
    end = ends_on(agreement) or day
    if posting.post is not None:
        return _is_employed(agreement, posting.post, end, day)
    filled = {f.post for f in agreement.of(PostFilled) if f.pool == posting.pool and f.effective_on <= end}
    if not filled:
        return True
    return any(
        filling.pool == posting.pool and _is_employed(agreement, post, end, day)
        for post in posts_of(agreement)
        if (filling := filling_on(agreement, post, end)) is not None
    )


def employment_behind(agreement: Agreement, posting: CostPosted, day: date) -> list[StaffingFact]:
    """The facts that decide whether *posting* counts on *day*: of its post, or of every post of its pool."""
    filled = {fact.post for fact in agreement.of(PostFilled) if fact.pool == posting.pool}
    return happened_to(agreement, filled if posting.post is None else {posting.post}, day)


def _is_employed(agreement: Agreement, post: str, end: date, day: date) -> bool:
    """Held on *end*, and no `EmploymentEnded` between then and *day*."""
    ended = (f for f in agreement.of(EmploymentEnded) if f.post == post and end < f.effective_on <= day)
    return filling_on(agreement, post, end) is not None and next(ended, None) is None
