"""What is appended can be read again, on both databases alike."""

import os
import pwd

import pytest

from ledger.store import Append, Basis, StoredFact, StoreError, open_store
from ledger.store.canonical import leaf_hash
from tests.store.given import KIM, PlayedClock, basis, fact, posted, record, signed


def _appended(url: str, clock: PlayedClock) -> tuple[StoredFact, ...]:
    with open_store(url, clock=clock) as store:
        facts = (signed("olfen"), posted("BK-1"), signed("senden"), posted("BK-2"))
        return store.append([Append(KIM, facts, Basis(0, {}, 0))], on_behalf_of="coesfeld")


def test_what_is_appended_is_read_again_by_the_next_process(database_url: str) -> None:
    appended = _appended(database_url, PlayedClock())

    with open_store(database_url, create=False) as store:
        assert store.facts(KIM) == appended
        assert [stored.fact for stored in appended] == [
            signed("olfen"),
            posted("BK-1"),
            signed("senden"),
            posted("BK-2"),
        ]


def test_positions_count_within_the_agreement_and_versions_within_the_stream(database_url: str) -> None:
    appended = _appended(database_url, PlayedClock())

    assert [(stored.position, stored.version) for stored in appended] == [(1, 1), (2, 1), (3, 2), (4, 1)]
    assert len({stored.stream for stored in appended}) == 3


def test_the_state_is_canonical_and_the_topic_is_the_kind(database_url: str) -> None:
    appended = _appended(database_url, PlayedClock())

    assert appended[0].topic == "PartySigned"
    assert appended[0].state == (
        b'{"fact":{"effective_on":"2023-03-15","kind":"PartySigned","party":"olfen"},"schema":2}'
    )


def test_streams_hold_the_agreement_and_each_voucher_apart(database_url: str) -> None:
    appended = _appended(database_url, PlayedClock())

    with open_store(database_url) as store:
        agreement = store.agreement_stream(KIM)
        vouchers = store.voucher_streams(KIM, ["BK-2", "unused"])

    assert (agreement.version, agreement.facts) == (2, (appended[0], appended[2]))
    assert (vouchers["BK-2"].version, vouchers["BK-2"].facts) == (1, (appended[3],))
    assert (vouchers["unused"].version, vouchers["unused"].facts) == (0, ())


def test_a_reversal_belongs_to_its_own_voucher(database_url: str) -> None:
    reversal = fact("CostReversed", voucher="ST-1", reverses="BK-1", reason="doppelt")
    with open_store(database_url) as store:
        record(store, posted("BK-1"), reversal)

        assert [stored.fact for stored in store.voucher_streams(KIM, ["ST-1"])["ST-1"].facts] == [reversal]


def test_an_empty_ledger_knows_nothing(database_url: str) -> None:
    with open_store(database_url) as store:
        assert store.agreements() == ()
        assert store.head(KIM) == 0
        assert store.facts(KIM) == ()
        assert store.agreement_stream(KIM).version == 0
        assert store.after(0, limit=10) == []


def test_agreements_are_sorted_and_have_heads_of_their_own(database_url: str) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"), signed("senden"), agreement="zwei")
        record(store, signed("olfen"), agreement="eins")

        assert store.agreements() == ("eins", "zwei")
        assert [store.head("eins"), store.head("zwei")] == [1, 2]


def test_several_agreements_are_appended_in_the_order_given(database_url: str) -> None:
    with open_store(database_url) as store:
        appended = store.append(
            [
                Append("zwei", (signed("olfen"),), basis(store, "zwei")),
                Append("eins", (signed("olfen"), signed("senden")), basis(store, "eins")),
            ],
            on_behalf_of=None,
        )

    assert [(stored.agreement, stored.position) for stored in appended] == [
        ("zwei", 1),
        ("eins", 1),
        ("eins", 2),
    ]


def test_nothing_to_append_makes_no_agreement(database_url: str) -> None:
    with open_store(database_url) as store:
        assert store.append([Append(KIM, (), Basis(0, {}, None))], on_behalf_of=None) == ()
        assert store.agreements() == ()


def test_two_appends_for_one_agreement_are_a_mistake_of_the_program(database_url: str) -> None:
    append = Append(KIM, (signed("olfen"),), Basis(0, {}, None))
    with open_store(database_url) as store, pytest.raises(ValueError, match="two appends for one agreement"):
        store.append([append, append], on_behalf_of=None)


