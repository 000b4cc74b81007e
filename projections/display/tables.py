"""What all tables share: a console, a table, names, columns of amounts by party."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ledger.consolidation import terms_on
from ledger.output import harmless
from ledger.terms import Terms
from projections.german import Answer, Names, euro, share_text
from projections.history import History


class _Lines(Console):
    """Prints each text in one line, so that what is stored forges no other and steers no terminal."""

    def print(self, *objects: Any, **how: Any) -> None:  # noqa: ANN401 - as rich has it
        super().print(*(harmless(each) if isinstance(each, str) else each for each in objects), **how)


class _Cells(Table):
    """Shows each text in one line; a cell that is more than a text is taken as it is."""

    def add_row(self, *cells: RenderableType | None, **how: Any) -> None:  # noqa: ANN401 - as rich has it
        super().add_row(*(harmless(cell) if isinstance(cell, str) else cell for cell in cells), **how)


def names_of(terms: Terms) -> Names:
    """The names that *terms* give to parties, pools and cost positions."""
    return {
        **{slug: party.name for slug, party in terms.parties.items()},
        **{slug: pool.name for slug, pool in terms.pools.items()},
        **{slug: position.name for slug, position in terms.cost_positions.items()},
    }


def names_on(history: History, day: date) -> Names:
    """The names that the terms of *day* give."""
    return names_of(terms_on(history.agreement, day))


def name_of(names: Names, slug: str) -> str:
    """What people call *slug*, or the slug itself."""
    return names.get(slug, slug)


def open_console() -> Console:
    """The terminal; wide enough for tables where there is none. What is printed is text, never markup."""
    console = _Lines(highlight=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 110
    return console


def table_of(*columns: str, amounts: Sequence[int] = ()) -> Table:
    """A table with these columns; those numbered in *amounts* are aligned right."""
    table = _Cells(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number in amounts else "left", overflow="fold")
    return table


def headline(text: str, rest: str = "") -> Text:
    """A line that begins in bold type."""
    return Text.assemble((harmless(text), "bold"), harmless(rest))


def lines_of(texts: Iterable[str]) -> Text:
    """A cell with a line for each of *texts*."""
    return Text("\n".join(map(harmless, texts)))


def sum_text(figures: Answer) -> str:
    """Cost, subsidy, surplus and own share in a line."""
    cost = figures["cost"]["total"] if isinstance(figures["cost"], Mapping) else figures["cost"]
    text = f"Kosten {euro(cost)} − Förderung {euro(figures['subsidy'])}"
    if Decimal(figures["surplus_not_shared"]):
        text += f" + nicht verteilter Überschuss {euro(figures['surplus_not_shared'])}"
    return f"{text} = Eigenanteil {euro(figures['own_share'])}"


def show_totals(console: Console, by_party: Answer, title: str, names: Names) -> None:
    """The sums by party, where there are any."""
    if not by_party:
        return
    console.print()
    console.print(headline(title))
    table = table_of("Vertragspartei", "Betrag", amounts=(1,))
    for party, amount in by_party.items():
        table.add_row(name_of(names, party), euro(amount))
    console.print(table)


def show_by_party(titles: Sequence[str], answers: Sequence[Answer], names: Names) -> None:
    """Amounts by party side by side."""
    _show_columns(titles, answers, names, lambda amount: euro(amount or "0.00"))


def show_shares(titles: Sequence[str], shares: Sequence[Answer], names: Names) -> None:
    """Shares by party side by side."""
    _show_columns(titles, shares, names, lambda part: share_text(part) if part else "–")


def _show_columns(
    titles: Sequence[str], answers: Sequence[Answer], names: Names, text: Callable[[str | None], str]
) -> None:
    table = table_of("Vertragspartei", *titles, amounts=range(1, len(titles) + 1))
    for party in sorted({party for answer in answers for party in answer}):
        table.add_row(name_of(names, party), *(text(answer.get(party)) for answer in answers))
    open_console().print(table)
