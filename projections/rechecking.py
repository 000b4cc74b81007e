"""Whether issued statements are still what their basis gives (§ 2; R12).

What was issued rests on a position of the log. Computed again from the same facts it must be the
same; if a later version of the rules gives something else, the ledger says so, with the amounts.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.facts import SettlementCorrected, SettlementIssued, Statement
from projections.history import Recorded, as_known
from projections.settlement import FIGURES, as_json, changes
from projections.statement import Draft, drafts


@dataclass(frozen=True, slots=True)
class Deviation:
    """A recorded statement that today's rules would compute differently from the same facts."""

    position: int
    year: int
    pool: str
    software: str
    """The version that computed it."""
    figures: dict[str, tuple[str, str]]
    """What is computed now, and what was stated, for every figure that differs; parts by party."""


def recheck(agreement: str, recorded: Sequence[Recorded], *, year: int | None = None) -> Iterator[Deviation]:
    """Every statement, of *year* or of all years, that its own basis no longer gives."""
    for entry in recorded:
        fact = entry.fact
        if isinstance(fact, SettlementIssued | SettlementCorrected) and year in (None, fact.year):
            basis = as_known(agreement, recorded, position=fact.basis.position)
            draft = drafts(basis, year=fact.year).get(fact.pool)
            if figures := dict(_differing(fact.statement, draft)):
                yield Deviation(entry.position, fact.year, fact.pool, fact.basis.software, figures)


def _differing(statement: Statement, draft: Draft | None) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each figure that differs: parts by party, the others as they stand in the statement."""
    stated, computed = as_json(statement), {} if draft is None else draft.answer
    for party, change in changes(statement, draft).items():
        yield f"by_party.{party}", (change.new, change.old)
    for figure in FIGURES:
        if figure != "by_party" and stated[figure] != computed.get(figure):
            yield figure, (_text(computed.get(figure)), _text(stated[figure]))


def _text(figure: object) -> str:
    return figure if isinstance(figure, str) else json.dumps(figure, ensure_ascii=False, sort_keys=True)
