"""Why a membership ends: the whole dossier of the notice, from the letter to the last receipt (§ 4; R3)."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from ledger.agreement import Agreement
from ledger.consolidation import ONE_DAY, terms_on
from ledger.facts import (
    AnyFact,
    NoticeGiven,
    NoticeReceived,
    NoticeRevocationReceived,
    NoticeSettled,
    NoticeWithdrawn,
    PartySigned,
)
from ledger.membership import Exit, circle_of, concluded_on, exits, parties_on
from ledger.notices import Dossier, NoticeState, dossiers, first_possible_end, state_on
from projections.explaining.amending import brought_in, circle_amendments
from projections.explaining.case import Case
from projections.explaining.given import from_fact, from_terms
from projections.explaining.nodes import By, Node, german, next_day

_RECEIPT = By("R3", "§ 4 Abs. 4")
_SIGNED = By("R1", "Unterschriften")
_ABOUT_NOTICES = (NoticeGiven, NoticeReceived, NoticeRevocationReceived, NoticeSettled, NoticeWithdrawn)


def exit_node(case: Case, exit_: Exit) -> Node:
    """Why *exit_* is the party's last day; one node wherever it is needed."""
    key = (exit_.last_day, exit_.party)
    if key not in case.exits:
        case.exits[key] = _exit_node(case, exit_)
    return case.exits[key]


def _exit_node(case: Case, exit_: Exit) -> Node:
    circle = circle_of(case.agreement)
    found = [
        (dossier, state)
        for dossier in dossiers(case.agreement).values()
        if dossier.given.party == exit_.party and dossier.given.effective_on <= exit_.last_day
        if (state := state_on(case.agreement, dossier, exit_.last_day, circle)).ends_on == exit_.last_day
    ]
    ends = tuple(_notice(case, dossier, state, exit_.last_day) for dossier, state in found)
    if len(ends) == 1:
        return ends[0]
    return Node(
        what=f"{case.name(exit_.party)} scheidet mit Ablauf des {german(exit_.last_day)} aus",
        by=By("R3", "§ 4 Abs. 2 Satz 2"),
        formula="mehrere Kündigungen zu demselben Tag",
        op="latest",
        unit="day",
        value=exit_.last_day,
        party=exit_.party,
        inputs=ends,
    )


def _notice(case: Case, dossier: Dossier, state: NoticeState, last_day: date) -> Node:
    what = f"{case.name(dossier.given.party)} scheidet mit Ablauf des {german(last_day)} aus"
    dossier_events = case.cite(*_facts_about(case.agreement, dossier.given.notice))
    settled = dossier.agreed_by(last_day)
    if isinstance(settled, NoticeSettled):
        return Node(
            what=what,
            by=By("R3", "§ 4 Abs. 4"),
            formula="einvernehmlich geklärt: so vereinbart",
            op="fact",
            unit="day",
            value=last_day,
            party=dossier.given.party,
            field="ends_on",
            events=tuple(dict.fromkeys((*case.cite(settled), *dossier_events))),
        )
    completed_on = state.complete_on or last_day
    path, by = ("notice", "months"), By("R3", "§ 4 Abs. 2 Satz 1")
    months = from_terms(case, path, completed_on, "Kündigungsfrist in Monaten", by, "months")
    completed = _completion(case, dossier, completed_on)
    possible = Node(
        what="erstes mögliches Ende",
        by=By("R3", "§ 4 Abs. 2 Satz 1"),
        formula="erster 31. Dezember, dessen Stichtag (Monate zurück) nicht vor dem letzten Zugang liegt",
        op="year-end",
        unit="day",
        value=first_possible_end(completed_on, int(str(months.value))),
        inputs=(completed, months),
    )
    return Node(
        what=what,
        by=By("R3", "§ 4 Abs. 2 Satz 1"),
        formula="erstes mögliches Jahresende, oder das spätere genannte",
        op="latest",
        unit="day",
        value=last_day,
        party=dossier.given.party,
        inputs=(possible, *_named_date(case, dossier.given)),
        because=(conclusion(case),),
        events=dossier_events,
    )


