"""May this be recorded: draft, signatures, commencement, amendments, readings (§ 5)."""

from collections.abc import Iterable
from datetime import date

from pydantic import ValidationError

from ledger.agreement import Agreement, Standing, evolve
from ledger.clauses import carries_out
from ledger.consolidation import amendments, consolidate, joinings, terms_between, terms_on, versions
from ledger.deciding.guards import (
    must_be_only_one_of_the_day,
    must_be_signed_by_all,
    must_know_parties,
    must_not_end_before_start,
)
from ledger.deciding.privacy import must_name_nobody_erased
from ledger.errors import Refusal
from ledger.facts import (
    AgreementCommenced,
    AgreementDrafted,
    AmendmentAgreed,
    CostPosted,
    DeploymentAgreed,
    ForwardingContractConcluded,
    PartySigned,
    ProvisionReplaced,
    ReadingDecided,
    SignedAct,
    SubsidyGranted,
)
from ledger.membership import commenced_on, concluded_on, parties_on
from ledger.postings import Postings
from ledger.problems import in_german
from ledger.readings import READINGS
from ledger.staffing import changes_after, posts_held
from ledger.terms import Terms
from ledger.values import exact


def draft(fact: AgreementDrafted, agreement: Agreement) -> None:
    """Refused if the id stands already."""
    if agreement.draft is not None:
        raise Refusal("drafted-already", agreement=fact.terms.id)


def sign(fact: PartySigned, agreement: Agreement) -> None:
    """Once per party."""
    must_know_parties(agreement, [fact.party])
    must_name_nobody_erased(fact, agreement)
    for signature in agreement.of(PartySigned):
        if signature.party == fact.party:
            raise Refusal("signed-already", party=fact.party, day=signature.effective_on)


def commence(fact: AgreementCommenced, agreement: Agreement) -> None:
    """Once; a day before conclusion needs a signed act."""
    if (commenced := commenced_on(agreement)) is not None:
        raise Refusal("commenced-already", day=commenced)
    must_know_parties(agreement, fact.signed_by or ())
    concluded = concluded_on(agreement)
    if concluded is not None and concluded <= fact.effective_on:
        return
    if fact.form is None or fact.signed_by is None or fact.concluded_on is None:
        raise Refusal("not-concluded", day=fact.effective_on, concluded=concluded or "noch nicht")
    act = SignedAct(kind=fact.kind, form=fact.form, signed_by=fact.signed_by, concluded_on=fact.concluded_on)
    must_be_signed_by_all(act, agreement)


@carries_out("§ 5 Abs. 1")
def amend(fact: AmendmentAgreed, agreement: Agreement, postings: Postings) -> None:
    """Marked, numbered anew, signed by all; the amended terms are valid and what counts from then on fits."""
    if not fact.marked_as_amendment:
        raise Refusal("not-marked-as-amendment", number=fact.number)
    if any(amendment.number == fact.number for amendment in agreement.of(AmendmentAgreed)):
        raise Refusal("amendment-number-used", number=fact.number)
    _must_leave_valid_terms(fact, agreement)
    amended = evolve(agreement, Standing(0, fact))
    brought_in = frozenset(party for _, party in {*joinings(amended)} - {*joinings(agreement)})
    must_be_signed_by_all(fact, agreement, brought_in)
    _must_hold_filled_posts(amended, fact.effective_on)
    _must_fit_deployments(amended, fact.effective_on)
    _must_fit_grants(amended, fact.effective_on)
    _must_fit_postings(amended, fact.effective_on, postings.unreversed())


def _must_leave_valid_terms(fact: AmendmentAgreed, agreement: Agreement) -> None:
    """The result is valid on the amendment's day and after every later amendment, and keeps its id."""
    before = versions(agreement)[0].terms
    following = sorted([*amendments(agreement), fact], key=lambda a: (a.effective_on, a.number))
    try:
        results = list(consolidate(before, following))
    except ValidationError as invalid:
        problems = "; ".join(in_german(invalid, Terms))
        raise Refusal("amended-terms-invalid", number=fact.number, problems=problems) from None
    if any(version.terms.id != before.id for version in results):
        raise Refusal("amended-id", agreement=before.id)


