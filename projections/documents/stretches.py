"""Which days of the year were shared by which key, and what that makes for a party (§ 2; R7)."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from ledger.consolidation import ONE_DAY
from projections.documents.paper import Paper
from projections.documents.rows import Column, Row, Table, rounded
from projections.german import FUNDING, REGIME, percent
from projections.rules.own_share import Stretch
from projections.rules.subsidy import funding_on

COLUMNS = (
    Column("von", "day", 11),
    Column("bis", "day", 11),
    Column("Tage", "count", 6),
    Column("geteilt", width=40),
    Column("Anteil", "fraction", 10),
    Column("in %", "percent", 9),
    Column("netto, Region", "amount", 15),
    Column("Teil, gerundet", "amount", 15),
)


def stretch_table(paper: Paper, party: str) -> Table:
    """Each run of days with one key: the party's share, what the pool costs net, and its part."""
    rows = [_row(paper, run, party) for run in runs(paper)]
    title = f"Zeitabschnitte {paper.year}: Anteil von {paper.names.party(party)}"
    return Table(title, COLUMNS, (*rows, _total(paper, party)))


def runs(paper: Paper) -> list[list[Stretch]]:
    """The stretches; those that follow each other with nothing to tell them apart come together."""
    found: list[list[Stretch]] = []
    for stretch in paper.share.stretches:
        before = found[-1][-1] if found else None
        if before is not None and before.last + ONE_DAY == stretch.first and _alike(paper, before, stretch):
            found[-1].append(stretch)
        else:
            found.append([stretch])
    return found


def _alike(paper: Paper, one: Stretch, other: Stretch) -> bool:
    shared = (one.key, one.netting, one.employer) == (other.key, other.netting, other.employer)
    return shared and _how(paper, one) == _how(paper, other)


def part_of(paper: Paper, party: str, found: Iterable[Stretch]) -> Fraction:
    """What *party* bears of these days in euro, exact."""
    shared = (stretch for stretch in found if stretch.netting not in paper.share.cut)
    return sum((stretch.key.shares.get(party, Fraction(0)) * stretch.net for stretch in shared), Fraction(0))


def _row(paper: Paper, run: list[Stretch], party: str) -> Row:
    share = run[0].key.shares.get(party, Fraction(0))
    return Row(
        (
            run[0].first,
            run[-1].last,
            _days(run),
            _how(paper, run[0]),
            share,
            percent(share),
            rounded(_net(run)),
            rounded(part_of(paper, party, run)),
        )
    )


def _total(paper: Paper, party: str) -> Row:
    found = paper.share.stretches
    borne = Decimal(paper.statement["by_party"].get(party, "0.00"))
    cells = (None, None, _days(found), "zusammen, am Ende gerundet", None, None, rounded(_net(found)), borne)
    return Row(cells, "strong")


def _days(found: Iterable[Stretch]) -> int:
    return sum((stretch.last - stretch.first).days + 1 for stretch in found)


def _net(found: Iterable[Stretch]) -> Fraction:
    return sum((stretch.net for stretch in found), Fraction(0))


def _how(paper: Paper, stretch: Stretch) -> str:
    """The key, the funding, the employer where that changes in the year, and a surplus not shared."""
    said = [REGIME[stretch.key.regime]]
    if stretch.key.regime != "run-off":
        said.append(FUNDING[funding_on(paper.basis.agreement, paper.pool, stretch.first)])
    if len({each.employer for each in paper.share.stretches}) > 1:
        said.append(_employer(paper, stretch))
    if stretch.netting in paper.share.cut:
        said.append("Überschuss, wird nicht verteilt")
    return "; ".join(said)


def _employer(paper: Paper, stretch: Stretch) -> str:
    if stretch.employer is None:
        return "noch ohne Anstellungskörperschaft"
    return f"zu zahlen an {paper.names.party(stretch.employer)}"
