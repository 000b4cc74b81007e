"""Every clause of the contract is carried out, recorded, left to people, or known not to be computable."""

import importlib
import pkgutil

import pytest

import ledger
import projections
from ledger.clauses import CLAUSES, Treatment, carried_out
from ledger.facts import kinds
from projections.german import TASK

# The table "Every clause" of docs/rules.md, clause by clause.
CONTRACT: dict[str, Treatment] = {
    "Vertragsparteien, Unterschriften": "computed",
    "Inkrafttreten": "recorded",
    "Präambel": "computed",
    "Präambel, Ziele": "not computable",
    "§ 1 Ziff. 1": "not computable",
    "§ 1 Ziff. 2": "computed",
    "§ 1 Ziff. 3": "computed",
    "§ 1 Ziff. 4": "computed",
    "§ 1 Ziff. 5": "open task",
    "§ 1 Ziff. 6": "not computable",
    "§ 2 Abs. 1": "computed",
    "§ 2 Abs. 2": "computed",
    "§ 2 Abs. 3": "computed",
    "§ 2 Abs. 4": "computed",
    "§ 2 Abs. 5": "computed",
    "§ 2 Abs. 6": "computed",
    "§ 2 Abs. 6 Satz 3": "open task",
    "§ 3": "recorded",
    "§ 4 Abs. 1": "computed",
    "§ 4 Abs. 2 Satz 1": "computed",
    "§ 4 Abs. 2 Satz 2": "computed",
    "§ 4 Abs. 2 Satz 3": "computed",
    "§ 4 Abs. 3": "computed",
    "§ 4 Abs. 4": "computed",
    "§ 4 Abs. 5": "open task",
    "§ 5 Abs. 1": "computed",
    "§ 5 Abs. 2": "recorded",
}


@pytest.fixture(scope="module", autouse=True)
def every_module_is_imported() -> None:
    """A rule is known once its module is imported."""
    for package in (ledger, projections):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def test_every_clause_of_the_contract_is_treated() -> None:
    assert {clause.name: clause.treatment for clause in CLAUSES} == CONTRACT
    assert len(CLAUSES) == len(CONTRACT)


def test_every_computed_clause_is_carried_out_by_a_rule() -> None:
    computed = {clause.name for clause in CLAUSES if clause.treatment == "computed"}

    assert computed - carried_out().keys() == set()


def test_every_rule_names_a_clause_of_the_contract() -> None:
    assert carried_out().keys() - CONTRACT.keys() == set()


def test_no_rule_carries_out_what_cannot_be_computed() -> None:
    impossible = {clause.name for clause in CLAUSES if clause.treatment == "not computable"}

    assert impossible & carried_out().keys() == set()


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.name)
def test_a_clause_names_rules_kinds_of_facts_or_tasks_that_exist(
    clause: tuple[str, str, tuple[str, ...]],
) -> None:
    known = {f"R{number}" for number in range(1, 13)} | set(kinds()) | set(TASK)

    assert set(clause[2]) <= known
    assert bool(clause[2]) == (clause[1] != "not computable")
