"""The ledger that is tampered with: two agreements, recorded in turns; the one with checkpoints.

| kim-coesfeld | 1 olfen, 2 senden | 3 BK-1, 4 nottuln | | 5 BK-2, 6 havixbeck, 7 BK-3 | 8 rosendahl |
|---|---|---|---|---|---|
| other | | | 1 olfen, 2 senden | | |
| notification | 1, 2 | 3, 4 | 5, 6 | 7, 8, 9 | 10 |

Signed checkpoints of kim-coesfeld: 1 the host's over 4 events, 2 and 3 witnesses over the same; 4 the
host's over 7 events, 5 and 6 witnesses over the same. Nobody has signed the eighth event.
"""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.proofs.checkpoints import Checkpoint, origin_of
from ledger.proofs.notes import Note, VerifierKey, cosigned, signed
from ledger.store import RestoredCheckpoint, StoredFact, open_store
from ledger.store.upcasting import SCHEMA
from tests.ledger.proofs.logs import HOST, HOST_KEY, NOON, PARTIES, PARTY_KEYS, witnesses_toml
from tests.scripts.exports_by_hand import root, text_of
from tests.store.given import KIM, PlayedClock, posted, record
from tests.store.given import signed as signed_by

Entries = tuple[StoredFact | RestoredCheckpoint, ...]

SIGNED = (4, 7)
WITNESSES = ("ascheberg", "olfen")

THIRD_LEAF = (
    '{"agreement":"kim-coesfeld","on_behalf_of":"olfen",'
    '"originator_id":"67fd78f16e1f5ae081501e8ff0a1d3c3","originator_version":1,"position":3,'
    '"recorded_at":"2026-11-22T11:00:00.000000Z","recorded_by":"mueller",'
    r'"state":"{\"fact\":{\"amount\":\"5000.00\",\"cost_position\":\"personnel\",\"kind\":\"CostPosted\",'
    r"\"pool\":\"nord\",\"service_from\":\"2025-01-01\",\"service_to\":\"2025-01-31\","
    r"\"text\":\"Gehalt\",\"voucher\":\"BK-1\"},\"schema\":"
    f'{SCHEMA}}}","topic":"CostPosted"}}'
)
"""The leaf of BK-1 as docs/export-format.md prescribes it, written by hand."""


def hash_of(leaf: str) -> bytes:
    """RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + leaf.encode()).digest()


def leaf_of(entry: StoredFact) -> str:
    """The leaf as an attacker writes it who does not use this program."""
    fields = ("agreement", "position", "recorded_at", "recorded_by", "on_behalf_of", "topic")
    leaf = {name: getattr(entry, name) for name in fields}
    stream = {"originator_id": entry.stream.hex, "originator_version": entry.version}
    return text_of(leaf | stream | {"state": entry.state.decode()})


def recorded(*entries: StoredFact) -> tuple[StoredFact, ...]:
    """*entries* with the leaf hashes that belong to them."""
    return tuple(replace(entry, leaf_hash=hash_of(leaf_of(entry))) for entry in entries)


@cache
def facts() -> tuple[StoredFact, ...]:
    """All ten, in the order of recording."""
    clock = PlayedClock()
    with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/given.db", clock=clock) as store:
        record(store, signed_by("olfen"), signed_by("senden"))
        clock.set("2026-11-22T11:00:00+00:00")
        record(store, posted("BK-1"), signed_by("nottuln"))
        record(store, signed_by("olfen"), signed_by("senden"), agreement="other")
        clock.set("2026-11-22T12:00:00+00:00")
        record(store, posted("BK-2"), signed_by("havixbeck"), posted("BK-3"))
        record(store, signed_by("rosendahl"))
        return tuple(
            replace(stored, recorded_by="mueller", on_behalf_of="olfen") for _, stored in store.after(0, 100)
        )


def checkpoints(log: tuple[StoredFact, ...], size: int, *, by: tuple[str, ...]) -> Entries:
    """The host's checkpoint over the first *size* events of kim-coesfeld, countersigned *by* witnesses."""
    text = str(checkpoint(log, size))
    notes = [(HOST_KEY, signed(text, HOST, origin_of(KIM)))]
    notes += [(PARTY_KEYS[name], cosigned(text, PARTIES[name], name, NOON)) for name in by]
    return tuple(_kept(key, note) for key, note in notes)


def checkpoint(log: tuple[StoredFact, ...], size: int) -> Checkpoint:
    """What is signed of it."""
    leaves = [stored.leaf_hash for stored in log if stored.agreement == KIM][:size]
    return Checkpoint(origin_of(KIM), size, root(leaves))


def _kept(key: VerifierKey, note: Note) -> RestoredCheckpoint:
    return RestoredCheckpoint(KIM, str(key), str(note))


@cache
def whole() -> Entries:
    """The ledger."""
    log = recorded(*facts())
    signed_ones = [entry for size in SIGNED for entry in checkpoints(log, size, by=WITNESSES)]
    return (*log, *signed_ones)


def restore(url: str, entries: Entries) -> None:
    """Put *entries* into the empty ledger at *url*."""
    with open_store(url) as store:
        store.restore(entries)


def witness_file(folder: Path) -> Path:
    """Two of three witnesses are demanded, and one keeps the host's checkpoint over seven events."""
    seen = signed(str(checkpoint(recorded(*facts()), 7)), HOST, origin_of(KIM))
    (folder / "seen.txt").write_text(str(seen), encoding="utf-8")
    file = folder / "witnesses.toml"
    file.write_text(witnesses_toml(seen='["seen.txt"]'), encoding="utf-8")
    return file
