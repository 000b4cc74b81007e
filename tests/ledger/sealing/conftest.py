"""A ledger with names, and its keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.sealing import KeyStore
from ledger.store import Store, open_store
from tests.ledger.sealing.given import GIVEN, recorded


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """Where keys may lie; the folder does not exist yet."""
    return KeyStore(tmp_path / "keys")


@pytest.fixture
def store(database_url: str, keys: KeyStore) -> Iterator[Store]:
    """A ledger in which GIVEN stands, on each database."""
    with open_store(database_url) as made:
        recorded(made, keys, *GIVEN)
        yield made
