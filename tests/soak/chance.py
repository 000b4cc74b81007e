"""The dice of the tests that draw moments: the same ones every time, unless somebody sets another seed."""

import os
import random
import sys

VARIABLE = "CONTRACT_LEDGER_SEED"
SEED = "20261122"


def dice() -> random.Random:
    """Dice with the seed of the environment; it is printed, so that a failure can be had again."""
    seed = os.environ.get(VARIABLE, SEED)
    sys.stdout.write(f"{VARIABLE}={seed}\n")
    return random.Random(seed)
