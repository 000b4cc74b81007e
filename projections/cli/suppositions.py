"""Questions about what is not so: facts that are not recorded, and readings that nobody decided."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ledger.cli import FactsFile
from ledger.context import AsAt, Json, KnownAt, Shared
from ledger.files import STANDARD_INPUT, open_file, read_lines
from ledger.output import print_json
from ledger.vocabulary import help_of
from projections.cli.options import YEARS
from projections.questions import ask, today

YearOrThis = Annotated[
    int | None,
    Parameter(
        name="--year",
        help="das Kalenderjahr; sonst das laufende",
        validator=YEARS,
    ),
]


def add_suppositions(app: App) -> None:
    """Add these questions to *app*."""
    app.command(ask_what_if, name="what-if", help=help_of("what-if"))
    app.command(ask_readings, name="readings", help=help_of("readings"))


def ask_what_if(
    file: FactsFile,
    *,
    as_at: AsAt = None,
    known_at: KnownAt = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """The split with facts that are not recorded, beside the split without them."""
    from projections.what_if import YEARS_AHEAD, suppose_file, what_if

    stream = sys.stdin.buffer if file == STANDARD_INPUT else open_file(Path(file))
    with stream, context.asking() as store:
        lines = read_lines(file, stream)
        supposition = suppose_file(store, lines, chosen=context.agreement, when=known_at)
    day = as_at or today(context)
    answer = what_if(supposition, day=day)
    if as_json:
        print_json(answer)
    else:
        from projections.display.tables import names_on
        from projections.display.what_if import show_what_if

        later = names_on(supposition.supposed, date(day.year + YEARS_AHEAD, 12, 31))
        show_what_if(answer, {**names_on(supposition.supposed, day), **later})
    return 0


def ask_readings(
    *, year: YearOrThis = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """How each question is read, and what every other reading would change."""
    from projections.readings import readings

    history, year = ask(context, known_at), year or today(context).year
    answer = readings(history, year=year)
    if as_json:
        print_json(answer)
    else:
        from projections.display.readings import show_readings
        from projections.display.tables import names_on

        show_readings(answer, names_on(history, date(year, 12, 31)))
    return 0
