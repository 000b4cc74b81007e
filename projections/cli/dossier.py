"""`audit show`: one event whole."""

from datetime import date
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ledger.context import Json, KnownAt, Shared
from ledger.output import print_json
from projections.questions import ask_log, keys_to_read

Position = Annotated[
    int,
    Parameter(help="Nummer der Tatsache (contract-ledger audit trail)", validator=Number(gte=0, lte=10**12)),
]


def ask_event(position: Position, *, known_at: KnownAt = None, as_json: Json = False, context: Shared) -> int:
    """Everything recorded about one event."""
    from projections.event_dossier import event_dossier, with_names

    history, recorded = ask_log(context, known_at)
    answer = with_names(event_dossier(history, recorded, position), keys_to_read(context, history.id))
    if as_json:
        print_json(answer)
    else:
        from projections.display.dossier import show_dossier
        from projections.display.tables import names_on

        show_dossier(answer, names_on(history, date.max))
    return 0
