"""The split with facts that are not recorded, beside the split without them, as tables."""

from collections.abc import Sequence

from rich.console import Console

from projections.display.changes import amount_of, change_of
from projections.display.tables import headline, name_of, open_console, table_of
from projections.german import STATUS, Answer, Names, day_text, known_text, share_text


def show_what_if(answer: Answer, names: Names) -> None:
    """What was supposed, shares and amounts on the day, then the years side by side."""
    console = open_console()
    day, facts = day_text(answer["as_at"]), _facts(answer["supposed"])
    console.print(headline(f"{answer['agreement']}: Was wäre, wenn? Aufteilung am {day}"))
    console.print(known_text(answer["known_at"]))
    console.print(
        f"Angenommen: {facts}; schon erfasst: {answer['already_recorded']}. Nichts wird gespeichert."
    )
    before, after = (STATUS[answer[side]["status"]] for side in ("without", "with"))
    console.print(f"Vertrag: {before}" if before == after else f"Vertrag: ohne {before}; mit {after}")
    for pool in sorted({*answer["without"]["pools"], *answer["with"]["pools"]}):
        _show_shares(console, pool, answer, names)
    _show_compared(console, f"Seit Jahresbeginn bis {day}", answer["year_to_date"], names)
    for year in answer["years"]:
        carried = f", Kosten fortgeschrieben wie {answer['carried_on_from']}" if year["carried_on"] else ""
        _show_compared(console, f"Kalenderjahr {year['year']}{carried}", year, names)
    console.print(_REMARK.format(year=answer["carried_on_from"]))


_REMARK = """
Fortgeschrieben sind Kosten, Auszahlungen und Stunden von {year}: mit verschobenen Tagen, nur wo für das Jahr
noch nichts erfasst ist, und auf beiden Seiten gleich. Das laufende Jahr zählt, wie es erfasst ist."""


def _facts(number: int) -> str:
    return "1 Tatsache" if number == 1 else f"{number} Tatsachen"


def _show_shares(console: Console, pool: str, answer: Answer, names: Names) -> None:
    """The shares of the day, where they differ."""
    before, after = (answer[side]["pools"].get(pool, {}).get("shares", {}) for side in ("without", "with"))
    if before == after:
        console.print()
        console.print(headline(name_of(names, pool), ": an diesem Tag dieselben Anteile"))
        return
    console.print()
    console.print(headline(name_of(names, pool), ": Anteile an diesem Tag"))
    table = table_of("Vertragspartei", "ohne", "mit", amounts=(1, 2))
    for party in sorted({*before, *after}):
        shares = (side.get(party) for side in (before, after))
        table.add_row(name_of(names, party), *(share_text(part) if part else "–" for part in shares))
    console.print(table)


def _show_compared(console: Console, title: str, compared: Answer, names: Names) -> None:
    """What each party bears of all pools, and by how much it differs in each."""
    console.print()
    console.print(headline(title))
    _show_unresolved(console, compared["unresolved"], names)
    total = compared["by_party"]
    pools = {pool: sides for pool, sides in compared["pools"].items() if sides["difference"] != {}}
    if not pools:
        console.print("  Kein Unterschied.")
        return
    columns = ("ohne", "mit", "Unterschied", *(f"davon {name_of(names, pool)}" for pool in pools))
    table = table_of("Vertragspartei", *columns, amounts=range(1, len(columns) + 1))
    table.columns[0].no_wrap = True
    shown = (total, *pools.values())
    for party in sorted({party for sides in shown for borne in sides.values() for party in borne or ()}):
        sums = [amount_of(total[side], party) for side in ("without", "with")]
        changes = [change_of(sides["difference"], party) for sides in shown]
        table.add_row(name_of(names, party), *sums, *changes)
    console.print(table)


def _show_unresolved(console: Console, unresolved: Answer, names: Names) -> None:
    for side, word in (("without", "ohne die"), ("with", "mit den")):
        pools: Sequence[str] = unresolved[side]
        if pools:
            found = ", ".join(name_of(names, pool) for pool in pools)
            console.print(
                f"  Ungeklärt {word} Annahmen: {found}. Dort und in der Summe gibt es keine Zahlen."
            )
