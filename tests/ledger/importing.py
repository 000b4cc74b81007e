"""Given a ledger and a list of cost, when the list is imported, then this is recorded or said."""

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ledger.store import open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import Given

KIM = "kim-coesfeld"


@dataclass(frozen=True)
class Desk:
    """A clerk's desk: a ledger, and a directory for the lists that go into it."""

    url: str
    directory: Path

    def record(self, *given: Given) -> None:
        """Record facts as a file of facts."""
        file = self.directory / "given.jsonl"
        file.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
        assert self.run("record", str(file)).status == 0

    def import_costs(self, content: bytes, *options: str) -> "Answer":
        """Import a list of cost with this content."""
        file = self.directory / "kosten"
        file.write_bytes(content)
        return self.run("import-costs", str(file), *options)

    def run(self, *arguments: str) -> "Answer":
        """Run one command on the ledger."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main([*arguments, "--database", self.url])
        return Answer(status, out.getvalue(), err.getvalue())

    def facts(self) -> list[dict[str, Any]]:
        """Everything recorded, as given."""
        with open_store(self.url, create=False) as store:
            return [entry.fact.as_given() for entry in store.facts(KIM)]


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> Iterator[str]:
        """The rows that a refusal names."""
        return (line.strip() for line in self.err.splitlines() if line.startswith("  Zeile "))
