"""How commands print: one JSON document, or sentences for clerks."""

import json
from collections.abc import Iterable

from ledger.recording import Outcome


def print_json(answer: object) -> None:
    """One JSON document on standard output, nothing else."""
    print(json.dumps(answer, ensure_ascii=False, indent=1))


def print_outcomes(outcomes: Iterable[Outcome], *, as_json: bool, dry_run: bool = False) -> None:
    """What was recorded, or would be."""
    outcomes = list(outcomes)
    if as_json:
        print_json([outcome.as_json() for outcome in outcomes])
        return
    for outcome in outcomes:
        done = "würden erfasst" if dry_run else "erfasst"
        numbers, already = _numbers(outcome.recorded), outcome.already_recorded
        print(f"{outcome.agreement}: {numbers} {done}, {already} standen schon.")
    if not outcomes:
        print("Keine Tatsachen; nichts erfasst.")


def _numbers(positions: list[int]) -> str:
    if not positions:
        return "nichts"
    if len(positions) == 1:
        return f"Nr. {positions[0]}"
    return f"Nr. {positions[0]} bis {positions[-1]} ({len(positions)} Tatsachen)"
