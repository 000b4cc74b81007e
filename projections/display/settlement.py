"""The yearly settlement, as tables."""

from collections.abc import Sequence

from rich.console import Console

from projections.display.tables import headline, name_of, open_console, show_totals, sum_text, table_of
from projections.display.tasks import show_open
from projections.german import (
    ADOPTED,
    SETTLEMENT,
    TAX,
    Answer,
    Names,
    change_text,
    day_text,
    euro,
    known_text,
)


def show_settlement(answer: Answer, names: Names) -> None:
    """The statement of a year, pool by pool."""
    console = open_console()
    console.print(headline(f"{answer['agreement']}: Abrechnung {answer['year']}"))
    console.print(known_text(answer["known_at"]))
    for slug, pool in answer["pools"].items():
        employer = name_of(names, pool["employer"])
        console.print()
        console.print(headline(name_of(names, slug), f", Anstellungskörperschaft: {employer}"))
        console.print(f"  {_state_text(pool)}")
        if pool["state"] != "unresolved":
            _show_statement(console, pool, names)
        if any(task["task"] == "pool-unresolved" and task["about"] == slug for task in answer["open"]):
            console.print("  Ungeklärt (§ 4 Abs. 5): berichtigt werden kann erst nach einer Lösung.")
        if slug in answer.get("differs", {}):
            _show_difference(console, answer["differs"][slug], names)
    show_totals(console, answer["by_party"], "Summe aller Regionen", names)
    show_open(console, answer["open"], names)


def _state_text(pool: Answer) -> str:
    days = {name: day_text(pool.get(name)) for name in ("issued_on", "corrected_on")}
    return SETTLEMENT[pool["state"]].format(**days) + ("" if pool.get("computed", True) else ADOPTED)


def _show_difference(console: Console, differs: Answer, names: Names) -> None:
    """What today's figures would change in a statement that was issued."""
    parts = [f"{name_of(names, party)} {change_text(part)}" for party, part in differs["by_party"].items()]
    claims = [
        f"Forderung an {name_of(names, claim['from'])} {change_text(claim['difference'])}"
        for claim in differs["claims"]
    ]
    changed = ", ".join(parts or claims) or "nur Kosten und Förderung"
    console.print(f"  Die Zahlen von heute sind andere: {changed};")
    console.print("  settlement correct hält die Berichtigung fest, settlement diff zeigt, woher sie kommt.")


def _show_figures(console: Console, pool: Answer, names: Names) -> None:
    kinds = (f"{name_of(names, slug)} {euro(cost)}" for slug, cost in pool["cost"].items() if slug != "total")
    console.print(f"  {sum_text(pool)}")
    console.print(f"  Kosten nach Art: {', '.join(kinds) or 'keine'}")
    console.print(f"  Umsatzsteuer: {TAX[pool['tax_status']]}")


def _show_statement(console: Console, pool: Answer, names: Names) -> None:
    if "cost" in pool:
        _show_figures(console, pool, names)
    taxed = any("vat" in claim for claim in pool["claims"])
    columns = [
        "Vertragspartei",
        "trägt",
        "zahlt an",
        "Betrag",
        *(["Umsatzsteuer", "brutto"] if taxed else []),
    ]
    table = table_of(*columns, amounts=(1, 3, 4, 5))
    for party, amount in pool["by_party"].items():
        owed = [claim for claim in pool["claims"] if claim["from"] == party] or [{}]
        for number, claim in enumerate(owed):
            borne = [name_of(names, party), euro(amount)] if number == 0 else ["", ""]
            table.add_row(*borne, *_claim(claim, names)[: len(columns) - 2])
    if table.row_count:
        console.print(table)


def _claim(claim: Answer, names: Names) -> list[str]:
    if not claim:
        return ["–", "–", "–", "–"]
    tax = [euro(claim[part]) if part in claim else "–" for part in ("vat", "gross")]
    return [name_of(names, claim["to"]), euro(claim["net"]), *tax]


def show_payments(answer: Sequence[Answer], names: Names) -> None:
    """The payment sheet, pool by pool: per party what is claimed, paid and open, since when."""
    console = open_console()
    if not answer:
        console.print("Nichts gestellt und nichts gezahlt.")
    for pool in dict.fromkeys(line["pool"] for line in answer):
        console.print()
        console.print(headline(name_of(names, pool)))
        _show_sheet(console, [line for line in answer if line["pool"] == pool], names)


def _show_sheet(console: Console, lines: Sequence[Answer], names: Names) -> None:
    named = {"due_on": "fällig", "contested_on": "bestritten"}
    days = {name: title for name, title in named.items() if any(line[name] for line in lines)}
    columns = ("Vertragspartei", "an", "gefordert", "gezahlt", "offen", "offen seit", *days.values())
    table = table_of(*columns, amounts=(2, 3, 4))
    for line in lines:
        table.add_row(
            *(name_of(names, line[name]) for name in ("from", "to")),
            *(euro(line[name]) for name in ("claimed", "paid", "open")),
            *(day_text(line[name]) for name in ("since", *days)),
        )
    console.print(table)
