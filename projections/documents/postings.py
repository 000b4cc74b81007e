"""The annex: every posting and flat rate behind the cost of the year (§ 2; R6)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ledger.facts import CostPosted, FlatRateAgreed
from projections.documents.paper import Paper
from projections.documents.rows import Cell, Column, Row, Table, rounded
from projections.german import euro, quantity_text
from projections.rules.cost import postings_between
from projections.rules.own_share import Stretch

COLUMNS = (
    Column("Beleg", "code", 22),
    Column("von", "day", 11),
    Column("bis", "day", 11),
    Column("Text", width=40),
    Column("Betrag", "amount", 15),
    Column("angerechnet", "amount", 15),
)


def posting_table(paper: Paper) -> Table:
    """By cost position: what was posted or agreed, and the part of it that counts in the year."""
    rows: list[Row] = []
    for position in paper.cost_positions:
        below = [*_postings(paper, position), *_flat_rates(paper, position)]
        if below:
            rows += [_heading(paper, position), *map(Row, below)]
    total = Decimal(paper.statement["cost"]["total"])
    rows.append(Row(("Kosten zusammen", None, None, None, None, total), "strong"))
    return Table(f"Anlage: Belege und Pauschalen {paper.year}", COLUMNS, tuple(rows))


def _heading(paper: Paper, position: str) -> Row:
    amount = Decimal(paper.statement["cost"].get(position, "0.00"))
    return Row((paper.names.position(position), None, None, None, None, amount), "group")


def _postings(paper: Paper, position: str) -> Iterator[tuple[Cell, ...]]:
    """The standing postings that touch the year; the order of recording moves none."""
    counted = _counted(paper)
    found = postings_between(paper.basis, paper.pool, paper.first, paper.last)
    mine = [posting for posting in found if posting.cost_position == position]
    for posting in sorted(mine, key=lambda each: (each.service_from, each.service_to, each.voucher)):
        yield (
            posting.voucher,
            posting.service_from,
            posting.service_to,
            posting.text or "",
            Decimal(posting.amount),
            rounded(counted[posting.voucher]),
        )


def _counted(paper: Paper) -> dict[str, Fraction]:
    """By voucher, what falls on shared days of the year in euro, exact."""
    parts: dict[str, Fraction] = defaultdict(Fraction)
    for stretch in paper.share.stretches:
        for accrual in stretch.costs:
            if isinstance(accrual.source, CostPosted):
                parts[accrual.source.voucher] += accrual.euro
    return parts


def _flat_rates(paper: Paper, position: str) -> Iterator[tuple[Cell, ...]]:
    """What accrued by itself: a row for each agreed rate and number of posts."""
    accrued: dict[tuple[str, Fraction], list[tuple[Stretch, Fraction]]] = defaultdict(list)
    for stretch in paper.share.stretches:
        for accrual in stretch.costs:
            if isinstance(accrual.source, FlatRateAgreed) and accrual.source.cost_position == position:
                rate = accrual.source.amount_per_post_year
                accrued[rate, accrual.posts].append((stretch, accrual.euro))
    for (rate, posts), found in accrued.items():
        text = f"{euro(rate)} je Stelle und Jahr × {quantity_text(posts)} Stellen"
        amount = rounded(sum((part for _, part in found), Fraction(0)))
        yield ("Pauschale", found[0][0].first, found[-1][0].last, text, None, amount)
