"""Names in recording: sealed before they are stored, and not compared."""

from pathlib import Path

import pytest

from ledger.files import Line, parse
from ledger.recording import NO_KEYS, Outcome, suppose
from ledger.sealing import KeyStore
from ledger.store import Store, open_store
from tests.ledger.bad_inputs.ledgers import Given, filled, retracted
from tests.ledger.sealing.given import (
    FILLED,
    GIVEN,
    KIM,
    NAME,
    OTHER,
    PERSON,
    SIGNED,
    file_of,
    recorded,
    refused,
    shown,
)


def _without(given: Given, name: str) -> Given:
    return {field: value for field, value in given.items() if field != name}


# Sealed when recorded


def test_what_was_recorded_shows_its_names_and_stores_none(store: Store, keys: KeyStore) -> None:
    assert shown(store, keys, 2)["signatory_name"] == OTHER
    assert shown(store, keys, 3)["person_name"] == NAME
    assert not any(name.encode() in entry.state for entry in store.facts(KIM) for name in (NAME, OTHER))


def test_a_rehearsal_makes_no_key(database_url: str, keys: KeyStore) -> None:
    with open_store(database_url) as empty:
        assert recorded(empty, keys, *GIVEN, dry_run=True).recorded == [1, 2, 3]

    assert keys.folder is not None
    assert not keys.folder.exists()


def test_a_supposition_makes_no_key(store: Store) -> None:
    line = Line("Zeile 1", filled("n2", "1", person_name="Otto Erdacht"))

    _, outcome = suppose(KIM, store.facts(KIM), [(line, parse(line, KIM))])

    assert outcome.recorded == [4]


def test_a_file_with_a_refused_fact_makes_no_key(store: Store, keys: KeyStore) -> None:
    named = filled("n2", "1", person="person-n2", person_name="Otto Erdacht")

    assert "„west“" in refused(store, keys, named, filled("n3", "0.5", pool="west"))

    assert keys.state(KIM, "person-n2") == "missing"


def test_a_name_without_a_key_store_isrefused(store: Store) -> None:
    named = filled("n2", "1", person_name="Otto Erdacht")

    assert "CONTRACT_LEDGER_KEYS" in refused(store, NO_KEYS, named)
    assert recorded(store, NO_KEYS, _without(named, "person_name")).recorded == [4]


def test_a_damaged_key_is_not_replaced(store: Store, keys: KeyStore) -> None:
    file_of(keys).write_bytes(b"")

    assert "beschädigt" in refused(store, keys, filled("n2", "1", person=PERSON, person_name=NAME))


def test_an_unreadable_key_store_isrefused(store: Store, keys: KeyStore) -> None:
    assert keys.folder is not None
    (keys.folder / f"{KIM}--p-n2.key").mkdir()

    said = refused(store, keys, filled("n2", "1", person_name="Otto Erdacht"))

    assert f"{keys.folder} lässt sich nicht lesen" in said


# Compared without names


@pytest.mark.parametrize(
    "again",
    [
        (SIGNED, FILLED),
        (SIGNED | {"signatory_name": "Anders"}, FILLED | {"person_name": "Anders"}),
        (_without(SIGNED, "signatory_name"), _without(FILLED, "person_name")),
    ],
    ids=["the same names", "other names", "no names"],
)
def test_the_same_fact_again_whatever_the_name(
    again: tuple[Given, ...], store: Store, keys: KeyStore
) -> None:
    assert recorded(store, keys, *again) == Outcome(KIM, [], 2)


def test_a_pseudonym_is_compared(store: Store, keys: KeyStore) -> None:
    assert "olfen" in refused(store, keys, SIGNED | {"signatory": "s-anders"})


def test_a_wrong_name_is_put_right_in_place(store: Store, keys: KeyStore) -> None:
    right = retracted(3, FILLED | {"person_name": "Otto Erdacht"})

    assert recorded(store, keys, right).recorded == [4]

    instead = shown(store, keys, 4)["instead"]
    assert isinstance(instead, dict)
    assert instead["person_name"] == "Otto Erdacht"
    assert recorded(store, keys, right) == Outcome(KIM, [], 1)


def test_a_fact_that_stands_elsewhere_is_no_replacement_under_another_name(
    store: Store, keys: KeyStore
) -> None:
    recorded(store, keys, filled("n1", "0.5", "2024-01-01", person=PERSON))

    said = refused(store, keys, retracted(4, FILLED | {"person_name": "Otto Erdacht"}))

    assert "Nr. 3" in said


def test_nothing_new_is_no_replacement(store: Store, keys: KeyStore) -> None:
    recorded(store, keys, filled("n2", "1"))

    assert "Nr. 4" in refused(store, keys, retracted(4, filled("n2", "1")))


# With the keys of somebody else


NAMED_AGAIN = filled("n2", "1", person=PERSON, person_name=NAME)


@pytest.mark.parametrize("state", ["missing", "present"])
def test_a_second_key_for_whom_the_log_names_already_is_not_made(
    state: str, store: Store, tmp_path: Path
) -> None:
    """It would be a key that an erasure with the first store does not reach."""
    others = KeyStore(tmp_path / "others")
    if state == "present":
        others.key_to_seal_with(KIM, PERSON)

    said = refused(store, others, NAMED_AGAIN)

    assert "Im Buch stehen schon Namen zu „person-n1“" in said
    assert "CONTRACT_LEDGER_KEYS" in said
    assert others.state(KIM, PERSON) == state


def test_neither_is_it_where_the_fact_that_names_the_person_was_retracted(
    store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    recorded(store, keys, retracted(3))

    assert "Im Buch stehen schon" in refused(store, KeyStore(tmp_path / "others"), NAMED_AGAIN)


def test_who_is_new_gets_a_key_in_whatever_store(store: Store, tmp_path: Path) -> None:
    others = KeyStore(tmp_path / "others")
    new = [filled(post, "0.5", person="person-n2", person_name="Otto Erdacht") for post in ("n2", "n3")]

    assert recorded(store, others, *new).recorded == [4, 5]
    assert recorded(
        store, others, _without(NAMED_AGAIN, "person_name") | {"post": "n4", "posts": "0.5"}
    ).recorded == [6]


@pytest.mark.parametrize("name", ["", " ", "\u00a0 \u2003"])
def test_a_name_of_blanks_is_none(name: str, store: Store, keys: KeyStore) -> None:
    assert "person_name" in refused(store, keys, filled("n2", "1", person="p-2", person_name=name))
