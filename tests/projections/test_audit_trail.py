"""The audit trail: what was recorded, found by filters that combine; the same on both databases."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.errors import Refusal
from ledger.facts import AnyFact, kinds
from ledger.store import Store, open_store
from projections.audit_trail import audit_trail
from projections.event_filters import Filters
from projections.event_marks import parties_of
from projections.tables import check, projector, rebuild
from tests.store.given import KIM, PlayedClock, posted, record, signed

GOLDEN = Path(__file__).parents[1] / "golden"

PARTIES = {
    "AgreementDrafted": ("olfen", "senden"),
    "AgreementCommenced": ("olfen", "senden"),
    "AmendmentAgreed": ("olfen", "senden"),
    "DeploymentAgreed": ("olfen", "senden"),
    "FactRetracted": ("olfen",),
    "FlatRateAgreed": ("olfen", "senden"),
    "ForwardingContractConcluded": ("senden",),
    "HoursRecorded": ("olfen",),
    "NoticeGiven": ("olfen",),
    "NoticeReceived": ("senden",),
    "NoticeRevocationReceived": ("senden",),
    "NoticeSettled": ("olfen", "senden"),
    "NoticeWithdrawn": ("olfen", "senden"),
    "PartySigned": ("olfen",),
    "ProvisionReplaced": ("olfen", "senden"),
    "ReadingDecided": ("olfen", "senden"),
    "SettlementAdopted": ("billerbeck", "coesfeld"),
    "SettlementContested": ("billerbeck",),
    "SettlementCorrected": ("billerbeck", "coesfeld", "havixbeck", "rosendahl"),
    "SettlementIssued": ("billerbeck", "coesfeld", "havixbeck", "rosendahl"),
    "SettlementPaid": ("billerbeck", "coesfeld"),
    "TaxStatusDetermined": ("senden",),
    "TerminationAgreed": ("olfen", "senden"),
}
"""Those that the golden fact of each kind names; the other kinds name none."""


@pytest.mark.parametrize("kind", kinds())
def test_a_fact_concerns_the_parties_that_it_names(kind: str) -> None:
    oldest = min(GOLDEN.glob(f"*/{kind}.json"))
    stored = json.loads(oldest.read_text(encoding="utf-8"))

    assert parties_of(json.loads(stored["state"])["fact"]) == PARTIES.get(kind, ())


def test_a_deployment_concerns_whom_it_gives_posts_even_without_a_signature() -> None:
    assert parties_of({"kind": "DeploymentAgreed", "posts": {"senden": "1", "neu": "0.5"}}) == (
        "neu",
        "senden",
    )


def test_an_amendment_concerns_whom_it_takes_in() -> None:
    amendment = {"kind": "AmendmentAgreed", "signed_by": ["olfen"], "terms_patch": {"parties": {"neu": {}}}}

    assert parties_of(amendment) == ("neu", "olfen")


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def store(database_url: str, clock: PlayedClock) -> Iterator[Store]:
    """Two agreements, their facts recorded in turns, one an hour from ten o'clock on."""
    history: list[tuple[str, AnyFact]] = [
        (KIM, signed("olfen")),
        ("other", signed("olfen")),
        (KIM, posted("BK-1")),
        (KIM, signed("senden")),
        ("other", posted("BK-1")),
        (KIM, posted("BK-2")),
    ]
    with open_store(database_url, clock=clock) as opened:
        for hour, (agreement, happened) in enumerate(history, start=10):
            clock.set(f"2026-11-22T{hour}:00:00+00:00")
            record(opened, happened, agreement=agreement)
        yield opened


def _found(url: str, store: Store, **filters: Any) -> list[tuple[object, object]]:
    """Each fact found as its agreement and position."""
    trail = audit_trail(url, store, Filters(**filters))
    return [(row["fact"]["agreement"], row["position"]) for row in trail.entries]


def test_a_row_is_the_fact_as_given_with_when_and_by_whom_it_was_recorded(
    database_url: str, clock: PlayedClock
) -> None:
    clock.set("2026-11-22T10:00:00+00:00")
    with open_store(database_url, clock=clock) as store:
        record(store, signed("olfen"))
        (row,) = audit_trail(database_url, store).entries

        assert row == {
            "position": 1,
            "kind": "PartySigned",
            "recorded_at": "2026-11-22T10:00:00.000000Z",
            "recorded_by": store.facts(KIM)[0].recorded_by,
            "on_behalf_of": None,
            "fact": {
                "kind": "PartySigned",
                "agreement": "kim-coesfeld",
                "party": "olfen",
                "effective_on": "2023-03-15",
            },
        }


def test_without_a_filter_all_facts_come_in_the_order_of_recording(database_url: str, store: Store) -> None:
    assert _found(database_url, store) == [
        (KIM, 1), ("other", 1), (KIM, 2), (KIM, 3), ("other", 2), (KIM, 4),
    ]  # fmt: skip


