"""Every example that help and docs/cli.md show is understood by the command line."""

import shlex
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from ledger.errors import catalogue
from ledger.vocabulary import words
from scripts.contract_ledger import main

ONLY_POOL = "lose-subsidy nord --reason x --effective-on 2027-01-01"
SIGNED = (
    "commence --basis x --effective-on 2023-04-01 "
    "--form letter --signed-by olfen,senden --concluded-on 2023-03-30"
)
EXAMPLES = [
    *(pytest.param(word.example, id=kind) for kind, word in words().items()),
    pytest.param(ONLY_POOL, id="a list where also a word is allowed"),
    pytest.param(SIGNED, id="a list that may be missing"),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One ledger for all: what it holds decides what is refused, not what is understood."""
    return f"sqlite:///{tmp_path_factory.mktemp('examples') / 'ledger.db'}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example: str, database: str) -> None:
    """It may be refused by the contract, but not for the form of a field, nor as wrong usage."""
    said = StringIO()

    with redirect_stdout(said), redirect_stderr(said):
        main(["--database", database, "--agreement", "kim-coesfeld", *shlex.split(example)])

    assert catalogue()["field-invalid"].why.format() not in said.getvalue()
