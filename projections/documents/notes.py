"""The sentences below the figures: what a reader would ask, and the clause that answers (R12)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.consolidation import reading_on
from ledger.membership import leavers
from projections.documents.demands import Demand
from projections.documents.paper import Paper
from projections.documents.rows import rounded
from projections.documents.stretches import part_of
from projections.german import READING, euro
from projections.rules.own_share import Stretch

_LARGEST_ROUNDING = Decimal("0.02")
"""No handing out of cents moves a party's part further from the exact one."""


def notes(paper: Paper, party: str, found: Sequence[Demand]) -> Iterator[str]:
    """All notes for *party*, from whom *found* is claimed."""
    if paper.state == "draft":
        yield "Entwurf: noch nicht gestellt; was später erfasst wird, kann die Beträge ändern."
    yield from _outsiders(paper)
    yield from _not_claimed(paper, party, found)
    yield (
        "Gerechnet wird mit genauen Brüchen; Prozente und Teile der Zeitabschnitte sind nur für die Anzeige "
        "gerundet. Auf Cent gerundet wird einmal am Ende; fehlende Cent gehen an die größten Reste."
    )
    yield from _deviation(paper, party)
    yield "Zahlungen und Vorauszahlungen sind nicht abgezogen; sie stehen im Zahlungsblatt."


def _outsiders(paper: Paper) -> Iterator[str]:
    """§ 2 speaks of the region; who else bears a part, and why."""
    outside = sorted(paper.statement["by_party"].keys() - paper.members)
    if not outside:
        return
    names = ", ".join(paper.names.party(party) for party in outside)
    why = dict.fromkeys(
        _why(paper, stretch)
        for stretch in paper.share.stretches
        if not stretch.key.shares.keys().isdisjoint(outside)
    )
    yield (
        f"§ 2 spricht von den Kommunen der Region. Hier tragen auch Vertragsparteien außerhalb von "
        f"{paper.names.pool(paper.pool)} einen Teil: {names}. Grund: {'; '.join(why)}."
    )


def _why(paper: Paper, stretch: Stretch) -> str:
    agreement = paper.basis.agreement
    if stretch.key.regime == "run-off":
        reading = reading_on(agreement, "run-off-scope", stretch.first)
        return f"Auslaufzeit (§ 4 Abs. 3; Lesart: {READING['run-off-scope'][reading]})"
    if stretch.key.regime == "heads" and reading_on(agreement, "lapse-key", stretch.first) == "all-heads":
        return "entfallene Förderung (§ 2 letzter Absatz; Lesart: alle Vertragsparteien, zu gleichen Teilen)"
    left = [party for day, gone in leavers(agreement).items() if day <= stretch.first for party in gone]
    if not left:
        return "so vereinbarte oder geleistete Einsätze (§ 1 Ziff. 4, § 2)"
    names = ", ".join(paper.names.party(party) for party in sorted(left))
    reading = reading_on(agreement, "exit-share", stretch.first)
    return (
        f"Anteile von {names} sind nach dem Ausscheiden übergegangen "
        f"(§ 4 Abs. 2 Satz 3; Lesart: {READING['exit-share'][reading]})"
    )


def _not_claimed(paper: Paper, party: str, found: Sequence[Demand]) -> Iterator[str]:
    """What a party bears and nobody claims from it: an employer's own part, or what still waits for one."""
    borne = Decimal(paper.statement["by_party"].get(party, "0.00"))
    rest = borne - sum((demand.new.net for demand in found), Decimal(0))
    if not rest:
        return
    reasons = dict.fromkeys(
        "er wartet auf eine neue Anstellungskörperschaft (§ 4 Abs. 5)"
        if stretch.employer is None
        else f"{paper.names.party(party)} trägt ihn selbst als Anstellungskörperschaft (§ 2)"
        for stretch in paper.share.stretches
        if stretch.employer in (None, party) and party in stretch.key.shares
    )
    yield (
        f"Vom Anteil der Vertragspartei {paper.names.party(party)} ({euro(str(borne))}) wird ein Teil von "
        f"{euro(str(rest))} nicht gefordert: {'; '.join(reasons)}."
    )


def _deviation(paper: Paper, party: str) -> Iterator[str]:
    """Should a later version of the software compute an old statement differently, the paper says so."""
    stated = Decimal(paper.statement["by_party"].get(party, "0.00"))
    computed = rounded(part_of(paper, party, paper.share.stretches))
    if abs(stated - computed) > _LARGEST_ROUNDING:
        yield (
            f"Achtung: Die Zeitabschnitte ergeben heute {euro(str(computed))}, abgerechnet sind "
            f"{euro(str(stated))}. Maßgeblich ist, was abgerechnet wurde."
        )
