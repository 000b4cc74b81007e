"""Questions: what follows, as at any day and as known at any time; and the life of a settlement.

A command parses, makes one call and prints one result: JSON, or a German table.
"""

from cyclopts import App

from projections.cli.answers import add_answers
from projections.cli.audit import add_audit
from projections.cli.differences import add_differences
from projections.cli.explain import add_explaining
from projections.cli.privacy import add_privacy
from projections.cli.settlements import add_settlements
from projections.cli.suppositions import add_suppositions


def add_questions(app: App, terms: App, settlement: App, audit: App) -> None:
    """Add every question to *app*; those of a group to the group."""
    add_answers(app, terms)
    add_explaining(app)
    add_suppositions(app)
    add_settlements(settlement)
    add_differences(settlement)
    add_privacy(app)
    add_audit(app, audit)
