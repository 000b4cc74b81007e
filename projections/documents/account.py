"""What a statement tells a party, as texts and tables: the same for PDF, XLSX and CSV (§ 2; R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ledger.consolidation import version_on
from ledger.store.canonical import canonical
from projections.documents.demands import Demand, amount_columns, compared, demands
from projections.documents.notes import notes
from projections.documents.paper import Paper
from projections.documents.postings import posting_table
from projections.documents.rows import Column, Row, Table, plain
from projections.documents.stretches import stretch_table
from projections.german import READING, READING_QUESTION, TAX, day_text, utc_text
from projections.tasks import tax_status_on

_TITLE = {
    "draft": "Abrechnung {year} · {pool}",
    "issued": "Abrechnung {year} · {pool}",
    "corrected": "Berichtigung der Abrechnung {year} · {pool}",
}
_DATED = {
    "draft": "Entwurf, noch nicht gestellt",
    "issued": "gestellt am {day}",
    "corrected": "berichtigt am {day}",
}
_MARK = {"draft": "ENTWURF", "issued": "", "corrected": "BERICHTIGUNG"}


@dataclass(frozen=True, slots=True)
class Account:
    """One party's copy of a statement."""

    title: str
    mark: str
    """Stands out on every page; empty for an issued statement."""
    dated: str
    about: Table
    """What a letterhead says, for the spreadsheets."""
    contract: str
    sender: str
    recipient: str
    demands: tuple[Demand, ...]
    tax: str
    composition: Table
    stretches: Table
    parties: Table
    notes: tuple[str, ...]
    readings: Table
    basis: Table
    postings: Table


def account(paper: Paper, party: str) -> Account:
    """What the statement on *paper* tells *party*."""
    found = demands(paper, party)
    employers = [demand.employer for demand in found] or [paper.statement["employer"]]
    day = day_text(paper.dated.isoformat() if paper.dated is not None else None)
    said = {
        "title": _TITLE[paper.state].format(year=paper.year, pool=paper.names.pool(paper.pool)),
        "dated": _DATED[paper.state].format(day=day),
        "sender": " · ".join(map(paper.names.party, employers)),
        "recipient": paper.names.party(party),
        "tax": _tax(paper, employers),
    }
    told = tuple(notes(paper, party, found))
    return Account(
        **said,
        mark=_MARK[paper.state],
        about=_about(said, told),
        contract=paper.terms.title,
        demands=found,
        composition=_composition(paper),
        stretches=stretch_table(paper, party),
        parties=_parties(paper, party),
        notes=told,
        readings=_readings(paper),
        basis=_basis(paper),
        postings=posting_table(paper),
    )


def _about(said: Mapping[str, str], told: tuple[str, ...]) -> Table:
    names = {"title": "Abrechnung", "dated": "Stand", "sender": "von", "recipient": "an", "tax": "Steuer"}
    rows = [*((name, said[key]) for key, name in names.items()), *(("Hinweis", note) for note in told)]
    return Table(said["title"], (Column("Angabe", width=30), Column("Inhalt", width=70)), plain(rows))


def _tax(paper: Paper, employers: Sequence[str]) -> str:
    """The tax status in words; of each employer where they differ (§ 2b UStG)."""
    found = {employer: TAX[_status(paper, employer)] for employer in employers}
    if len(set(found.values())) == 1:
        return f"Umsatzsteuer (§ 2b UStG): {found[employers[0]]}"
    each = (f"{paper.names.party(employer)} {text}" for employer, text in found.items())
    return f"Umsatzsteuer (§ 2b UStG): {'; '.join(each)}"


def _status(paper: Paper, employer: str) -> str | None:
    """As the statement says; it names only the status of the employer of the last day."""
    if employer == paper.statement["employer"]:
        return str(paper.statement["tax_status"]) if paper.statement["tax_status"] else None
    tax = tax_status_on(paper.basis.agreement, employer, paper.last)
    return tax.status if tax is not None else None


