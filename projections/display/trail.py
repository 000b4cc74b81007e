"""What was recorded, and where the read models differ from it, as tables."""

from collections.abc import Sequence

from projections.display.tables import open_console, table_of
from projections.german import Answer, local_text, short


def show_trail(answer: Sequence[Answer]) -> None:
    """What was recorded, line by line."""
    console = open_console()
    if not answer:
        console.print("Nichts gefunden.")
        return
    table = table_of("Nr.", "erfasst", "von", "im Auftrag", "Art", "Inhalt", amounts=(0,))
    for entry in answer:
        content = {name: value for name, value in entry["fact"].items() if name not in ("kind", "agreement")}
        text = ", ".join(f"{name}={short(value)}" for name, value in content.items())
        by = (entry["recorded_by"], entry["on_behalf_of"] or "–")
        table.add_row(str(entry["position"]), local_text(entry["recorded_at"]), *by, entry["kind"], text)
    console.print(table)


def show_differences(differences: Sequence[Answer]) -> None:
    """Where the read models are not what the log says."""
    console = open_console()
    if not differences:
        console.print("Die Auswertungstabellen stimmen mit dem Buch überein.")
        return
    table = table_of("Problem", "Eintrag", "Spalte", "erwartet", "gefunden")
    for found in differences:
        values = (short(found["expected"]), short(found["found"]))
        table.add_row(found["problem"], str(found["notification"] or "–"), found["column"] or "–", *values)
    console.print(table)
    console.print("contract-ledger rebuild baut sie neu auf; das Buch selbst bleibt, wie es ist.")


def show_problems(problems: Sequence[Answer], number: int) -> None:
    """What `audit verify` found among *number* facts."""
    console = open_console()
    if not problems:
        console.print(f"{number} Tatsachen geprüft: Nummern, Prüfsummen und gestellte Abrechnungen stimmen.")
        return
    names = {"gap": "Lücke in den Nummern", "hash": "Prüfsumme", "statement": "gestellte Abrechnung"}
    table = table_of("Vertrag", "Nr.", "Problem", "Feld", "erwartet", "gefunden", amounts=(1,))
    for found in problems:
        values = (short(found["expected"]), short(found["found"]))
        where = (found["agreement"], str(found["position"]), names[found["problem"]], found["field"])
        table.add_row(*where, *values)
    console.print(table)
