"""What a party is asked to pay, and to whom; negative: what it gets back (§ 2; R12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projections.documents.paper import Paper
from projections.documents.rows import Cell, Column, Row, Table
from projections.german import rate_text


@dataclass(frozen=True, slots=True)
class Sums:
    """One claim; *rate* and *vat* only where it is taxable."""

    net: Decimal
    rate: str | None = None
    vat: Decimal | None = None

    @property
    def payable(self) -> Decimal:
        """Net, and the VAT where there is any."""
        return self.net + (self.vat or 0)


NOTHING = Sums(Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Demand:
    """What *employer* claims from the party; *old* is what it claimed before a correction."""

    employer: str
    new: Sums
    old: Sums | None

    @property
    def taxed(self) -> bool:
        """Whether VAT was or is due: else no VAT figure stands anywhere."""
        return self.new.vat is not None or (self.old is not None and self.old.vat is not None)

    @property
    def due(self) -> Decimal:
        """What is to be paid now; a correction asks for the difference."""
        return self.new.payable - (self.old.payable if self.old is not None else 0)

    def lines(self) -> list[tuple[str, tuple[Decimal, ...]]]:
        """Net, VAT and gross, or the one amount, each as it is (and was, and the difference)."""
        if not self.taxed:
            return [("Betrag", self._compared("net"))]
        return [
            ("netto", self._compared("net")),
            (f"Umsatzsteuer {self._rates()}", self._compared("vat")),
            ("brutto", self._compared("payable")),
        ]

    def _compared(self, name: str) -> tuple[Decimal, ...]:
        new = getattr(self.new, name) or NOTHING.net
        return compared(new, None if self.old is None else getattr(self.old, name) or NOTHING.net)

    def _rates(self) -> str:
        sums = (self.old or NOTHING, self.new)
        rates = dict.fromkeys(each.rate for each in sums if each.rate is not None)
        return ", neu ".join(map(rate_text, rates))


def demands(paper: Paper, party: str) -> tuple[Demand, ...]:
    """The claims against *party*, by employer; two where the employer changed in the year."""
    new = _claims(paper.statement, party)
    if paper.before is None:
        return tuple(Demand(employer, sums, None) for employer, sums in sorted(new.items()))
    old = _claims(paper.before, party)
    employers = sorted(new.keys() | old.keys())
    return tuple(Demand(each, new.get(each, NOTHING), old.get(each, NOTHING)) for each in employers)


def _claims(statement: Mapping[str, Any], party: str) -> dict[str, Sums]:
    return {
        claim["to"]: Sums(
            Decimal(claim["net"]),
            claim.get("vat_rate"),
            Decimal(claim["vat"]) if claim.get("vat") is not None else None,
        )
        for claim in statement["claims"]
        if claim["from"] == party
    }


def demand_table(paper: Paper, found: tuple[Demand, ...]) -> Table:
    """The claims as a table, for the spreadsheets."""
    rows: list[Row] = []
    for demand in found:
        for label, amounts in demand.lines():
            cells: tuple[Cell, ...] = (paper.names.party(demand.employer), label, *amounts)
            rows.append(Row(cells, "strong" if label == demand.lines()[-1][0] else "plain"))
    columns = (Column("zu zahlen an", width=30), Column("Angabe", width=26), *amount_columns(paper, "EUR"))
    return Table("Zu zahlen (negativ: Gutschrift)", columns, tuple(rows))


def compared(new: Decimal, old: Decimal | None) -> tuple[Decimal, ...]:
    """The amount, or for a correction: old, new, difference.

    >>> compared(Decimal("3.00"), Decimal("5.00"))
    (Decimal('5.00'), Decimal('3.00'), Decimal('-2.00'))
    """
    return (new,) if old is None else (old, new, new - old)


def amount_columns(paper: Paper, title: str) -> tuple[Column, ...]:
    """The columns for what `compared` gives."""
    titles = (title,) if paper.before is None else ("bisher", "neu", "Unterschied")
    return tuple(Column(each, "amount", 15) for each in titles)
