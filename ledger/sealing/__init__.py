"""Sealing: names of people are kept only encrypted, with a key for each person in a store of its own.

A name is sealed right before it is appended and opened only where it is printed. Whoever destroys
the key has erased the name wherever it was copied to; the ledger itself never changes (Art. 17
DSGVO). docs/privacy.md says what that means for the people in charge.
"""

from ledger.sealing.held import erased_in, must_be_the_keys, names_of
from ledger.sealing.keys import KEYS_VARIABLE, KeyStore, State
from ledger.sealing.names import opened, opens, sealed
from ledger.sealing.place import key_store_of

__all__ = [
    "KEYS_VARIABLE",
    "KeyStore",
    "State",
    "erased_in",
    "key_store_of",
    "must_be_the_keys",
    "names_of",
    "opened",
    "opens",
    "sealed",
]