def test_what_was_recorded_before_the_question_is_in_the_answer(database_url: str, store: Store) -> None:
    assert len(_found(database_url, store, kind="PartySigned")) == 3

    record(store, signed("nottuln"))

    assert len(_found(database_url, store, kind="PartySigned")) == 4


def test_the_position_of_the_only_agreement_needs_no_name(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), signed("senden"))

        assert _found(database_url, store, position=1) == [(KIM, 1)]


def test_an_empty_ledger_has_an_empty_trail(database_url: str) -> None:
    with open_store(database_url) as store:
        assert audit_trail(database_url, store) == ([], None)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"agreement": "kim"}, "unknown-agreement", "kim-coesfeld, other"),
    ({"agreement": KIM, "position": 5}, "position-beyond", "die neueste ist 4"),
    ({"agreement": "other", "position": 3}, "position-beyond", "die neueste ist 2"),
    ({"position": 1}, "several-agreements", "kim-coesfeld, other"),
    ({"kind": "CostPost"}, "unknown-kind", "CostPosted"),
    ({"clause": "§ 9"}, "unknown-clause", "§ 4 Abs. 4"),
    ({"clause": ""}, "unknown-clause", "§ 4 Abs. 4"),
]


def test_what_the_ledger_does_not_know_is_refused(database_url: str, store: Store) -> None:
    for filters, code, hint in REFUSED:
        with pytest.raises(Refusal, match=hint) as refused:
            _found(database_url, store, **filters)
        assert refused.value.code == code


def test_in_an_empty_ledger_nothing_can_be_named(database_url: str) -> None:
    with open_store(database_url) as store:
        with pytest.raises(Refusal, match="keiner"):
            _found(database_url, store, agreement=KIM)
        with pytest.raises(Refusal, match="noch kein Vertrag"):
            _found(database_url, store, position=1)


def test_a_time_without_an_offset_is_nobodys_time(database_url: str, store: Store) -> None:
    with pytest.raises(ValueError, match="no offset"):
        _found(database_url, store, recorded_from=datetime(2026, 11, 22, 12))  # noqa: DTZ001 - that is the point


def test_every_writer_reads_its_own_writes_while_others_rebuild(database_url: str) -> None:
    def write_and_ask(name: str) -> None:
        with open_store(database_url) as store:
            for number in range(10):
                agreement = f"{name}-{number}"
                record(store, posted(agreement), agreement=agreement)
                assert len(_found(database_url, store, agreement=agreement)) == 1

    def throw_away() -> None:
        with open_store(database_url) as store:
            for _ in range(5):
                rebuild(database_url, store)
                assert check(database_url, store) == []

    with open_store(database_url) as store:
        with ThreadPoolExecutor(4) as pool:
            acts = [pool.submit(write_and_ask, name) for name in ("a", "b")]
            acts += [pool.submit(throw_away) for _ in range(2)]
            for act in acts:
                act.result()

        assert len(_found(database_url, store)) == 20
        assert check(database_url, store) == []


def test_a_question_does_not_answer_from_tables_that_somebody_just_emptied(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = vars(projector)["_catch_up"]
    others = [rebuild]

    def interrupted(connection: object, store: Store) -> object:
        reached = original(connection, store)
        while others:
            others.pop()
            monkeypatch.setattr(projector, "_new", lambda *_: [])
            rebuild(database_url, store)  # as far as throwing away
            monkeypatch.undo()
        return reached

    monkeypatch.setattr(projector, "_catch_up", interrupted)

    assert len(_found(database_url, store)) == 6


def test_the_path_of_a_file_may_hold_any_letter(tmp_path: Path) -> None:
    folder = tmp_path / "100% Übung #1? & mehr"
    folder.mkdir()
    url = f"sqlite:///{folder}/buch.db".replace("%", "%25").replace("?", "%3F").replace(" ", "%20")
    with open_store(url) as store:
        record(store, signed("olfen"))

        assert _found(url, store) == [(KIM, 1)]

    assert {file.name for file in folder.iterdir()} <= {"buch.db", "buch.db-wal", "buch.db-shm"}


def test_postgresql_is_reached_with_all_parameters_of_the_url(postgresql_url: str) -> None:
    url = f"{postgresql_url}&connect_timeout=5&sslmode=disable&application_name=buch&target_session_attrs=any"
    with open_store(url) as store:
        record(store, signed("olfen"))

        assert _found(url, store) == [(KIM, 1)]


def test_the_tables_stand_beside_the_store_whatever_the_search_path(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE SCHEMA ledger")  # the login's own schema, searched before public
    with open_store(postgresql_url) as store:
        record(store, signed("olfen"))
        assert _found(postgresql_url, store) == [(KIM, 1)]

    with psycopg.connect(postgresql_url) as connection:
        assert connection.execute("SELECT to_regclass('ledger.read_events')").fetchall() == [(None,)]
        assert connection.execute("SELECT count(*) FROM public.read_events").fetchall() == [(1,)]
