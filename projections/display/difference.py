"""Why a year's figures changed, event by event, as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from ledger.facts import FactRetracted, Posting
from ledger.store import StoredFact
from ledger.vocabulary import words
from projections.display.tables import headline, lines_of, name_of, open_console, table_of
from projections.german import Answer, Names, change_text, local_text


def show_difference(answer: Sequence[Answer], recorded: Sequence[StoredFact], names: Names) -> None:
    """Every step of every pool, with who recorded it, and the sums."""
    console = open_console()
    if not answer:
        console.print("Zu beiden Zeitpunkten war noch kein Vertrag bekannt: kein Unterschied.")
    for pool in answer:
        begin, end = pool["from"]["position"], pool["to"]["position"]
        title = f"{name_of(names, pool['pool'])}, Abrechnung {pool['year']}: von Nr. {begin} bis Nr. {end}"
        console.print()
        console.print(headline(title))
        if pool["steps"]:
            _show_steps(console, pool, recorded, names)
        else:
            console.print("Kein Unterschied: nichts, was seither erfasst wurde, ändert diese Zahlen.")


def _show_steps(console: Console, pool: Answer, recorded: Sequence[StoredFact], names: Names) -> None:
    columns = ("Nr.", "erfasst", "von", "was", "Klausel", "Vertragspartei", "Änderung")
    table = table_of(*columns, amounts=(0, 6))
    for column in table.columns[-2:]:
        column.no_wrap = True  # a party and its amount stand on one line
    for step in pool["steps"]:
        entry = recorded[step["position"] - 1]
        by = f"{entry.on_behalf_of} ({entry.recorded_by})" if entry.on_behalf_of else entry.recorded_by
        event = (str(entry.position), local_text(entry.recorded_at), by, _what(entry), step["clause"])
        table.add_row(*event, *_lines(step["by_party"], names))
        table.add_section()
    total = pool["difference"]
    table.add_row(
        "", "", "", "zusammen", "", *(_lines(total, names) if total else ("nichts", "")), style="bold"
    )
    console.print(table)


def _lines(by_party: Answer, names: Names) -> tuple[Text, Text]:
    """Parties and their changes, line by line."""
    parties = lines_of(name_of(names, party) for party in by_party)
    return parties, lines_of(map(change_text, by_party.values()))


def _what(entry: StoredFact) -> str:
    """What was recorded, and of which voucher or position."""
    fact, name = entry.fact, words()[entry.fact.kind].name
    if isinstance(fact, FactRetracted):
        return f"{name} von Nr. {fact.position}"
    return f"{name} {fact.voucher}" if isinstance(fact, Posting) else name
