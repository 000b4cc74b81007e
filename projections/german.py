"""German words and formats for clerks: what the ids in answers mean, amounts, days, shares."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from projections.rules.cents import money, to_cents

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

READING_QUESTION = {
    "exit-share": "Wer übernimmt den Anteil einer ausgeschiedenen Vertragspartei (§ 4 Abs. 2)?",
    "lapse-key": "Wer teilt die Kosten, wenn die Förderung entfällt (§ 2 letzter Absatz)?",
    "subsidy-amount": "Mit welchem Betrag zählt die Förderung (§ 2)?",
    "surplus": "Was gilt, wenn die Förderung die Kosten übersteigt (§ 2)?",
    "run-off-scope": "Wer teilt die Kosten der Auslaufzeit (§ 4 Abs. 3)?",
    "run-off-subsidy": "Mindert die Förderung die Kosten der Auslaufzeit (§ 4 Abs. 3)?",
    "part-year": "Wie zählt ein angebrochenes Jahr (§ 2)?",
    "hours-basis": "Welche Stunden bestimmen die Anteile (§ 2)?",
}
READING = {
    "exit-share": {
        "all-remaining": "alle verbleibenden Vertragsparteien, zu gleichen Teilen",
        "region": "die verbleibenden der Region, zu gleichen Teilen",
    },
    "lapse-key": {
        "region-heads": "die Vertragsparteien der Region, zu gleichen Teilen",
        "all-heads": "alle Vertragsparteien, zu gleichen Teilen",
        "hours": "wie sonst, nach Stundenanteilen",
    },
    "subsidy-amount": {
        "contract-rate": "mit dem Satz des Vertrags",
        "granted-rate": "mit dem bewilligten Satz",
        "paid": "mit dem, was gezahlt wurde",
    },
    "surplus": {
        "floor": "er wird nicht verteilt, niemand trägt weniger als null",
        "credit": "er wird gutgeschrieben",
    },
    "run-off-scope": {
        "all-parties": "alle Vertragsparteien des letzten Tages",
        "region": "die Vertragsparteien der Region",
    },
    "run-off-subsidy": {
        "gross": "nein, die vollen Kosten werden geteilt",
        "net": "ja, geteilt wird, was nach Abzug bleibt",
    },
    "part-year": {
        "months": "nach Monaten, im Monat nach Tagen",
        "days": "nach Tagen, von 365 oder 366",
    },
    "hours-basis": {
        "planned": "die geplanten",
        "actual": "die geleisteten, soweit erfasst",
    },
}
"""How each question can be read; one name can mean different things for two questions."""


SETTLEMENT = {
    "draft": "Entwurf, noch nicht gestellt",
    "issued": "gestellt am {issued_on}",
    "corrected": "gestellt am {issued_on}, berichtigt am {corrected_on}",
    "unresolved": "Ungeklärt: ohne Lösung der Vertragsparteien gibt es keine Zahlen (§ 4 Abs. 5).",
}
ADOPTED = ", vom Papier übernommen, nicht berechnet"

CLOSED_BY = {
    "AmendmentAgreed": "Nachtrag (amend)",
    "NoticeSettled": "Einigung aller (settle-notice)",
    "SubsidyGranted": "Bewilligung (grant-subsidy)",
    "TaxStatusDetermined": "Beurteilung (determine-tax-status)",
}


def euro(amount: str) -> str:
    """An amount in German: 15.625,00 €."""
    return format_currency(Decimal(amount), "EUR", locale="de_DE")


def change_text(amount: str) -> str:
    """A difference in German, with its sign: +125,00 €."""
    return f"+{euro(amount)}" if Decimal(amount) > 0 else euro(amount)


def quantity_text(quantity: Fraction) -> str:
    """A decimal number in German without needless zeros: 2,5."""
    number = Decimal(quantity.numerator) / quantity.denominator
    return format_decimal(number, "#,##0.#########", locale="de_DE")


def rate_text(rate: str) -> str:
    """A rate as a percentage without needless zeros: 19 %."""
    return f"{quantity_text(Fraction(rate) * 100)} %"


def number_text(amount: Decimal) -> str:
    """An amount in German without its currency, for columns: 15.625,00; −3,50."""
    return format_decimal(amount, "#,##0.00", locale="de_DE").replace("-", "−")


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


def utc_text(recorded_at: str) -> str:
    """A time of recording in UTC, for papers that read the same everywhere."""
    moment = datetime.fromisoformat(recorded_at).astimezone(UTC)
    return f"{moment:%d.%m.%Y %H:%M:%S} UTC"


def share_text(part: str) -> str:
    """An exact share with its percentage: 1/4 (25,00 %)."""
    return f"{part} ({format_decimal(percent(Fraction(part)), '0.00', locale='de_DE')} %)"


def percent(share: Fraction) -> Decimal:
    """*share* in percent with two decimals, half up, for display only.

    >>> percent(Fraction(11, 40)), percent(Fraction(1, 32))
    (Decimal('27.50'), Decimal('3.13'))
    """
    return Decimal(money(to_cents(share * 100)))


def short(value: object) -> str:
    """A value in few words: the whole terms do not fit a line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
