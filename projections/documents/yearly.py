"""The councils' overview of several years: who bore what, and what each pool cost (§ 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from projections.documents.names import Names, names_between
from projections.documents.rows import Cell, Column, Row, Table
from projections.history import History
from projections.settlement import settlement

_FIGURES = {
    "cost": "Kosten",
    "subsidy": "Landesförderung",
    "surplus_not_shared": "nicht verteilter Überschuss",
    "own_share": "Eigenanteil",
}
_STATE = {"draft": "Entwurf", "issued": "gestellt", "corrected": "berichtigt", "unresolved": "ungeklärt"}


@dataclass(frozen=True, slots=True)
class Year:
    """The answer of `settlement show` for a year."""

    year: int
    answer: Mapping[str, Any]

    @property
    def states(self) -> dict[str, str]:
        """The state of each pool's statement."""
        return {slug: pool["state"] for slug, pool in self.answer["pools"].items()}

    @property
    def settled(self) -> bool:
        """Whether all pools were billed."""
        return bool(self.states) and {"draft", "unresolved"}.isdisjoint(self.states.values())

    @property
    def unresolved(self) -> list[str]:
        """The pools without figures (§ 4 Abs. 5)."""
        return [slug for slug, state in self.states.items() if state == "unresolved"]

    @property
    def heading(self) -> str:
        """The year; marked where sums lack a pool."""
        return f"{self.year}*" if self.unresolved else str(self.year)

    def borne_by(self, party: str) -> Decimal:
        """What *party* bears of all pools together."""
        return Decimal(self.answer["by_party"].get(party, "0.00"))


@dataclass(frozen=True, slots=True)
class Yearly:
    """The years of an overview, and what everyone in them is called."""

    years: tuple[Year, ...]
    names: Names
    parties: tuple[str, ...]

    @classmethod
    def of(cls, history: History, first: int, last: int) -> "Yearly":
        """The years *first* to *last*, each as `settlement show` answers."""
        years = tuple(Year(year, settlement(history, year=year)) for year in range(first, last + 1))
        names = names_between(history.agreement, date(first, 1, 1), date(last, 12, 31))
        named = {party for terms in names.versions for party in terms.parties}
        bearing = {party for year in years for party in year.answer["by_party"]}
        return cls(years, names, tuple(sorted(named | bearing)))

    def by_party(self) -> Table:
        """A row for each party, a column for each year."""
        rows = [
            Row((self.names.party(party), *(year.borne_by(party) for year in self.years)))
            for party in self.parties
        ]
        total = [sum((year.borne_by(party) for party in self.parties), Decimal(0)) for year in self.years]
        states = Row(("Stand der Abrechnung", *(_state(year) for year in self.years)))
        return Table(
            "Wer trägt wie viel (EUR, alle Regionen zusammen, ohne Umsatzsteuer)",
            self._columns("Vertragspartei"),
            (states, *rows, Row(("zusammen", *total), "strong")),
        )

    def by_pool(self) -> Table:
        """Cost, subsidy and own share of each pool, a column for each year."""
        slugs = sorted({slug for year in self.years for slug in year.answer["pools"]})
        rows: list[Row] = []
        for slug in slugs:
            rows.append(Row((self.names.pool(slug), *(None for _ in self.years)), "group"))
            pools = [year.answer["pools"].get(slug, {}) for year in self.years]
            for figure, label in _FIGURES.items():
                cells = [_figure(pool.get(figure)) for pool in pools]
                if figure != "surplus_not_shared" or any(isinstance(c, Decimal) and c for c in cells):
                    rows.append(Row((label, *cells), "strong" if figure == "own_share" else "plain"))
        return Table("Kosten und Eigenanteil je Region (EUR)", self._columns("Region"), tuple(rows))

    def _columns(self, first: str) -> tuple[Column, ...]:
        return (Column(first, width=30), *(Column(year.heading, "amount", 12) for year in self.years))

    def notes(self) -> list[str]:
        """What a reader has to know of the figures."""
        found = []
        for year in self.years:
            if year.unresolved:
                pools = ", ".join(map(self.names.pool, year.unresolved))
                found.append(f"* {year.year}: {pools} ungeklärt (§ 4 Abs. 5), in keiner Summe enthalten.")
        if any("draft" in year.states.values() for year in self.years):
            found.append("Entwurf: noch nicht gestellt; die Beträge können sich ändern.")
        return found


def _state(year: Year) -> str:
    """One word for the year; pools can differ."""
    found = {_STATE[state] for state in year.states.values()} or {"–"}
    if len(found) == 1:
        return found.pop()
    return next(f"teils {state}" for state in ("ungeklärt", "Entwurf", "berichtigt") if state in found)


def _figure(figure: object) -> Cell:
    """A figure of a pool; a dash where there is none: unresolved, not there yet, adopted from paper."""
    if isinstance(figure, Mapping):
        figure = figure["total"]
    return Decimal(figure) if isinstance(figure, str) else "–"
