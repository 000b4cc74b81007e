"""Deciding anew while others record: nothing is locked while a decision is made."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from ledger.errors import Refusal
from ledger.store import Conflict

_T = TypeVar("_T")

TRIES = 100
"""How often to decide anew while others record into the same agreement."""


def until_undisturbed(attempt: Callable[[], _T]) -> _T:
    """What *attempt* gives, made again on fresh state while others record in between."""
    for number in range(1, TRIES + 1):
        try:
            return attempt()
        except Conflict:
            time.sleep(random.uniform(0, min(0.02 * number, 0.5)))  # noqa: S311 - spreads writers, no secret
    raise Refusal("too-busy", tries=TRIES)
