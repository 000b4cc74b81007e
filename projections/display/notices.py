"""Notices, as a table."""

from collections.abc import Sequence

from projections.display.tables import name_of, open_console, table_of
from projections.german import NOTICE, Answer, Names, day_text


def show_notices(answer: Sequence[Answer], names: Names) -> None:
    """Each notice, with who is missing."""
    console = open_console()
    if not answer:
        console.print("Keine Kündigung.")
        return
    table = table_of("Kündigung", "von", "Stand", "zugegangen", "fehlt noch", "vollständig", "endet")
    for notice in answer:
        table.add_row(
            notice["notice"],
            name_of(names, notice["party"]),
            NOTICE[notice["state"]],
            f"bei {len(notice['received'])}",
            ", ".join(name_of(names, party) for party in notice["missing"]) or "–",
            day_text(notice["complete_on"]),
            day_text(notice["ends_on"]),
        )
    console.print(table)
