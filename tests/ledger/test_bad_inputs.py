"""What must be refused: exit status, thing, clause and way out, and proof that nothing was recorded."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.errors import catalogue
from ledger.store import Store, StoredFact, open_store
from scripts.contract_ledger import main
from tests.databases import PostgresServer
from tests.ledger.bad_inputs.contract import contract
from tests.ledger.bad_inputs.files import files
from tests.ledger.bad_inputs.forms import forms
from tests.ledger.bad_inputs.ledgers import LEDGERS, Given, posted
from tests.ledger.bad_inputs.money import money
from tests.ledger.bad_inputs.table import BadInput, as_line

TABLE = (*contract(), *money(), *forms(), *files())


@dataclass(frozen=True)
class Ledger:
    """A ledger in a database of its own, and all that it holds."""

    url: str
    store: Store
    held: tuple[StoredFact, ...]

    def must_be_unchanged(self) -> None:
        """The head positions, and every stored fact with its hash, are as they were."""
        assert _held(self.store) == self.held
        heads = {stored.agreement: stored.position for stored in self.held}
        assert {name: self.store.head(name) for name in self.store.agreements()} == heads


def _held(store: Store) -> tuple[StoredFact, ...]:
    return tuple(stored for _, stored in store.after(0, limit=1_000_000))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ledgers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Ledger]]:
    """Each of LEDGERS, made once on each database; every row proves that it left its ledger unchanged."""
    directory = tmp_path_factory.mktemp("ledgers")
    with _databases(request, directory) as urls:
        made = {name: _ledger(url, LEDGERS[name], directory / "facts.jsonl") for name, url in urls.items()}
        yield made
        for ledger in made.values():
            ledger.store.close()


@contextmanager
def _databases(request: pytest.FixtureRequest, directory: Path) -> Iterator[dict[str, str]]:
    if request.param == "sqlite":
        yield {name: f"sqlite:///{directory / name}.db" for name in LEDGERS}
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with ExitStack() as stack:
        yield {name: stack.enter_context(server.fresh_database()) for name in LEDGERS}


def _ledger(url: str, facts: tuple[Given, ...], file: Path) -> Ledger:
    file.write_bytes(b"\n".join(map(as_line, facts)))
    assert main(["record", str(file), "--database", url]) == 0
    store = open_store(url)
    return Ledger(url, store, _held(store))


@pytest.mark.parametrize("row", TABLE, ids=[row.title for row in TABLE])
def test_is_refused_whole(
    row: BadInput, ledgers: dict[str, Ledger], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(row.content)
    ledger = ledgers[row.ledger]
    capsys.readouterr()

    status = main(["record", str(file), "--database", ledger.url])

    message = capsys.readouterr()
    assert (status, message.out) == (1, "")
    assert message.err.startswith(f"{file}, {row.place}")
    assert re.search(_said_by(row.code), message.err, re.DOTALL)
    assert [said for said in row.says if said not in message.err] == []
    ledger.must_be_unchanged()


def _said_by(code: str) -> str:
    """What the catalogue says for *code*, all three parts and the clause, with anything for its {names}."""
    entry = catalogue()[code]
    clause = f" ({entry.clause})" if entry.clause else ""
    text = f"{entry.what}\n  Warum{clause}: {entry.why}\n  Jetzt: {entry.now}"
    parts = re.split(r"\{\w+\}", text.removeprefix("{place}").replace("{{", "{").replace("}}", "}"))
    return ".+".join(map(re.escape, parts))


def test_the_table_has_every_row_once() -> None:
    titles = [row.title for row in TABLE]
    assert len(titles) >= 80
    assert sorted(set(titles)) == sorted(titles)


_REVERSAL = ["reverse-cost", "R-9", "--reverses", "BK-1", "--reason", "falsch"]
_CORRECTION = ["retract", "2", "--reason", "falsch", "--instead"]
_DEPLOYMENT = ["--effective-on", "2026-03-01", "--form", "letter", "--signed-by", "olfen"]

COMMANDS = [
    (["record"], 2, "--file"),
    (["recrod", "facts.jsonl"], 2, "recrod"),
    (["record", "facts.jsonl", "--recorded-at", "2020-01-01"], 2, "--recorded-at"),
    (["reverse-cost", "R-9", "--reverses", "BK-1"], 2, "--reason"),
    ([*_REVERSAL, "--kind", "CostPosted"], 2, "--kind"),
    ([*_REVERSAL, "--effective-on", "2024-01-01"], 2, "--effective-on"),
    ([*_REVERSAL, "--agreement", "anders"], 1, "„anders“"),
    ([*_REVERSAL, "--agreement", "Kim Coesfeld"], 1, "agreement"),
    ([*_REVERSAL, "--as", "a\nb"], 1, "--as"),
    ([*_REVERSAL, "--as", "x" * 101], 1, "100 Zeichen"),
    ([*_REVERSAL, "--note", "x" * 501], 1, "note"),
    (["record", "no-such-file.jsonl"], 1, "no-such-file.jsonl"),
    (["record", "."], 1, "."),
    (["sign", "reken", "--effective-on", "2023-03-15"], 1, "„reken“"),
    (["sign", "olfen", "--effective-on", "31.02.2023"], 1, "31.02.2023"),
    (["retract", "zwei", "--reason", "falsch"], 1, "position"),
    ([*_CORRECTION, "{"], 1, "kein JSON"),
    ([*_CORRECTION, "no-such-file.json"], 1, "no-such-file.json"),
    (["draft", "no-such-terms.toml", "--effective-on", "2023-02-01"], 1, "no-such-terms.toml"),
    (
        ["agree-deployment", "mitte", "--posts", "duelmen", *_DEPLOYMENT, "--concluded-on", "2026-02-01"],
        1,
        "duelmen",
    ),
    (
        ["agree-deployment", "mitte", "--posts", "=1", *_DEPLOYMENT, "--concluded-on", "2026-02-01"],
        1,
        "posts",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "status", "says"), COMMANDS, ids=[" ".join(row[0])[:70] for row in COMMANDS]
)
def test_a_command_is_refused(
    arguments: list[str],
    status: int,
    says: str,
    ledgers: dict[str, Ledger],
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger = ledgers["in force"]

    assert _status([*arguments, "--database", ledger.url]) == status

    message = capsys.readouterr()
    assert message.out == ""
    assert says in message.err
    ledger.must_be_unchanged()


def _status(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)


@pytest.mark.parametrize(
    ("content", "recorded"),
    [
        (b"\xef\xbb\xbf%s\n%s\n", 2),
        (b"%s\r\n%s\r\n", 2),
        (b"\n\n%s\n   \n\t\n%s", 2),
        (b"  %s  \n%s", 2),
        (b"", 0),
        (b"\xef\xbb\xbf", 0),
        (b"\n \n", 0),
    ],
)
def test_a_byte_order_mark_crlf_and_blank_lines_are_read(
    content: bytes,
    recorded: int,
    ledgers: dict[str, Ledger],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "facts.jsonl"
    lines = [as_line(posted("X-1")), as_line(posted("X-2"))]
    file.write_bytes(content % tuple(lines) if recorded else content)

    assert main(["record", str(file), "--dry-run", "--database", ledgers["in force"].url]) == 0

    expected = "(2 Tatsachen) würden erfasst" if recorded else "nichts erfasst"
    assert expected in capsys.readouterr().out
    ledgers["in force"].must_be_unchanged()


_REFUSE_AND_MEASURE = """
import resource, sys
from scripts.contract_ledger import main
from scripts.commands import run
import ledger.store.opening, eventsourcing.sqlite
before = resource.getrusage(resource.RUSAGE_SELF)
status = main(sys.argv[1:])
after = resource.getrusage(resource.RUSAGE_SELF)
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(status, seconds, after.ru_maxrss - before.ru_maxrss)
"""


@pytest.mark.parametrize("byte", [b"x", b"["], ids=repr)
def test_a_line_of_100_megabytes_is_refused_at_once_and_without_reading_it(
    byte: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "facts.jsonl"
    with file.open("wb") as stream:
        for _ in range(100):
            stream.write(byte * 1_000_000)
    database = f"sqlite:///{tmp_path / 'ledger.db'}"

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _REFUSE_AND_MEASURE, "record", str(file), "--database", database],
        capture_output=True,
        text=True,
        check=True,
    )

    status, seconds, kilobytes = done.stdout.split()
    assert status == "1"
    assert "Zeile 1: länger als 1000000" in done.stderr
    assert float(seconds) < 1
    assert int(kilobytes) < 40_000
    with open_store(database) as store:
        assert store.after(0, limit=1) == []
