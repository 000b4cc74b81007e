"""The clauses of the contract, and which code carries each out.

`carries_out` marks a rule with its clause and makes clauses searchable. CLAUSES is the table of
docs/rules.md, *Every clause*; a test compares both, so that a clause nobody carries out, or a
rule without a clause, is found.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

_Rule = TypeVar("_Rule", bound=Callable[..., object])
Treatment = Literal["computed", "recorded", "open task", "not computable"]


class Clause(NamedTuple):
    """What the software does with a clause, and by which fact kinds or rules."""

    name: str
    treatment: Treatment
    by: tuple[str, ...]


CLAUSES: tuple[Clause, ...] = (
    Clause("Vertragsparteien, Unterschriften", "computed", ("R1", "PartySigned", "AgreementDrafted")),
    Clause("Inkrafttreten", "recorded", ("AgreementCommenced",)),
    Clause("Präambel", "computed", ("R5", "SubsidyGranted")),
    Clause("Präambel, Ziele", "not computable", ()),
    Clause("§ 1 Ziff. 1", "not computable", ()),
    Clause("§ 1 Ziff. 2", "computed", ("R2",)),
    Clause("§ 1 Ziff. 3", "computed", ("R2", "PostFilled", "PostVacated")),
    Clause("§ 1 Ziff. 4", "computed", ("R2",)),
    Clause("§ 1 Ziff. 5", "open task", ("name-coordinator",)),
    Clause("§ 1 Ziff. 6", "not computable", ()),
    Clause("§ 2 Abs. 1", "computed", ("R5", "SubsidyPaid", "ForwardingContractConcluded")),
    Clause("§ 2 Abs. 2", "computed", ("R6", "R7", "CostPosted", "CostReversed", "FlatRateAgreed")),
    Clause("§ 2 Abs. 3", "computed", ("R7", "HoursRecorded")),
    Clause("§ 2 Abs. 4", "computed", ("R10", "R12", "SettlementIssued", "SettlementCorrected")),
    Clause("§ 2 Abs. 5", "computed", ("R12", "TaxStatusDetermined")),
    Clause("§ 2 Abs. 6", "computed", ("R8", "SubsidyLost")),
    Clause("§ 2 Abs. 6 Satz 3", "open task", ("vote-after-subsidy-loss",)),
    Clause("§ 3", "recorded", ("PlaceOfWorkAgreed", "DeploymentAgreed")),
    Clause("§ 4 Abs. 1", "computed", ("R1",)),
    Clause("§ 4 Abs. 2 Satz 1", "computed", ("R3", "NoticeGiven")),
    Clause("§ 4 Abs. 2 Satz 2", "computed", ("R4",)),
    Clause("§ 4 Abs. 2 Satz 3", "computed", ("R4",)),
    Clause("§ 4 Abs. 3", "computed", ("R9", "TerminationAgreed", "EmploymentEnded")),
    Clause("§ 4 Abs. 4", "computed", ("R3", "NoticeReceived", "NoticeWithdrawn", "NoticeSettled")),
    Clause("§ 4 Abs. 5", "open task", ("common-solution-after-exit", "name-employer", "pool-unresolved")),
    Clause("§ 5 Abs. 1", "computed", ("R2", "AmendmentAgreed", "ReadingDecided")),
    Clause("§ 5 Abs. 2", "recorded", ("ProvisionReplaced",)),
)

_CARRIED_OUT: dict[str, list[str]] = {}


def carries_out(*clauses: str) -> Callable[[_Rule], _Rule]:
    """Mark a function as the rule for *clauses*; a test finds those that CLAUSES does not know."""

    def mark(function: _Rule) -> _Rule:
        for clause in clauses:
            _CARRIED_OUT.setdefault(clause, []).append(f"{function.__module__}.{function.__qualname__}")
        return function

    return mark


def carried_out() -> dict[str, tuple[str, ...]]:
    """The rules of every clause, of all modules imported so far."""
    return {clause: tuple(rules) for clause, rules in _CARRIED_OUT.items()}
