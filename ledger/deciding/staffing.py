"""May this be recorded: posts, places of work, deployment, hours (§ 1 Ziff. 3 and 4, § 3)."""

from ledger.agreement import Agreement, Standing, evolve
from ledger.clauses import carries_out
from ledger.consolidation import terms_on, versions
from ledger.deciding.contract import must_fit_deployment
from ledger.deciding.guards import (
    must_be_only_one_of_the_day,
    must_be_signed_by_all,
    must_know_parties,
    must_know_pool,
    must_know_pool_between,
    must_lie_within_one_year,
)
from ledger.deciding.privacy import must_name_nobody_erased
from ledger.errors import Refusal
from ledger.facts import (
    DeploymentAgreed,
    EmploymentEnded,
    HoursRecorded,
    PlaceOfWorkAgreed,
    PostFilled,
    PostVacated,
)
from ledger.staffing import changes_after, posts_held, posts_of
from ledger.values import exact


@carries_out("§ 1 Ziff. 3")
def fill(fact: PostFilled, agreement: Agreement) -> None:
    """Refused if the pool would hold more than its posts on that or a later day."""
    must_know_pool(agreement, fact.pool, fact.effective_on)
    must_name_nobody_erased(fact, agreement)
    must_be_only_one_of_the_day(fact, agreement, "post")
    filled = evolve(agreement, Standing(0, fact))
    later = {v.since for v in versions(filled) if v.since > fact.effective_on}
    for day in sorted({*changes_after(filled, fact.effective_on), *later}):
        pool = terms_on(filled, day).pools.get(fact.pool)
        held = posts_held(filled, fact.pool, day)
        if pool is None or held > exact(pool.posts):
            posts = "0" if pool is None else pool.posts
            raise Refusal("pool-overfilled", pool=fact.pool, posts=posts, held=f"{float(held):g}", day=day)


def leave(fact: PostVacated | EmploymentEnded, agreement: Agreement) -> None:
    """A post that was filled at some time; one such fact a day."""
    _must_know_post(fact.post, agreement)
    must_be_only_one_of_the_day(fact, agreement, "post")


def _must_know_post(post: str, agreement: Agreement) -> None:
    known = posts_of(agreement)
    if post not in known:
        raise Refusal("unknown-post", post=post, known=", ".join(known) or "keine")


def place(fact: PlaceOfWorkAgreed, agreement: Agreement) -> None:
    """A post that was filled at some time."""
    _must_know_post(fact.post, agreement)


@carries_out("§ 3")
def deploy(fact: DeploymentAgreed, agreement: Agreement) -> None:
    """Signed by all; shares of parties of that day that add up; one deployment a day and pool."""
    must_know_pool(agreement, fact.pool, fact.effective_on)
    must_know_parties(agreement, fact.posts)
    must_be_signed_by_all(fact, agreement)
    must_fit_deployment(fact, agreement)
    must_be_only_one_of_the_day(fact, agreement, "pool")


def record_hours(fact: HoursRecorded, agreement: Agreement) -> None:
    """Within one year, and not overlapping another record of that party and pool (§ 2)."""
    must_lie_within_one_year(fact.from_, fact.to)
    must_know_pool_between(agreement, fact.pool, fact.from_, fact.to)
    must_know_parties(agreement, [fact.party])
    for other in agreement.of(HoursRecorded):
        same = (other.pool, other.party) == (fact.pool, fact.party)
        if same and other.from_ <= fact.to and fact.from_ <= other.to:
            raise Refusal("hours-overlap", party=fact.party, pool=fact.pool, first=other.from_, last=other.to)
