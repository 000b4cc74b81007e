"""Whether a ledger is what it says (`audit verify`): everything is computed anew and compared.

All tables are read as of one moment, exactly as stored, so that facts recorded meanwhile raise no
alarm and a damaged event hides no other. Nothing stops at the first problem.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.errors import Refusal
from ledger.proofs.witnesses import Policy
from ledger.store import Store
from ledger.store.log import RawEvent
from projections.verifying import whole
from projections.verifying.examining import Examined, Follow, examine, hear_witnesses
from projections.verifying.problems import Problem, Unchecked, survived
from projections.verifying.statements import check_statements

__all__ = ["Examined", "Follow", "Problem", "Unchecked", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and all that is wrong."""

    examined: tuple[Examined, ...]
    problems: tuple[Problem, ...]

    def unchecked(self) -> Iterator[tuple[str, Unchecked]]:
        """What could not be looked at, by agreement: no problem, but nothing to rely on either."""
        for each in self.examined:
            if each.log.present < each.due:
                yield each.agreement, "facts"
            if each.log.hashed < each.due:
                yield each.agreement, "hashes"
            if not each.log.statements_checkable:
                yield each.agreement, "statements"
            if not each.checkpoints.rows:
                yield each.agreement, "checkpoints"
            if each.judgement is None:
                yield each.agreement, "witnesses"


def _unfollowed(events: Iterable[RawEvent], _: int, __: str) -> Iterable[RawEvent]:
    return events


def verify(
    database: str,
    store: Store,
    *,
    chosen: str | None = None,
    policies: Mapping[str, Policy] | None = None,
    follow: Follow = _unfollowed,
) -> Verification:
    """Check everything in *store*, the ledger at *database*, or of its logs only the one *chosen*.

    *policies* say, by agreement, whose signatures are demanded. Refusal if nothing knows *chosen*.
    """
    policies = policies or {}
    problems = list[Problem]()
    with store.snapshot() as snapshot:
        known = whole.agreements_in(snapshot, problems)
        # Who trusts witnesses about a log that is gone must hear of it.
        names = _meant(sorted({*known, *policies}), chosen)
        examined = tuple(examine(snapshot, name, follow) for name in names)
        with survived(problems, None, "stored_events"):
            problems += whole.check_strays(snapshot)
            problems += whole.check_numbers(snapshot)
    for each in examined:
        if each.agreement in policies:
            hear_witnesses(each, policies[each.agreement])
        with survived(each.log.problems, each.agreement, "stored_events"):
            each.log.problems += check_statements(store, each.log)
    with survived(problems, None, "(Schutz)"):
        problems += whole.check_protections(store)
    problems += whole.check_read_models(database, store)
    of_logs = (problem for each in examined for problem in each.log.problems)
    return Verification(examined, (*of_logs, *problems))


def _meant(known: list[str], chosen: str | None) -> list[str]:
    if chosen is None:
        return known
    if chosen not in known:
        raise Refusal("unknown-agreement", agreement=chosen, known=", ".join(known))
    return [chosen]
