"""The audit side: what was recorded, and whether the read models agree with it."""

from typing import Annotated

from cyclopts import App, Parameter

from ledger.context import Json, KnownAt, RecordedFrom, RecordedTo, Shared, When
from ledger.output import print_json
from ledger.vocabulary import help_of
from projections.cli.options import INTEGRITY
from projections.questions import agreement_meant


def add_audit(app: App) -> None:
    """Add the group `audit` and `rebuild` to *app*."""
    audit = App(name="audit", help="Prüfen, was erfasst wurde")
    audit.command(ask_audit_trail, name="trail", help=help_of("audit trail"))
    audit.command(verify_ledger, name="verify", help=help_of("audit verify"))
    app.command(audit)
    app.command(rebuild_tables, name="rebuild", help=help_of("rebuild"))


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
        from projections.display.trail import show_trail

        show_trail(answer)
    return 0


def verify_ledger(*, as_json: Json = False, context: Shared) -> int:
    """Compute every hash and every issued statement again, of all agreements or of the one chosen."""
    from projections.verification import verify

    with context.asking() as store:
        agreements = (
            store.agreements() if context.agreement is None else (agreement_meant(store, context.agreement),)
        )
        heads = {agreement: store.head(agreement) for agreement in agreements}
        logs = {agreement: store.facts(agreement) for agreement in agreements}
    problems = [
        found.as_json() for name, log in logs.items() for found in verify(name, log, head=heads[name])
    ]
    if as_json:
        print_json(problems)
    else:
        from projections.display.trail import show_problems

        show_problems(problems, sum(map(len, logs.values())))
    return INTEGRITY if problems else 0


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
