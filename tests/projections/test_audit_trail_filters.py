"""Every filter of the audit trail, alone and combined, in both orders and page by page."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from ledger.errors import Refusal
from ledger.facts import AnyFact
from ledger.store import Append, Store, open_store
from projections.audit_trail import audit_trail
from projections.event_filters import Filters, Page, Place
from projections.event_marks import words_of
from projections.tables import catch_up
from tests.projections.read_tables import sql
from tests.store.given import KIM, PlayedClock, basis, fact, signed

OTHER = "other"


def _posted(voucher: str, first: str, last: str, **fields: Any) -> AnyFact:
    default = {"cost_position": "personnel", "pool": "nord", "amount": "5000.00"}
    return fact("CostPosted", voucher=voucher, service_from=first, service_to=last, **default | fields)


def _received(by: str, on: str) -> AnyFact:
    return fact("NoticeReceived", notice="kuendigung-olfen", by=by, effective_on=on)


GIVEN: list[tuple[str, str | None, AnyFact]] = [
    (KIM, "ascheberg", signed("olfen")),
    (OTHER, None, signed("olfen")),
    (KIM, "coesfeld", _posted("BK-1", "2025-01-01", "2025-01-31", text="Gehalt Januar")),
    (KIM, "coesfeld", _posted("BK-2", "2024-10-01", "2024-12-31", pool="mitte", amount="-120.5",
        text="Gutschrift Müller-Straße", document={"reference": "Akte 7"})),
    (OTHER, None, fact("SubsidyPaid", pool="nord", amount="137500", period_from="2025-01-01",
        period_to="2025-12-31", paid_on="2026-02-01")),
    (KIM, "ascheberg", fact("SubsidyLost", pools="all", reason="Programmende", effective_on="2025-07-01")),
    (KIM, "ascheberg", fact("SubsidyLost", pools=["sued"], reason="Kürzung", effective_on="2027-01-01")),
    (KIM, "olfen", fact("NoticeGiven", notice="kuendigung-olfen", party="olfen", form="letter",
        effective_on="2025-06-27")),
    (KIM, "olfen", _received("senden", "2025-07-01")),
    (KIM, "coesfeld", fact("CostReversed", voucher="ST-1", reverses="BK-1", reason="doppelt gebucht")),
    (KIM, "olfen", fact("FactRetracted", position=7, reason="Stempel falsch gelesen",
        instead=_received("nottuln", "2025-06-30").as_given())),
    (KIM, None, fact("SettlementPaid", pool="nord", year=2025, party="billerbeck", to="coesfeld",
        amount="15000.00", paid_on="2025-12-15", reference="Überweisung 3")),
    (KIM, "ascheberg", fact("TerminationAgreed", ends_on="2030-12-31", form="letter",
        signed_by=["olfen", "senden"], concluded_on="2029-05-02")),
]  # fmt: skip
"""Recorded one an hour from ten o'clock on: the agreement, on whose behalf, and what."""

SIGNED, BK1, BK2, LOST_ALL, LOST_SUED, NOTICE = [(KIM, number) for number in range(1, 7)]
RECEIVED, REVERSED, RETRACTED, SETTLED, END = [(KIM, number) for number in range(7, 12)]
OTHER_SIGNED, PAID = (OTHER, 1), (OTHER, 2)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    clock = PlayedClock()
    with open_store(database_url, clock=clock) as opened:
        for hour, (agreement, actor, happened) in enumerate(GIVEN, start=10):
            clock.set(f"2026-11-22T{hour}:00:00+00:00")
            vouchers = [v for v in (getattr(happened, "voucher", None),) if v]
            decided_on = basis(opened, agreement, vouchers)
            opened.append([Append(agreement, (happened,), decided_on)], on_behalf_of=actor)
        yield opened


def _found(url: str, store: Store, filters: Filters, page: Page) -> list[tuple[str, int]]:
    """Each fact found as its agreement and position."""
    entries = audit_trail(url, store, filters, page).entries
    return [(entry["fact"]["agreement"], entry["position"]) for entry in entries]


def _at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{hour + 1}:00:00+01:00")


