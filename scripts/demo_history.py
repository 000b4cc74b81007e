"""The demo: an invented history of the seed agreement, played with the clock of its days.

Everything but the structure of the contract is made up: days, amounts, persons and papers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.terms_files import terms_data

Fact = Mapping[str, Any]
Batch = tuple[str, str, list[Fact]]
"""When it was recorded (UTC), on whose behalf, and what."""

PARTIES = tuple(sorted(terms_data("kim-coesfeld")["parties"]))
INVENTED = "erfunden für die Vorführung"


def history() -> Iterator[Batch]:
    """Everything in the order in which it was recorded."""
    yield (
        "2023-02-01T09:00:00+00:00",
        "ascheberg",
        [_fact("AgreementDrafted", "2023-02-01", terms=terms_data("kim-coesfeld"))],
    )
    for number, party in enumerate(PARTIES):
        yield (
            f"2023-03-{13 + number:02d}T10:00:00+00:00",
            "ascheberg",
            [_fact("PartySigned", f"2023-03-{13 + number:02d}", party=party)],
        )
    yield "2023-04-03T08:00:00+00:00", "ascheberg", list(_start())
    yield "2023-07-20T08:00:00+00:00", "ascheberg", list(_grants("2023-07-01", "57000.00"))
    yield "2024-01-15T08:00:00+00:00", "ascheberg", [_flat_rate()]
    yield (
        "2024-02-20T08:00:00+00:00",
        "coesfeld",
        list(_costs(2023, "04-01", ("126400.00", "49800.00", "129700.00"))),
    )
    yield (
        "2025-02-18T08:00:00+00:00",
        "coesfeld",
        list(_costs(2024, "01-01", ("178300.00", "71250.00", "181900.00"))),
    )
    yield "2025-03-03T08:00:00+00:00", "coesfeld", [_fact("PostVacated", "2025-03-01", post="n2")]
    yield "2025-06-02T08:00:00+00:00", "coesfeld", [_filled("n2", "nord", "1", "person-n4", "2025-06-01")]
    yield "2025-07-07T08:00:00+00:00", "havixbeck", list(_notice())
    yield "2025-11-12T08:00:00+00:00", "ascheberg", [_amendment()]
    yield "2026-02-12T08:00:00+00:00", "havixbeck", [_corrected_receipt()]
    yield (
        "2026-02-24T08:00:00+00:00",
        "coesfeld",
        list(_costs(2025, "01-01", ("171900.00", "74100.00", "188600.00"))),
    )
    yield "2026-03-10T08:00:00+00:00", "duelmen", list(_late_and_reversed())
    yield (
        "2026-10-05T08:00:00+00:00",
        "coesfeld",
        list(_costs(2026, "01-01", ("141200.00", "57300.00", "143900.00"), "09-30")),
    )


def late_voucher() -> Batch:
    """A cost of 2025 that came in after the year was billed."""
    posting = _posting("2025-nord-R", "recruitment", "353.16", "2025-12-01", "2025-12-31")
    return "2026-11-10T08:00:00+00:00", "coesfeld", [posting]


def _fact(kind: str, effective_on: str | None = None, **fields: object) -> Fact:
    dated = {"effective_on": effective_on} if effective_on else {}
    return {"kind": kind, **dated, **fields}


def _signed(concluded_on: str) -> dict[str, object]:
    return {"form": "letter", "signed_by": list(PARTIES), "concluded_on": concluded_on}


def _start() -> Iterator[Fact]:
    yield _fact("AgreementCommenced", "2023-04-01", basis="Dienstantritt der ersten Kräfte", note=INVENTED)
    for employer in ("ascheberg", "coesfeld", "duelmen"):
        yield _fact("ForwardingContractConcluded", "2023-04-01", employer=employer, grantor="Kreis Coesfeld")
        yield _fact(
            "TaxStatusDetermined", "2023-04-01", employer=employer, status="not-taxable", basis=INVENTED
        )
    yield from _grants("2023-04-01", "55000.00")
    yield _filled("n1", "nord", "1", "person-n1", "2023-04-01")
    yield _filled("n2", "nord", "1", "person-n2", "2023-04-01")
    yield _filled("n3", "nord", "0.5", "person-n3", "2023-06-01")
    yield _filled("m1", "mitte", "1", "person-m1", "2023-04-01")
    yield _filled("s1", "sued", "1", "person-s1", "2023-04-01")
    yield _filled("s2", "sued", "1", "person-s2", "2023-05-01")
    yield _filled("s3", "sued", "0.5", "person-s3", "2023-05-01")


def _grants(day: str, rate: str) -> Iterator[Fact]:
    for pool, posts in (("nord", "2.5"), ("mitte", "1"), ("sued", "2.5")):
        yield _fact("SubsidyGranted", day, pool=pool, posts=posts, rate_per_post_year=rate)


def _filled(post: str, pool: str, posts: str, person: str, day: str) -> Fact:
    return _fact("PostFilled", day, post=post, pool=pool, posts=posts, person=person)


def _flat_rate() -> Fact:
    agreed = _signed("2024-01-10")
    return _fact(
        "FlatRateAgreed",
        "2024-01-01",
        cost_position="administration",
        amount_per_post_year="1150.00",
        **agreed,
    )


def _costs(year: int, first: str, amounts: tuple[str, str, str], last: str = "12-31") -> Iterator[Fact]:
    for pool, amount in zip(("nord", "mitte", "sued"), amounts, strict=True):
        yield _posting(f"{year}-{pool}-P", "personnel", amount, f"{year}-{first}", f"{year}-{last}")
    yield _posting(f"{year}-nord-E", "equipment", "2180.40", f"{year}-{first}", f"{year}-{last}")


def _posting(voucher: str, position: str, amount: str, first: str, last: str) -> Fact:
    """A posting; the pool stands in the middle of its voucher number."""
    pool = voucher.split("-")[1]
    period = {"service_from": first, "service_to": last, "text": INVENTED}
    return _fact("CostPosted", voucher=voucher, pool=pool, cost_position=position, amount=amount, **period)


def _notice() -> Iterator[Fact]:
    """Havixbeck leaves; the letters arrive on different days, the last one is recorded as a day late."""
    yield _fact("NoticeGiven", "2025-06-24", notice="havixbeck-2025", party="havixbeck", form="letter")
    for number, party in enumerate(party for party in PARTIES if party != "havixbeck"):
        day = "2025-07-01" if party == "senden" else f"2025-06-{25 + number // 4:02d}"
        yield _fact("NoticeReceived", day, notice="havixbeck-2025", by=party)


def _amendment() -> Fact:
    patch = {"cost_positions": {"travel": {"name": "Dienstreisen", "kind": "actual"}}}
    text = {"number": 1, "title": "Dienstreisen", "marked_as_amendment": True, "terms_patch": patch}
    return _fact("AmendmentAgreed", "2026-01-01", **text, **_signed("2025-11-10"))


RECEIPT_BY_SENDEN = 54
"""The position of the receipt that was recorded as a day late."""


def _corrected_receipt() -> Fact:
    instead = _fact("NoticeReceived", "2025-06-30", notice="havixbeck-2025", by="senden")
    reason = "Der Eingangsstempel zeigt den 30. Juni"
    return _fact("FactRetracted", position=RECEIPT_BY_SENDEN, reason=reason, instead=instead)


def _late_and_reversed() -> Iterator[Fact]:
    yield _posting("2024-mitte-R", "recruitment", "1840.00", "2024-11-01", "2024-11-30")
    yield _fact(
        "CostReversed",
        voucher="2025-nord-E-R",
        reverses="2025-nord-E",
        reason="zwei Geräte gehörten zum Rathaus",
    )
    yield _posting("2025-nord-E2", "equipment", "1090.20", "2025-01-01", "2025-12-31")
