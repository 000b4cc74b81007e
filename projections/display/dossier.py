"""One event whole, for clerks."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from ledger.vocabulary import words
from projections.display.tables import headline, name_of, open_console, table_of
from projections.fact_words import in_one_line, told
from projections.german import Answer, Names, known_text, local_text


def show_dossier(answer: Answer, names: Names) -> None:
    """The answer of `audit show`."""
    console, kind = open_console(), answer["kind"]
    console.print(
        headline(f"Nr. {answer['position']}: {words()[kind].name}", f" ({kind}, {answer['clause']})")
    )
    console.print(f"Vertrag {answer['agreement']}; {known_text(answer['known_at'])}")
    table = table_of("Angabe", "Inhalt")
    for row in (*told(answer["fact"], names), *_recording(answer)):
        table.add_row(*row)
    console.print(table)
    _show_others(console, "Berichtigt", answer["corrects"])
    _show_others(console, "Berichtigt durch", answer["corrected_by"])
    _show_settlements(console, answer["settlements"], names)


def _recording(answer: Answer) -> Iterator[tuple[str, str]]:
    """What nobody can set."""
    yield "erfasst am", local_text(answer["recorded_at"])
    yield "erfasst von", answer["recorded_by"]
    yield "im Auftrag von", answer["on_behalf_of"] or "–"
    yield "Prüfsumme", answer["leaf_hash"]


def _show_others(console: Console, title: str, others: Sequence[Answer]) -> None:
    for other in others:
        number = f"Nr. {other['position']}, {words()[other['kind']].name}"
        console.print(headline(f"{title}: ", f"{number}, erfasst {local_text(other['recorded_at'])}"))
        if "reason" in other:
            console.print(f"  Grund: {other['reason']}")
        if "instead" in other:
            console.print(f"  stattdessen: {in_one_line(other['instead'])}")


def _show_settlements(console: Console, settlements: Sequence[Answer], names: Names) -> None:
    if not settlements:
        console.print("Keine gestellte Abrechnung beruht darauf.")
    for found in settlements:
        of = f"{found['year']}, {name_of(names, found['pool'])}"
        console.print(
            headline("Darauf beruht: ", f"{words()[found['kind']].name} {of} (Nr. {found['position']})")
        )