def _named_date(case: Case, given: NoticeGiven) -> Iterator[Node]:
    if given.named_date is not None:
        yield from_fact(case, given, "named_date", "in der Kündigung genannt", _RECEIPT, "day")


def _completion(case: Case, dossier: Dossier, complete_on: date) -> Node:
    """The day on which every other party of that day had the notice."""
    given, others = dossier.given, parties_on(case.agreement, complete_on) - {dossier.given.party}
    days = {from_fact(case, given, "effective_on", "Kündigung erklärt", _RECEIPT, "day"): given.effective_on}
    for fact in case.agreement.of(NoticeReceived):
        if fact.notice == given.notice and fact.by in others:
            what = f"Zugang bei {case.name(fact.by)}"
            days[from_fact(case, fact, "effective_on", what, _RECEIPT, "day")] = fact.effective_on
    changed = _circle_changed(case, complete_on) if complete_on > max(days.values()) else ()
    return Node(
        what="allen anderen zugegangen",
        by=By("R3", "§ 4 Abs. 4"),
        formula="der letzte Zugang bei den Vertragsparteien dieses Tages entscheidet",
        op="latest",
        unit="day",
        value=complete_on,
        names=tuple(sorted(others)),
        inputs=(*days, *changed),
    )


def _circle_changed(case: Case, day: date) -> Iterator[Node]:
    """What made *day* the first of another circle of parties: exits, and amendments."""
    for exit_ in exits(case.agreement):
        if exit_.last_day + ONE_DAY == day:
            yield next_day(exit_node(case, exit_), "danach gehört sie nicht mehr zu den anderen")
    for amendment in circle_amendments(case.agreement, day):
        if amendment.effective_on == day:
            what = f"Nachtrag Nr. {amendment.number}"
            yield from_fact(case, amendment, "effective_on", what, By("R1", "§ 5 Abs. 1"), "day")


def conclusion(case: Case) -> Node:
    """The day of the last signature: a notice given before it ends nothing."""
    day = concluded_on(case.agreement) or date.min
    named = sorted(terms_on(case.agreement, day).parties)
    signed = [_signature(case, party, day) for party in named]
    changed = _circle_changed(case, day) if day > max(on for on, _ in signed) else ()
    signatures = (f for f in case.agreement.of(PartySigned) if f.effective_on <= day)
    return Node(
        what="Vertragsschluss",
        by=_SIGNED,
        formula="der Tag der letzten Unterschrift",
        op="latest",
        unit="day",
        value=day,
        names=tuple(named),
        inputs=(*(node for _, node in signed), *changed),
        events=case.cite(*signatures, *circle_amendments(case.agreement, day)),
    )


def _signature(case: Case, party: str, day: date) -> tuple[date, Node]:
    """The first signature of *party* by *day*, under the contract or the amendment that brought it in."""
    own = (f for f in case.agreement.of(PartySigned) if f.party == party)
    joining = (f for f in brought_in(case.agreement, frozenset({party}), day) if party in f.signed_by)
    found: list[tuple[date, AnyFact, str]] = [(fact.effective_on, fact, "effective_on") for fact in own]
    found += [(fact.concluded_on, fact, "concluded_on") for fact in joining]
    on, fact, field = min(found, key=itemgetter(0))
    return on, from_fact(case, fact, field, f"{case.name(party)} unterschreibt", _SIGNED, "day")


def _facts_about(agreement: Agreement, notice: str) -> Iterator[AnyFact]:
    """The whole dossier of *notice*, whatever it did to its end."""
    for entry in agreement.standing:
        if isinstance(entry.fact, _ABOUT_NOTICES) and entry.fact.notice == notice:
            yield entry.fact
