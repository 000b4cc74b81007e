"""What can go wrong between the ledger and its database, said so that a clerk can act on it.

`from_database` turns the errors of three libraries into two: Conflict, after which deciding
again helps, and StoreError, after which somebody has to do something.
"""

import sqlite3
from collections.abc import Iterator


class Conflict(Exception):  # noqa: N818 -- no error: somebody else was faster
    """Something that the decision rests on has changed: decide again on fresh state."""


class StoreError(Exception):
    """The ledger cannot be opened, read or written; nothing was recorded unless the text says so."""

    def __init__(self, what: str, why: str, now: str) -> None:
        self.what = what
        self.why = why
        self.now = now
        super().__init__(f"{what}\n  Warum: {why}\n  Jetzt: {now}")


class DamagedLedgerError(StoreError):
    """What is stored is not whole: the program ends as when an integrity check fails."""


_SQLSTATES = {
    "23505": "conflict",  # unique_violation: another process took the place in the stream
    "40001": "conflict",  # serialization_failure
    "40P01": "conflict",  # deadlock_detected
    "55P03": "locked",  # lock_not_available
    "25006": "read-only",  # read_only_sql_transaction
    "42501": "forbidden",  # insufficient_privilege
    "53100": "full",  # disk_full
    "23001": "protected",  # restrict_violation: our own trigger
}
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_SQLITE_CODES = {
    "SQLITE_CONSTRAINT_TRIGGER": "protected",
    "SQLITE_CONSTRAINT": "conflict",
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "read-only",
    "SQLITE_PERM": "forbidden",
    "SQLITE_FULL": "full",
    "SQLITE_CANTOPEN": "unopenable",
    "SQLITE_NOTADB": "foreign",
    "SQLITE_CORRUPT": "corrupt",
    "SQLITE_IOERR": "disk",
}
"""Extended codes begin with these (https://www.sqlite.org/rescode.html)."""

_TEXTS = {
    "locked": (
        "Das Hauptbuch ist gesperrt.",
        "Ein anderes Programm schreibt seit längerem",
        "Später noch einmal versuchen",
    ),
    "read-only": (
        "Das Hauptbuch lässt sich nicht beschreiben.",
        "Es ist nur lesbar",
        "Schreibrecht geben lassen",
    ),
    "forbidden": (
        "Das Hauptbuch lässt sich nicht benutzen.",
        "Der Anmeldung fehlt ein Recht",
        "Recht geben lassen",
    ),
    "full": (
        "Das Hauptbuch lässt sich nicht beschreiben.",
        "Der Datenträger ist voll",
        "Platz schaffen und wiederholen",
    ),
    "disk": (
        "Das Hauptbuch lässt sich nicht lesen oder nicht beschreiben.",
        "Der Datenträger ist voll, das Kontingent erschöpft, oder er ist gestört",
        "Platz schaffen, den Datenträger prüfen und wiederholen",
    ),
    "unopenable": (
        "Das Hauptbuch lässt sich nicht öffnen.",
        "Das Verzeichnis fehlt, oder das Recht, darin zu schreiben, das auch zum Lesen nötig ist",
        "Pfad prüfen, das Verzeichnis anlegen oder das Recht geben lassen",
    ),
    "foreign": ("Diese Datei ist kein Hauptbuch.", "Sie ist keine SQLite-Datenbank", "Den Pfad prüfen"),
    "corrupt": (
        "Das Hauptbuch ist beschädigt.",
        "SQLite kann die Datei nicht lesen",
        "Aus der Sicherung herstellen",
    ),
    "protected": (
        "Im Hauptbuch lässt sich nichts verändern.",
        "Die Datenbank schützt, was eingetragen ist",
        "„contract-ledger audit verify“ aufrufen und das Ergebnis dem vorlegen, der das Hauptbuch führt",
    ),
    "other": (
        "Die Datenbank hat abgebrochen.",
        "Sie meldet",
        "Verbindung und Server prüfen, dann wiederholen",
    ),
}


def from_database(problem: Exception) -> Conflict | StoreError:
    """What *problem*, raised by the library or a database driver, means for the caller."""
    case = _case(problem)
    return Conflict(_one_line(problem)) if case == "conflict" else _said(case, problem)


def while_opening(problem: Exception) -> StoreError:
    """The same where there is nothing to decide anew: another process is making the tables."""
    case = _case(problem)
    return _said("locked" if case == "conflict" else case, problem)


def at_commit(problem: Exception) -> Conflict | StoreError:
    """The same where only the COMMIT was left: if the connection broke, nobody knows whether it arrived."""
    return uncertain(problem) if _case(problem) == "other" else from_database(problem)


def _said(case: str, problem: Exception) -> StoreError:
    what, why, now = _TEXTS[case]
    return StoreError(what, f"{why} ({_one_line(problem)}).", f"{now}.")


def _case(problem: Exception) -> str:
    for link in _chain(problem):
        if isinstance(link, sqlite3.Error):
            return _sqlite_case(getattr(link, "sqlite_errorname", None) or "")
        if state := getattr(link, "sqlstate", None):
            return _SQLSTATES.get(state, "other")
    # The library's own pool: another thread of this process is writing.
    return "locked" if isinstance(problem, TimeoutError) else "other"


