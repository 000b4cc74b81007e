"""What lists of cost are refused for: exit status, row, reason, and proof that nothing was recorded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.errors import Entry, catalogue
from ledger.store import Store, StoredFact, open_store
from scripts.contract_ledger import main
from tests.databases import PostgresServer, sqlite_url
from tests.ledger.bad_inputs.cost_lists import BadList, bad_lists
from tests.ledger.bad_inputs.ledgers import IN_FORCE

TABLE = tuple(bad_lists())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of one ledger for all lists, on each database; every list proves that it is unchanged."""
    directory = tmp_path_factory.mktemp("ledger")
    file = directory / "facts.jsonl"
    file.write_text("\n".join(map(json.dumps, IN_FORCE)), encoding="utf-8")
    if request.param == "sqlite":
        url = sqlite_url(directory)
        assert main(["record", str(file), "--database", url]) == 0
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url:
        assert main(["record", str(file), "--database", url]) == 0
        yield url


@pytest.fixture(scope="module")
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.mark.parametrize("bad", TABLE, ids=[bad.title for bad in TABLE])
def test_a_list_is_refused_whole(
    bad: BadList, url: str, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kosten"
    file.write_bytes(bad.content)
    before = _held(store)
    capsys.readouterr()

    status = main(["import-costs", str(file), *bad.options, "--database", url])

    message = capsys.readouterr()
    assert (status, message.out) == (1, "")
    assert message.err.startswith(str(file))
    assert re.search(_said(bad), message.err, re.DOTALL)
    assert [said for said in bad.says if said not in message.err] == []
    assert _rows_named(message.err) == set(bad.rows)
    assert _held(store) == before


def _held(store: Store) -> tuple[StoredFact, ...]:
    return tuple(stored for _, stored in store.after(0, limit=1_000_000))


def _said(bad: BadList) -> str:
    """What the catalogue says for the code, with anything for its {names}; of a row on one line."""
    entry = catalogue()[bad.code]
    written = _of_a_row(entry) if bad.rows else _whole(entry)
    return ".+".join(map(re.escape, re.split(r"\{\w+\}", written)))


def _of_a_row(entry: Entry) -> str:
    what = entry.what if entry.what.startswith("{place}") else f"Zeile {{row}}: {entry.what}"
    return f"  {what} {entry.why}" + (f" ({entry.clause})" if entry.clause else "")


def _whole(entry: Entry) -> str:
    clause = f" ({entry.clause})" if entry.clause else ""
    return f"{entry.what}\n  Warum{clause}: {entry.why}\n  Jetzt: {entry.now}"


def _rows_named(message: str) -> set[int]:
    return {int(number) for number in re.findall(r"^  Zeile (\d+)[:,]", message, re.MULTILINE)}
