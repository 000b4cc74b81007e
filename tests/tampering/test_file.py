"""The SQLite file itself, a byte here and there: found, or nothing that is stored has changed."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.schema import KEYS
from scripts.contract_ledger import main
from tests.tampering.given import restore, whole

FLIPS = 60


@pytest.fixture
def original(sqlite_url: str) -> bytes:
    """The ledger at `sqlite_url` as one file, without its write-ahead log."""
    restore(sqlite_url, whole())
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(path).read_bytes()


def _stored(path: Path) -> list[Sequence[object]]:
    """All rows of all protected tables; none if SQLite cannot read them any more."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return [row for table in KEYS for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608


def test_a_flipped_byte_is_found_or_means_nothing(
    sqlite_url: str, original: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    before = _stored(path)
    chance = random.Random(4)
    statuses = []
    for _ in range(FLIPS):
        damaged = bytearray(original)
        damaged[chance.randrange(100, len(damaged))] ^= 1 << chance.randrange(8)
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        path.write_bytes(damaged)
        statuses.append(main(["audit", "verify", "--database", sqlite_url]))
        assert statuses[-1] in (0, 1, 3)
        if statuses[-1] == 0:
            assert _stored(path) == before
    capsys.readouterr()
    assert {0, 3} <= set(statuses)
