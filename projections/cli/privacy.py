"""Data protection: what is held about a person, and its erasure."""

from typing import Annotated

from cyclopts import App, Parameter

from ledger.context import Json, Shared, agreement_meant
from ledger.erasure import erase
from ledger.output import print_json, print_outcomes
from ledger.sealing import key_store_of
from ledger.vocabulary import field_help, help_of

Person = Annotated[str, Parameter(help=field_help("person"))]
KeyIsLost = Annotated[
    bool,
    Parameter(
        name="--key-is-lost",
        negative=(),
        help="auch ohne den Schlüssel, der die Namen öffnet: nirgends gibt es ihn mehr",
    ),
]

_DESTROYED = "Der Schlüssel ist vernichtet. Ihn auch aus jeder Sicherung der Schlüssel entfernen."
_LOST = (
    "Hier kommt zu dieser Person kein Schlüssel mehr. Findet sich der verlorene doch noch, ihn vernichten."
)


def add_privacy(app: App) -> None:
    """Add the group `privacy` to *app*."""
    privacy = App(name="privacy", help="Datenschutz: was über eine Person vorliegt, und seine Löschung")
    privacy.command(report_person, name="report", help=help_of("privacy report"))
    privacy.command(erase_person, name="erase", help=help_of("privacy erase"))
    app.command(privacy)


def report_person(person: Person, *, as_json: Json = False, context: Shared) -> int:
    """Everything that names the person."""
    from projections.privacy import privacy_report

    with context.asking() as store:
        agreement = agreement_meant(store, context.agreement)
        recorded = store.facts(agreement)
    answer = privacy_report(agreement, recorded, person, key_store_of(context.database))
    if as_json:
        print_json(answer)
    else:
        from projections.display.privacy import show_privacy

        show_privacy(answer)
    return 0


def erase_person(
    person: Person,
    *,
    reason: Annotated[str, Parameter(help="Grund, ohne personenbezogene Daten")],
    key_is_lost: KeyIsLost = False,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Destroy the key of a person and record that."""
    with context.asking() as store:
        context.must_be_allowed_to_write(store)
        outcome = erase(
            store,
            agreement_meant(store, context.agreement),
            person,
            reason=reason,
            keys=key_store_of(context.database),
            on_behalf_of=context.actor,
            permit=context.permit(store),
            key_is_lost=key_is_lost,
        )
    print_outcomes([outcome], as_json=as_json)
    if not as_json:
        print(_LOST if key_is_lost else _DESTROYED)
    return 0
