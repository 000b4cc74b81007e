"""What `audit verify` looked at, what it found, and what it could not look at."""

from collections.abc import Sequence

from rich.console import Console

from projections.display.tables import headline, open_console, table_of
from projections.verifying import Examined, Problem, Verification
from projections.verifying.words import PROBLEMS, brief, facts_text, reservations


def show_verification(verification: Verification) -> None:
    """All of it."""
    console = open_console()
    _show_examined(console, verification.examined)
    if verification.problems:
        _show_problems(console, verification.problems)
    else:
        facts = sum(each.log.reached for each in verification.examined)
        console.print(f"{facts_text(facts)} geprüft: alles stimmt.")
    for sentence in reservations(verification):
        console.print(sentence)


def _show_examined(console: Console, examined: Sequence[Examined]) -> None:
    columns = ("Vertrag", "Tatsachen", "Knoten im Prüfbaum", "Prüfpunkte", "Abrechnungen")
    table = table_of(*columns, amounts=range(1, 5))
    for each in examined:
        log = each.log
        counts = (log.reached, log.tree.nodes, each.checkpoints.rows, log.statements)
        table.add_row(each.agreement, *map(str, counts))
    console.print(headline("Geprüft"))
    console.print(table)
    console.print(
        "Dazu der Schutz der Tabellen, Ereignisse ohne Nummer, die Reihenfolge der Datenbank "
        "und die Auswertungstabellen."
    )


def _show_problems(console: Console, problems: Sequence[Problem]) -> None:
    table = table_of("Vertrag", "Nr.", "Problem", "Feld", "erwartet", "gefunden", amounts=(1,))
    for found in problems:
        position = "–" if found.position is None else str(found.position)
        where = (found.agreement or "–", position, PROBLEMS[found.problem], found.field)
        table.add_row(*where, brief(found.expected), brief(found.found))
    console.print(table)
    console.print(headline(f"Probleme: {len(problems)}"))
