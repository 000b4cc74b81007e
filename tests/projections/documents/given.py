"""Papers for the tests of documents: a statement as it would be drafted, issued or corrected."""

from datetime import date
from decimal import Decimal
from typing import Any

from projections.documents.account import Account, account
from projections.documents.paper import Paper
from projections.documents.rows import Table
from projections.documents.statement_pdf import statement_data
from projections.statement import drafts
from tests.scenario import Facts, cost_of_year, history, in_force, notice, tax, taxed

HOSTILE = '=1+1 #import "x": * $x$ \\ _a_ <b> @c `r` [x]; "q" 😀 שלום e\u0301'
"""A text that is a formula, markup, a quotation, and more than the font can show."""


def ordinary(year: int = 2025) -> Facts:
    """Nord cost 200,000.00: own share 62,500.00, a quarter each."""
    return in_force() + taxed() + cost_of_year("nord", "200000.00", year, voucher="BK-1")


def after_an_exit() -> Facts:
    """Havixbeck is out since 2027; its quarter went to all ten others."""
    left = in_force() + taxed() + notice("havixbeck", received="2025-06-25")
    return left + cost_of_year("nord", "200000.00", 2027)


def taxable() -> Facts:
    """As ordinary, but Coesfeld's claims are taxable."""
    employers = (
        tax("coesfeld", "taxable", rate="0.19") + tax("duelmen", "exempt") + tax("ascheberg", "exempt")
    )
    return in_force() + employers + cost_of_year("nord", "200000.00", 2025)


def figures(facts: Facts, year: int, pool: str) -> dict[str, Any]:
    """The pool's object as `settlement show` answers."""
    return dict(drafts(history(facts), year=year)[pool].answer)


def paper(facts: Facts, *, year: int = 2025, pool: str = "nord", **other: Any) -> Paper:
    """An issued statement, if not said otherwise."""
    default: dict[str, Any] = {
        "statement": figures(facts, year, pool),
        "state": "issued",
        "dated": date(year + 1, 3, 15),
        "before": None,
        "software": "0.1.0",
    }
    return Paper(history=history(facts), year=year, pool=pool, **default | other)


def draft(facts: Facts, **other: Any) -> Paper:
    """A draft."""
    return paper(facts, state="draft", dated=None, **other)


def correction(before: Facts, facts: Facts) -> Paper:
    """What was issued on the facts *before*, corrected on *facts*."""
    return paper(facts, state="corrected", before=figures(before, 2025, "nord"))


def told(on: Paper, party: str) -> Account:
    """What the paper tells *party*."""
    return account(on, party)


def shown(on: Paper, party: str) -> dict[str, Any]:
    """What the template of the PDF is given."""
    return statement_data(on, account(on, party))


def amounts(table: Table) -> dict[object, tuple[str, ...]]:
    """The amounts of each row, by its first cell."""
    return {
        row.cells[0]: tuple(str(cell) for cell in row.cells if isinstance(cell, Decimal))
        for row in table.rows
    }
