"""`audit report` in German: what screen and page show alike, as sentences and tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ledger.output import harmless
from ledger.roles.description import sentences_of
from projections.documents.rows import Cell, Column, Row, Table, plain
from projections.german import Answer, utc_text
from projections.verifying.words import PROBLEMS, brief, not_checked

TITLE = "Prüfbericht zum Hauptbuch"
CHECKS = {
    "numbers": "Nummern lückenlos; kein Ereignis fehlt oder ist überzählig",
    "facts": "jede Tatsache lesbar, in ihrer Form und am richtigen Platz",
    "hashes": "Prüfsumme jeder Tatsache nachgerechnet",
    "times": "Zeiten der Erfassung laufen nie zurück",
    "tree": "Prüfbaum und Stand des Buchs nachgerechnet",
    "checkpoints": "Prüfpunkte gültig unterschrieben und im Einklang mit dem Buch",
    "witnesses": "genügend Zeugen; das Buch enthält, was sie kennen",
    "statements": "gestellte Abrechnungen aus ihrer Grundlage nachgerechnet",
    "protections": "Schutz der Tabellen in der Datenbank unverändert",
    "read-models": "Auswertungstabellen gleich einer neuen Berechnung",
}
_EXTENTS = {"all": (), "part": ("teils nicht geprüft",), "none": ("nicht geprüft",)}
SHOWN = 10
"""Problems that the report lists; the others it counts, and `audit verify` lists them all."""


def verdict(report: Answer) -> str:
    """The result in a few words."""
    number = len(report["problems"])
    return f"Probleme: {number}" if number else "Alles, was geprüft wurde, stimmt."


def circumstances(report: Answer) -> list[tuple[str, str]]:
    """Which ledger, when and with what, each with its name."""
    return [
        ("Hauptbuch", report["ledger"]),
        ("geprüft am", utc_text(report["made_at"])),
        ("Programm", f"contract-ledger {report['software']}"),
    ]


def reservations(report: Answer) -> list[str]:
    """What was not looked at, and who may do what."""
    checks = [(name, check["check"]) for check in report["checks"] for name in check["unchecked"]]
    return list(map(harmless, [*not_checked(checks), *sentences_of(report["roles"])]))


def tables(report: Answer) -> Iterator[Table]:
    """Everything else, in the order in which it is read."""
    yield _table("Prüfungen", map(_check, report["checks"]), {"geprüft": 40, "Ergebnis": 12})
    if number := len(report["problems"]):
        title = f"Probleme ({min(SHOWN, number)} von {number})"
        rows = map(_problem, report["problems"][:SHOWN])
        columns = {"Vertrag": 10, "Nr.": 0, "Problem": 9, "Feld": 12, "erwartet": 14, "gefunden": 14}
        yield _table(title, rows, columns)
    of_agreements = map(_agreement, report["agreements"])
    columns = {"Vertrag": 12, "Tatsachen": 0, "neueste erfasst": 16, "Prüfpunkte": 10, "Zeugen": 16}
    yield _table("Verträge", of_agreements, columns | {"Abrechnungen": 0})
    roots = _plain((each["agreement"], each["root"]) for each in report["agreements"])
    # A width of its own would let the hash break, and a copy of it hold characters that nobody sees.
    yield Table("Wurzeln der Prüfbäume", (Column("Vertrag"), Column("Wurzel", "code", width=0)), roots)
    recorders = {"Vertrag": 12, "Anmeldung": 36, "Tatsachen": 0}
    yield _table("Wer erfasst hat", _recorders(report), recorders)


def _table(title: str, rows: Iterable[tuple[Cell, ...]], columns: Mapping[str, int]) -> Table:
    """Columns of a width; those without hold numbers."""
    kinds = (Column(name, "text" if width else "count", width) for name, width in columns.items())
    return Table(title, tuple(kinds), _plain(rows))


def _plain(rows: Iterable[tuple[Cell, ...]]) -> tuple[Row, ...]:
    """Rows that show what is stored as text, each cell in one line."""
    return plain(tuple(harmless(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)


def _check(check: Answer) -> tuple[Cell, ...]:
    found = [f"Probleme: {check['problems']}"] if check["problems"] else []
    results = [*found, *_EXTENTS[check["extent"]]]
    return CHECKS[check["check"]], "; ".join(results) or "in Ordnung"


def _problem(problem: Any) -> tuple[Cell, ...]:  # noqa: ANN401 - JSON
    what = PROBLEMS[problem["problem"]], problem["field"]
    values = brief(problem["expected"]), brief(problem["found"])
    return problem["agreement"] or "–", problem["position"], *what, *values


def _agreement(agreement: Answer) -> tuple[Cell, ...]:
    reach = agreement["newest_checkpoint"]
    return (
        agreement["agreement"],
        agreement["events"],
        _time(agreement["recorded_at"]),
        f"{agreement['checkpoints']}, bis Nr. {reach}" if reach else "keine",
        _witnesses(agreement["witnesses"]),
        agreement["statements"],
    )


def _time(recorded_at: str | None) -> str:
    """A stored time; as it is, where it is none."""
    try:
        return "–" if recorded_at is None else utc_text(recorded_at)
    except ValueError:
        return str(recorded_at)


def _witnesses(witnesses: Answer | None) -> str:
    """Who has signed up to where."""
    if witnesses is None:
        return "nicht geprüft"
    trusted = f"{witnesses['required']} von {len(witnesses['trusted'])} verlangt"
    if witnesses["confirmed"] is None:
        return f"{trusted}: zu wenige"
    return f"{trusted}: bis Nr. {witnesses['confirmed']} {', '.join(witnesses['by'])}"


def _recorders(report: Answer) -> Iterator[tuple[Cell, ...]]:
    for agreement in report["agreements"]:
        for login, number in agreement["recorded_by"].items():
            yield agreement["agreement"], login, number
