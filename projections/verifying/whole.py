"""What concerns the ledger as a whole: protections, stray events, the database's own numbers, read models."""

from collections.abc import Collection, Iterator

from ledger.store import Store, StoreError
from ledger.store.log import RawEvent
from ledger.store.snapshot import OF_AGREEMENTS, Misnumbered, Snapshot
from projections import tables
from projections.verifying.problems import Problem, shown, survived

Place = tuple[str | None, int | None]
"""An agreement and a position in its log, as far as they are known."""


def agreements_in(snapshot: Snapshot, problems: list[Problem]) -> list[str]:
    """Every agreement that any table knows, sorted; what is no name of one is one of the *problems*."""
    names = set[str]()
    for table in OF_AGREEMENTS:
        with survived(problems, None, table):
            for name in snapshot.agreements(table):
                if isinstance(name, str):
                    names.add(name)
                else:
                    field = f"{table}.agreement"
                    problems.append(Problem(None, None, "form", field, "Text", shown(name)))
    return sorted(names)


def check_strays(snapshot: Snapshot) -> Iterator[Problem]:
    """Events that no log holds."""
    for stray in snapshot.strays():
        found = f"{shown(stray.topic)} {shown(stray.originator_id)}/{shown(stray.originator_version)}"
        yield Problem(None, None, "stray", "stored_events", "ein Eintrag in ledger_positions", found)


def check_numbers(snapshot: Snapshot) -> Iterator[Problem]:
    """Notification ids that the database has not given out: one was taken out, moved or put in."""
    for event in snapshot.misnumbered():
        expected = "von der Datenbank vergeben, ohne Lücke davor"
        yield Problem(*_place(event), "order", "notification_id", expected, shown(event.notification))


def check_protections(store: Store) -> Iterator[Problem]:
    """Triggers that are missing, that were changed or switched off, or that are not ours."""
    for altered in store.altered_protections():
        values = (altered.expected or "–", altered.found or "–")
        yield Problem(None, None, "protection", altered.name, *values)


def check_read_models(database: str, store: Store) -> Iterator[Problem]:
    """Where the read models are not what a replay makes of the log."""
    try:
        differences = tables.check(database, store)
    except Exception as problem:  # noqa: BLE001 - facts changed by hand may break any replay
        why = problem.why if isinstance(problem, StoreError) else f"{type(problem).__name__}: {problem}"
        yield Problem(None, None, "read-model", "read_events", "vergleichbar", why)
        return
    unreadable, places = list[Problem](), dict[object, Place]()
    with survived(unreadable, None, "stored_events"):
        places = _places(store, {difference.notification for difference in differences} - {None})
    for difference in differences:
        place = places.get(difference.notification, (None, None))
        field = difference.column or difference.problem
        values = (_value(difference.expected), _value(difference.found))
        if difference.problem == "unreadable":
            field, values = "read_events", ("vergleichbar", "das Ereignis ist nicht lesbar")
        yield Problem(*place, "read-model", field, *values)
    yield from unreadable


def _places(store: Store, wanted: Collection[object]) -> dict[object, Place]:
    """Which events the rows are about, by notification id, as far as there are such events."""
    if not wanted:
        return {}
    with store.snapshot() as snapshot:
        return {
            event.notification: _place(event) for event in snapshot.commits() if event.notification in wanted
        }


def _place(event: RawEvent | Misnumbered) -> Place:
    agreement = event.agreement if isinstance(event.agreement, str) else None
    return agreement, event.position if isinstance(event.position, int) else None


def _value(value: object) -> str:
    return "–" if value is None else shown(value)
