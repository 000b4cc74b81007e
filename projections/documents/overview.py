"""The yearly overview as PDF and SVG: the tables, and the plot of who bears what (§ 2)."""

from typing import Any

from projections.documents.plot import Bar, Panel, plot
from projections.documents.statement_pdf import as_texts
from projections.documents.typesetting import pdf
from projections.documents.yearly import Yearly
from projections.german import short, utc_text
from projections.history import History


def overview_files(history: History, first: int, last: int) -> dict[str, bytes]:
    """PDF and SVG by file name, for the years *first* to *last*."""
    yearly = Yearly.of(history, first, last)
    drawn = _plot(yearly)
    stem = f"{history.id}-uebersicht-{first}-{last}"
    made = pdf("overview", _data(history, yearly), recorded_at=history.known.recorded_at, plot=drawn)
    return {f"{stem}.pdf": made, f"{stem}.svg": drawn.encode()}


def _span(yearly: Yearly) -> str:
    first, last = yearly.years[0].year, yearly.years[-1].year
    return str(first) if first == last else f"{first} bis {last}"


def _plot(yearly: Yearly) -> str:
    panels = [
        Panel(
            yearly.names.party(party),
            tuple(Bar(year.heading, year.borne_by(party), year.settled) for year in yearly.years),
        )
        for party in yearly.parties
    ]
    return plot(f"Wer trägt wie viel? {_span(yearly)}", _description(yearly), panels)


def _description(yearly: Yearly) -> str:
    return (
        f"Balken für jedes Jahr ({_span(yearly)}), ein Feld je Vertragspartei: was sie trägt, in Euro. "
        "Die Werte stehen in der Tabelle."
    )


def _data(history: History, yearly: Yearly) -> dict[str, Any]:
    known, newest = history.known, yearly.names.versions[-1]
    stand = f"Stand Nr. {known.position} vom {utc_text(known.recorded_at)}"
    title = f"Übersicht {_span(yearly)}"
    return {
        "title": title,
        "mark": "",
        "sender": newest.title,
        "contract": newest.title,
        "known": stand,
        "footer": " · ".join([title, short(newest.title), stand]),
        "by_party": as_texts(yearly.by_party()),
        "by_pool": as_texts(yearly.by_pool()),
        "notes": yearly.notes(),
        "description": _description(yearly),
    }
