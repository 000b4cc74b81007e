"""Guards that several kinds share; each reads as a sentence and raises Refusal."""

from collections.abc import Iterable
from datetime import date

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import known_parties, terms_between, terms_on
from ledger.errors import Refusal
from ledger.facts import WRITTEN_FORM, Dated, Fact, SignedAct
from ledger.membership import parties_on
from ledger.terms import Pool


def must_be_drafted(agreement: Agreement, fact: Fact) -> None:
    """Nothing can be recorded about an agreement whose draft is not."""
    if agreement.draft is None:
        raise Refusal("no-draft", kind=fact.kind, agreement=fact.agreement)


def must_know_parties(agreement: Agreement, parties: Iterable[str]) -> None:
    """Every one of *parties* is named by the terms of some day."""
    known = known_parties(agreement)
    for party in parties:
        if party not in known:
            raise Refusal("unknown-party", party=party, known=", ".join(sorted(known)))


def must_know_pool(agreement: Agreement, pool: str, day: date) -> Pool:
    """The pool as the terms of *day* have it."""
    pools = terms_on(agreement, day).pools
    if pool not in pools:
        raise Refusal("unknown-pool", pool=pool, day=day, known=", ".join(sorted(pools)))
    return pools[pool]


def must_know_pool_between(agreement: Agreement, pool: str, first: date, last: date) -> None:
    """The pool exists on some day of the period."""
    if not any(pool in version.terms.pools for version in terms_between(agreement, first, last)):
        must_know_pool(agreement, pool, last)


def must_not_end_before_start(first: date, last: date | None) -> None:
    """A period has at least one day."""
    if last is not None and last < first:
        raise Refusal("end-before-start", first=first, last=last)


def must_lie_within_one_year(first: date, last: date) -> None:
    """§ 2 settles by the year, so no period may cross a year's end."""
    must_not_end_before_start(first, last)
    if first.year != last.year:
        raise Refusal("across-year-end", first=first, last=last)


def must_be_only_one_of_the_day(fact: Dated, agreement: Agreement, *subject: str) -> None:
    """A second, different fact of the same kind and *subject* (names of fields) from one day is refused."""
    for other in agreement.of(type(fact)):
        if other.effective_on == fact.effective_on and _same(fact, other, subject):
            raise second_of_the_day(other, ", ".join(filter(None, (getattr(fact, name) for name in subject))))


def _same(fact: Dated, other: Dated, subject: Iterable[str]) -> bool:
    return all(getattr(fact, name) == getattr(other, name) for name in subject)


def second_of_the_day(other: Dated, subject: str) -> Refusal:
    """The refusal of a fact that contradicts *other*, which counts from the same day."""
    return Refusal("second-of-the-day", kind=other.kind, subject=subject, day=other.effective_on)


@carries_out("§ 4 Abs. 4", "§ 5 Abs. 1")
def must_be_signed_by_all(
    act: SignedAct, agreement: Agreement, brought_in: frozenset[str] = frozenset()
) -> None:
    """Written form, and the signature of everyone who is a party on the day of conclusion or brought in."""
    if act.form not in WRITTEN_FORM:
        raise Refusal("not-in-writing", kind=act.kind, form=act.form)
    must_know_parties(agreement, set(act.signed_by) - brought_in)
    missing = (parties_on(agreement, act.concluded_on) | brought_in) - set(act.signed_by)
    if missing:
        raise Refusal(
            "not-signed-by-all", kind=act.kind, day=act.concluded_on, missing=", ".join(sorted(missing))
        )
