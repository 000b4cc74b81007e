"""Given settlements: statements issued and corrected, payments, objections, statements from paper."""

from datetime import date
from typing import Any

import pytest

from ledger.errors import Refusal
from projections.settling import Making, correct, issue
from tests.scenario import (
    KIM,
    Facts,
    cost_of_year,
    fact,
    in_force,
    recorded,
    taxed,
)

DATED = date(2026, 3, 12)


def making(year: int = 2025, pool: str | None = "nord", dated: date = DATED) -> Making:
    return Making(agreement=KIM, year=year, pool=pool, dated=dated, software="1.2.3")


def issued(facts: Facts, year: int = 2025, pool: str | None = "nord") -> Facts:
    """*facts* and the statement that was then issued."""
    return facts + tuple(issue(recorded(facts), making(year, pool)))


def corrected(facts: Facts, year: int = 2025, pool: str | None = "nord") -> Facts:
    """*facts* and the correction that was then recorded."""
    return facts + tuple(correct(recorded(facts), making(year, pool, date(2026, 5, 4))))


def refusal(of: Any, facts: Facts, asked: Making) -> str:
    """The code with which issuing or correcting is refused."""
    with pytest.raises(Refusal) as refused:
        of(recorded(facts), asked)
    return refused.value.code


# Nord 2025: cost 200,000, subsidy 137,500, own share 62,500, 15,625 for each of four (docs/rules.md).
YEAR_2025 = in_force() + taxed() + cost_of_year("nord", "200000.00", 2025)


def refused_by_the_log(facts: Facts) -> str:
    with pytest.raises(Refusal) as refused:
        recorded(facts)
    return refused.value.code


def payment(amount: str, **fields: Any) -> Facts:
    default = {"party": "billerbeck", "to": "coesfeld", "paid_on": "2025-12-15", "pool": "nord", "year": 2025}
    return fact("SettlementPaid", amount=amount, **default | fields)


def contest(**fields: Any) -> Facts:
    default = {"party": "billerbeck", "contested_on": "2026-04-20", "reason": "Geräte", "pool": "nord"}
    return fact("SettlementContested", **default | {"year": 2025} | fields)


def adopted(**fields: Any) -> Facts:
    """The statement of 2025 from paper."""
    figures = {"billerbeck": "15000.00", "coesfeld": "15000.00", "havixbeck": "14999.99", "rosendahl": "0"}
    default = {"employer": "coesfeld", "by_party": figures, "issued_on": "2026-02-01", "pool": "nord"}
    return fact("SettlementAdopted", document={"reference": "Akte 7"}, **default | {"year": 2025} | fields)
