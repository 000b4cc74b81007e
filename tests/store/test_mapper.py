"""Old facts come out in the present vocabulary; what cannot be understood is said, not guessed."""

import json
from typing import Any

import pytest

from ledger.store import StoreError
from ledger.store.mapper import fact_of, state_of
from ledger.store.upcasting import upcast
from tests.store.given import fact, signed


def _state(schema: object = 1, **fields: object) -> bytes:
    return json.dumps({"fact": fields, "schema": schema}).encode()


def _municipality_is_party(old: dict[str, Any]) -> dict[str, Any]:
    return {("party" if name == "municipality" else name): value for name, value in old.items()}


def _hyphens(old: dict[str, Any]) -> dict[str, Any]:
    return old | {"party": old["party"].replace("_", "-")}


UPCASTERS = {("PartySigned", 1): _municipality_is_party, ("PartySigned", 2): _hyphens}
FIRST = {"kind": "PartySigned", "municipality": "bad_olfen", "effective_on": "2023-03-15"}


def test_a_fact_of_version_1_is_brought_forward_step_by_step() -> None:
    read = fact_of("PartySigned", _state(1, **FIRST), schema=3, upcasters=UPCASTERS)

    assert read == signed("bad-olfen")


def test_a_fact_of_version_2_takes_the_last_step_only() -> None:
    second = {"kind": "PartySigned", "party": "bad_olfen", "effective_on": "2023-03-15"}

    assert fact_of("PartySigned", _state(2, **second), schema=3, upcasters=UPCASTERS) == signed("bad-olfen")


def test_a_kind_without_a_step_is_unchanged() -> None:
    vacated = {"kind": "PostVacated", "post": "cm-1", "effective_on": "2025-01-01"}

    assert upcast(vacated, 1, schema=3, upcasters=UPCASTERS) == vacated


def test_the_fact_within_a_retraction_is_brought_forward_too() -> None:
    retraction = {"kind": "FactRetracted", "position": 1, "reason": "Tippfehler", "instead": FIRST}

    read = fact_of("FactRetracted", _state(1, **retraction), schema=3, upcasters=UPCASTERS)

    assert read.as_given()["instead"]["party"] == "bad-olfen"


def test_what_is_stored_is_left_as_it_is() -> None:
    old = {"kind": "FactRetracted", "position": 1, "reason": "Tippfehler", "instead": dict(FIRST)}

    upcast(old, 1, schema=3, upcasters=UPCASTERS)

    assert old["instead"] == FIRST


def test_a_newer_version_of_the_vocabulary_is_not_guessed_at() -> None:
    with pytest.raises(StoreError, match=r"Fassung 3 des Vokabulars.(?s:.*)aktualisieren"):
        fact_of("PartySigned", _state(3, kind="PartySigned"))


def test_an_unknown_kind_was_stored_by_a_newer_program() -> None:
    with pytest.raises(StoreError, match="SettlementIssued"):
        fact_of("SettlementIssued", _state(1, kind="SettlementIssued"))


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"\xff",
        b"[]",
        b'"text"',
        b"{}",
        b'{"schema":1}',
        b'{"fact":{},"schema":1}',
        b'{"fact":[],"schema":0}',
        b'{"fact":{"kind":"PartySigned"},"schema":"1"}',
        b'{"fact":{"kind":"PartySigned"},"schema":null}',
        b'{"fact":{"kind":"PartySigned","party":"olfen","effective_on":"2025-01-01"},"schema":true}',
        b'{"fact":{"kind":"PartySigned","party":"olfen","effective_on":"2025-01-01"},"schema":1,"x":0}',
        b'{"fact":{"kind":"PostVacated","post":"a","effective_on":"2025-01-01"},"schema":1}',
        b'{"fact":{"kind":"PartySigned","party":"Olfen","effective_on":"2025-01-01"},"schema":1}',
    ],
)
def test_a_damaged_fact_is_said_to_be_damaged(state: bytes) -> None:
    with pytest.raises(StoreError, match=r"PartySigned\) lässt sich nicht lesen(?s:.*)Sicherung"):
        fact_of("PartySigned", state)


@pytest.mark.parametrize("number", [2**53, 10**30])
def test_a_number_that_other_readers_would_round_is_refused(number: int) -> None:
    amendment = fact(
        "AmendmentAgreed",
        number=1,
        title="Erste Änderung",
        marked_as_amendment=True,
        form="letter",
        signed_by=["olfen"],
        concluded_on="2025-01-01",
        effective_on="2025-01-01",
        terms_patch={},
    ).model_copy(update={"number": number})

    with pytest.raises(StoreError, match="lässt sich nicht speichern"):
        state_of(amendment)


def test_recorded_hours_can_be_replaced() -> None:
    hours = {"pool": "nord", "party": "olfen", "hours": "1", "from": "2025-01-01", "to": "2025-01-31"}
    retraction = fact(
        "FactRetracted", position=1, reason="verlesen", instead={"kind": "HoursRecorded", **hours}
    )

    assert fact_of("FactRetracted", state_of(retraction)) == retraction
