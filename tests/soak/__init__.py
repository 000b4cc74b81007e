"""What the ledger endures: killed clients and servers, full disks, many writers at once.

Each test runs a small part of it always, and the whole with `scripts/test -m soak`.
CONTRACT_LEDGER_SEED draws other moments than always the same (tests/soak/chance.py).
"""