def _composition(paper: Paper) -> Table:
    """Cost by position less subsidy, plus the surplus that is not shared: the own share."""
    cost, before = paper.statement["cost"], (paper.before or {}).get("cost", {})
    rows = [
        Row((paper.names.position(slug), *_figure(paper, "cost", slug)))
        for slug in paper.cost_positions
        if slug in cost or slug in before
    ]
    rows.append(Row(("Kosten zusammen", *_figure(paper, "cost", "total")), "strong"))
    subsidy = tuple(-amount for amount in _figure(paper, "subsidy"))
    rows.append(Row(("abzüglich Landesförderung", *subsidy)))
    surplus = _figure(paper, "surplus_not_shared")
    if any(surplus):
        rows.append(Row(("Überschuss der Förderung, der nicht verteilt wird", *surplus)))
    rows.append(Row(("Eigenanteil, der aufgeteilt wird", *_figure(paper, "own_share")), "strong"))
    columns = (Column("Posten", width=50), *amount_columns(paper, "EUR"))
    return Table(f"Eigenanteil {paper.names.pool(paper.pool)} {paper.year} (§ 2)", columns, tuple(rows))


def _parties(paper: Paper, party: str) -> Table:
    """Everyone who bears a part or belongs to the pool; the party itself stands out."""
    old = (paper.before or {}).get("by_party", {})
    bearing = sorted({*paper.statement["by_party"], *old} | paper.members)
    rows = [
        Row(
            (paper.names.party(each), _home(paper, each), *_figure(paper, "by_party", each)),
            "strong" if each == party else "plain",
        )
        for each in bearing
    ]
    rows.append(Row(("zusammen", None, *_figure(paper, "own_share")), "strong"))
    columns = (
        Column("Vertragspartei", width=34),
        Column("Region", width=24),
        *amount_columns(paper, "trägt (EUR)"),
    )
    return Table("Wer welchen Teil des Eigenanteils trägt", columns, tuple(rows))


def _home(paper: Paper, party: str) -> str:
    home = paper.home_of(party)
    return paper.names.pool(home) if home is not None else "–"


def _figure(paper: Paper, *path: str) -> tuple[Decimal, ...]:
    """A figure of the statement, for a correction compared with the one before."""
    return compared(_at(paper.statement, path), None if paper.before is None else _at(paper.before, path))


def _at(statement: Mapping[str, Any], path: tuple[str, ...]) -> Decimal:
    """The figure at *path*; what is not named there is zero."""
    *outer, name = path
    for each in outer:
        statement = statement[each]
    return Decimal(statement.get(name, "0.00"))


def _readings(paper: Paper) -> Table:
    """How each question is read; a correction says what has changed."""
    now: Mapping[str, str] = paper.statement["readings"]
    before: Mapping[str, str] = (paper.before or paper.statement)["readings"]
    rows = []
    for question, asked in READING_QUESTION.items():
        if question in now:
            text = READING[question][now[question]]
            if (old := before.get(question)) not in (None, now[question]):
                text += f" (bisher: {READING[question][str(old)]})"
            rows.append((asked, text, f"{question} = {now[question]}"))
    title = f"Lesarten am {paper.last:%d.%m.%Y}"
    columns = (Column("Frage", width=54), Column("so gelesen", width=46), Column("Name", "code", 34))
    return Table(title, columns, plain(rows))


def _basis(paper: Paper) -> Table:
    known = paper.history.known
    version = version_on(paper.basis.agreement, paper.last)
    digest = sha256(canonical(version.terms.as_given())).hexdigest()
    amendment = "keiner" if version.amendment is None else f"Nr. {version.amendment.number}"
    rows = (
        ("Vertrag", f"{paper.terms.title} ({paper.terms.id})"),
        ("Ledger-Position", f"Nr. {known.position}, erfasst {utc_text(known.recorded_at)}"),
        ("Neuester Nachtrag", f"{amendment} (am {paper.last:%d.%m.%Y})"),
        ("SHA-256 der Vertragsdaten", digest),
        ("Programm", f"Contract Ledger {paper.software}"),
    )
    columns = (Column("Grundlage", width=30), Column("Angabe", "code", 70))
    return Table("Grundlage dieser Abrechnung", columns, plain(rows))
