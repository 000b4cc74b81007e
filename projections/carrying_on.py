"""A future year as the last full one was: cost, subsidy payments and hours, with their dates moved.

An assumption for `what-if`, no rule of the contract: nothing of it is ever recorded or billed.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TypeVar

from dateutil.relativedelta import relativedelta

from ledger.agreement import Agreement, Standing
from ledger.consolidation import terms_on
from ledger.facts import CostPosted, HoursRecorded, SubsidyPaid
from projections.history import History

_F = TypeVar("_F", CostPosted, SubsidyPaid, HoursRecorded)


def carried_on(history: History, known: History, *, year: int, to: int) -> History:
    """*history* with the cost, payments and hours of *year* in *known* repeated in the year *to*.

    Cost only for a pool and cost position, payments and hours only for a pool, of which *known*
    holds nothing for *to*; and no cost that the terms of its first day do not list as actual.
    """
    agreement = history.agreement
    postings = (_moved(posting, to, "service_from", "service_to") for posting in _cost(known, year, to))
    listed = tuple(posting for posting in postings if _is_listed(posting, agreement))
    facts: Iterable[SubsidyPaid | HoursRecorded] = chain(_paid(known, year, to), _hours(known, year, to))
    repeated = tuple(Standing(0, fact) for fact in facts)
    if repeated:
        agreement = Agreement((*agreement.standing, *repeated))
    return History(history.id, agreement, (*history.postings, *listed), history.known)


def _cost(known: History, year: int, to: int) -> Iterator[CostPosted]:
    there = {
        (posting.pool, posting.cost_position) for posting in known.postings if posting.service_from.year == to
    }
    for posting in known.postings:
        if posting.service_from.year == year and (posting.pool, posting.cost_position) not in there:
            yield posting


def _is_listed(posting: CostPosted, agreement: Agreement) -> bool:
    """Whether the cost might be recorded: its pool exists, and its position is no flat rate."""
    terms = terms_on(agreement, posting.service_from)
    position = terms.cost_positions.get(posting.cost_position)
    return posting.pool in terms.pools and position is not None and position.kind == "actual"


def _paid(known: History, year: int, to: int) -> Iterator[SubsidyPaid]:
    payments = list(known.agreement.of(SubsidyPaid))
    there = {payment.pool for payment in payments if payment.period_from.year == to}
    for payment in payments:
        if payment.period_from.year == year and payment.pool not in there:
            yield _moved(payment, to, "period_from", "period_to")


def _hours(known: History, year: int, to: int) -> Iterator[HoursRecorded]:
    records = list(known.agreement.of(HoursRecorded))
    there = {record.pool for record in records if record.from_.year == to}
    for record in records:
        if record.from_.year == year and record.pool not in there:
            yield _moved(record, to, "from_", "to")


def _moved(fact: _F, to: int, *fields: str) -> _F:
    """*fact* with the dates in *fields* in the year *to*; 29 February becomes the 28th."""
    days: dict[str, date] = {name: getattr(fact, name) for name in fields}
    return fact.model_copy(update={name: day + relativedelta(year=to) for name, day in days.items()})
