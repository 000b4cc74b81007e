"""The yearly settlement, as tables."""

from rich.console import Console

from projections.display.tables import name_of, open_console, show_totals, sum_text, table_of
from projections.display.tasks import show_open
from projections.german import TAX, Answer, Names, euro, known_text


def show_settlement(answer: Answer, names: Names) -> None:
    """The statement of a year, pool by pool."""
    console = open_console()
    console.print(f"[bold]{answer['agreement']}: Abrechnung {answer['year']}[/bold]")
    console.print(known_text(answer["known_at"]))
    for slug, pool in answer["pools"].items():
        employer = name_of(names, pool["employer"])
        console.print(f"\n[bold]{name_of(names, slug)}[/bold], Anstellungskörperschaft: {employer}")
        if pool["state"] == "unresolved":
            console.print("  Ungeklärt: ohne Lösung der Vertragsparteien gibt es keine Zahlen (§ 4 Abs. 5).")
        else:
            _show_statement(console, pool, names)
    show_totals(console, answer["by_party"], "Summe aller Regionen", names)
    show_open(console, answer["open"], names)


def _show_statement(console: Console, pool: Answer, names: Names) -> None:
    kinds = (f"{name_of(names, slug)} {euro(cost)}" for slug, cost in pool["cost"].items() if slug != "total")
    console.print(f"  {sum_text(pool)}\n  Kosten nach Art: {', '.join(kinds) or 'keine'}")
    console.print(f"  Umsatzsteuer: {TAX[pool['tax_status']]}")
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
