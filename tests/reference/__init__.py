"""The rules once more, by a program of its own, to check what the ledger says.

It knows the contract and the rules (R1 to R12), the decisions under docs/decisions, and facts as plain JSON.
It imports the standard library only, nothing of the project, so a mistake there is not repeated here. Facts
are taken to be admissible: nothing is refused. Only what moves cents of a pool and period is computed: no
tasks, no value added tax.
"""

from collections.abc import Sequence
from datetime import date

from tests.reference.days import first_of_year, last_of_year
from tests.reference.period import Claim, Figures, figures_of
from tests.reference.record import Fact, Record

__all__ = ["Claim", "Fact", "Figures", "figures"]


def figures(
    facts: Sequence[Fact | tuple[int, Fact]], *, year: int, pool: str, through: date | None = None
) -> Figures | None:
    """What *pool* costs in *year*, from 1 January *through* a day (default 31 December), and who bears it.

    *facts* are those of one agreement in recorded order. The position of each is its place, unless facts come
    as pairs of position and fact, so that a part of a log keeps its positions (a retraction names one).
    Amounts are whole cents. None where the pool is unresolved on a day of the period (R4). Without a draft,
    or without the pool, all is zero.
    """
    last = through or last_of_year(year)
    if last.year != year:
        message = f"{last} is no day of {year}"
        raise ValueError(message)
    return figures_of(Record(facts), pool, first_of_year(year), last)
