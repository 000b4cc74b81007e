"""Erasing a person: the key goes, the facts stay, and no name comes back (Art. 17 DSGVO)."""

import errno
import os
from pathlib import Path

import pytest

from ledger.agreement import Standing
from ledger.deciding import decide
from ledger.erasure import erase
from ledger.errors import Refusal
from ledger.facts import PersonErased
from ledger.recording import Outcome
from ledger.records import Records
from ledger.sealing import KeyStore
from ledger.store import Store, StoreError
from tests.ledger.bad_inputs.ledgers import Given, drafted, filled, retracted, signed
from tests.ledger.sealing.given import (
    FILLED,
    GIVEN,
    KIM,
    NAME,
    OTHER,
    PERSON,
    erased,
    file_of,
    recorded,
    refused,
    shown,
)


def test_an_erasure_destroys_the_key_and_is_a_fact(store: Store, keys: KeyStore) -> None:
    assert erased(store, keys).recorded == [4]

    assert store.facts(KIM)[3].fact.as_given() == {
        "kind": "PersonErased",
        "agreement": KIM,
        "person": PERSON,
        "reason": "Antrag",
    }
    assert keys.state(KIM, PERSON) == "erased"
    assert shown(store, keys, 3)["person_name"] is None
    assert shown(store, keys, 2)["signatory_name"] == OTHER, "another person"


def test_erasing_again_adds_nothing_and_destroys_a_key_that_came_back(store: Store, keys: KeyStore) -> None:
    backup = file_of(keys).read_bytes()
    erased(store, keys)
    file_of(keys).write_bytes(backup)

    assert erased(store, keys) == Outcome(KIM, [], 1)

    assert keys.state(KIM, PERSON) == "erased"


def test_an_erasure_that_died_before_it_was_recorded_is_completed(store: Store, keys: KeyStore) -> None:
    keys.destroy(KIM, PERSON)

    assert "wurde gelöscht" in refused(store, keys, filled("n2", "1", person=PERSON, person_name=NAME))
    assert erased(store, keys).recorded == [4]


def test_the_old_file_again_adds_nothing(store: Store, keys: KeyStore) -> None:
    erased(store, keys)

    assert recorded(store, keys, *GIVEN) == Outcome(KIM, [], 3)

    assert shown(store, keys, 3)["person_name"] is None


