"""Sealed names: readable with the person's key, for that person, in that agreement, and not otherwise."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.facts import AnyFact, model_of
from ledger.facts.names import STORED, SealedName, without_names
from ledger.sealing import KeyStore, opened, sealed
from ledger.sealing.cipher import seal, unseal
from ledger.store import StoreError
from ledger.store.mapper import fact_of, state_of
from tests.ledger.sealing.given import KIM, NAME, PERSON

GOLDEN = Path(__file__).parents[2] / "golden" / "v2"
KEY = bytes(range(32))
FILLED = {
    "kind": "PostFilled",
    "agreement": KIM,
    "post": "n1",
    "pool": "nord",
    "posts": "1",
    "person": PERSON,
    "person_name": NAME,
    "effective_on": "2023-04-01",
}
SIGNED = {
    "kind": "PartySigned",
    "agreement": KIM,
    "party": "olfen",
    "signatory": PERSON,
    "signatory_name": NAME,
    "effective_on": "2023-03-15",
}
RETRACTED = {"kind": "FactRetracted", "agreement": KIM, "position": 3, "reason": "Name", "instead": FILLED}
NAMING: dict[str, dict[str, Any]] = {"PostFilled": FILLED, "PartySigned": SIGNED, "FactRetracted": RETRACTED}


def _fact(data: dict[str, Any]) -> AnyFact:
    return model_of(str(data["kind"])).model_validate(data)


def test_a_name_opens_with_its_key() -> None:
    name = seal(NAME, KEY, agreement=KIM, person=PERSON)

    assert unseal(name, KEY, agreement=KIM, person=PERSON) == NAME


def test_the_same_name_is_never_sealed_alike() -> None:
    names = [seal(NAME, KEY, agreement=KIM, person=PERSON) for _ in range(100)]

    assert len({name.nonce for name in names}) == len({name.ciphertext for name in names}) == 100


@pytest.mark.parametrize("kind", NAMING)
def test_a_fact_that_is_drawn_for_a_log_shows_no_name(kind: str) -> None:
    drawn = repr(_fact(NAMING[kind]))

    assert "person=" in drawn or "signatory=" in drawn
    assert NAME not in drawn


def _changed(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


CHANGES: dict[str, Callable[[SealedName], SealedName]] = {
    "nonce": lambda name: name.model_copy(update={"nonce": _changed(name.nonce)}),
    "ciphertext": lambda name: name.model_copy(update={"ciphertext": _changed(name.ciphertext)}),
    "version": lambda name: name.model_copy(update={"schema_": name.schema_ + 1}),
    "short nonce": lambda name: name.model_copy(update={"nonce": name.nonce[:4]}),
    "no base64": lambda name: name.model_copy(update={"ciphertext": "A"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_name_does_not_open(change: str) -> None:
    name = CHANGES[change](seal(NAME, KEY, agreement=KIM, person=PERSON))

    assert unseal(name, KEY, agreement=KIM, person=PERSON) is None


@pytest.mark.parametrize(
    ("key", "agreement", "person"),
    [(bytes(32), KIM, PERSON), (KEY, "zweitens", PERSON), (KEY, KIM, "person-n2")],
    ids=["another key", "another agreement", "another person"],
)
def test_a_name_of_somebody_else_does_not_open(key: bytes, agreement: str, person: str) -> None:
    name = seal(NAME, KEY, agreement=KIM, person=PERSON)

    assert unseal(name, key, agreement=agreement, person=person) is None


@pytest.mark.parametrize("kind", NAMING)
def test_no_plain_name_is_in_what_is_stored_and_printing_opens_it(kind: str, keys: KeyStore) -> None:
    given = _fact(NAMING[kind])

    state = state_of(sealed(given, KIM, keys))

    assert NAME.encode() not in state
    assert b"ppel" not in state
    assert opened(fact_of(kind, state).as_given(), KIM, keys) == NAMING[kind]


@pytest.mark.parametrize("kind", NAMING)
def test_a_plain_name_is_not_stored(kind: str) -> None:
    with pytest.raises(StoreError, match="lässt sich nicht speichern") as refused:
        state_of(_fact(NAMING[kind]))

    assert "ppel" not in str(refused.value)


def test_a_plain_name_that_was_stored_past_us_is_not_read() -> None:
    state = json.dumps({"fact": SIGNED, "schema": 2}).encode()

    with pytest.raises(StoreError, match=r"PartySigned\) lässt sich nicht lesen"):
        fact_of("PartySigned", state)


def test_a_name_moved_to_another_fact_shows_nothing(keys: KeyStore) -> None:
    """Both have keys; the name of one beside the pseudonym of the other is nobody's."""
    first = sealed(_fact(FILLED), KIM, keys).as_given()
    second = sealed(
        _fact(FILLED | {"person": "person-n2", "person_name": "Otto Erdacht"}), KIM, keys
    ).as_given()

    swapped = second | {"person_name": first["person_name"]}

    assert opened(swapped, KIM, keys)["person_name"] is None
    assert opened(second, KIM, keys)["person_name"] == "Otto Erdacht"


def test_after_erasure_and_without_keys_names_are_shown_as_nothing(keys: KeyStore) -> None:
    stored = sealed(_fact(RETRACTED), KIM, keys).as_given()

    assert opened(stored, KIM, KeyStore(None))["instead"]["person_name"] is None
    keys.destroy(KIM, PERSON)
    assert opened(stored, KIM, keys) == RETRACTED | {"instead": FILLED | {"person_name": None}}


@pytest.mark.parametrize("held", [{}, {"schema": 2}, 7, None])
def test_what_is_no_sealed_name_is_shown_as_nothing(held: object, keys: KeyStore) -> None:
    assert opened(FILLED | {"person_name": held}, KIM, keys)["person_name"] is None


def test_a_fact_without_names_needs_no_key() -> None:
    fact = without_names(_fact(FILLED))

    assert sealed(fact, KIM, KeyStore(None)) == fact


@pytest.mark.parametrize(
    ("kind", "person", "name"),
    [
        ("PartySigned", "p-17", "Änne Erdacht"),
        ("PostFilled", "p-03", "Jörg Musterßen"),
        ("FactRetracted", "p-03", "Jörg Mustersen"),
    ],
)
def test_what_was_sealed_once_opens_in_decades(kind: str, person: str, name: str, tmp_path: Path) -> None:
    """By the golden files, whose key is the bytes 0 to 31."""
    agreement = "kim-muster"
    key = b"contract-ledger key AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    (tmp_path / f"{agreement}--{person}.key").write_bytes(key)
    state = json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8"))["state"]
    fact = model_of(kind).model_validate(json.loads(state)["fact"], context=STORED)

    shown = opened(fact.as_given(), agreement, KeyStore(tmp_path))

    assert name in shown.get("instead", shown).values()
