"""The ledgers that bad inputs meet, as the facts that already stand there.

Positions are written beside the facts, because retractions name them.
"""

from collections.abc import Iterable
from typing import Any

from ledger.terms_files import terms_data

Given = dict[str, Any]
"""A fact as a file of facts has it."""

PARTIES = (
    "ascheberg",
    "billerbeck",
    "coesfeld",
    "duelmen",
    "havixbeck",
    "luedinghausen",
    "nordkirchen",
    "nottuln",
    "olfen",
    "rosendahl",
    "senden",
)

TERMS: Given = terms_data("kim-coesfeld")


def fact(kind: str, effective_on: str | None = None, **fields: object) -> Given:
    """One fact; *effective_on* is left out for the kinds that have days of their own."""
    dated = {} if effective_on is None else {"effective_on": effective_on}
    return {"kind": kind, **dated, **fields}


def agreed(
    kind: str,
    effective_on: str | None = None,
    *,
    concluded_on: str = "2025-11-03",
    signed_by: Iterable[str] = PARTIES,
    form: str = "letter",
    **fields: object,
) -> Given:
    """A signed act, by default in writing and signed by all eleven."""
    act = {"form": form, "signed_by": list(signed_by), "concluded_on": concluded_on}
    return fact(kind, effective_on, **fields, **act)


def drafted(**changed: object) -> Given:
    """The draft of the seed agreement; *changed* replaces whole entries of its terms."""
    return fact("AgreementDrafted", "2023-02-01", terms=TERMS | changed)


def signed(party: str, on: str = "2023-03-15") -> Given:
    return fact("PartySigned", on, party=party)


def posted(voucher: str, **changed: object) -> Given:
    """Quarterly cost of the pool Nord."""
    posting: Given = {
        "pool": "nord",
        "cost_position": "personnel",
        "amount": "50000.00",
        "service_from": "2024-01-01",
        "service_to": "2024-03-31",
    }
    return fact("CostPosted", voucher=voucher, **posting | changed)


def filled(post: str, posts: str, on: str = "2023-04-01", **changed: object) -> Given:
    return fact("PostFilled", on, post=post, posts=posts, **{"pool": "nord", "person": f"p-{post}"} | changed)


def granted(pool: str, on: str, posts: str = "2.5", **fields: object) -> Given:
    return fact("SubsidyGranted", on, pool=pool, posts=posts, **{"rate_per_post_year": "55000.00"} | fields)


def given_notice(notice: str, party: str, on: str, form: str = "letter") -> Given:
    return fact("NoticeGiven", on, notice=notice, party=party, form=form)


def received(notice: str, by: str, on: str) -> Given:
    return fact("NoticeReceived", on, notice=notice, by=by)


def amended(number: int, on: str, patch: object, **changed: Any) -> Given:
    fields: Given = {"title": "Nachtrag", "marked_as_amendment": True, "terms_patch": patch}
    return agreed("AmendmentAgreed", on, number=number, **fields | changed)


def retracted(position: int, instead: Given | None = None) -> Given:
    correction: Given = {} if instead is None else {"instead": instead}
    return fact("FactRetracted", position=position, reason="irrtümlich erfasst", **correction)


CONCLUDED = (drafted(), *map(signed, PARTIES))
"""Positions 1 to 12: drafted and signed by all on 15 March 2023."""

_COMMENCED = (*CONCLUDED, fact("AgreementCommenced", "2023-04-01", basis="Dienstantritt"))
"""Position 13."""

_SHORT = ("coesfeld", "duelmen")
"""The two parties of a second, smaller agreement."""

SECOND = drafted(
    id="zweitens",
    coordinator="coesfeld",
    parties={party: TERMS["parties"][party] for party in _SHORT},
    pools={
        "nord": {"name": "Nord", "employer": "coesfeld", "posts": "1", "members": list(_SHORT)},
    },
)

IN_FORCE = (
    *_COMMENCED,
    granted("nord", "2023-04-01"),  # 14
    filled("n1", "1"),
    filled("n2", "1"),
    filled("n3", "0.5"),
    posted("BK-1"),  # 18
    posted("BK-2", amount="10.00"),
    fact("CostReversed", voucher="R-2", reverses="BK-2", reason="doppelt gebucht"),  # 20
    given_notice("notice-olfen", "olfen", "2025-06-27"),
    received("notice-olfen", "senden", "2025-06-30"),  # 22
    given_notice("notice-senden", "senden", "2025-02-01"),
    agreed("NoticeSettled", notice="notice-senden", concluded_on="2025-03-01"),  # 24: it ends nothing
    amended(1, "2026-01-01", {"title": "Case-Management"}),
    fact(
        "HoursRecorded",
        pool="nord",
        party="coesfeld",
        hours="1400",
        **{"from": "2024-01-01", "to": "2024-06-30"},
    ),
    agreed("ReadingDecided", "2027-07-01", question="exit-share", reading="region"),  # 27
    agreed("DeploymentAgreed", "2026-07-01", pool="mitte", posts={"duelmen": "0.75", "nottuln": "0.25"}),
    agreed("FlatRateAgreed", "2024-04-01", cost_position="administration", amount_per_post_year="1200.00"),
    fact(
        "TaxStatusDetermined", "2023-04-01", employer="coesfeld", status="not-taxable", basis="Auskunft"
    ),  # 30
    fact("ForwardingContractConcluded", "2023-04-01", employer="coesfeld", grantor="Kreis Coesfeld"),
    fact("PlaceOfWorkAgreed", "2023-04-01", post="n1", places=["Rathaus"]),  # 32
    retracted(32),
    fact("PostVacated", "2025-10-01", post="n3"),  # 34
    fact("EmploymentEnded", "2025-10-01", post="n3"),
    fact("NoticeRevocationReceived", "2025-06-30", notice="notice-olfen", by="senden"),  # 36
    fact("SubsidyLost", "2027-01-01", pools=["nord"], reason="Programm beendet"),
)

LEFT = (
    *_COMMENCED,
    given_notice("notice-havixbeck", "havixbeck", "2023-05-02"),
    *(received("notice-havixbeck", party, "2023-05-03") for party in PARTIES if party != "havixbeck"),
)
"""Havixbeck is a party until 31 December 2024."""

ENDED = (*_COMMENCED, agreed("TerminationAgreed", ends_on="2027-12-31"))

LEDGERS = {
    "nothing": (),
    "drafted": CONCLUDED[:2],
    "in force": IN_FORCE,
    "left": LEFT,
    "ended": ENDED,
    "two agreements": (CONCLUDED[0], SECOND),
}
