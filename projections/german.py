"""German words and formats for clerks: what the ids in answers mean, amounts, days, shares."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_percent

Answer = Mapping[str, Any]
Names = Mapping[str, str]
"""What people call the parties, pools and cost positions that answers name by their ids."""

_LONGEST = 60

STATUS = {
    "draft": "Entwurf",
    "concluded": "geschlossen, noch nicht in Kraft",
    "in-force": "in Kraft",
    "run-off": "beendet, in der Auslaufzeit (§ 4 Abs. 3)",
    "ended": "beendet",
    "exhausted": "nur noch eine Vertragspartei, es wird nichts mehr geteilt",
}
FUNDING = {"funded": "gefördert", "lapsed": "Förderung entfallen", "none": "ohne Bewilligung"}
REGIME = {
    "hours": "nach Stundenanteilen (§ 2)",
    "heads": "nach Köpfen (§ 2 letzter Absatz)",
    "run-off": "zu gleichen Teilen (§ 4 Abs. 3)",
    "unresolved": "ungeklärt: niemand übernimmt den Anteil (§ 4 Abs. 5)",
    "none": "nichts zu teilen",
}
NOTICE = {
    "settled": "einvernehmlich geklärt",
    "withdrawn": "einvernehmlich zurückgenommen",
    "void-form": "unwirksam: keine Schriftform",
    "disputed": "außerordentlich, streitig",
    "revoked": "widerrufen",
    "premature": "vor Vertragsschluss erklärt",
    "pending": "noch nicht allen zugegangen",
    "unclear": "genanntes Datum ist kein Jahresende",
    "effective": "wirksam",
}
TASK = {
    "common-solution-after-exit": "gemeinsame Lösung nach Kündigung von {about}",
    "vote-after-subsidy-loss": "neue Abstimmung: Förderung in {about} entfallen",
    "name-employer": "neue Anstellungskörperschaft für {about} benennen",
    "name-coordinator": "neue Koordination statt {about} benennen",
    "rates-differ": "Bewilligung in {about} weicht vom Vertragssatz ab: {difference} im Jahr",
    "contract-exhausted": "{about} ist als einzige Vertragspartei übrig",
    "pool-unresolved": "{about}: niemand übernimmt die Anteile",
    "notice-unclear": "Kündigung {about}: was soll gelten?",
    "notice-disputed": "Kündigung {about} ist außerordentlich und streitig",
    "tax-status-undetermined": "Umsatzsteuer von {about} beurteilen (§ 2b UStG)",
    "payment-outside-grant": "Zahlung für {about} außerhalb einer Bewilligung",
}
TAX = {
    "old-law": "altes Recht, keine Umsatzsteuer",
    "not-taxable": "nicht steuerbar",
    "taxable": "steuerpflichtig",
    "exempt": "steuerfrei",
    None: "noch nicht beurteilt, die Abrechnung kann so nicht gestellt werden",
}


CLOSED_BY = {
    "AmendmentAgreed": "Nachtrag (amend)",
    "NoticeSettled": "Einigung aller (settle-notice)",
    "SubsidyGranted": "Bewilligung (grant-subsidy)",
    "TaxStatusDetermined": "Beurteilung (determine-tax-status)",
}


def euro(amount: str) -> str:
    """An amount in German: 15.625,00 €."""
    return format_currency(Decimal(amount), "EUR", locale="de_DE")


def day_text(iso: str | None) -> str:
    """A day in German: 30.06.2025."""
    return format_date(date.fromisoformat(iso), "dd.MM.yyyy", locale="de_DE") if iso else "–"


def known_text(known: Answer) -> str:
    """Up to which fact, recorded when, the answer knows."""
    return f"Stand der Kenntnis: Nr. {known['position']}, erfasst {local_text(known['recorded_at'])}"


def local_text(recorded_at: str) -> str:
    """A time of recording in this machine's time zone."""
    local = datetime.fromisoformat(recorded_at).astimezone()
    return format_datetime(local, "dd.MM.yyyy HH:mm:ss", locale="de_DE")


def share_text(part: str) -> str:
    """An exact share with its percentage: 1/4 (25,00 %)."""
    return f"{part} ({format_percent(float(Fraction(part)), '0.00 %', locale='de_DE')})"


def short(value: object) -> str:
    """A value in few words: the whole terms do not fit a line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
