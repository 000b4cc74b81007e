"""German words for what a verification finds, and for what it cannot look at."""

from collections.abc import Iterable

from ledger.proofs.witnesses import Judgement
from projections.german import short
from projections.verifying import Examined, Verification
from projections.verifying.problems import Kind, Unchecked

PROBLEMS: dict[Kind, str] = {
    "gap": "Lücke",
    "missing": "fehlt",
    "stray": "ohne Nummer",
    "form": "Form",
    "hash": "Prüfsumme",
    "time": "Zeit",
    "stream": "Zuordnung",
    "order": "Reihenfolge",
    "head": "Stand",
    "tree": "Prüfbaum",
    "checkpoint": "Prüfpunkt",
    "witness": "Zeugen",
    "statement": "Abrechnung",
    "protection": "Schutz",
    "read-model": "Auswertung",
    "unreadable": "nicht lesbar",
}
_UNCHECKED: dict[Unchecked, str] = {
    "facts": "Tatsachen von {}; nicht alle sind noch da.",
    "hashes": "Prüfsummen von {}; nicht alle lassen sich nachrechnen.",
    "statements": "Abrechnungen von {}; ihre Grundlage ist nicht lesbar.",
    "checkpoints": "Prüfpunkte von {}; es gibt noch keine (contract-ledger audit checkpoint).",
    "witnesses": "Zeugen von {}; keine Zeugendatei sagt, wem zu trauen ist (--witnesses).",
}
_LONGEST, _SHOWN = 30, 16
"""Characters of a word: hashes and keys are told apart by their first ones."""


def reservations(verification: Verification) -> list[str]:
    """Up to where witnesses vouch for each log, and what was not looked at: no problems, but to be known."""
    vouched = [
        f"{each.agreement}: {_witnessed(each, each.judgement)}"
        for each in verification.examined
        if each.judgement
    ]
    return [*vouched, *not_checked(verification.unchecked())]


def _witnessed(examined: Examined, judgement: Judgement) -> str:
    """Up to where enough witnesses have signed, who they are, and how much came later: no problem."""
    if not judgement.confirmed:
        return "nichts davon haben genügend Zeugen unterschrieben."
    names = ", ".join(judgement.signed[judgement.confirmed])
    since = examined.log.reached - judgement.confirmed
    later = f"später erfasst: {since}" if since else "danach kam nichts"
    return f"bis Nr. {judgement.confirmed} bezeugt von {names}; {later}."


def not_checked(lacking: Iterable[tuple[str, Unchecked]]) -> list[str]:
    """What was not looked at, and why."""
    lacking = list(lacking)
    return [
        f"Nicht geprüft: {sentence.format(', '.join(agreements))}"
        for what, sentence in _UNCHECKED.items()
        if (agreements := [agreement for agreement, lacks in lacking if lacks == what])
    ]


def facts_text(number: int) -> str:
    """So many facts, in German."""
    return "1 Tatsache" if number == 1 else f"{number} Tatsachen"


def brief(value: str) -> str:
    """A stored value for a narrow column; the whole of it is in the JSON."""
    words = (word if len(word) <= _LONGEST else f"{word[:_SHOWN]}…" for word in value.split(" "))
    return short(" ".join(words))
