"""Questions: what follows, as at any day and as known at any time; and the life of a settlement.

A command parses, makes one call and prints one result: JSON, or a German table.
"""

from cyclopts import App

from projections.cli.answers import add_answers
from projections.cli.audit import add_audit
from projections.cli.settlements import add_settlements


def add_questions(app: App, terms: App) -> None:
    """Add every question to *app*; those about terms to *terms*."""
    add_answers(app, terms)
    add_settlements(app)
    add_audit(app)
