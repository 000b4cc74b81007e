"""The audit side: what was recorded, and whether the read models agree with it."""

from typing import Annotated

from cyclopts import App, Parameter

from ledger.context import Json, Shared
from ledger.output import INTEGRITY, print_json
from ledger.vocabulary import help_of
from projections.cli.dossier import ask_event
from projections.cli.trail import ask_audit_trail
from projections.cli.verifying import add_verifying


def add_audit(app: App, audit: App) -> None:
    """Add the questions of the group *audit*, and `rebuild` to *app*."""
    audit.command(ask_audit_trail, name="trail", help=help_of("audit trail"))
    audit.command(ask_event, name="show", help=help_of("audit show"))
    add_verifying(audit)
    app.command(rebuild_tables, name="rebuild", help=help_of("rebuild"))


def rebuild_tables(
    *,
    check: Annotated[
        bool, Parameter(name="--check", negative=(), help="nur vergleichen; Ende 3 bei einem Unterschied")
    ] = False,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Throw the read models away and replay, or compare them with a replay."""
    from projections import tables

    with context.asking() as store:
        if not check:
            tables.rebuild(context.database, store)
        differences = [found.as_json() for found in tables.check(context.database, store)]
    if as_json:
        print_json(differences)
    else:
        from projections.display.trail import show_differences

        show_differences(differences)
    return INTEGRITY if differences else 0
