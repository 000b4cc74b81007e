"""By what a fact can be found: what it names, its words, its amount, its days."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ledger.facts import kinds, model_of
from ledger.values import FreeText, Reference
from projections.event_marks import (
    LONGEST_WORD,
    TEXTS,
    cents_in,
    days_of,
    marks_of,
    pools_of,
    words_of,
)

GOLDEN = Path(__file__).parents[1] / "golden"

SUED, NORD = ("sued",), ("nord",)
POOLS = {
    "AgreementDrafted": SUED,
    "AmendmentAgreed": SUED,
    "CostPosted": SUED,
    "DeploymentAgreed": SUED,
    "FactRetracted": SUED,
    "FlatRateAgreed": SUED,
    "HoursRecorded": SUED,
    "PostFilled": SUED,
    "SubsidyGranted": SUED,
    "SubsidyLost": SUED,
    "SubsidyPaid": SUED,
    "SettlementAdopted": NORD,
    "SettlementContested": NORD,
    "SettlementCorrected": NORD,
    "SettlementIssued": NORD,
    "SettlementPaid": NORD,
}
"""Those that the golden fact of each kind names; the other kinds name none."""


def _golden() -> dict[str, Any]:
    files = (min(GOLDEN.glob(f"*/{kind}.json")) for kind in kinds())
    stored = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    return {kind: json.loads(event["state"])["fact"] for kind, event in stored.items()}


FACTS = _golden()


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_concerns_the_pools_that_it_names(kind: str) -> None:
    assert pools_of(FACTS[kind]) == POOLS.get(kind, ())


DAYS = {
    "CostPosted": ("2025-01-01", "2025-03-31"),
    "HoursRecorded": ("2025-01-01", "2025-06-30"),
    "SubsidyPaid": ("2025-01-01", "2025-04-30"),
    "FactRetracted": ("2025-01-01", "2025-06-30"),  # the hours that stand instead
    "CostReversed": (None, None),
    "PersonErased": (None, None),
    "NoticeSettled": ("2024-12-30", "2024-12-30"),
    "NoticeWithdrawn": ("2024-12-30", "2024-12-30"),
    "TerminationAgreed": ("2024-12-30", "2024-12-30"),
    "SettlementIssued": ("2026-03-12", "2026-03-12"),
    "SettlementCorrected": ("2026-04-12", "2026-04-12"),
    "SettlementAdopted": ("2024-03-12", "2024-03-12"),
    "SettlementPaid": ("2025-12-15", "2025-12-15"),
    "SettlementContested": ("2026-04-20", "2026-04-20"),
}
"""The period or day of each golden fact; the other kinds count from 2025-01-01 on."""


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_has_the_days_of_its_period_or_its_own(kind: str) -> None:
    assert days_of(FACTS[kind]) == DAYS.get(kind, ("2025-01-01", "2025-01-01"))


AMOUNTS = {"CostPosted": -1562550, "SubsidyPaid": 2850000, "SettlementPaid": -15000}


@pytest.mark.parametrize("kind", FACTS)
def test_only_postings_and_payments_state_an_amount(kind: str) -> None:
    assert cents_in(FACTS[kind]) == AMOUNTS.get(kind)


def test_what_stands_instead_counts_as_said_by_the_retraction() -> None:
    posting = FACTS["CostPosted"] | {"voucher": "BK-2", "text": "berichtigt"}
    marks = marks_of({"kind": "FactRetracted", "position": 2, "reason": "Zahlendreher", "instead": posting})

    for mark in (("voucher", "BK-2"), ("pool", "sued"), ("word", "zahlendreher"), ("word", "berichtigt")):
        assert mark in marks


def test_a_reversal_is_found_by_both_vouchers() -> None:
    vouchers = [value for mark, value in marks_of(FACTS["CostReversed"]) if mark == "voucher"]

    assert vouchers == ["BK/2025 Nr. 1", "ST-1"]


# Words

WORDS = {
    "Gehalt Januar": ("gehalt", "januar"),
    "BK/2025 Nr. 1": ("bk", "2025", "nr", "1"),
    "MÜLLER-Straße": ("müller", "strasse"),
    "Mu\u0308ller": ("müller",),  # an accent of its own
    "ﬁnanziert": ("finanziert",),  # a ligature
    "İstanbul": ("i", "stanbul"),  # casefolding leaves the point of the İ, which is no letter
    "18.432,17 €": ("18", "432", "17"),
    "unter_strich": ("unter", "strich"),
    "„§“ – …": (),
    "=1+1": ("1", "1"),
    "x" * 500: ("x" * LONGEST_WORD,),
    "\ufdfa" * 500: ("صلى", "الله", "عليه", "وسلمصلى") * 500,
}


@pytest.mark.parametrize("text", WORDS, ids=lambda text: text[:20])
def test_words_are_compared_without_case_and_in_one_spelling(text: str) -> None:
    assert words_of(text)[:4] == WORDS[text][:4]


def test_no_word_is_too_long_for_an_index() -> None:
    """One sign may become eighteen."""
    assert max(len(word.encode()) for text in WORDS for word in words_of(text)) <= 4 * LONGEST_WORD


def test_names_of_people_are_no_words() -> None:
    sealed = {"schema": 1, "nonce": "QUJD", "ciphertext": "R2VoZWlt"}
    fact = {"kind": "PostFilled", "pool": "nord", "post": "n1", "person": "p-1", "person_name": sealed}
    plain = fact | {"person_name": "Erika Mustermann"}

    assert marks_of(fact) == marks_of(plain) == (
        ("pool", "nord"), ("word", "1"), ("word", "n1"), ("word", "p"),
    )  # fmt: skip


NOT_SEARCHED = {"software", "documents", "signatory_name", "person_name"}
"""What no clerk wrote, and what must not be found."""


def _written(model: type[BaseModel]) -> Iterator[str]:
    """The fields of *model*, and of those in it, that hold free texts or references."""
    for name, field in model.model_fields.items():
        if _types(field.annotation) & {FreeText, Reference} or _is_text(field.metadata):
            yield field.alias or name
        for part in _types(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _written(part)


def _types(annotation: Any) -> set[Any]:
    return {annotation}.union(*(_types(part) for part in get_args(annotation) if not isinstance(part, str)))


def _is_text(metadata: list[Any]) -> bool:
    return any(part in get_args(FreeText) + get_args(Reference) for part in metadata)


@pytest.mark.parametrize("kind", kinds())
def test_every_field_that_people_write_is_searched(kind: str) -> None:
    assert set(_written(model_of(kind))) - TEXTS - NOT_SEARCHED == set()
