"""`audit report`: what an auditor files about a ledger, as data; display and documents show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger.store.address import SQLiteAddress, address_of
from ledger.store.tables import utc_text
from projections.verifying import Examined, Verification
from projections.verifying.problems import Kind

CHECKS: Mapping[str, tuple[Kind, ...]] = {
    "numbers": ("gap", "missing", "stray", "order"),
    "facts": ("form", "stream", "unreadable"),
    "hashes": ("hash",),
    "times": ("time",),
    "tree": ("tree", "head"),
    "checkpoints": ("checkpoint",),
    "witnesses": ("witness",),
    "statements": ("statement",),
    "protections": ("protection",),
    "read-models": ("read-model",),
}
"""What a report says it has checked, and the problems that each check can find."""


def audit_report(
    verification: Verification, *, database: str, at: datetime, software: str, roles: Mapping[str, object]
) -> dict[str, Any]:
    """The answer of `audit report` on the ledger at *database*; *roles*: who may do what."""
    return {
        "ledger": place_of(database),
        "made_at": utc_text(at),
        "software": software,
        "agreements": [_agreement(each) for each in verification.examined],
        "checks": _checks(verification),
        "problems": [problem.as_json() for problem in verification.problems],
        "roles": dict(roles),
    }


def place_of(database: str) -> str:
    """Which ledger it is, without a password and without this machine's folders.

    >>> place_of("sqlite:////srv/secret/buch.db")
    'SQLite, buch.db'
    >>> place_of("postgresql://host:geheim@db.example/buch")
    'PostgreSQL, buch auf db.example'
    """
    address = address_of(database)
    if isinstance(address, SQLiteAddress):
        return f"SQLite, {address.path.name}"
    host, name = (address.parameters.get(part, "") for part in ("host", "dbname"))
    is_remote = host and not host.startswith("/")
    return f"PostgreSQL, {name} auf {host}" if is_remote else f"PostgreSQL, {name}"


def _agreement(examined: Examined) -> dict[str, Any]:
    log, checkpoints = examined.log, examined.checkpoints
    return {
        "agreement": log.agreement,
        "events": log.reached,
        "recorded_at": log.recorded_at or None,
        "root": log.tree.root(log.tree.size).hex(),
        "checkpoints": checkpoints.rows,
        "newest_checkpoint": checkpoints.newest or None,
        "witnesses": _witnesses(examined),
        "statements": log.statements,
        "recorded_by": dict(sorted(log.recorders.items())),
    }


def _witnesses(examined: Examined) -> dict[str, Any] | None:
    judgement, policy = examined.judgement, examined.policy
    if judgement is None or policy is None:
        return None
    return {
        "required": policy.required,
        "trusted": sorted(key.name for key in policy.witnesses),
        "confirmed": judgement.confirmed or None,
        "by": list(judgement.signed.get(judgement.confirmed, ())),
        "later": examined.log.reached - judgement.confirmed,
    }


def _checks(verification: Verification) -> list[dict[str, Any]]:
    found = Counter(problem.problem for problem in verification.problems)
    lacking = list(verification.unchecked())
    checks = []
    for check, kinds in CHECKS.items():
        unchecked = [agreement for agreement, lacks in lacking if lacks == check]
        extent = _extent(verification, check, unchecked)
        problems = sum(found[kind] for kind in kinds)
        checks.append({"check": check, "problems": problems, "extent": extent, "unchecked": unchecked})
    return checks


def _extent(verification: Verification, check: str, unchecked: Sequence[str]) -> str:
    """How much was looked at: `all`, `part` or `none`."""
    if not unchecked:
        return "all"
    done = {
        "facts": sum(each.log.present for each in verification.examined),
        "hashes": sum(each.log.hashed for each in verification.examined),
    }
    return "part" if done.get(check, len(verification.examined) - len(unchecked)) else "none"
