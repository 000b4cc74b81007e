"""The question how an amount came about."""

from datetime import date
from typing import Annotated, Any

from cyclopts import App, Group, Parameter
from cyclopts.validators import mutually_exclusive

from ledger.context import Json, KnownAt, Shared, day_option
from ledger.output import print_json
from ledger.sealing import KeyStore, opened
from ledger.vocabulary import help_of
from projections.cli.options import YEARS, Pool
from projections.questions import ask_log, keys_to_read, today

_PERIOD = Group("Zeitraum", validator=mutually_exclusive)


def add_explaining(app: App) -> None:
    """Add this question to *app*."""
    app.command(ask_explanation, name="explain", help=help_of("explain"))


def ask_explanation(
    *,
    party: Annotated[str, Parameter(name="--party", help="die Vertragspartei")],
    year: Annotated[
        int | None, Parameter(name="--year", help="das ganze Kalenderjahr", validator=YEARS, group=_PERIOD)
    ] = None,
    as_at: Annotated[
        date | None,
        Parameter(
            name="--as-at",
            converter=day_option,
            help="das Jahr bis zu diesem Tag; ohne beides bis heute",
            group=_PERIOD,
        ),
    ] = None,
    pool: Pool = None,
    known_at: KnownAt = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """How a party's amount came about, down to the recorded events."""
    from projections.explaining import explain

    history, recorded = ask_log(context, known_at)
    last = as_at or (today(context) if year is None else date(year, 12, 31))
    answer = explain(history, recorded, party=party, first=date(last.year, 1, 1), last=last, pool=pool)
    if as_json:
        keys = keys_to_read(context, history.id)
        events = [_with_names(event, history.id, keys) for event in answer["events"]]
        print_json(answer | {"events": events})
    else:
        from projections.display.explain import show_explanation
        from projections.display.tables import names_on

        show_explanation(answer, names_on(history, last))
    return 0


def _with_names(event: dict[str, Any], agreement: str, keys: KeyStore) -> dict[str, Any]:
    facts = {name: opened(event[name], agreement, keys) for name in ("fact", "standing") if name in event}
    return event | facts
