"""Open tasks: what the contract leaves to people, and what would close it (`tasks`)."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from ledger.agreement import Agreement
from ledger.clauses import carries_out
from ledger.consolidation import terms_on
from ledger.facts import AmendmentAgreed, SubsidyPaid, TaxStatusDetermined
from ledger.membership import commenced_on, parties_on, status_on
from ledger.notices import NoticeState, dossiers
from ledger.values import exact
from projections.history import History, as_at
from projections.notices import notice_states
from projections.rules.cents import money, to_cents
from projections.rules.own_share import turning_days
from projections.rules.shares import key_on
from projections.rules.subsidy import funding_on, lapsed_since, newest_grant, payments


@dataclass(frozen=True, slots=True)
class Task:
    """Something people have to do: its name, clause, first day, what it is about, what closes it.

    *difference_per_year*: grant less contract rate, in the currency of the terms.
    """

    task: str
    clause: str
    since: date
    about: str
    closed_by: str
    difference_per_year: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The task as it stands in every answer."""
        answer = {
            "task": self.task,
            "clause": self.clause,
            "since": self.since.isoformat(),
            "about": self.about,
            "closed_by": self.closed_by,
        }
        if self.difference_per_year is not None:
            answer["difference_per_year"] = self.difference_per_year
        return answer


def open_tasks(history: History, *, day: date) -> list[Task]:
    """All tasks open on *day*, oldest first."""
    agreement = as_at(history, day).agreement
    found = [*_exit_tasks(agreement, day), *_notice_tasks(agreement, day), *_structure_tasks(agreement, day)]
    for pool in sorted(terms_on(agreement, day).pools):
        found += _subsidy_tasks(agreement, pool, day)
        found += _pool_tasks(agreement, pool, day)
    found += _tax_tasks(agreement, day)
    return sorted(found, key=lambda task: (task.since, task.task, task.about))


def _first_day(agreement: Agreement, day: date, holds: Callable[[date], bool]) -> date:
    """The first of the days up to *day* on which *holds* is true without a break."""
    since = day
    for turn in sorted((turn for turn in turning_days(agreement) if turn <= day), reverse=True):
        if not holds(turn):
            break
        since = turn
    return since


def _amended_since(agreement: Agreement, since: date, parts: Collection[str] = ()) -> bool:
    """Whether the parties have agreed an amendment since then; of one of *parts* of the terms if named."""
    return any(
        amendment.concluded_on >= since and (not parts or not amendment.terms_patch.keys().isdisjoint(parts))
        for amendment in agreement.of(AmendmentAgreed)
    )


@carries_out("§ 4 Abs. 5")
def _exit_tasks(agreement: Agreement, day: date) -> Iterator[Task]:
    """From the day a notice is complete, or settled with an end, the others owe a common solution.

    It is found with an amendment of parties or pools: the clause speaks of regions and deployment.
    """
    if status_on(agreement, day) not in ("concluded", "in-force"):
        return
    leaving: dict[str, date] = {}
    for state in notice_states(agreement, day):
        if state.ends_on is not None and state.given.party in parties_on(agreement, state.given.effective_on):
            known = _known_since(agreement, state)
            leaving[state.given.party] = min(known, leaving.get(state.given.party, known))
    for party, since in leaving.items():
        if not _amended_since(agreement, since, ("parties", "pools")):
            yield Task("common-solution-after-exit", "§ 4 Abs. 5", since, party, "AmendmentAgreed")


def _known_since(agreement: Agreement, state: NoticeState) -> date:
    if state.complete_on is not None:
        return state.complete_on
    return dossiers(agreement)[state.given.notice].agreed[0].concluded_on


@carries_out("§ 4 Abs. 4")
def _notice_tasks(agreement: Agreement, day: date) -> Iterator[Task]:
    """A notice that only the parties, or a court, can settle, while its sender is a party."""
    for state in notice_states(agreement, day):
        if state.given.party not in parties_on(agreement, day) or status_on(agreement, day) == "ended":
            continue
        if state.state == "unclear" and state.complete_on is not None:
            yield Task("notice-unclear", "§ 4 Abs. 2", state.complete_on, state.given.notice, "NoticeSettled")
        elif state.state == "disputed":
            since = state.given.effective_on
            yield Task("notice-disputed", "§ 4 Abs. 2", since, state.given.notice, "NoticeSettled")


