"""The audit trail as CSV that German Excel opens without asking."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ledger.sealing import KeyStore, opened
from ledger.vocabulary import words
from projections.documents.rows import Cell, Column, Table, plain
from projections.documents.semicolons import table_csv
from projections.event_marks import cents_in, days_of
from projections.fact_words import told
from projections.german import Answer, utc_text
from projections.rules.cents import money

COLUMNS = tuple(
    map(
        Column,
        (
            "Vertrag",
            "Nr.",
            "erfasst",
            "von",
            "im Auftrag",
            "Art",
            "Kennung der Art",
            "Klausel",
            "erster Tag",
            "letzter Tag",
            "Betrag",
            "Beleg",
            "Dokument",
            "SHA-256 des Dokuments",
            "Inhalt",
        ),
    )
)

_WITHOUT_KEYS = KeyStore(None)
"""A file goes from hand to hand and outlives an erasure, so names of people stay sealed in it."""


def trail_csv(entries: Iterable[Answer]) -> bytes:
    """What `audit trail` found, one fact a row."""
    return table_csv(Table("", COLUMNS, plain(map(_cells, entries))))


def _cells(entry: Answer) -> tuple[Cell, ...]:
    fact = opened(entry["fact"], entry["fact"]["agreement"], _WITHOUT_KEYS)
    said, paper, cents = fact.get("instead", fact), fact.get("document", {}), cents_in(fact)
    first, last = days_of(fact)
    return (
        fact["agreement"],
        entry["position"],
        utc_text(entry["recorded_at"]),
        entry["recorded_by"],
        entry["on_behalf_of"],
        words()[entry["kind"]].name,
        entry["kind"],
        words()[entry["kind"]].clause,
        _day(first),
        _day(last),
        None if cents is None else Decimal(money(cents)),
        said.get("voucher"),
        paper.get("reference"),
        paper.get("sha256"),
        "; ".join(f"{label}: {text}" for label, text in told(fact, {})),
    )


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
