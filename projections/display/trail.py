"""What was recorded, and where the read models differ from it, as tables."""

from collections.abc import Sequence

from ledger.vocabulary import words
from projections.display.tables import open_console, table_of
from projections.fact_words import in_one_line
from projections.german import Answer, local_text, short


def show_trail(entries: Sequence[Answer]) -> None:
    """What was recorded, line by line; with the agreement where there are several."""
    console = open_console()
    if not entries:
        console.print("Nichts gefunden.")
        return
    several = len({entry["fact"]["agreement"] for entry in entries}) > 1
    of = ("Vertrag",) if several else ()
    table = table_of(*of, "Nr.", "erfasst", "von", "im Auftrag", "Art", "Inhalt", amounts=(len(of),))
    for entry in entries:
        fact = entry["fact"]
        agreement = (fact["agreement"],) if several else ()
        by = (entry["recorded_by"], entry["on_behalf_of"] or "–")
        when, kind = local_text(entry["recorded_at"]), words()[entry["kind"]].name
        table.add_row(*agreement, str(entry["position"]), when, *by, kind, in_one_line(fact))
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
