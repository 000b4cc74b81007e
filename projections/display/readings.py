"""How the open questions are read, and what every other reading would change, as tables."""

from rich.console import Console

from projections.display.changes import change_of
from projections.display.tables import headline, name_of, open_console, table_of
from projections.german import READING, READING_QUESTION, Answer, Names, day_text, known_text


def show_readings(answer: Answer, names: Names) -> None:
    """Question by question: the reading, since when and by whom, then the other ones."""
    console = open_console()
    console.print(headline(f"{answer['agreement']}: Lesarten {answer['year']}"))
    console.print(known_text(answer["known_at"]))
    for question, found in answer["questions"].items():
        console.print()
        console.print(headline(READING_QUESTION[question], f" ({question})"))
        for span in found["spans"]:
            _show_span(console, question, span, names)
        for reading, effect in found["others"].items():
            difference = _effect(effect, answer["year"], names)
            console.print(f"  Stattdessen {_label(question, reading)}{difference}")
            _show_effect(console, effect, names)


def _label(question: str, reading: str) -> str:
    return f"„{READING[question][reading]}“ ({reading})"


def _show_span(console: Console, question: str, span: Answer, names: Names) -> None:
    period = f"{day_text(span['from'])} bis {day_text(span['to'])}"
    console.print(f"  {period}: {_label(question, span['reading'])}")
    console.print(f"    {_decided(span, names)}")


def _decided(span: Answer, names: Names) -> str:
    """Since when, decided by whom."""
    act = span["decided_by"]
    if act is None:
        return "von Anfang an; niemand hat das entschieden, es ist die Voreinstellung"
    since = f"seit {day_text(span['since'])}" if span["since"] else "von Anfang an"
    signed = ", ".join(name_of(names, party) for party in act["signed_by"]) or "niemandem"
    on = f" vom {day_text(act['concluded_on'])}" if act["concluded_on"] else ""
    return f"{since}, nach {_ACT[act['kind']]}{on} (Nr. {act['position']}), unterschrieben von: {signed}"


_ACT = {
    "ReadingDecided": "der Einigung",
    "AmendmentAgreed": "dem Nachtrag",
    "AgreementDrafted": "dem Vertrag",
}


def _effect(effect: Answer, year: int, names: Names) -> str:
    if effect["unresolved"]:
        pools = ", ".join(name_of(names, pool) for pool in effect["unresolved"])
        return f": ungeklärt in {pools}; dort und in der Summe gibt es keine Zahlen"
    return f", Unterschied {year}:" if any(effect["pools"].values()) else f": keine Auswirkung in {year}"


def _show_effect(console: Console, effect: Answer, names: Names) -> None:
    pools = {pool: change for pool, change in effect["pools"].items() if change}
    if not pools:
        return
    columns = ("Unterschied", *(f"davon {name_of(names, pool)}" for pool in pools))
    table = table_of("    Vertragspartei", *columns, amounts=range(1, len(columns) + 1))
    for party in sorted({party for change in pools.values() for party in change}):
        found = (change_of(change, party) for change in (effect["by_party"], *pools.values()))
        table.add_row(f"    {name_of(names, party)}", *found)
    console.print(table)
