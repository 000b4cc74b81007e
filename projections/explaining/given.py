"""Values that stand in events: in a fact, in the terms of a day, in how the parties read them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.consolidation import decision_on, reading_on, terms_on
from ledger.facts import AnyFact
from ledger.readings import Question
from ledger.values import exact
from projections.explaining.amending import amended_by
from projections.explaining.case import Case
from projections.explaining.nodes import By, Node, Unit
from projections.german import READING_QUESTION


def from_fact(  # noqa: PLR0913, PLR0917 - the marks of a node
    case: Case, fact: AnyFact, field: str, what: str, by: By, unit: Unit
) -> Node:
    """What stands in *field* of *fact*."""
    value = getattr(fact, field)
    return Node(
        what=what,
        by=by,
        formula="so erfasst",
        op="fact",
        unit=unit,
        value=exact(value) if isinstance(value, str) else value,
        field=field,
        events=case.cite(fact),
    )


def from_terms(  # noqa: PLR0913, PLR0917 - the marks of a node
    case: Case, path: tuple[str, ...], day: date, what: str, by: By, unit: Unit
) -> Node:
    """The value at *path* of the terms of *day*, from the draft or the amendment that set it."""
    amendment = amended_by(case.agreement, path, day)
    source = case.draft if amendment is None else amendment
    value: Any = terms_on(case.agreement, day).as_given()
    for name in path:
        value = value[name]
    names = tuple(sorted(set(value))) if isinstance(value, list) else None
    return Node(
        what=what,
        by=by,
        formula="steht im Vertrag" if amendment is None else f"steht im Nachtrag Nr. {amendment.number}",
        op="fact",
        unit=unit,
        value=Fraction(len(names)) if names is not None else _number(value),
        field=".".join(("terms" if amendment is None else "terms_patch", *path)),
        names=names,
        events=case.cite(source),
    )


def _number(value: object) -> Fraction | str:
    text = str(value)
    return exact(text) if text[:1].isdigit() else text


def reading(case: Case, question: Question, day: date, by: By) -> Node:
    """How *question* is read on *day*: by which decision, amendment or draft, or by default."""
    agreement, value = case.agreement, reading_on(case.agreement, question, day)
    decided = decision_on(agreement, question, day)
    amendment = amended_by(agreement, ("readings", question), day)
    what = READING_QUESTION[question]
    if decided is not None and (amendment is None or amendment.effective_on <= decided.effective_on):
        formula, field, events = "so haben es die Vertragsparteien entschieden", "reading", case.cite(decided)
    elif question in (terms_on(agreement, day).readings or {}):
        terms = from_terms(case, ("readings", question), day, what, by, "reading")
        return replace(terms, question=question)
    else:
        formula, field = "nichts entschieden, es gilt die Vorgabe", None
        events = () if amendment is None else case.cite(amendment)
    return Node(
        what=what,
        by=by,
        formula=formula,
        op="fact" if field else "default",
        unit="reading",
        value=value,
        question=question,
        field=field,
        events=events,
    )


def members(case: Case, pool: str, day: date) -> Node:
    """The members of *pool* on *day*."""
    by, what = By("R2", "§ 1 Ziff. 2"), f"Mitglieder von {case.name(pool)}"
    return from_terms(case, ("pools", pool, "members"), day, what, by, "parties")