Expected = list[tuple[str, int]]
FOUND: list[tuple[dict[str, Any], Expected]] = [
    ({"agreement": OTHER}, [OTHER_SIGNED, PAID]),
    ({"kind": "SubsidyLost"}, [LOST_ALL, LOST_SUED]),
    ({"kind": "Wegfall der Förderung"}, [LOST_ALL, LOST_SUED]),
    ({"kind": "SubsidyGranted"}, []),
    ({"clause": "§ 4"}, [NOTICE, RECEIVED, END]),
    ({"clause": "§ 4 Abs. 4"}, [RECEIVED]),
    ({"clause": "§4 abs 4"}, [RECEIVED]),
    ({"clause": "§ 2"}, [BK1, BK2, PAID, LOST_ALL, LOST_SUED, REVERSED, SETTLED]),
    ({"clause": "§ 2 letzter Absatz"}, [LOST_ALL, LOST_SUED]),
    ({"clause": "§ 1"}, []),  # not § 130 BGB
    ({"clause": "§ 130 BGB"}, []),
    ({"clause": "Unterschriften"}, [SIGNED, OTHER_SIGNED]),
    ({"party": "olfen"}, [SIGNED, OTHER_SIGNED, NOTICE, END]),
    ({"party": "senden"}, [RECEIVED, END]),
    ({"party": "nottuln"}, [RETRACTED]),
    ({"party": "coesfeld"}, [SETTLED]),
    ({"party": "nobody"}, []),
    ({"pool": "nord"}, [BK1, PAID, LOST_ALL, SETTLED]),
    ({"pool": "sued"}, [LOST_ALL, LOST_SUED]),
    ({"pool": "west"}, [LOST_ALL]),
    ({"on_behalf_of": "olfen"}, [NOTICE, RECEIVED, RETRACTED]),
    ({"on_behalf_of": "Olfen"}, []),
    ({"voucher": "BK-1"}, [BK1, REVERSED]),
    ({"voucher": "ST-1"}, [REVERSED]),
    ({"voucher": "BK"}, []),
    ({"words": words_of("gehalt")}, [BK1]),
    ({"words": words_of("geh")}, [BK1]),
    ({"words": words_of("ehalt")}, []),
    ({"words": words_of("JANUAR Gehalt")}, [BK1]),
    ({"words": words_of("januar gutschrift")}, []),
    ({"words": words_of("MÜLLER-STRASSE")}, [BK2]),
    ({"words": words_of("mu\u0308ller")}, [BK2]),
    ({"words": words_of("muller")}, []),
    ({"words": words_of("akte 7")}, [BK2]),
    ({"words": words_of("bk-1")}, [BK1, REVERSED]),
    ({"words": words_of("kuendigung")}, [NOTICE, RECEIVED, RETRACTED]),
    ({"words": words_of("stempel kuendigung")}, [RETRACTED]),
    ({"words": words_of("überweisung")}, [SETTLED]),
    ({"words": words_of("%")}, [SIGNED, OTHER_SIGNED, BK1, BK2, PAID, LOST_ALL, LOST_SUED, NOTICE, RECEIVED,
        REVERSED, RETRACTED, SETTLED, END]),
    ({"cents_from": 500_000, "cents_to": 500_000}, [BK1]),
    ({"cents_from": 500_001}, [PAID, SETTLED]),
    ({"cents_to": 0}, [BK2]),
    ({"cents_from": -12_050, "cents_to": -12_050}, [BK2]),
    ({"effective_from": date(2025, 1, 31), "effective_to": date(2025, 1, 31)}, [BK1, PAID]),
    ({"effective_from": date(2025, 2, 1), "effective_to": date(2025, 2, 1)}, [PAID]),
    ({"effective_from": date(2024, 12, 31), "effective_to": date(2024, 12, 31)}, [BK2]),
    ({"effective_from": date(2025, 7, 1), "effective_to": date(2025, 7, 1)}, [PAID, LOST_ALL, RECEIVED]),
    ({"effective_from": date(2025, 6, 27), "effective_to": date(2025, 6, 30)}, [PAID, NOTICE, RETRACTED]),
    ({"effective_from": date(2026, 1, 1)}, [LOST_SUED, END]),
    ({"effective_to": date(2024, 9, 30)}, [SIGNED, OTHER_SIGNED]),
    ({"effective_from": date(2029, 5, 2), "effective_to": date(2029, 5, 2)}, [END]),
    ({"recorded_from": _at(21)}, [SETTLED, END]),
    ({"recorded_to": _at(11)}, [SIGNED, OTHER_SIGNED]),
    ({"recorded_from": _at(12), "recorded_to": _at(12)}, [BK1]),
    ({"instant": _at(11)}, [SIGNED, OTHER_SIGNED]),
    ({"instant": _at(9)}, []),
    ({"instant": _at(11), "recorded_to": _at(14)}, [SIGNED, OTHER_SIGNED]),
    ({"instant": _at(14), "recorded_to": _at(11)}, [SIGNED, OTHER_SIGNED]),
    ({"agreement": KIM, "position": 2}, [SIGNED, BK1]),
    ({"agreement": KIM, "position": 0}, []),
    ({"agreement": KIM, "position": 11, "kind": "CostPosted"}, [BK1, BK2]),
    ({"agreement": OTHER, "party": "olfen", "kind": "PartySigned"}, [OTHER_SIGNED]),
    ({"agreement": OTHER, "party": "olfen", "kind": "CostPosted"}, []),
    ({"kind": "CostPosted", "clause": "§ 4"}, []),
    ({"kind": "SubsidyLost", "clause": "§ 2", "pool": "nord"}, [LOST_ALL]),
    ({"pool": "nord", "cents_from": 1, "effective_from": date(2025, 2, 1)}, [PAID, SETTLED]),
    ({"pool": "nord", "on_behalf_of": "coesfeld", "words": words_of("gehalt")}, [BK1]),
    ({"voucher": "BK-1", "words": words_of("doppelt"), "agreement": KIM, "recorded_to": _at(22)}, [REVERSED]),
    ({"agreement": KIM, "party": "olfen", "on_behalf_of": "olfen", "recorded_from": _at(11),
      "effective_from": date(2025, 1, 1), "words": words_of("kuendigung olfen")}, [NOTICE]),
]  # fmt: skip