def test_the_login_comes_from_the_system_and_not_from_the_environment(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")

    (stored, *_) = _appended(sqlite_url, PlayedClock())

    assert stored.recorded_by == pwd.getpwuid(os.getuid()).pw_name


def test_on_postgresql_the_login_is_that_of_the_session(postgresql_url: str) -> None:
    (stored, *_) = _appended(postgresql_url, PlayedClock())

    assert stored.recorded_by == "ledger"
    assert stored.on_behalf_of == "coesfeld"


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0b", "a\udcffb", "x" * 101])
def test_a_name_that_cannot_be_kept_is_refused(name: str, sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        with pytest.raises(StoreError, match="darf nicht"):
            store.append([Append(KIM, (signed("olfen"),), Basis(0, {}, None))], on_behalf_of=name)
        assert store.facts(KIM) == ()


def test_times_are_utc_and_of_one_width(database_url: str) -> None:
    clock = PlayedClock()
    clock.set("2026-11-22T11:00:00+01:00")

    assert {stored.recorded_at for stored in _appended(database_url, clock)} == {
        "2026-11-22T10:00:00.000000Z"
    }


def test_recorded_at_never_runs_backwards_within_an_agreement(database_url: str) -> None:
    clock = PlayedClock()
    with open_store(database_url, clock=clock) as store:
        for time in ("2026-11-22T10:00:00Z", "2026-11-22T09:00:00Z", "2026-11-22T10:00:00.000001Z"):
            clock.set(time)
            record(store, signed("olfen"))
        clock.set("2020-01-01T00:00:00Z")
        record(store, signed("olfen"), agreement="other")

        assert [stored.recorded_at for stored in store.facts(KIM)] == [
            "2026-11-22T10:00:00.000000Z",
            "2026-11-22T10:00:00.000000Z",
            "2026-11-22T10:00:00.000001Z",
        ]
        assert store.facts("other")[0].recorded_at == "2020-01-01T00:00:00.000000Z"


def test_a_clock_without_an_offset_is_a_mistake_of_the_program(sqlite_url: str) -> None:
    clock = PlayedClock()
    clock.set("2026-11-22T10:00:00")
    with open_store(sqlite_url, clock=clock) as store:
        with pytest.raises(ValueError, match="no offset"):
            record(store, signed("olfen"))
        assert store.facts(KIM) == ()


def test_the_stored_hash_is_that_of_the_stored_fields(database_url: str) -> None:
    appended = _appended(database_url, PlayedClock())

    with open_store(database_url) as store:
        for stored in store.facts(KIM):
            assert stored.leaf_hash == leaf_hash(stored.stored_fields())
    assert len({stored.leaf_hash for stored in appended}) == 4


def test_notifications_are_the_librarys_and_come_in_the_order_of_the_commits(database_url: str) -> None:
    with open_store(database_url) as store:
        for party in ("olfen", "senden"):
            record(store, signed(party), posted(f"BK-{party}"))
            record(store, signed(party), agreement="other")

        everything = store.after(0, limit=100)
        librarys = store._recorder.select_notifications(1, 100)  # type: ignore[attr-defined]  # noqa: SLF001

        assert [number for number, _ in everything] == [notification.id for notification in librarys]
        assert [stored.state for _, stored in everything] == [notification.state for notification in librarys]
        assert [(stored.agreement, stored.position) for _, stored in everything] == [
            (KIM, 1),
            (KIM, 2),
            ("other", 1),
            (KIM, 3),
            (KIM, 4),
            ("other", 2),
        ]
        assert store.after(everything[1][0], limit=2) == everything[2:4]
        assert store.after(everything[-1][0], limit=2) == []


def test_an_amendment_keeps_the_nulls_of_its_patch(database_url: str) -> None:
    patch = {"coordinator": None, "pools": {"nord": {"planned": None, "posts": "3"}}}
    amendment = fact(
        "AmendmentAgreed",
        number=1,
        title="Erste Änderung",
        marked_as_amendment=True,
        form="letter",
        signed_by=["olfen"],
        concluded_on="2025-01-01",
        effective_on="2025-01-01",
        terms_patch=patch,
    )
    with open_store(database_url) as store:
        record(store, amendment)

        assert store.facts(KIM)[0].fact == amendment


def test_a_value_without_an_exact_form_is_refused_and_nothing_recorded(sqlite_url: str) -> None:
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
    ).model_copy(update={"terms_patch": {"pools": {"nord": {"posts": 0.1}}}})
    with open_store(sqlite_url) as store:
        with pytest.raises(StoreError, match="AmendmentAgreed lässt sich nicht speichern"):
            record(store, signed("olfen"), amendment)
        assert store.facts(KIM) == ()
