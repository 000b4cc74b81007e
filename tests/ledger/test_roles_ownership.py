"""Whose business a fact is: a table of every kind, and the days around a change of employer."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from ledger.agreement import Standing
from ledger.facts import kinds, model_of
from ledger.files import Line, parse
from ledger.records import Records
from ledger.roles.ownership import owners_of
from tests.ledger.bad_inputs.ledgers import (
    IN_FORCE,
    Given,
    agreed,
    amended,
    drafted,
    fact,
    filled,
    given_notice,
    granted,
    posted,
    received,
    retracted,
    signed,
)

KIM = "kim-coesfeld"
GOLDEN = Path(__file__).parents[1] / "golden" / "v1"
ALL: set[str] = set()
"""What is the business of all is nobody's own."""

YEAR = {"period_from": "2024-01-01", "period_to": "2024-12-31"}
HALF = {"from": "2024-01-01", "to": "2024-06-30"}
PAID: Given = {"pool": "nord", "year": 2024, "amount": "1.00", "paid_on": "2025-02-01"}


def golden(kind: str, **changed: object) -> Given:
    """The stored example of *kind*, for what only the computation makes."""
    state = json.loads(json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8"))["state"])
    return dict(state["fact"]) | {"agreement": KIM} | changed


def adopted(employer: str, pool: str) -> Given:
    return golden("SettlementAdopted", employer=employer, pool=pool)


TABLE: list[tuple[Given, set[str]]] = [
    (drafted(), ALL),
    (signed("olfen"), {"olfen"}),
    (fact("AgreementCommenced", "2023-04-01", basis="Dienstantritt"), ALL),
    (amended(2, "2027-01-01", {"title": "Neu"}), ALL),
    (agreed("ProvisionReplaced", "2026-01-01", provision="§ 3", finding="x", replacement="y"), ALL),
    (agreed("ReadingDecided", "2028-01-01", question="surplus", reading="credit"), ALL),
    (fact("ForwardingContractConcluded", "2024-01-01", employer="duelmen", grantor="Land"), {"duelmen"}),
    (filled("s1", "1", pool="sued"), {"ascheberg"}),
    (filled("m1", "1", pool="mitte"), {"duelmen"}),
    (filled("n1", "0.5", "2025-01-01"), {"coesfeld"}),
    (fact("PostVacated", "2025-10-01", post="n1"), {"coesfeld"}),
    (fact("EmploymentEnded", "2026-10-01", post="n3"), {"coesfeld"}),  # vacant since 2025-10-01
    (fact("PlaceOfWorkAgreed", "2023-01-01", post="n1", places=["x"]), {"coesfeld"}),  # filled later
    (agreed("DeploymentAgreed", "2027-07-01", pool="mitte", posts={"duelmen": "1"}), ALL),
    (fact("HoursRecorded", pool="mitte", party="nottuln", hours="3", **HALF), {"duelmen"}),
    (posted("B-1", pool="sued"), {"ascheberg"}),
    (fact("CostReversed", voucher="R-1", reverses="BK-1", reason="doppelt"), {"coesfeld"}),
    (agreed("FlatRateAgreed", "2025-04-01", cost_position="administration", amount_per_post_year="1"), ALL),
    (granted("mitte", "2024-01-01", posts="1"), {"duelmen"}),
    (fact("SubsidyLost", "2028-01-01", pools=["nord"], reason="x"), {"coesfeld"}),
    (fact("SubsidyLost", "2028-01-01", pools=["nord", "mitte"], reason="x"), ALL),
    (fact("SubsidyLost", "2028-01-01", pools="all", reason="x"), ALL),
    (fact("SubsidyPaid", pool="sued", amount="1.00", **YEAR), {"ascheberg"}),
    (fact("TaxStatusDetermined", "2024-01-01", employer="duelmen", status="exempt", basis="x"), {"duelmen"}),
    (golden("SettlementIssued"), {"coesfeld"}),
    (golden("SettlementCorrected"), {"coesfeld"}),
    (adopted("coesfeld", "nord"), {"coesfeld"}),
    (adopted("olfen", "nord"), ALL),  # it names an employer that the pool never had
    (fact("SettlementPaid", party="billerbeck", to="coesfeld", **PAID), {"billerbeck", "coesfeld"}),
    (golden("SettlementContested", party="billerbeck"), {"billerbeck"}),
    (given_notice("n", "olfen", "2026-01-01"), {"olfen"}),
    (received("notice-olfen", "nottuln", "2025-06-30"), {"nottuln"}),
    (fact("NoticeRevocationReceived", "2025-06-30", notice="notice-olfen", by="nottuln"), {"nottuln"}),
    (agreed("NoticeWithdrawn", notice="notice-olfen"), ALL),
    (agreed("NoticeSettled", notice="notice-olfen"), ALL),
    (agreed("TerminationAgreed", ends_on="2027-12-31"), ALL),
    (retracted(10), {"olfen"}),
    (retracted(10, signed("olfen", "2023-03-14")), {"olfen"}),
    (retracted(10, signed("senden", "2023-03-14")), ALL),  # it would put words into Senden's mouth
    (retracted(13), ALL),
    (retracted(15), {"coesfeld"}),
    (retracted(20), {"coesfeld"}),
    (retracted(22), {"senden"}),
    (fact("PersonErased", person="p-n1", reason="Antrag"), ALL),
]


def owners(given: Given, standing: Sequence[Given] = IN_FORCE) -> set[str]:
    entries = [
        Standing(position, parse(Line("Zeile", one), KIM)) for position, one in enumerate(standing, start=1)
    ]
    return set(owners_of(model_of(given["kind"]).model_validate(given), Records.of(entries)))


@pytest.mark.parametrize(("given", "expected"), TABLE, ids=[given["kind"] for given, _ in TABLE])
def test_whose_business_a_fact_is(given: Given, expected: set[str]) -> None:
    """Coesfeld employs for Nord, Dülmen for Mitte, Ascheberg for Süd."""
    assert owners(given) == expected


def test_every_kind_is_in_the_table() -> None:
    assert {given["kind"] for given, _ in TABLE} == set(kinds())


# A change of employer

CHANGED = (*IN_FORCE, amended(2, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}}))
"""Billerbeck employs for Nord from 1 July 2025 on."""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (filled("n4", "0.5", "2025-06-30"), {"coesfeld"}),
        (filled("n4", "0.5", "2025-07-01"), {"billerbeck"}),
        (granted("nord", "2025-06-30"), {"coesfeld"}),
        (granted("nord", "2025-07-01"), {"billerbeck"}),
        (fact("PostVacated", "2025-06-30", post="n1"), {"coesfeld"}),
        (fact("PostVacated", "2025-07-01", post="n1"), {"billerbeck"}),
        (posted("B-1", service_from="2025-01-01", service_to="2025-06-30"), {"coesfeld"}),
        (posted("B-1", service_from="2025-07-01", service_to="2025-12-31"), {"billerbeck"}),
        (posted("B-1", service_from="2025-06-30", service_to="2025-07-01"), {"coesfeld", "billerbeck"}),
        (fact("CostReversed", voucher="R-1", reverses="BK-1", reason="x"), {"coesfeld"}),  # cost of 2024
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_the_employer_of_the_day_counts_and_each_of_a_period(given: Given, expected: set[str]) -> None:
    assert owners(given, CHANGED) == expected


