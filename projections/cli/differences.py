"""`settlement diff`: why a year's figures changed between two states of knowledge."""

from datetime import date
from typing import Annotated

from cyclopts import App, Parameter

from ledger.context import Json, Shared, When, when_option
from ledger.output import print_json
from ledger.vocabulary import help_of
from projections.cli.options import Pool, Year
from projections.questions import ask_log

From = Annotated[
    When,
    Parameter(
        name="--from",
        converter=when_option,
        accepts_keys=False,
        n_tokens=1,
        help="der frühere Stand: @NUMMER oder Zeit mit Versatz",
    ),
]
To = Annotated[
    When,
    Parameter(
        name="--to",
        converter=when_option,
        accepts_keys=False,
        n_tokens=1,
        help="der spätere Stand: @NUMMER oder Zeit mit Versatz",
    ),
]


def add_differences(settlement: App) -> None:
    """Add this question to the group *settlement*."""
    settlement.command(ask_differences, name="diff", help=help_of("settlement diff"))


def ask_differences(
    *, year: Year, pool: Pool = None, begin: From, end: To, as_json: Json = False, context: Shared
) -> int:
    """Every cent of difference between two states of knowledge, event by event."""
    from projections.difference import settlement_differences

    history, recorded = ask_log(context, None)
    answer = settlement_differences(history.id, recorded, year=year, between=(begin, end), pool=pool)
    if as_json:
        print_json(answer)
    else:
        from projections.display.difference import show_difference
        from projections.display.tables import names_on

        show_difference(answer, recorded, names_on(history, date(year, 12, 31)))
    return 0
