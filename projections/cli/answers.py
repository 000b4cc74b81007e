"""Questions about a day: who bears what, notices, tasks, terms."""

from cyclopts import App

from ledger.consolidation import terms_on
from ledger.context import AsAt, Json, KnownAt, Shared
from ledger.output import print_json
from ledger.vocabulary import help_of
from projections.history import as_at as as_at_day
from projections.questions import ask, today


def add_answers(app: App, terms: App) -> None:
    """Add these questions to *app*; those about terms to *terms*."""
    app.command(ask_split, name="split", help=help_of("split"))
    app.command(ask_notices, name="notices", help=help_of("notices"))
    app.command(ask_tasks, name="tasks", help=help_of("tasks"))
    terms.command(ask_terms, name="show", help=help_of("terms show"))


def ask_split(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """Who bears what on that day."""
    from projections.split import split

    history, day = ask(context, known_at), as_at or today(context)
    answer = split(history, day=day)
    if as_json:
        print_json(answer)
    else:
        from projections.display.split import show_split
        from projections.display.tables import names_on

        show_split(answer, names_on(history, day))
    return 0


def ask_notices(
    *, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """Each notice: state, receipts, who is missing, end."""
    from projections.notices import notices

    history, day = ask(context, known_at), as_at or today(context)
    answer = notices(history, day=day)
    if as_json:
        print_json(answer)
    else:
        from projections.display.notices import show_notices
        from projections.display.tables import names_on

        show_notices(answer, names_on(history, day))
    return 0


def ask_tasks(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """Open tasks."""
    from projections.tasks import open_tasks

    history, day = ask(context, known_at), as_at or today(context)
    answer = [task.as_json() for task in open_tasks(history, day=day)]
    if as_json:
        print_json(answer)
    else:
        from projections.display.tables import names_on
        from projections.display.tasks import show_tasks

        show_tasks(answer, names_on(history, day))
    return 0


def ask_terms(*, as_at: AsAt = None, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """The consolidated terms of a day."""
    day = as_at or today(context)
    terms = terms_on(as_at_day(ask(context, known_at), day).agreement, day)
    if as_json:
        print_json(terms.as_given())
    else:
        from projections.display.terms import show_terms

        show_terms(terms, day)
    return 0
