"""What was stored once can always be read: one stored event of every kind, by version of the vocabulary.

The files in tests/golden are never made anew. A new version adds a directory, with the kinds that
it brought or changed.
"""

import json
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import JSONTranscoder, StoredEvent

from ledger.facts import AnyFact, kinds
from ledger.store.canonical import canonical
from ledger.store.mapper import FactMapper
from ledger.store.upcasting import UPCASTERS

GOLDEN = Path(__file__).parents[1] / "golden"
STORED = sorted(GOLDEN.glob("*/*.json"))


def _stored(file: Path) -> dict[str, str]:
    stored: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return stored


def _read(stored: dict[str, str]) -> AnyFact:
    event = StoredEvent(UUID(int=1), 1, stored["topic"], stored["state"].encode())
    return FactMapper(JSONTranscoder()).to_domain_event(event).fact


@pytest.mark.parametrize("file", STORED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_a_stored_fact_is_read(file: Path) -> None:
    fact = _read(_stored(file))

    assert fact.kind == file.stem
    assert fact.note == "Vermerk mit „Umlauten“: äöüß\nund Zeile"


@pytest.mark.parametrize("file", STORED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_nothing_is_lost_on_reading(file: Path) -> None:
    stored = _stored(file)
    if any(kind == stored["topic"] for kind, _ in UPCASTERS):
        pytest.skip("the kind has changed since; its upcaster has a test of its own")

    read = _read(stored).model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert read == json.loads(stored["state"])["fact"]


@pytest.mark.parametrize("file", STORED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_the_states_are_canonical(file: Path) -> None:
    state = _stored(file)["state"]

    assert canonical(json.loads(state)).decode() == state


def test_every_kind_has_one() -> None:
    assert {file.stem for file in STORED} == set(kinds())


def test_a_first_fact_stays_readable_to_the_letter() -> None:
    """Written by hand, beside the files, so that a change to both code and files is seen."""
    fact = _read(
        {"topic": "NoticeReceived", "state": '{"fact":{"by":"senden","effective_on":"2025-07-01","kind":'
         '"NoticeReceived","notice":"notice-olfen"},"schema":1}'}
    )  # fmt: skip

    assert fact.as_given() == {
        "kind": "NoticeReceived",
        "notice": "notice-olfen",
        "by": "senden",
        "effective_on": "2025-07-01",
    }
