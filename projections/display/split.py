"""Who bears what on a day, as a table."""

from rich.console import Console

from projections.display.tables import headline, name_of, open_console, show_totals, sum_text, table_of
from projections.display.tasks import show_open
from projections.german import (
    FUNDING,
    REGIME,
    STATUS,
    Answer,
    Names,
    day_text,
    euro,
    known_text,
    share_text,
)


def show_split(answer: Answer, names: Names) -> None:
    """Who bears what on a day, and in the year up to it."""
    console = open_console()
    console.print(headline(f"{answer['agreement']}: Aufteilung am {day_text(answer['as_at'])}"))
    console.print(known_text(answer["known_at"]))
    console.print(f"Vertrag: {STATUS[answer['status']]}")
    for slug, pool in answer["pools"].items():
        _show_pool(console, slug, pool, names)
    show_totals(console, answer["by_party"], "Summe aller Regionen seit Jahresbeginn", names)
    show_open(console, answer["open"], names)


def _show_pool(console: Console, slug: str, pool: Answer, names: Names) -> None:
    posts, employer = pool["posts"].replace(".", ","), name_of(names, pool["employer"])
    console.print()
    console.print(headline(name_of(names, slug), f", Stellen: {posts}, Anstellungskörperschaft: {employer}"))
    console.print(f"  {FUNDING[pool['funding']]}; {REGIME[pool['regime']]}")
    year = pool.get("year_to_date")
    if year is None:
        console.print(
            "  In diesem Jahr ungeklärt; ohne Lösung der Vertragsparteien wird nichts ausgerechnet."
        )
        return
    console.print(f"  {day_text(year['from'])} bis {day_text(year['to'])}: {sum_text(year)}")
    table = table_of("Vertragspartei", "Anteil an diesem Tag", "trägt seit Jahresbeginn", amounts=(1, 2))
    for party in sorted({*pool["shares"], *year["by_party"]}):
        part = pool["shares"].get(party)
        borne = euro(year["by_party"].get(party, "0.00"))
        table.add_row(name_of(names, party), share_text(part) if part else "–", borne)
    if table.row_count:
        console.print(table)
