"""Why a day is shared by this rule, or not at all: status, pool, subsidy (§ 4 Abs. 1, § 2 Abs. 6; R1, R8)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ledger.consolidation import terms_on
from ledger.facts import AgreementCommenced, SubsidyGranted, TerminationAgreed
from ledger.membership import ends_on, exits, parties_on, run_off_end, status_on
from projections.explaining.amending import amended_by, brought_in
from projections.explaining.case import Case
from projections.explaining.given import from_fact, from_terms, reading
from projections.explaining.nodes import By, Node, german, next_day
from projections.explaining.people import parties_of
from projections.german import STATUS
from projections.rules.own_share import Spell
from projections.rules.shares import Key, hours_on
from projections.rules.subsidy import funding_on, lapsed_since, losses, newest_grant

_STATUS = By("R1", "§ 4 Abs. 1")


def reasons(case: Case, pool: str, day: date, key: Key) -> tuple[Node, ...]:
    """What decided by which rule *pool* is shared on *day*."""
    return (*_status(case, day), *_existence(case, pool, day), *_rule(case, pool, day, key))


def not_shared(case: Case, pool: str, spell: Spell) -> Node:
    """Days that are left out of cost and subsidy, and why."""
    day, status = spell.first, status_on(case.agreement, spell.first)
    exists = pool in terms_on(case.agreement, day).pools
    return Node(
        what=f"{german(spell.first)} bis {german(spell.last)}: nicht geteilt",
        by=By("R6", "§ 4 Abs. 1"),
        formula=STATUS[status] if exists else "die Region gibt es an diesen Tagen nicht",
        op="told",
        unit="euro",
        value=Fraction(0),
        first=spell.first,
        last=spell.last,
        because=(*_status(case, day), *_existence(case, pool, day)),
    )


def _status(case: Case, day: date) -> Iterator[Node]:
    """Commencement, agreed end, and who is left: what makes the status of *day*."""
    for commenced in case.agreement.of(AgreementCommenced):
        yield from_fact(case, commenced, "effective_on", "in Kraft seit", _STATUS, "day")
    end, status = ends_on(case.agreement), status_on(case.agreement, day)
    if end is not None and day > end:
        yield _run_off_end(case, end)
    if status in ("exhausted", "ended"):
        yield parties_of(case, day if end is None else min(day, end))
    elif any(exit_.last_day < day for exit_ in exits(case.agreement)):
        yield from _others_left(case, day)


def _others_left(case: Case, day: date) -> Iterator[Node]:
    """Something is shared only while two are left: who came later, where that decides it."""
    parties = parties_on(case.agreement, day)
    if len(parties & case.draft.terms.parties.keys()) < 2:  # noqa: PLR2004 - one alone shares nothing
        for amendment in brought_in(case.agreement, parties, day):
            yield from_fact(case, amendment, "effective_on", "Beitritt", By("R1", "§ 5 Abs. 1"), "day")


def _run_off_end(case: Case, end: date) -> Node:
    terminated = next(case.agreement.of(TerminationAgreed))
    by = By("R9", "§ 4 Abs. 3")
    months = from_terms(case, ("run_off", "months"), end, "Auslaufzeit in Monaten", by, "months")
    return Node(
        what="letzter Tag der Auslaufzeit",
        by=By("R9", "§ 4 Abs. 3"),
        formula="so viele Monate nach dem vereinbarten Ende",
        op="run-off-end",
        unit="day",
        value=run_off_end(end, int(months.number)),
        inputs=(from_fact(case, terminated, "ends_on", "vereinbartes Ende", by, "day"), months),
    )


def _existence(case: Case, pool: str, day: date) -> Iterator[Node]:
    """The amendment that brought the pool in or removed it, where the draft is not the reason."""
    exists = pool in terms_on(case.agreement, day).pools
    amendment = amended_by(case.agreement, ("pools", pool, "members"), day)
    if amendment is not None and (not exists or pool not in case.draft.terms.pools):
        what = f"{case.name(pool)} besteht" if exists else f"{case.name(pool)} besteht nicht mehr"
        yield from_fact(
            case, amendment, "effective_on", f"{what} seit Nachtrag", By("R2", "§ 1 Ziff. 2"), "day"
        )


def _rule(case: Case, pool: str, day: date, key: Key) -> Iterator[Node]:
    """The subsidy lost, and the readings that were asked for the key."""
    grant = newest_grant(case.agreement, pool, day)
    if grant is not None and funding_on(case.agreement, pool, day) == "funded":
        yield from_fact(case, grant, "effective_on", "gefördert seit", By("R5", "§ 2 Abs. 1"), "day")
    if grant is not None and funding_on(case.agreement, pool, day) == "lapsed":
        yield _lapsed(case, pool, day, grant)
        if key.regime != "run-off":
            yield reading(case, "lapse-key", day, By("R8", "§ 2 Abs. 6"))
    if key.regime == "hours" and (worked := hours_on(case.agreement, pool, day)):
        yield reading(case, "hours-basis", day, By("R7", "§ 2 Abs. 3"))
        if any(record.party not in parties_on(case.agreement, day) for record in worked):
            yield parties_of(case, day)
    if key.how.by == "run-off":
        yield reading(case, "run-off-scope", day, By("R9", "§ 4 Abs. 3"))


def _lapsed(case: Case, pool: str, day: date, grant: SubsidyGranted) -> Node:
    """The first day without the subsidy: after a loss, or after the grant's last day."""
    since, by = lapsed_since(case.agreement, pool, day), By("R8", "§ 2 Abs. 6")
    found = tuple(
        from_fact(case, loss, "effective_on", "erster Tag ohne Förderung", by, "day")
        for loss in losses(case.agreement, pool, day)
        if loss.effective_on == since
    )
    if not found:
        found = (next_day(from_fact(case, grant, "until", "letzter bewilligter Tag", by, "day"), "danach"),)
    return Node(
        what="Förderung entfallen seit",
        by=By("R8", "§ 2 Abs. 6"),
        formula="Verlust oder Auslaufen der neuesten Bewilligung",
        op="latest",
        unit="day",
        value=since or day,
        inputs=found,
        events=case.cite(grant),
    )
