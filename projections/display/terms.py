"""The consolidated terms of a day, as a table."""

from datetime import date

from ledger.terms import Terms
from projections.display.tables import headline, name_of, names_of, open_console, table_of
from projections.german import day_text, euro


def show_terms(terms: Terms, day: date) -> None:
    """The consolidated terms of a day."""
    console, names = open_console(), names_of(terms)
    console.print(headline(terms.title, f" ({terms.id}), Stand {day_text(day.isoformat())}"))
    table = table_of("Region", "Anstellungskörperschaft", "Stellen", "Mitglieder", amounts=(2,))
    for pool in terms.pools.values():
        members = ", ".join(name_of(names, member) for member in pool.members)
        table.add_row(pool.name, name_of(names, pool.employer), pool.posts.replace(".", ","), members)
    console.print(table)
    kinds = {"flat-rate": "Pauschale", "actual": "tatsächlich"}
    positions = ", ".join(f"{entry.name} ({kinds[entry.kind]})" for entry in terms.cost_positions.values())
    console.print(f"Förderung nach Vertrag: {euro(terms.subsidy.rate_per_post_year)} je Stelle und Jahr")
    console.print(f"Kostenarten: {positions}")
    console.print(f"Kündigungsfrist: {terms.notice.months} Monate zum Jahresende")
    console.print(f"Auslaufzeit nach einvernehmlichem Ende: {terms.run_off.months} Monate")
    for question, reading in (terms.readings or {}).items():
        console.print(f"Lesart {question}: {reading}")