@carries_out("§ 1 Ziff. 5")
def _structure_tasks(agreement: Agreement, day: date) -> Iterator[Task]:
    """Who bundles the coordination, and whether anything is shared at all."""

    def coordinator_gone(on: date) -> bool:
        coordinator = terms_on(agreement, on).coordinator
        return coordinator is not None and coordinator not in parties_on(agreement, on)

    def exhausted(on: date) -> bool:
        return status_on(agreement, on) == "exhausted"

    if status_on(agreement, day) in ("concluded", "in-force") and coordinator_gone(day):
        since = _first_day(agreement, day, coordinator_gone)
        about = terms_on(agreement, day).coordinator or ""
        yield Task("name-coordinator", "§ 1 Ziff. 5", since, about, "AmendmentAgreed")
    if exhausted(day):
        (left,) = parties_on(agreement, day)
        since = _first_day(agreement, day, exhausted)
        yield Task("contract-exhausted", "§ 4 Abs. 2", since, left, "AmendmentAgreed")


def _pool_tasks(agreement: Agreement, pool: str, day: date) -> Iterator[Task]:
    """A pool without an employer, or without an answer."""

    def employer_gone(on: date) -> bool:
        found = terms_on(agreement, on).pools.get(pool)
        return found is not None and found.employer not in parties_on(agreement, on)

    def unresolved(on: date) -> bool:
        return key_on(agreement, pool, on).regime == "unresolved"

    if status_on(agreement, day) in ("concluded", "in-force", "run-off") and employer_gone(day):
        since = _first_day(agreement, day, employer_gone)
        yield name_employer(since, pool)
    if unresolved(day):
        since = _first_day(agreement, day, unresolved)
        yield Task("pool-unresolved", "§ 4 Abs. 5", since, pool, "AmendmentAgreed")


def name_employer(since: date, pool: str) -> Task:
    """The pool's employer has left: claims for days from *since* on wait for an amendment."""
    return Task("name-employer", "§ 1 Ziff. 3", since, pool, "AmendmentAgreed")


@carries_out("§ 2 Abs. 6 Satz 3")
def _subsidy_tasks(agreement: Agreement, pool: str, day: date) -> Iterator[Task]:
    """The new vote after a loss; a rate that is not the contract's; a payment that no grant covers."""
    status, commenced = status_on(agreement, day), commenced_on(agreement)
    lapsed = lapsed_since(agreement, pool, day)
    if status == "in-force" and lapsed is not None and commenced is not None:
        since = max(lapsed, commenced)
        if not _amended_since(agreement, since):
            yield Task("vote-after-subsidy-loss", "§ 2", since, pool, "AmendmentAgreed")
    if status in ("concluded", "in-force", "run-off") and _difference(agreement, pool, day):
        since = _first_day(agreement, day, lambda on: bool(_difference(agreement, pool, on)))
        difference = money(_difference(agreement, pool, day))
        yield Task("rates-differ", "Präambel", since, pool, "AmendmentAgreed", difference)
    uncovered = [gap for paid in payments(agreement, pool) if (gap := _uncovered(agreement, paid, day))]
    if uncovered:
        yield Task("payment-outside-grant", "§ 2", min(uncovered), pool, "SubsidyGranted")


def _difference(agreement: Agreement, pool: str, day: date) -> int:
    """What the grant of *day* pays above the contract's rate, in cents a year; zero without a grant."""
    grant = newest_grant(agreement, pool, day)
    if grant is None or funding_on(agreement, pool, day) != "funded":
        return 0
    rate = exact(grant.rate_per_post_year) - exact(terms_on(agreement, day).subsidy.rate_per_post_year)
    return to_cents(rate * exact(grant.posts))


def _uncovered(agreement: Agreement, paid: SubsidyPaid, day: date) -> date | None:
    """The first day by *day* of the payment's period on which no grant is in force."""
    last = min(paid.period_to, day)
    days = sorted({paid.period_from, *(turn for turn in turning_days(agreement) if turn > paid.period_from)})
    uncovered = (turn for turn in days if turn <= last and funding_on(agreement, paid.pool, turn) != "funded")
    return next(uncovered, None)


@carries_out("§ 2 Abs. 5")
def _tax_tasks(agreement: Agreement, day: date) -> Iterator[Task]:
    """§ 2b UStG: before an employer can bill, people determine its tax status."""
    commenced = commenced_on(agreement)
    if commenced is None or commenced > day:
        return

    for employer in sorted({pool.employer for pool in terms_on(agreement, day).pools.values()}):
        if _undetermined(agreement, employer, day):
            since = max(commenced, _first_day(agreement, day, partial(_undetermined, agreement, employer)))
            yield Task("tax-status-undetermined", "§ 2", since, employer, "TaxStatusDetermined")


def _undetermined(agreement: Agreement, employer: str, day: date) -> bool:
    employers = {pool.employer for pool in terms_on(agreement, day).pools.values()}
    return employer in employers and tax_status_on(agreement, employer, day) is None


def tax_status_on(agreement: Agreement, employer: str, day: date) -> TaxStatusDetermined | None:
    """What people had determined about the employer's claims by *day*."""
    found = (f for f in agreement.of(TaxStatusDetermined) if f.employer == employer and f.effective_on <= day)
    return max(found, key=lambda fact: fact.effective_on, default=None)