def _sqlite_case(name: str) -> str:
    return next((case for code, case in _SQLITE_CODES.items() if name.startswith(code)), "other")


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__


def unreachable(problem: Exception) -> StoreError:
    """PostgreSQL did not let us in."""
    return StoreError(
        "Die Datenbank ist nicht erreichbar.",
        f"PostgreSQL meldet: {_one_line(problem)}",
        "Adresse, Anmeldung und Server prüfen; die Datenbank selbst muss es schon geben.",
    )


def no_ledger(place: str) -> StoreError:
    """A question was asked of a ledger that does not exist."""
    return StoreError(
        f"Hier gibt es noch kein Hauptbuch: {place}.",
        "Fragen legen keines an, damit ein Tippfehler im Pfad nicht wie ein leeres Hauptbuch aussieht.",
        "„contract-ledger record DATEI“ legt eines an, „contract-ledger demo“ zeigt ein Beispiel; "
        "ein anderes wählt --database.",
    )


def incomplete(place: str) -> DamagedLedgerError:
    """Some of the ledger's tables are there, and some are not."""
    return DamagedLedgerError(
        f"Dem Hauptbuch fehlt eine Tabelle: {place}.",
        "Es wurde von fremder Hand verändert; das Programm legt alle zusammen an und löscht keine.",
        "Nichts mehr erfassen und aus der Sicherung oder einem Export herstellen.",
    )


def bad_address(what: str, why: str) -> StoreError:
    """The URL of the ledger is not one that we can honour, to the letter."""
    return StoreError(
        what,
        why,
        "sqlite:///DATEI, sqlite:////ABSOLUTER/PFAD oder postgresql://LOGIN@SERVER/DATENBANK angeben.",
    )


def uncertain(problem: Exception) -> StoreError:
    """The connection was lost while committing, and nobody answers the question what happened."""
    return StoreError(
        "Es ist ungewiss, ob das eingetragen ist.",
        f"Die Verbindung brach beim Eintragen ab und kommt nicht wieder ({_one_line(problem)}).",
        "Wenn die Datenbank wieder erreichbar ist, dasselbe noch einmal eintragen: "
        "was schon eingetragen ist, wird erkannt und nicht verdoppelt.",
    )


def unstorable(kind: str, problem: Exception) -> StoreError:
    """A value of a fact has no form that every reader understands alike."""
    return StoreError(
        f"{kind} lässt sich nicht speichern.",
        f"Ein Wert hat keine eindeutige Form, oder er ließe sich nicht wieder lesen: {_one_line(problem)}.",
        'Zahlen mit Nachkommastellen als Text schreiben, zum Beispiel "0.5".',
    )


def unusable_name(name: str) -> StoreError:
    """*name* cannot stand in `on_behalf_of`."""
    return StoreError(
        f"„In wessen Auftrag“ darf nicht {name!r} sein.",
        "Es ist leer, länger als 100 Zeichen oder enthält Steuerzeichen.",
        "Mit --as einen Namen aus druckbaren Zeichen angeben.",
    )


def damaged_row(agreement: object, position: object, columns: list[str]) -> StoreError:
    """A row of the log holds values that cannot be the ledger's own."""
    return StoreError(
        f"Nr. {position!r} von {agreement!r} lässt sich nicht lesen.",
        f"Von fremder Hand verändert oder beschädigt: {', '.join(columns)}.",
        "„contract-ledger audit verify“ nennt alle Stellen; dann aus der Sicherung herstellen.",
    )


def damaged_head(agreement: str) -> StoreError:
    """The tree that the next facts would be added to is not whole."""
    return StoreError(
        f"Das Buch von {agreement} lässt sich nicht fortschreiben.",
        "Der Stand seines Prüfbaums ist beschädigt.",
        "„contract-ledger audit verify“ nennt die Stellen; dann aus der Sicherung herstellen.",
    )


def not_empty() -> StoreError:
    """An import into a ledger that holds facts."""
    return StoreError(
        "Dieses Hauptbuch enthält schon Tatsachen.",
        "Ein anderes Buch lässt sich nur in ein leeres übernehmen, sonst mischten sich die Nummern.",
        "Mit --database eine neue Datei oder eine leere Datenbank angeben.",
    )


def newer_fact(what: str) -> StoreError:
    """A fact was stored by a newer version of this program."""
    return StoreError(
        f"Dieses Hauptbuch enthält {what}.",
        "Das kennt dieses Programm noch nicht; eine neuere Fassung hat es eingetragen.",
        "contract-ledger aktualisieren.",
    )


def damaged_fact(topic: str, problem: Exception) -> StoreError:
    """What is stored as *topic* is not what this program, or any other version of it, writes."""
    return StoreError(
        f"Eine gespeicherte Tatsache ({topic}) lässt sich nicht lesen.",
        f"Sie hat nicht die Form, in der Tatsachen eingetragen werden: {_one_line(problem)}",
        "Von fremder Hand verändert oder beschädigt: aus der Sicherung herstellen.",
    )
