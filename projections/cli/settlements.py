"""The yearly settlement: its statement, and its life."""

from datetime import date

from cyclopts import App

from ledger.context import Json, KnownAt, Shared
from ledger.output import print_json
from ledger.vocabulary import help_of
from projections.cli.options import Pool, Year
from projections.questions import ask


def add_settlements(app: App) -> None:
    """Add the group `settlement` to *app*."""
    settlement = App(name="settlement", help="Jahresabrechnung")
    settlement.command(ask_settlement, name="show", help=help_of("settlement show"))
    app.command(settlement)


def ask_settlement(
    *, year: Year, pool: Pool = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """The year's statement, as known then."""
    from projections.settlement import settlement

    history = ask(context, known_at)
    answer = settlement(history, year=year, pool=pool)
    if as_json:
        print_json(answer)
    else:
        from projections.display.settlement import show_settlement
        from projections.display.tables import names_on

        show_settlement(answer, names_on(history, date(year, 12, 31)))
    return 0
