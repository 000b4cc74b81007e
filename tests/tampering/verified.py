"""What `audit verify` says, each problem in a line: `POSITION PROBLEM FIELD`, first the agreement if another.

A hyphen stands for no position, and for no agreement where the ledger as a whole is meant.
"""

from collections.abc import Mapping

from ledger.proofs.witnesses import Policy
from ledger.store import open_store
from projections.verifying import Problem, verify


def found(url: str, policies: Mapping[str, Policy] | None = None) -> list[str]:
    """Every problem, sorted."""
    with open_store(url, create=False) as store:
        return sorted(map(_line, verify(url, store, policies=policies).problems))


def _line(problem: Problem) -> str:
    agreement = {"kim-coesfeld": "", None: "- "}.get(problem.agreement, f"{problem.agreement}: ")
    position = "-" if problem.position is None else problem.position
    return f"{agreement}{position} {problem.problem} {problem.field}"


def expected(text: str) -> list[str]:
    """The problems that *text* lists, one a line."""
    return sorted(line.strip() for line in text.splitlines() if line.strip())