def test_filters_combine_in_both_orders(database_url: str, store: Store) -> None:
    for asked, expected in FOUND:
        filters = Filters(**asked)
        assert _found(database_url, store, filters, Page()) == expected, asked
        newest = _found(database_url, store, filters, Page(newest_first=True))
        assert newest == expected[::-1], asked


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_joined_are_the_whole(database_url: str, store: Store, *, newest_first: bool) -> None:
    for asked, expected in FOUND:
        found, after = [], None
        while True:
            page = Page(newest_first=newest_first, limit=2, after=after)
            trail = audit_trail(database_url, store, Filters(**asked), page)
            assert len(trail.entries) <= 2
            found += [(entry["fact"]["agreement"], entry["position"]) for entry in trail.entries]
            if trail.more is None:
                break
            after = Place(*found[-1])
            assert trail.more == f"{after.agreement}@{after.position}"
        assert found == (expected[::-1] if newest_first else expected), asked


def test_a_page_does_not_change_when_something_is_recorded(database_url: str, store: Store) -> None:
    page = Page(newest_first=True, limit=2, after=Place(KIM, 10))
    before = _found(database_url, store, Filters(), page)
    decided_on = basis(store, KIM)
    store.append([Append(KIM, (signed("senden"),), decided_on)], on_behalf_of=None)

    assert before == _found(database_url, store, Filters(), page) == [RETRACTED, REVERSED]


def test_who_recorded_is_found_by_the_login(database_url: str, store: Store) -> None:
    (login,) = {stored.recorded_by for stored in store.facts(KIM)}
    everything = [(agreement, position) for agreement, position in [SIGNED, BK1, BK2]]
    catch_up(database_url, store)
    sql(database_url, "UPDATE read_events SET recorded_by = 'schulz' WHERE position > 3")

    by_login = _found(database_url, store, Filters(agreement=KIM, recorder=login), Page())
    by_schulz = _found(database_url, store, Filters(agreement=KIM, recorder="schulz"), Page(limit=2))

    assert by_login == everything
    assert by_schulz == [LOST_ALL, LOST_SUED]
    assert _found(database_url, store, Filters(recorder="nobody"), Page()) == []


def test_in_a_ledger_of_one_agreement_a_number_is_enough_to_go_on(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        decided_on = basis(store, KIM)
        given = tuple(signed(party) for party in ("olfen", "senden", "nottuln"))
        store.append([Append(KIM, given, decided_on)], on_behalf_of=None)

        assert audit_trail(sqlite_url, store, Filters(), Page(limit=2)).more == "2"
        assert _found(sqlite_url, store, Filters(), Page(after=Place(None, 2))) == [(KIM, 3)]
        assert _found(sqlite_url, store, Filters(), Page(after=Place(None, 3))) == []


AFTER: list[tuple[Place, str | None, str]] = [
    (Place(KIM, 12), None, "no-such-event"),
    (Place(KIM, 0), None, "no-such-event"),
    (Place(OTHER, 3), KIM, "no-such-event"),
    (Place(None, 12), KIM, "no-such-event"),
    (Place(None, 1), None, "several-agreements"),
    (Place("kim", 1), None, "unknown-agreement"),
]


def test_going_on_after_what_is_not_there_is_refused(database_url: str, store: Store) -> None:
    for after, agreement, code in AFTER:
        with pytest.raises(Refusal) as refused:
            audit_trail(database_url, store, Filters(agreement=agreement), Page(after=after))
        assert refused.value.code == code
