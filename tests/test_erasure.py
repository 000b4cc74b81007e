"""A name that was erased is nowhere any more, and everything else is as it was (Art. 17 DSGVO).

Searched byte by byte: database, keys, documents, exports. For PostgreSQL that is the server's whole
directory with its log and its write-ahead log.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.proofs.merkle import root_of
from ledger.sealing import KEYS_VARIABLE
from ledger.store import open_store
from scripts import verify_export
from scripts.contract_ledger import main
from tests.scenario import cost_of_year, filled, in_force, taxed

KIM = "kim-coesfeld"
PERSON, SIGNATORY = "p-n1", "s-olfen"
NAME, OTHER = "Jörg Äppelßen-Zwirnwald", "Wilhelmine Übersee"
TRACES = (NAME.encode(), b"Zwirnwald", NAME.encode("latin-1"), NAME.encode("utf-16-le"), b"ppel\\u00df")
"""What would be found of the name, in whatever way it was written down."""

FACTS = (*in_force(), *filled("n1", "nord", "2024-01-01"), *taxed())
COST = cost_of_year("nord", "200000.00", 2025, voucher="BK-1")
FILLED = len(in_force()) + 1
"""The position of the filling that names the person."""
VERIFIER = Path(verify_export.__file__)


def _named(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("post") == "n1":
        return given | {"person_name": NAME}
    if given["kind"] == "PartySigned" and given["party"] == "olfen":
        return given | {"signatory": SIGNATORY, "signatory_name": OTHER}
    return given


class Host:
    """The municipality that hosts the ledger: a folder with everything it keeps, and a desk elsewhere."""

    def __init__(self, url: str, folder: Path, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self._desk, self.capsys = url, folder, desk, capsys
        self.keys = folder / "keys"

    def run(self, *command: str) -> int:
        """The exit status."""
        status = main([*command, "--database", self.url])
        self.capsys.readouterr()
        return status

    def ask(self, *command: str) -> Any:
        """The JSON that a command prints."""
        assert main([*command, "--database", self.url, "--json"]) == 0
        return json.loads(self.capsys.readouterr().out)

    def record(self) -> tuple[int, int]:
        """Record the file with the names: how many facts were new, how many stood already."""
        file = self._desk / "facts.jsonl"
        lines = [json.dumps(_named(fact.as_given()), ensure_ascii=False) for fact in (*FACTS, *COST)]
        file.write_text("\n".join(lines), encoding="utf-8")
        (outcome,) = self.ask("record", str(file))
        return len(outcome["recorded"]), outcome["already_recorded"]

    def statement(self) -> Any:
        """The figures of Nord in 2025, without what was known when."""
        return self.ask("settlement", "show", "--year", "2025", "--pool", "nord")["pools"]

    def documents(self, name: str) -> dict[str, bytes]:
        """The documents of Nord in 2025, made anew."""
        folder = self.folder / name
        assert (
            self.run("settlement", "documents", "--year", "2025", "--pool", "nord", "--folder", str(folder))
            == 0
        )
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    def held(self) -> list[tuple[bytes, bytes]]:
        """Every event as stored, with its hash."""
        with open_store(self.url, create=False) as store:
            return [(entry.state, entry.leaf_hash) for entry in store.facts(KIM)]

    def root(self, size: int) -> bytes:
        """The root of the tree over the first *size* events, which an old checkpoint has signed."""
        with open_store(self.url, create=False) as store:
            return root_of(size, lambda level, index: store.node(KIM, level, index))

    def shown(self, position: int) -> Any:
        """The fact as `audit trail` prints it."""
        return next(row["fact"] for row in self.ask("audit", "trail") if row["position"] == position)

    def exported(self, name: str) -> Path:
        """The whole ledger as a file, which the verifier that knows nothing of ours finds in order."""
        file = self.folder / name
        assert self.run("export", str(file)) == 0
        verifier = [sys.executable, str(VERIFIER), str(file)]
        assert subprocess.run(verifier, capture_output=True, check=False).returncode == 0  # noqa: S603
        return file

    def proof(self) -> bytes:
        """That the fact that names the person is in the tree under the signed checkpoint."""
        file = self.folder / "fact.tlog-proof"
        assert self.run("audit", "prove", str(FILLED), "--file", str(file)) == 0
        assert self.run("audit", "prove", "--check", str(file), "--hashes-only") == 0
        proof = file.read_bytes()
        file.unlink()
        return proof


@pytest.fixture
def host(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Host:
    """A host with the names recorded and Nord 2025 issued; an SQLite file lies in its folder."""
    folder, desk = tmp_path / "host", tmp_path / "desk"
    folder.mkdir()
    desk.mkdir()
    url = database_url if database_url.startswith("postgresql") else f"sqlite:///{folder}/ledger.db"
    monkeypatch.setenv(KEYS_VARIABLE, str(folder / "keys"))
    made = Host(url, folder, desk, capsys)
    made.record()
    assert (
        made.run("settlement", "issue", "--year", "2025", "--pool", "nord", "--issued-on", "2026-03-12") == 0
    )
    assert made.run("audit", "key", str(folder / "host.pem")) == 0
    assert made.run("audit", "checkpoint", "--key", str(folder / "host.pem")) == 0
    return made


@pytest.fixture
def places(host: Host, request: pytest.FixtureRequest) -> tuple[Path, ...]:
    """Every folder in which the host or its database may have kept something."""
    if host.url.startswith("sqlite"):
        return (host.folder,)
    return (host.folder, request.getfixturevalue("postgres_server").directory)


def _everything(host: Host, places: tuple[Path, ...]) -> Iterator[tuple[Path, bytes]]:
    """Every file, after the write-ahead log was taken into the database; its own bytes are searched too."""
    yield from _files(places)
    if host.url.startswith("sqlite"):
        with closing(sqlite3.connect(host.folder / "ledger.db")) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with psycopg.connect(host.url, autocommit=True) as server:
            server.execute("CHECKPOINT")
    yield from _files(places)


def _files(places: tuple[Path, ...]) -> Iterator[tuple[Path, bytes]]:
    for place in places:
        for file in place.rglob("*"):
            if file.is_file():
                yield file, file.read_bytes()


def _found(traces: tuple[bytes, ...], host: Host, places: tuple[Path, ...]) -> set[str]:
    return {
        file.name for file, content in _everything(host, places) if any(map(content.__contains__, traces))
    }


def test_an_erased_name_is_nowhere_and_everything_else_is_as_it_was(
    host: Host, places: tuple[Path, ...]
) -> None:
    key = (host.keys / f"{KIM}--{PERSON}.key").read_bytes().split()[-1]
    before, statement, papers = host.held(), host.statement(), host.documents("before")
    root, proof = host.root(len(before)), host.proof()
    host.exported("before.jsonl")
    assert host.run("audit", "trail", "--csv", str(host.folder / "trail.csv")) == 0
    assert host.shown(FILLED)["person_name"] == NAME
    assert _found(TRACES, host, places) == set(), "not even before"
    assert _found((key,), host, places) == {f"{KIM}--{PERSON}.key"}
    assert len(_found((PERSON.encode(),), host, places)) > 0, "the search finds what is there"

    assert host.run("privacy", "erase", PERSON, "--reason", "Antrag vom 3. Mai 2026") == 0

    host.exported("after.jsonl")
    assert host.shown(FILLED)["person_name"] is None
    assert _found((*TRACES, key), host, places) == set()
    assert host.held()[:-1] == before
    assert (host.root(len(before)), host.proof()) == (root, proof)
    assert host.statement() == statement
    assert host.documents("after") == papers
    assert host.run("audit", "verify") == 0
    assert host.run("rebuild", "--check") == 0


def test_an_export_from_before_the_erasure_brings_nothing_back(host: Host, tmp_path: Path) -> None:
    export = host.exported("before.jsonl")
    copy = Host(f"sqlite:///{tmp_path}/copy.db", host.folder, tmp_path, host.capsys)
    assert copy.run("import", str(export)) == 0
    assert copy.shown(FILLED)["person_name"] == NAME, "with the keys, which no export holds"

    assert host.run("privacy", "erase", PERSON, "--reason", "Antrag") == 0

    assert copy.shown(FILLED)["person_name"] is None
    assert copy.root(FILLED) == host.root(FILLED)


def test_recording_the_old_file_again_brings_nothing_back(host: Host, places: tuple[Path, ...]) -> None:
    assert host.run("privacy", "erase", PERSON, "--reason", "Antrag") == 0
    before = host.held()

    assert host.record() == (0, len(FACTS) + len(COST))

    assert host.held() == before
    assert host.shown(FILLED)["person_name"] is None
    assert _found(TRACES, host, places) == set()


def test_read_models_made_anew_hold_no_name(host: Host, places: tuple[Path, ...]) -> None:
    assert host.run("rebuild") == 0

    assert host.shown(FILLED)["person_name"] == NAME
    assert _found((*TRACES, OTHER.encode()), host, places) == set()


def test_erasing_one_leaves_the_other(host: Host) -> None:
    assert host.run("privacy", "erase", PERSON, "--reason", "Antrag") == 0

    report = host.ask("privacy", "report", SIGNATORY)
    assert [fact["name"] for fact in report["facts"]] == [OTHER]
    assert report["key"] == "present"