def _must_hold_filled_posts(amended: Agreement, day: date) -> None:
    pools = {pool for version in versions(amended) for pool in version.terms.pools}
    days = {*changes_after(amended, day), *(v.since for v in versions(amended) if v.since > day)}
    for each in sorted(days):
        terms = terms_on(amended, each)
        for pool in sorted(pools):
            held = posts_held(amended, pool, each)
            posts = terms.pools[pool].posts if pool in terms.pools else "0"
            if held > exact(posts):
                raise Refusal("pool-too-small", pool=pool, posts=posts, held=f"{float(held):g}", day=each)


def _must_fit_deployments(amended: Agreement, day: date) -> None:
    for deployment in amended.of(DeploymentAgreed):
        if deployment.effective_on >= day:
            must_fit_deployment(deployment, amended)


def must_fit_deployment(fact: DeploymentAgreed, agreement: Agreement) -> None:
    """Shares of parties of that day that add up to the pool's posts (§ 3)."""
    parties = parties_on(agreement, fact.effective_on)
    for party in fact.posts:
        if party not in parties:
            raise Refusal(
                "deployed-to-no-party", party=party, day=fact.effective_on, parties=", ".join(sorted(parties))
            )
    pool = terms_on(agreement, fact.effective_on).pools.get(fact.pool)
    total = sum(map(exact, fact.posts.values()))
    if pool is None or total != exact(pool.posts):
        posts = "0" if pool is None else pool.posts
        raise Refusal("deployment-does-not-add-up", pool=fact.pool, total=f"{float(total):g}", posts=posts)


def _must_fit_grants(amended: Agreement, day: date) -> None:
    for grant in amended.of(SubsidyGranted):
        if grant.effective_on >= day:
            must_fit_grant(grant, terms_on(amended, grant.effective_on))


def must_fit_grant(fact: SubsidyGranted, terms: Terms) -> None:
    """A grant covers no more posts than the pool has (§ 1 Ziff. 3)."""
    posts = terms.pools[fact.pool].posts if fact.pool in terms.pools else "0"
    if exact(fact.posts) > exact(posts):
        raise Refusal(
            "grant-above-posts", pool=fact.pool, granted=fact.posts, posts=posts, day=fact.effective_on
        )


def _must_fit_postings(amended: Agreement, day: date, postings: Iterable[CostPosted]) -> None:
    for posting in postings:
        if posting.service_to >= day:
            must_fit_posting(posting, amended)


def must_fit_posting(fact: CostPosted, agreement: Agreement) -> None:
    """On every day of its service period the pool exists and § 2 lists the cost position as actual cost."""
    for version in terms_between(agreement, fact.service_from, fact.service_to):
        day = max(version.since, fact.service_from)
        terms = version.terms
        if fact.pool not in terms.pools:
            raise Refusal("unknown-pool", pool=fact.pool, day=day, known=", ".join(sorted(terms.pools)))
        position = terms.cost_positions.get(fact.cost_position)
        listed = [slug for slug, listed in terms.cost_positions.items() if listed.kind == "actual"]
        if position is None:
            raise Refusal("cost-not-listed", position=fact.cost_position, day=day, known=", ".join(listed))
        if position.kind == "flat-rate":
            raise Refusal("cost-is-flat-rate", position=fact.cost_position, day=day, known=", ".join(listed))


def replace_provision(fact: ProvisionReplaced, agreement: Agreement) -> None:
    """A signed act (§ 5 Abs. 2)."""
    must_be_signed_by_all(fact, agreement)


def decide_reading(fact: ReadingDecided, agreement: Agreement) -> None:
    """A reading of that question, signed by all; one decision a day and question."""
    possible = READINGS[fact.question]
    if fact.reading not in possible:
        raise Refusal(
            "unknown-reading", reading=fact.reading, question=fact.question, known=", ".join(possible)
        )
    must_be_signed_by_all(fact, agreement)
    must_be_only_one_of_the_day(fact, agreement, "question")


def conclude_forwarding(fact: ForwardingContractConcluded, agreement: Agreement) -> None:
    """A known employer, and no end before its start (§ 2)."""
    must_know_parties(agreement, [fact.employer])
    must_not_end_before_start(fact.effective_on, fact.until)
