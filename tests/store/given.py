"""Facts, clocks and bases for tests of the store, which does not ask whether facts make sense."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ledger.facts import AnyFact, Posting, model_of
from ledger.store import Append, Basis, Store
from ledger.store.log import RawNode

KIM = "kim-coesfeld"


@dataclass
class PlayedClock:
    """A clock that stands still until it is set."""

    now: datetime = datetime(2026, 11, 22, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def set(self, text: str) -> None:
        self.now = datetime.fromisoformat(text)


def fact(kind: str, **fields: Any) -> AnyFact:
    return model_of(kind).model_validate({"kind": kind, **fields})


def signed(party: str) -> AnyFact:
    return fact("PartySigned", party=party, effective_on="2023-03-15")


def posted(voucher: str, text: str = "Gehalt") -> AnyFact:
    period = {"service_from": "2025-01-01", "service_to": "2025-01-31"}
    return fact(
        "CostPosted",
        voucher=voucher,
        pool="nord",
        cost_position="personnel",
        amount="5000.00",
        text=text,
        **period,
    )


def basis(
    store: Store, agreement: str = KIM, vouchers: Iterable[str] = (), position: int | None = None
) -> Basis:
    """What a decision made now is based on."""
    streams = store.voucher_streams(agreement, vouchers)
    versions = {voucher: stream.version for voucher, stream in streams.items()}
    return Basis(store.agreement_stream(agreement).version, versions, position)


def record(store: Store, *facts: AnyFact, agreement: str = KIM) -> None:
    """Append *facts* as if decided on the present state."""
    vouchers = {given.voucher for given in facts if isinstance(given, Posting)}
    store.append([Append(agreement, facts, basis(store, agreement, vouchers))], on_behalf_of=None)


def positions(store: Store, agreement: str = KIM) -> list[int]:
    return [stored.position for stored in store.facts(agreement)]


def nodes_of(store: Store, agreement: str) -> list[RawNode]:
    """The nodes of the tree above the leaves, as stored."""
    with store.snapshot() as snapshot:
        return list(snapshot.nodes(agreement))
