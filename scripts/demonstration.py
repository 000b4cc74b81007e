"""`contract-ledger demo`: records the invented history and shows what follows from it."""

from datetime import date, datetime
from pathlib import Path

from ledger.context import Context, When, when_of
from ledger.files import Line
from ledger.recording import record
from projections.cli.answers import ask_notices, ask_split
from projections.cli.differences import ask_differences
from projections.cli.settlements import ask_settlement, issue_settlement
from projections.cli.verifying import verify_ledger
from projections.display.tables import names_on, show_by_party, show_shares
from projections.german import Names
from projections.questions import ask
from projections.settlement import settlement
from projections.split import split
from scripts.demo_history import Batch, history, late_voucher

FILE = Path("contract-ledger-demo.db")
PLAYED_TODAY = "2026-11-22T09:00:00+00:00"
ISSUED_AT = "2026-10-20T08:00:00+00:00"
YEAR_AGO = "2025-11-22T09:00:00+00:00"


def demo() -> int:
    """Record the history into a fresh file of this folder, and answer the usual questions."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{FILE}{ending}").unlink(missing_ok=True)
    recorded = sum(map(_play, history()))
    print(f"Erfundener Verlauf des Beispielvertrags: {recorded} Tatsachen in {FILE}, erfasst 2023 bis 2026.")
    _headline("Wer trägt was? Stand heute (22.11.2026), mit dem Jahr bis heute")
    today = _context(PLAYED_TODAY)
    ask_split(context=today)
    _headline("Dieselbe Frage für zwei frühere Tage: getragen seit Jahresbeginn")
    _show_earlier(today)
    _headline("Zwei Daten: Was galt nach damaliger Kenntnis (22.11.2025), was nach heutiger?")
    _show_two_dates(today)
    _headline("Kündigungen")
    ask_notices(context=today)
    _headline("Die Abrechnung 2025 wird am 20.10.2026 gestellt: Zahlen, Grundlage, Prüfsummen")
    issue_settlement(year=2025, issued_on=date(2026, 10, 20), context=_context(ISSUED_AT))
    _play(late_voucher())
    _headline("Ein Beleg aus 2025 kam danach: was gestellt ist, bleibt; was sich geändert hat, steht daneben")
    ask_settlement(year=2025, pool="nord", context=today)
    _headline("Warum? Jeder Cent des Unterschieds, Tatsache für Tatsache")
    ask_differences(year=2025, pool="nord", begin=When(position=recorded), end=When(), context=today)
    _headline("Ist das Buch unversehrt? Alles nachgerechnet, von jedem Eintrag bis zur Abrechnung")
    status = verify_ledger(context=today)
    print(_NEXT)
    return status


def _play(batch: Batch) -> int:
    at, on_behalf_of, facts = batch
    lines = [Line("Vorführung", dict(fact)) for fact in facts]
    with _context(at).recording() as store:
        (outcome,) = record(store, lines, chosen="kim-coesfeld", on_behalf_of=on_behalf_of)
    return len(outcome.recorded)


def _context(at: str) -> Context:
    instant = datetime.fromisoformat(at)
    return Context(f"sqlite:///{FILE}", None, None, clock=lambda: instant)


def _headline(text: str) -> None:
    print(f"\n=== {text} ===")


def _show_earlier(context: Context) -> None:
    days = [date(2024, 12, 31), date(2025, 6, 30)]
    answers = [split(ask(context, None), day=day)["by_party"] for day in days]
    show_by_party([f"am {day:%d.%m.%Y}" for day in days], answers, _names(context))


def _names(context: Context) -> Names:
    return names_on(ask(context, None), date(2025, 1, 1))


def _show_two_dates(context: Context) -> None:
    """The receipt that was recorded as a day late moved Havixbeck's exit by a year."""
    knowledge: list[When | None] = [when_of(YEAR_AGO), None]
    histories = [ask(context, when) for when in knowledge]
    answers = [settlement(history, year=2024)["by_party"] for history in histories]
    shares = [split(history, day=date(2027, 1, 1))["pools"]["nord"]["shares"] for history in histories]
    titles = ["bekannt am 22.11.2025", "bekannt heute"]
    print("Abrechnung 2024 (ein Beleg aus 2024 kam erst 2026):")
    show_by_party(titles, answers, _names(context))
    print("Anteile in der Region Nord ab 01.01.2027 (ein Zugang war um einen Tag falsch erfasst):")
    show_shares(titles, shares, _names(context))


_NEXT = f"""
Weiter zum Ausprobieren:
  contract-ledger --database sqlite:///{FILE} split --as-at 01.01.2027
  contract-ledger --database sqlite:///{FILE} settlement show --year 2024 --known-at @55
  contract-ledger --database sqlite:///{FILE} explain --party havixbeck --year 2025
  contract-ledger --database sqlite:///{FILE} settlement documents --year 2025 --folder abrechnung-2025
  contract-ledger --database sqlite:///{FILE} audit show 71
  contract-ledger --database sqlite:///{FILE} export buch.jsonl
  contract-ledger --help"""
