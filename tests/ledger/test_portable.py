"""The whole ledger as one file and back: on either database the same roots, and the same bytes."""

import io
import json
from pathlib import Path

import pytest

from ledger.portable import Reader, Writer
from ledger.store import Store, open_store
from scripts.contract_ledger import main
from scripts.verify_export import Verifier
from tests.databases import sqlite_url as url_in
from tests.ledger.bad_inputs.ledgers import IN_FORCE, SECOND, Given, posted
from tests.scripts.exports_by_hand import KIM, ended, history
from tests.store.given import nodes_of


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """An export made without the program: two agreements, seven events, six checkpoints."""
    file = tmp_path / "by-hand.jsonl"
    file.write_bytes(ended(history()))
    return file


def recorded(url: str, directory: Path, *facts: Given) -> None:
    file = directory / "facts.jsonl"
    file.write_text("\n".join(map(json.dumps, facts)), encoding="utf-8")
    assert main(["record", str(file), "--database", url, "--as", "Kämmerei"]) == 0


def exported(url: str, file: Path) -> bytes:
    assert main(["export", str(file), "--database", url]) == 0
    return file.read_bytes()


def everything(url: str) -> list[object]:
    """All that a ledger holds, as its store gives it."""
    with open_store(url, create=False) as store:
        return [
            store.after(0, 1000),
            *(
                (name, store.raw_head(name), nodes_of(store, name), store.checkpoints(name))
                for name in store.agreements()
            ),
        ]


def test_an_export_made_by_hand_is_taken_and_comes_back_byte_by_byte(
    by_hand: Path, database_url: str, tmp_path: Path
) -> None:
    """So docs/export-format.md says enough to write one without the program."""
    assert main(["import", str(by_hand), "--database", database_url]) == 0

    assert exported(database_url, tmp_path / "again.jsonl") == by_hand.read_bytes()
    with open_store(database_url) as store:
        assert store.head(KIM) == 5
        assert len(store.checkpoints(KIM)) == 5
        assert [entry.fact.kind for entry in store.facts("zweitens")] == ["AgreementDrafted", "PartySigned"]


def test_from_sqlite_to_postgresql_and_back_nothing_changes(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    recorded(sqlite_url, tmp_path, *IN_FORCE)
    recorded(sqlite_url, tmp_path, SECOND)
    recorded(sqlite_url, tmp_path, {"agreement": KIM} | posted("Q-1"))
    back = url_in(tmp_path / "back")
    (tmp_path / "back").mkdir()

    first = exported(sqlite_url, tmp_path / "1.jsonl")
    assert main(["import", str(tmp_path / "1.jsonl"), "--database", postgresql_url]) == 0
    second = exported(postgresql_url, tmp_path / "2.jsonl")
    assert main(["import", str(tmp_path / "2.jsonl"), "--database", back]) == 0

    assert second == first
    assert exported(back, tmp_path / "3.jsonl") == first
    assert everything(back) == everything(sqlite_url)


def test_what_is_exported_passes_the_verifier_that_knows_nothing_of_the_program(
    database_url: str, tmp_path: Path
) -> None:
    recorded(database_url, tmp_path, *IN_FORCE)
    recorded(database_url, tmp_path, SECOND)

    verifier = Verifier(None)
    verifier.read(io.BytesIO(exported(database_url, tmp_path / "export.jsonl")))

    assert verifier.problems == []
    assert {name: log.size for name, log in verifier.logs.items()} == {
        KIM: len(IN_FORCE),
        "zweitens": 1,
    }


def test_events_of_all_agreements_stand_in_the_order_of_the_commits(
    database_url: str, tmp_path: Path
) -> None:
    recorded(database_url, tmp_path, IN_FORCE[0])
    recorded(database_url, tmp_path, SECOND)
    recorded(database_url, tmp_path, IN_FORCE[1] | {"agreement": KIM})

    lines = [json.loads(line) for line in exported(database_url, tmp_path / "export.jsonl").splitlines()]

    assert [(line["agreement"], line["position"]) for line in lines if line["type"] == "event"] == [
        (KIM, 1),
        ("zweitens", 1),
        (KIM, 2),
    ]
    assert {line["on_behalf_of"] for line in lines if line["type"] == "event"} == {"Kämmerei"}


def test_recording_goes_on_where_the_export_ended(by_hand: Path, database_url: str, tmp_path: Path) -> None:
    assert main(["import", str(by_hand), "--database", database_url]) == 0
    recorded(database_url, tmp_path, posted("Q-2") | {"agreement": "zweitens"})

    with open_store(database_url) as store:
        assert [entry.position for entry in store.facts("zweitens")] == [1, 2, 3]


def test_an_empty_ledger_is_exported_and_taken(database_url: str, tmp_path: Path) -> None:
    open_store(database_url).close()
    export = exported(database_url, tmp_path / "export.jsonl")

    assert main(["import", str(tmp_path / "export.jsonl"), "--database", database_url]) == 0
    assert export.count(b"\n") == 2


def test_an_export_shows_one_moment_while_others_record(database_url: str, tmp_path: Path) -> None:
    recorded(database_url, tmp_path, *IN_FORCE)
    with open_store(database_url) as store:
        writer = Writer(store)
        lines = writer.lines()
        begun = [next(lines), next(lines)]
        recorded(database_url, tmp_path, posted("Q-1"))
        list(lines)

    assert len(begun) == 2
    assert writer.end().agreements[KIM].size == len(IN_FORCE)


def test_what_was_read_says_so_only_at_its_end(by_hand: Path) -> None:
    with by_hand.open("rb") as stream:
        reader = Reader("by-hand", stream)
        entries = reader.entries()
        next(entries)
        with pytest.raises(ValueError, match="not read"):
            reader.end()
        assert len(list(entries)) == 12
        assert reader.end().lines == 14


def test_a_writer_says_what_it_wrote_only_at_its_end(by_hand: Path, sqlite_url: str) -> None:
    assert main(["import", str(by_hand), "--database", sqlite_url]) == 0
    with open_store(sqlite_url) as store, pytest.raises(ValueError, match="not finished"):
        _unfinished(store)


def _unfinished(store: Store) -> None:
    writer = Writer(store)
    next(writer.lines())
    writer.end()
