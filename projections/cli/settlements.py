"""The yearly settlement: its statement, its documents, and what records computed figures."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from ledger.context import AsAt, Context, Json, KnownAt, Shared, agreement_meant, day_option
from ledger.deciding.guards import must_know_parties
from ledger.errors import Refusal
from ledger.facts import AnyFact
from ledger.output import INTEGRITY, print_json, print_outcomes
from ledger.recording import record_computed
from ledger.vocabulary import help_of
from projections.cli.files import write_files
from projections.cli.options import YEARS, Pool, Year
from projections.questions import ask, ask_log, today

if TYPE_CHECKING:
    from projections.history import Recorded
    from projections.settling import Making

SOFTWARE = version("contract-ledger")

IssuedOn = Annotated[
    date | None, Parameter(name="--issued-on", converter=day_option, help="Tag der Abrechnung; sonst heute")
]
CorrectedOn = Annotated[
    date | None,
    Parameter(name="--corrected-on", converter=day_option, help="Tag der Berichtigung; sonst heute"),
]
Folder = Annotated[Path, Parameter(name="--folder", help="Ordner für die Dokumente; er wird angelegt")]


def add_settlements(settlement: App) -> None:
    """Add the questions about settlements, and what records computed figures, to their group."""
    settlement.command(ask_settlement, name="show", help=help_of("settlement show"))
    settlement.command(issue_settlement, name="issue", help=help_of("settlement issue"))
    settlement.command(correct_settlement, name="correct", help=help_of("settlement correct"))
    settlement.command(ask_payments, name="payments", help=help_of("settlement payments"))
    settlement.command(write_documents, name="documents", help=help_of("settlement documents"))
    settlement.command(write_overview, name="overview", help=help_of("settlement overview"))


def ask_settlement(
    *, year: Year, pool: Pool = None, known_at: KnownAt = None, as_json: Json = False, context: Shared
) -> int:
    """The year's statement, as known then; what was issued is computed again from its basis."""
    from projections.rechecking import recheck
    from projections.settlement import settlement

    history, recorded = ask_log(context, known_at)
    answer = settlement(history, year=year, pool=pool)
    if as_json:
        print_json(answer)
    else:
        from projections.display.settlement import show_settlement
        from projections.display.tables import names_on

        show_settlement(answer, names_on(history, date(year, 12, 31)))
    deviations = [found for found in recheck(history.id, recorded, year=year) if pool in (None, found.pool)]
    if deviations:
        from projections.display.rechecking import warn_of
        from projections.display.tables import names_on

        warn_of(deviations, names_on(history, date(year, 12, 31)))
    return INTEGRITY if deviations else 0


def issue_settlement(
    *, year: Year, pool: Pool = None, issued_on: IssuedOn = None, as_json: Json = False, context: Shared
) -> int:
    """Record the year's statement: figures, basis, hashes of the documents."""
    from projections.settling import issue

    return _record(issue, year, pool, issued_on or today(context), as_json=as_json, context=context)


def correct_settlement(
    *, year: Year, pool: Pool = None, corrected_on: CorrectedOn = None, as_json: Json = False, context: Shared
) -> int:
    """Record what has changed since the statement was issued."""
    from projections.settling import correct

    return _record(correct, year, pool, corrected_on or today(context), as_json=as_json, context=context)


def _record(
    make: "Callable[[Sequence[Recorded], Making], Sequence[AnyFact]]",
    year: int,
    pool: str | None,
    dated: date,
    *,
    as_json: bool,
    context: Context,
) -> int:
    """Record what *make* computes from the log, on fresh state if something came in between."""
    from projections.settling import Making

    with context.asking() as store:
        agreement = agreement_meant(store, context.agreement)
        making = Making(agreement=agreement, year=year, pool=pool, dated=dated, software=SOFTWARE)
        outcome = record_computed(
            store,
            agreement,
            lambda recorded: make(recorded, making),
            on_behalf_of=context.actor,
            permit=context.permit(store),
        )
    print_outcomes([outcome], as_json=as_json)
    if dated <= making.last:
        print(f"Hinweis: Das Jahr {year} ist am {dated:%d.%m.%Y} noch nicht zu Ende.", file=sys.stderr)
    return 0


def ask_payments(
    *,
    year: Year,
    pool: Pool = None,
    as_at: AsAt = None,
    known_at: KnownAt = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Who owes which employer how much, has paid, and still owes, since when."""
    from projections.payments import payment_sheet

    history, day = ask(context, known_at), as_at or today(context)
    answer = payment_sheet(history, year=year, pool=pool, day=day)
    if as_json:
        print_json(answer)
    else:
        from projections.display.settlement import show_payments
        from projections.display.tables import names_on

        show_payments(answer, names_on(history, date(year, 12, 31)))
    return 0


def write_documents(
    *,
    year: Year,
    folder: Folder,
    pool: Pool = None,
    party: Annotated[str | None, Parameter(name="--party", help="nur für diese Vertragspartei")] = None,
    known_at: KnownAt = None,
    context: Shared,
) -> int:
    """Write the statement for each party as PDF, XLSX and CSV; what was issued, just as it was issued."""
    from projections.papers import papers

    history, recorded = ask_log(context, known_at)
    if party is not None:
        must_know_parties(history.agreement, [party])
    found = [
        document
        for filed in papers(history, recorded, year=year, pool=pool, software=SOFTWARE)
        for document in filed.documents(party)
    ]
    if not found:
        raise Refusal("nothing-to-document", year=year, pool=pool or "alle", party=party or "alle")
    write_files(folder, {document.name: document.content for document in found})
    for document in found:
        if document.differs:
            print(f"{document.name}: nicht mehr Byte für Byte das gestellte Dokument.", file=sys.stderr)
    print(f"{len(found)} Dokumente in {folder}.")
    return INTEGRITY if any(document.differs for document in found) else 0


def write_overview(
    *,
    from_year: Annotated[int, Parameter(name="--from-year", help="erstes Jahr", validator=YEARS)],
    to_year: Annotated[int, Parameter(name="--to-year", help="letztes Jahr", validator=YEARS)],
    folder: Folder,
    known_at: KnownAt = None,
    context: Shared,
) -> int:
    """Write the overview for the councils: who bears what in which year, with a plot."""
    from projections.documents import overview

    if to_year < from_year:
        raise Refusal("end-before-start", first=from_year, last=to_year)
    found = overview(ask(context, known_at), first_year=from_year, last_year=to_year)
    write_files(folder, found)
    print(f"{', '.join(found)} in {folder}.")
    return 0