@pytest.mark.parametrize(
    "given",
    [
        filled("n2", "1", person=PERSON, person_name=NAME),
        signed("senden") | {"signatory": PERSON, "signatory_name": NAME},
        retracted(3, FILLED | {"posts": "0.5"}),
    ],
    ids=lambda given: str(given["kind"]),
)
def test_no_name_of_an_erased_person_is_taken_again(
    given: Given, store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    """Not even with other keys, which know nothing of the erasure."""
    erased(store, keys)

    for held in (keys, KeyStore(tmp_path / "others")):
        assert "wurde gelöscht" in refused(store, held, given)


def test_the_pseudonym_of_an_erased_person_stays_usable(store: Store, keys: KeyStore) -> None:
    erased(store, keys)

    assert recorded(store, keys, filled("n1", "0.5", "2024-01-01", person=PERSON)).recorded == [5]


def test_nobody_is_erased_who_is_named_nowhere(store: Store, keys: KeyStore) -> None:
    with pytest.raises(Refusal, match="person-n1, s-olfen"):
        erased(store, keys, "person-n9")

    assert store.head(KIM) == 3
    assert keys.state(KIM, "person-n9") == "missing"


def test_whom_only_a_retracted_fact_names_is_erased_too(store: Store, keys: KeyStore) -> None:
    recorded(store, keys, retracted(3))

    assert erased(store, keys).recorded == [5]


def test_even_the_retraction_of_the_draft_leaves_a_person_toerased(store: Store, keys: KeyStore) -> None:
    recorded(store, keys, retracted(3), retracted(2), retracted(1))

    assert erased(store, keys).recorded == [7]
    assert recorded(store, keys, drafted()).recorded == [8]


def test_what_names_an_erased_person_can_be_retracted(store: Store, keys: KeyStore) -> None:
    erased(store, keys)

    assert recorded(store, keys, retracted(3)).recorded == [5]


def test_an_erasure_is_not_retracted(store: Store, keys: KeyStore) -> None:
    erased(store, keys)

    assert "lässt sich nicht zurücknehmen" in refused(store, keys, retracted(4))


def test_the_first_reason_stands_and_another_one_still_destroys_a_key_that_came_back(
    store: Store, keys: KeyStore
) -> None:
    backup = file_of(keys).read_bytes()
    erased(store, keys)
    file_of(keys).write_bytes(backup)

    assert erased(store, keys, reason="Ende der Aufbewahrung") == Outcome(KIM, [], 1)

    assert keys.state(KIM, PERSON) == "erased"
    assert [entry.fact.as_given()["reason"] for entry in store.facts(KIM)[3:]] == ["Antrag"]


def test_with_keys_that_cannot_be_written_nothing_is_erased(
    store: Store, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "Kein Platz")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(Refusal, match="lässt sich nicht beschreiben"):
        erased(store, keys)

    assert (store.head(KIM), keys.state(KIM, PERSON)) == (3, "present")


# With the keys of somebody else


@pytest.fixture
def others(tmp_path: Path) -> KeyStore:
    """A folder of keys that the names were not sealed with."""
    return KeyStore(tmp_path / "others")


@pytest.mark.parametrize("state", ["missing", "present"])
def test_without_the_key_that_opens_the_names_nobody_is_erased(
    state: str, store: Store, keys: KeyStore, others: KeyStore
) -> None:
    another = others.key_to_seal_with(KIM, PERSON) if state == "present" else None

    with pytest.raises(Refusal, match="der alle Namen zu „person-n1“ öffnet, nur 0 von 1"):
        erased(store, others)

    assert store.head(KIM) == 3
    assert others.key(KIM, PERSON) == another
    assert others.state(KIM, PERSON) == state
    assert shown(store, keys, 3)["person_name"] == NAME


def test_with_other_keys_a_second_erasure_does_not_say_that_the_key_is_gone(
    store: Store, keys: KeyStore, others: KeyStore
) -> None:
    erased(store, keys)

    with pytest.raises(Refusal, match="CONTRACT_LEDGER_KEYS"):
        erased(store, others)


def test_whose_key_is_lost_is_erased_where_that_is_said(store: Store, keys: KeyStore) -> None:
    file_of(keys).unlink()

    assert erased(store, keys, key_is_lost=True).recorded == [4]

    assert keys.state(KIM, PERSON) == "erased"


def test_whose_key_is_damaged_is_erased(store: Store, keys: KeyStore) -> None:
    file_of(keys).write_bytes(b"?")

    assert erased(store, keys).recorded == [4]

    assert keys.state(KIM, PERSON) == "erased"


def test_a_pseudonym_without_any_name_needs_no_key(store: Store, keys: KeyStore) -> None:
    recorded(store, keys, filled("n2", "1", person="person-n2"))

    assert erased(store, keys, "person-n2").recorded == [5]


# When something fails


def test_a_ledger_that_cannot_be_written_is_told_apart(
    store: Store, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def append(*_: object, **__: object) -> None:
        raise StoreError("Kein Platz.", "Der Datenträger ist voll.", "Platz schaffen.")

    with monkeypatch.context() as full:
        full.setattr(store, "append", append)
        with pytest.raises(Refusal, match="vernichtet, die Löschung aber nicht erfasst"):
            erased(store, keys)

    assert store.head(KIM) == 3
    assert erased(store, keys).recorded == [4]


def test_nothing_is_destroyed_on_behalf_of_a_name_that_cannot_be_written(
    store: Store, keys: KeyStore
) -> None:
    with pytest.raises(StoreError, match="In wessen Auftrag"):
        erase(store, KIM, PERSON, reason="Antrag", keys=keys, on_behalf_of="\x07")

    assert (store.head(KIM), keys.state(KIM, PERSON)) == (3, "present")


def test_a_ledger_that_cannot_be_read_is_no_erasure(store: Store, keys: KeyStore) -> None:
    store.close()

    with pytest.raises(StoreError):
        erased(store, keys)

    assert keys.state(KIM, PERSON) == "present"


def test_deciding_alone_refuses_a_second_erasure() -> None:
    first, second = (PersonErased(person=PERSON, reason=reason) for reason in ("Antrag", "Frist"))
    records = Records.of([Standing(1, first)])

    assert decide(first, records.agreement, records.postings) == ()
    with pytest.raises(Refusal, match="schon gelöscht"):
        decide(second, records.agreement, records.postings)


def test_a_key_that_opens_some_of_the_names_is_not_enough(
    store: Store, keys: KeyStore, others: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a ledger from when recording still made a second key; a retracted fact counts."""
    monkeypatch.setattr("ledger.recording.must_be_the_keys", lambda *_: None)
    recorded(store, others, filled("n2", "1", person=PERSON, person_name=OTHER), retracted(3))

    for held in (keys, others):
        with pytest.raises(Refusal, match="nur 1 von 2"):
            erased(store, held)

    assert (store.head(KIM), keys.state(KIM, PERSON), others.state(KIM, PERSON)) == (5, "present", "present")
    assert erased(store, others, key_is_lost=True).recorded == [6]
