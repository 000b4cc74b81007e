"""One agreement's log with everything that belongs to it, checked within one snapshot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.proofs.witnesses import Judgement, Policy, judge
from ledger.store.log import RawEvent, RawHead
from ledger.store.snapshot import Snapshot
from projections.verifying.checkpoints import Checkpoints
from projections.verifying.edge import check_head
from projections.verifying.events import Log
from projections.verifying.problems import Problem, survived
from projections.verifying.tree import check_nodes

Follow = Callable[[Iterable[RawEvent], int, str], Iterable[RawEvent]]
"""Shows how far the reading of so many events is, and what is being done."""


@dataclass
class Examined:
    """A log after all its checks."""

    log: Log
    checkpoints: Checkpoints
    policy: Policy | None = None
    """Whom to trust about it, where somebody said so."""
    judgement: Judgement | None = None

    @property
    def agreement(self) -> str:
        """Whose log it is."""
        return self.log.agreement

    @property
    def due(self) -> int:
        """Events that there should be, as far as head or positions say so."""
        return max(self.log.reached, self.log.end)


def examine(snapshot: Snapshot, agreement: str, follow: Follow) -> Examined:
    """Read all that is stored of *agreement*, and check it."""
    heads, problems = list[RawHead](), list[Problem]()
    with survived(problems, agreement, "ledger_heads"):
        heads += snapshot.heads(agreement)
    log = Log(agreement, end=_end(heads), problems=problems)
    checkpoints = Checkpoints(log)
    with survived(problems, agreement, "ledger_positions"):
        for event in follow(snapshot.events(agreement), log.end, agreement):
            log.take(event)
    with survived(problems, agreement, "ledger_tree"):
        problems += check_nodes(agreement, log.tree, snapshot.nodes(agreement))
    with survived(problems, agreement, "ledger_checkpoints"):
        for row in snapshot.checkpoints(agreement):
            checkpoints.take(row)
    check_head(log, heads, checkpoints=checkpoints.rows)
    return Examined(log, checkpoints)


def hear_witnesses(examined: Examined, policy: Policy) -> None:
    """What those whom *policy* trusts have signed, against the log as it is."""
    log = examined.log
    judgement = judge(policy, examined.checkpoints.notes, size=log.tree.size, root_at=log.tree.root)
    for found in judgement.findings:
        given = _signed(judgement) if found.what == "witnesses" else found.found
        log.tell(found.position, "witness", f"{found.source} {found.what}", found.expected, given)
    examined.policy, examined.judgement = policy, judgement


def _signed(judgement: Judgement) -> str:
    """Who has signed, by size: enough must have signed the same one."""
    return (
        "; ".join(f"Nr. {size}: {', '.join(names)}" for size, names in judgement.signed.items() if names)
        or "0"
    )


def _end(heads: list[RawHead]) -> int:
    """How many events there should be, as far as anyone says so."""
    return next((head.position for head in heads if isinstance(head.position, int)), 0)
