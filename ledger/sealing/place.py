"""Where the keys of a ledger lie: never in its database, so that a copy of that holds no name."""

import os
from pathlib import Path

from ledger.sealing.keys import KEYS_VARIABLE, KeyStore
from ledger.store.address import SQLiteAddress, address_of

BESIDE = "-keys"
"""Without a place of its own, the folder next to an SQLite file is called as the file, with this behind."""


def key_store_of(database: str) -> KeyStore:
    """The keys of the ledger at the URL *database*; a store without a folder where none is known.

    Raises StoreError for a URL that names no database.
    """
    if chosen := os.environ.get(KEYS_VARIABLE):
        return KeyStore(Path(chosen))
    address = address_of(database)
    if isinstance(address, SQLiteAddress):
        return KeyStore(address.path.with_name(address.path.name + BESIDE))
    return KeyStore(None)
