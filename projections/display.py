"""Answers as German tables that a clerk reads without help; data in, text out on a terminal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table

from ledger.terms import Terms
from projections.german import (
    CLOSED_BY,
    FUNDING,
    NOTICE,
    REGIME,
    STATUS,
    TASK,
    TAX,
    Answer,
    Names,
    day_text,
    euro,
    known_text,
    local_text,
    share_text,
    short,
)


def names_of(terms: Terms) -> Names:
    """The names that *terms* give to parties, pools and cost positions."""
    return {
        **{slug: party.name for slug, party in terms.parties.items()},
        **{slug: pool.name for slug, pool in terms.pools.items()},
        **{slug: position.name for slug, position in terms.cost_positions.items()},
    }


def _table(*columns: str, amounts: Sequence[int] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number in amounts else "left", overflow="fold")
    return table


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 110
    return console


def show_split(answer: Answer, names: Names) -> None:
    """Who bears what on a day, and in the year up to it."""
    console = _console()
    console.print(f"[bold]{answer['agreement']}: Aufteilung am {day_text(answer['as_at'])}[/bold]")
    console.print(f"{known_text(answer['known_at'])}\nVertrag: {STATUS[answer['status']]}")
    for slug, pool in answer["pools"].items():
        _show_pool(console, slug, pool, names)
    _show_totals(console, answer["by_party"], "Summe aller Regionen seit Jahresbeginn", names)
    _show_open(console, answer["open"], names)


def _show_pool(console: Console, slug: str, pool: Answer, names: Names) -> None:
    console.print(
        f"\n[bold]{_name(names, slug)}[/bold], Stellen: {pool['posts'].replace('.', ',')}, "
        f"Anstellungskörperschaft: {_name(names, pool['employer'])}"
    )
    console.print(f"  {FUNDING[pool['funding']]}; {REGIME[pool['regime']]}")
    year = pool.get("year_to_date")
    if year is None:
        console.print(
            "  In diesem Jahr ungeklärt; ohne Lösung der Vertragsparteien wird nichts ausgerechnet."
        )
        return
    console.print(f"  {day_text(year['from'])} bis {day_text(year['to'])}: {_sum_text(year)}")
    table = _table("Vertragspartei", "Anteil an diesem Tag", "trägt seit Jahresbeginn", amounts=(1, 2))
    for party in sorted({*pool["shares"], *year["by_party"]}):
        part = pool["shares"].get(party)
        borne = euro(year["by_party"].get(party, "0.00"))
        table.add_row(_name(names, party), share_text(part) if part else "–", borne)
    if table.row_count:
        console.print(table)


def _name(names: Names, slug: str) -> str:
    return names.get(slug, slug)


def _sum_text(figures: Answer) -> str:
    cost = figures["cost"]["total"] if isinstance(figures["cost"], Mapping) else figures["cost"]
    text = f"Kosten {euro(cost)} − Förderung {euro(figures['subsidy'])}"
    if Decimal(figures["surplus_not_shared"]):
        text += f" + nicht verteilter Überschuss {euro(figures['surplus_not_shared'])}"
    return f"{text} = Eigenanteil {euro(figures['own_share'])}"


def _show_totals(console: Console, by_party: Answer, title: str, names: Names) -> None:
    if not by_party:
        return
    console.print(f"\n[bold]{title}[/bold]")
    table = _table("Vertragspartei", "Betrag", amounts=(1,))
    for party, amount in by_party.items():
        table.add_row(_name(names, party), euro(amount))
    console.print(table)


def _show_open(console: Console, tasks: Sequence[Answer], names: Names) -> None:
    if not tasks:
        console.print("\nOffene Aufgaben: keine.")
        return
    console.print("\n[bold]Offene Aufgaben[/bold]")
    table = _table("seit", "Aufgabe", "Klausel", "erledigt durch")
    for task in tasks:
        difference = euro(task["difference_per_year"]) if "difference_per_year" in task else ""
        text = TASK[task["task"]].format(about=_name(names, task["about"]), difference=difference)
        table.add_row(day_text(task["since"]), text, task["clause"], CLOSED_BY[task["closed_by"]])
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
    table = _table("Vertragspartei", *titles, amounts=range(1, len(titles) + 1))
    for party in sorted({party for answer in answers for party in answer}):
        table.add_row(_name(names, party), *(text(answer.get(party)) for answer in answers))
    _console().print(table)


def show_tasks(tasks: Sequence[Answer], names: Names) -> None:
    """What is open."""
    _show_open(_console(), tasks, names)


def show_settlement(answer: Answer, names: Names) -> None:
    """The statement of a year, pool by pool."""
    console = _console()
    console.print(f"[bold]{answer['agreement']}: Abrechnung {answer['year']}[/bold]")
    console.print(known_text(answer["known_at"]))
    for slug, pool in answer["pools"].items():
        employer = _name(names, pool["employer"])
        console.print(f"\n[bold]{_name(names, slug)}[/bold], Anstellungskörperschaft: {employer}")
        if pool["state"] == "unresolved":
            console.print("  Ungeklärt: ohne Lösung der Vertragsparteien gibt es keine Zahlen (§ 4 Abs. 5).")
        else:
            _show_statement(console, pool, names)
    _show_totals(console, answer["by_party"], "Summe aller Regionen", names)
    _show_open(console, answer["open"], names)


def _show_statement(console: Console, pool: Answer, names: Names) -> None:
    kinds = (f"{_name(names, slug)} {euro(cost)}" for slug, cost in pool["cost"].items() if slug != "total")
    console.print(f"  {_sum_text(pool)}\n  Kosten nach Art: {', '.join(kinds) or 'keine'}")
    console.print(f"  Umsatzsteuer: {TAX[pool['tax_status']]}")
    taxed = any("vat" in claim for claim in pool["claims"])
    columns = [
        "Vertragspartei",
        "trägt",
        "zahlt an",
        "Betrag",
        *(["Umsatzsteuer", "brutto"] if taxed else []),
    ]
    table = _table(*columns, amounts=(1, 3, 4, 5))
    for party, amount in pool["by_party"].items():
        owed = [claim for claim in pool["claims"] if claim["from"] == party] or [{}]
        for number, claim in enumerate(owed):
            borne = [_name(names, party), euro(amount)] if number == 0 else ["", ""]
            table.add_row(*borne, *_claim(claim, names)[: len(columns) - 2])
    if table.row_count:
        console.print(table)


def _claim(claim: Answer, names: Names) -> list[str]:
    if not claim:
        return ["–", "–", "–", "–"]
    tax = [euro(claim[part]) if part in claim else "–" for part in ("vat", "gross")]
    return [_name(names, claim["to"]), euro(claim["net"]), *tax]


def show_notices(answer: Sequence[Answer], names: Names) -> None:
    """Each notice, with who is missing."""
    console = _console()
    if not answer:
        console.print("Keine Kündigung.")
        return
    table = _table("Kündigung", "von", "Stand", "zugegangen", "fehlt noch", "vollständig", "endet")
    for notice in answer:
        table.add_row(
            notice["notice"],
            _name(names, notice["party"]),
            NOTICE[notice["state"]],
            f"bei {len(notice['received'])}",
            ", ".join(_name(names, party) for party in notice["missing"]) or "–",
            day_text(notice["complete_on"]),
            day_text(notice["ends_on"]),
        )
    console.print(table)


def show_terms(terms: Terms, day: date) -> None:
    """The consolidated terms of a day."""
    console, names = _console(), names_of(terms)
    console.print(f"[bold]{terms.title}[/bold] ({terms.id}), Stand {day_text(day.isoformat())}")
    table = _table("Region", "Anstellungskörperschaft", "Stellen", "Mitglieder", amounts=(2,))
    for pool in terms.pools.values():
        members = ", ".join(_name(names, member) for member in pool.members)
        table.add_row(pool.name, _name(names, pool.employer), pool.posts.replace(".", ","), members)
    console.print(table)
    kinds = {"flat-rate": "Pauschale", "actual": "tatsächlich"}
    positions = ", ".join(f"{entry.name} ({kinds[entry.kind]})" for entry in terms.cost_positions.values())
    console.print(f"Förderung nach Vertrag: {euro(terms.subsidy.rate_per_post_year)} je Stelle und Jahr")
    console.print(f"Kostenarten: {positions}\nKündigungsfrist: {terms.notice.months} Monate zum Jahresende")
    console.print(f"Auslaufzeit nach einvernehmlichem Ende: {terms.run_off.months} Monate")
    for question, reading in (terms.readings or {}).items():
        console.print(f"Lesart {question}: {reading}")


def show_trail(answer: Sequence[Answer]) -> None:
    """What was recorded, line by line."""
    console = _console()
    if not answer:
        console.print("Nichts gefunden.")
        return
    table = _table("Nr.", "erfasst", "von", "im Auftrag", "Art", "Inhalt", amounts=(0,))
    for entry in answer:
        content = {name: value for name, value in entry["fact"].items() if name not in ("kind", "agreement")}
        text = ", ".join(f"{name}={short(value)}" for name, value in content.items())
        by = (entry["recorded_by"], entry["on_behalf_of"] or "–")
        table.add_row(str(entry["position"]), local_text(entry["recorded_at"]), *by, entry["kind"], text)
    console.print(table)


def show_differences(differences: Sequence[Answer]) -> None:
    """Where the read models are not what the log says."""
    console = _console()
    if not differences:
        console.print("Die Auswertungstabellen stimmen mit dem Buch überein.")
        return
    table = _table("Problem", "Eintrag", "Spalte", "erwartet", "gefunden")
    for found in differences:
        values = (short(found["expected"]), short(found["found"]))
        table.add_row(found["problem"], str(found["notification"] or "–"), found["column"] or "–", *values)
    console.print(table)
    console.print("contract-ledger rebuild baut sie neu auf; das Buch selbst bleibt, wie es ist.")