@pytest.mark.parametrize("on", ["2023-01-01", "2025-01-01"], ids=["before", "while"])
def test_nobody_takes_a_post_of_another_by_filling_it(on: str) -> None:
    """Post n1 is Nord's, so filling it for Süd is the business of both."""
    assert owners(filled("n1", "0.5", on, pool="sued")) == ALL


MOVED = (*IN_FORCE, filled("n1", "0.5", "2025-10-01", pool="sued"))
"""The coordination has moved post n1 from Nord to Süd."""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (fact("PostVacated", "2025-10-01", post="n1"), {"coesfeld"}),
        (fact("PostVacated", "2025-10-02", post="n1"), {"ascheberg"}),
        (fact("EmploymentEnded", "2025-10-01", post="n1"), {"coesfeld"}),
        (fact("EmploymentEnded", "2025-10-02", post="n1"), {"ascheberg"}),
        (fact("PlaceOfWorkAgreed", "2025-09-30", post="n1", places=["x"]), {"coesfeld"}),
        (fact("PlaceOfWorkAgreed", "2025-10-01", post="n1", places=["x"]), {"ascheberg"}),
        (filled("n1", "1", "2025-09-30"), {"coesfeld"}),
        (filled("n1", "1", "2025-10-02"), ALL),
        (filled("n1", "1", "2025-10-02", pool="sued"), {"ascheberg"}),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_post_that_moved_belongs_to_each_employer_in_its_time(given: Given, expected: set[str]) -> None:
    """Vacated and filled on one day, the filling comes last."""
    assert owners(given, MOVED) == expected
