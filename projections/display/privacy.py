"""What is held about a person, as a table."""

from projections.display.tables import open_console, table_of
from projections.german import Answer, day_text, local_text

_KEY = {
    "present": "vorhanden; der Name kann gelesen werden",
    "erased": "vernichtet",
    "missing": "keiner",
    "damaged": "beschädigt",
    "unknown": "kein Schlüsselspeicher angegeben (CONTRACT_LEDGER_KEYS)",
}


def show_privacy(answer: Answer) -> None:
    """Key, erasure, and every fact that names the person."""
    console = open_console()
    console.print(f"{answer['person']} in {answer['agreement']}")
    console.print(f"Schlüssel: {_KEY[answer['key']]}")
    console.print(_erasure(answer))
    if answer["erased"] and answer["key"] == "present":
        console.print("Achtung: der Schlüssel ist wieder da, wohl aus einer Sicherung. Erneut löschen.")
    table = table_of("Nr.", "Art", "Tag", "Feld", "Name", "erfasst", "von", "im Auftrag", amounts=(0,))
    for fact in answer["facts"]:
        day = day_text(fact["day"]) if fact["day"] else "–"
        by = (local_text(fact["recorded_at"]), fact["recorded_by"], fact["on_behalf_of"] or "–")
        table.add_row(str(fact["position"]), fact["kind"], day, fact["field"], _name(fact), *by)
    console.print(table)


def _erasure(answer: Answer) -> str:
    erased = answer["erased"]
    if erased is None:
        return "Löschung: keine erfasst"
    by = erased["recorded_by"]
    if erased["on_behalf_of"]:
        by = f"{by} im Auftrag von {erased['on_behalf_of']}"
    when = local_text(erased["recorded_at"])
    return f"Löschung: Nr. {erased['position']}, {when} durch {by}: {erased['reason']}"


def _name(fact: Answer) -> str:
    if fact["held"] == "nothing":
        return "keiner erfasst"
    return str(fact["name"] or "unlesbar")
