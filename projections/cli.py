"""Questions: what follows, as at any day and as known at any time.

A command parses, makes one call and prints one result: JSON, or a German table.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from ledger.consolidation import terms_on
from ledger.context import AsAt, Json, KnownAt, RecordedFrom, RecordedTo, Shared, When
from ledger.output import print_json
from ledger.values import FIRST_YEAR, LAST_YEAR
from ledger.vocabulary import help_of
from projections.history import History
from projections.history import as_at as as_at_day
from projections.questions import ask, today

INTEGRITY = 3
"""Exit status of a failed integrity check."""

Year = Annotated[
    int, Parameter(name="--year", help="das Kalenderjahr", validator=Number(gte=FIRST_YEAR, lte=LAST_YEAR))
]
Pool = Annotated[str | None, Parameter(name="--pool", help="nur diese Region")]


def add_questions(app: App, terms: App) -> None:
    """Add every question to *app*; those about terms to *terms*."""
    app.command(ask_split, name="split", help=help_of("split"))
    settlement = App(name="settlement", help="Jahresabrechnung")
    settlement.command(ask_settlement, name="show", help=help_of("settlement show"))
    app.command(settlement)
    audit = App(name="audit", help="Prüfen, was erfasst wurde")
    audit.command(ask_audit_trail, name="trail", help=help_of("audit trail"))
    app.command(audit)
    app.command(rebuild_tables, name="rebuild", help=help_of("rebuild"))
    app.command(ask_notices, name="notices", help=help_of("notices"))
    app.command(ask_tasks, name="tasks", help=help_of("tasks"))
    terms.command(ask_terms, name="show", help=help_of("terms show"))


def _print(answer: Any, show: str, history: History, day: date, *, as_json: bool) -> int:  # noqa: ANN401 - a JSON value
    """*answer* as JSON, or by the function *show* of projections.display with the names of *day*."""
    if as_json:
        print_json(answer)
        return 0
    from projections import display

    printer: Callable[..., None] = getattr(display, show)
    printer(answer, display.names_of(terms_on(history.agreement, day)))
    return 0


def ask_split(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """Who bears what on that day."""
    from projections.split import split

    history, day = ask(context, known_at), as_at or today(context)
    return _print(split(history, day=day), "show_split", history, day, as_json=as_json)


def ask_settlement(
    *, year: Year, pool: Pool = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """The year's statement, as known then."""
    from projections.settlement import settlement

    history, last = ask(context, known_at), date(year, 12, 31)
    return _print(
        settlement(history, year=year, pool=pool), "show_settlement", history, last, as_json=as_json
    )


def ask_notices(
    *, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """Each notice: state, receipts, who is missing, end."""
    from projections.notices import notices

    history, day = ask(context, known_at), as_at or today(context)
    return _print(notices(history, day=day), "show_notices", history, day, as_json=as_json)


def ask_tasks(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """Open tasks."""
    from projections.tasks import open_tasks

    history, day = ask(context, known_at), as_at or today(context)
    answer = [task.as_json() for task in open_tasks(history, day=day)]
    return _print(answer, "show_tasks", history, day, as_json=as_json)


def ask_terms(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """The consolidated terms of a day."""
    day = as_at or today(context)
    terms = terms_on(as_at_day(ask(context, known_at), day).agreement, day)
    if as_json:
        print_json(terms.as_given())
    else:
        from projections.display import show_terms

        show_terms(terms, day)
    return 0


def ask_audit_trail(
    *,
    kind: Annotated[str | None, Parameter(name="--kind", help="Art der Tatsache, etwa CostPosted")] = None,
    party: Annotated[str | None, Parameter(name="--party", help="eine darin genannte Vertragspartei")] = None,
    voucher: Annotated[str | None, Parameter(name="--voucher", help="Belegnummer")] = None,
    recorded_from: RecordedFrom = None,
    recorded_to: RecordedTo = None,
    known_at: KnownAt = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """What was recorded, when and by whom."""
    from projections.audit_trail import audit_trail
    from projections.event_index import Filters

    when = known_at or When()
    filters = Filters(
        agreement=context.agreement,
        kind=kind,
        party=party,
        voucher=voucher,
        recorded_from=recorded_from,
        recorded_to=recorded_to,
        position=when.position,
        instant=when.instant,
    )
    with context.asking() as store:
        answer = audit_trail(context.database, store, filters)
    if as_json:
        print_json(answer)
    else:
        from projections.display import show_trail

        show_trail(answer)
    return 0


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
        from projections.display import show_differences

        show_differences(differences)
    return INTEGRITY if differences else 0
