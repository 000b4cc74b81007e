"""A fact in German words: every field has one, and every value is told as clerks write it."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ledger.facts import kinds, model_of
from ledger.vocabulary import words
from projections.fact_words import UNREADABLE, Told, in_one_line, told, word_of

NAMES = {"olfen": "Stadt Olfen", "nord": "Region Nord", "personnel": "Personalkosten"}

TOLD: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (
        {
            "kind": "CostPosted",
            "agreement": "kim",
            "voucher": "BK-1",
            "pool": "nord",
            "cost_position": "personnel",
            "amount": "-15625.5",
            "service_from": "2025-01-01",
            "document": {"reference": "Akte 7", "sha256": "ab"},
        },
        [
            ("Beleg", "BK-1"),
            ("Region", "Region Nord"),
            ("Kostenart", "Personalkosten"),
            ("Betrag", "-15.625,50\xa0€"),
            ("Leistung von", "01.01.2025"),
            ("Dokument · Aktenzeichen", "Akte 7"),
            ("Dokument · SHA-256", "ab"),
        ],
    ),
    (
        {
            "kind": "HoursRecorded",
            "party": "olfen",
            "hours": "120.75",
            "from": "2025-01-01",
            "to": "2025-06-30",
        },
        [
            ("Vertragspartei", "Stadt Olfen"),
            ("Stunden", "120,75"),
            ("von", "01.01.2025"),
            ("bis", "30.06.2025"),
        ],
    ),
    (
        {"kind": "SettlementPaid", "party": "olfen", "to": "neu", "year": 2025},
        [("Vertragspartei", "Stadt Olfen"), ("an", "neu"), ("Jahr", "2025")],
    ),
    (
        {
            "kind": "DeploymentAgreed",
            "posts": {"olfen": "0.5"},
            "form": "letter",
            "signed_by": ["olfen", "neu"],
        },
        [
            ("Stellen · Stadt Olfen", "0,5"),
            ("Form", "Brief"),
            ("unterschrieben von", "Stadt Olfen, neu"),
        ],
    ),
    (
        {"kind": "ReadingDecided", "question": "surplus", "reading": "credit"},
        [
            ("Frage", "Was gilt, wenn die Förderung die Kosten übersteigt (§ 2)?"),
            ("Lesart", "er wird gutgeschrieben"),
        ],
    ),
    (
        {"kind": "TaxStatusDetermined", "status": "taxable", "rate": "0.19", "employer": "olfen"},
        [
            ("Umsatzsteuer", "steuerpflichtig"),
            ("Steuersatz", "19 %"),
            ("Anstellungskörperschaft", "Stadt Olfen"),
        ],
    ),
    (
        {
            "kind": "AmendmentAgreed",
            "marked_as_amendment": True,
            "terms_patch": {"coordinator": None, "readings": {"surplus": "floor"}, "notice": {"months": 24}},
        },
        [
            ("als Änderung gekennzeichnet", "ja"),
            ("Änderung der Vertragsdaten · Koordination", "–"),
            (
                "Änderung der Vertragsdaten · Lesarten · surplus",
                "er wird nicht verteilt, niemand trägt weniger als null",
            ),
            ("Änderung der Vertragsdaten · Kündigung · Monate", "24"),
        ],
    ),
    (
        {
            "kind": "SettlementCorrected",
            "changes": {"olfen": {"old": "1.00", "new": "2.50", "difference": "1.50"}},
            "claim_changes": [{"from": "olfen", "to": "neu", "difference": "1.50"}],
        },
        [
            ("Änderungen · Stadt Olfen · alt", "1,00\xa0€"),
            ("Änderungen · Stadt Olfen · neu", "2,50\xa0€"),
            ("Änderungen · Stadt Olfen · Unterschied", "1,50\xa0€"),
            ("Änderungen der Forderungen 1 · von", "Stadt Olfen"),
            ("Änderungen der Forderungen 1 · an", "neu"),
            ("Änderungen der Forderungen 1 · Unterschied", "1,50\xa0€"),
        ],
    ),
    (
        {"kind": "FactRetracted", "position": 3, "instead": {"kind": "HoursRecorded", "to": "2025-06-30"}},
        [("Nr.", "3"), ("stattdessen · bis", "30.06.2025")],
    ),
    (
        {"kind": "PostFilled", "person": "p-1", "person_name": None},
        [("Person", "p-1"), ("Name der Person", UNREADABLE)],
    ),
    (
        {"kind": "PlaceOfWorkAgreed", "places": ["Rathaus [/x]", "=1+1"]},
        [("Dienstorte", "Rathaus [/x], =1+1")],
    ),
]


@pytest.mark.parametrize(("fact", "expected"), TOLD, ids=lambda value: str(value)[:30])
def test_every_value_is_told_with_what_it_is(fact: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert list(told(fact, NAMES)) == [Told(*each) for each in expected]


def test_a_line_shortens_what_does_not_fit() -> None:
    fact = {"kind": "AgreementDrafted", "terms": {"title": "x" * 100}, "note": "kurz"}

    assert in_one_line(fact) == f'Vertragsdaten: {{"title": "{"x" * 49} …, Bemerkung: kurz'


def _fields(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name
        for part in _types(field.annotation):
            yield from _fields(part)


def _types(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _types(part)


SEALED = {"schema", "nonce", "ciphertext"}
"""Never told: a name is opened, or told to be unreadable."""


@pytest.mark.parametrize("kind", kinds())
def test_every_field_has_a_german_word(kind: str) -> None:
    names = set(_fields(model_of(kind))) - SEALED

    assert {name for name in names if word_of(name, kind).label == name} == set()


def test_no_two_kinds_have_one_german_name() -> None:
    """`audit trail --kind` takes it too."""
    names = [word.name.casefold() for word in words().values()]

    assert len(set(names)) == len(names)
