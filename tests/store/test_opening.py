"""Opening: nothing is made by a question, everything by the first command, and failures are said."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from ledger.store import DamagedLedgerError, StoreError, open_store
from ledger.store import sqlite as sqlite_module
from scripts.contract_ledger import main
from tests.databases import PostgresServer
from tests.store.behind import run
from tests.store.given import KIM, posted, record, signed

_ONLY_TYPES = """
import sys
from ledger.store import Append, Basis, Conflict, Stream, StoredFact, StoreError, open_store
loaded = {name.partition(".")[0] for name in sys.modules}
sys.exit(", ".join(loaded & {"eventsourcing", "psycopg", "sqlalchemy"}) or 0)
"""


def test_a_question_makes_no_ledger(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"noch kein Hauptbuch(?s:.*)contract-ledger demo"):
        open_store(database_url, create=False)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_ledger_yet(sqlite_url: str) -> None:
    Path(sqlite_url.removeprefix("sqlite:///")).touch()

    with pytest.raises(StoreError, match="noch kein Hauptbuch"):
        open_store(sqlite_url, create=False)


def test_opening_again_changes_nothing(database_url: str) -> None:
    for _ in range(3):
        with open_store(database_url) as store:
            record(store, signed("olfen"))

    with open_store(database_url, create=False) as store:
        assert store.head(KIM) == 3


def test_a_relative_path_starts_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///100% mode=memory #?ä.db".replace("?", "")) as store:
        record(store, signed("olfen"))

    assert (tmp_path / "100% mode=memory #ä.db").exists()


def test_every_commit_is_on_the_disk_whatever_the_connection_was_set_to(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        store._recorder.select("PRAGMA synchronous")  # noqa: SLF001
        with store._factory.datastore.get_connection(commit=False) as connection:  # type: ignore[attr-defined]  # noqa: SLF001
            connection.cursor().execute("PRAGMA synchronous = OFF")
        record(store, signed("olfen"))
        settings = [
            store._recorder.select(f"PRAGMA {name}")[0][0]  # type: ignore[index]  # noqa: SLF001
            for name in ("journal_mode", "synchronous")
        ]

    assert settings == ["wal", 2]


def test_a_new_file_that_another_process_is_setting_up_is_waited_for(sqlite_url: str) -> None:
    other = sqlite3.connect(
        sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")  # against this, SQLite refuses to turn the file to WAL without waiting
    release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    release.start()

    with open_store(sqlite_url) as store:
        assert store.agreements() == ()

    release.join()
    other.close()


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Verzeichnis"):
        open_store(f"sqlite:///{tmp_path}/missing/ledger.db")


def test_a_file_of_another_kind_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Sehr geehrte Damen und Herren, " * 100, encoding="utf-8")

    with pytest.raises(StoreError, match="kein Hauptbuch"):
        open_store(f"sqlite:///{tmp_path}/letter.txt")


def test_a_directory_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lässt sich nicht öffnen"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_locked_ledger_is_waited_for_and_then_said_to_be_locked(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_module, "LOCK_TIMEOUT", 1)
    with open_store(sqlite_url) as store:
        record(store, signed("olfen"))
        locker = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="gesperrt"):
            record(store, signed("senden"))
        assert store.head(KIM) == 1  # reading goes on

        locker.execute("ROLLBACK")
        locker.close()
        record(store, signed("senden"))
        assert store.head(KIM) == 2


def test_a_full_disk_is_said_and_nothing_recorded(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        record(store, signed("olfen"))
        store._recorder.select("PRAGMA max_page_count = 1")  # noqa: SLF001
        with pytest.raises(StoreError, match="voll"):
            record(store, *[posted(f"BK-{number}", "x" * 500) for number in range(100)])
        assert store.head(KIM) == 1

        store._recorder.select("PRAGMA max_page_count = 100000")  # noqa: SLF001
        record(store, signed("senden"))
        assert store.head(KIM) == 2


def test_a_ledger_that_may_only_be_read_is_read(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        record(store, signed("olfen"))
        store._recorder.select("PRAGMA query_only = ON")  # noqa: SLF001

        with pytest.raises(StoreError, match="nur lesbar"):
            record(store, signed("senden"))
        assert store.head(KIM) == 1


def test_on_postgresql_a_reader_needs_no_right_to_write(
    postgres_server: PostgresServer, postgresql_url: str
) -> None:
    with open_store(postgresql_url) as store:
        record(store, signed("olfen"))
    postgres_server.connection.execute("CREATE ROLE reader LOGIN")
    try:
        with psycopg.connect(postgresql_url) as owner:
            owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")

        with open_store(postgresql_url.replace("ledger@", "reader@")) as store:
            assert store.head(KIM) == 1
            with pytest.raises(StoreError, match="fehlt ein Recht"):
                record(store, signed("senden"))
    finally:
        with psycopg.connect(postgresql_url) as owner:
            owner.execute("DROP OWNED BY reader")
        postgres_server.connection.execute("DROP ROLE reader")


def test_on_postgresql_a_missing_database_is_said_at_once(postgresql_url: str) -> None:
    missing = postgresql_url.replace("@/", "@/missing_")

    with pytest.raises(StoreError, match=r"nicht erreichbar(?s:.*)does not exist"):
        open_store(missing)


def test_a_server_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nicht erreichbar"):
        open_store(f"postgresql://ledger@/ledger?host={tmp_path}")


def test_after_closing_the_ledger_is_closed(database_url: str) -> None:
    store = open_store(database_url)
    store.close()
    store.close()

    with pytest.raises(StoreError):
        store.agreements()


def test_the_names_that_pure_code_needs_load_no_database_library() -> None:
    done = subprocess.run([sys.executable, "-c", _ONLY_TYPES], capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.stderr, done.returncode) == ("", 0)


def test_sqlite_loads_no_postgresql_driver(sqlite_url: str) -> None:
    program = (
        "import sys; from ledger.store import open_store\n"
        "open_store(sys.argv[1]).close(); sys.exit('psycopg' in sys.modules)"
    )
    command = [sys.executable, "-c", program, sqlite_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize("table", ["ledger_positions", "ledger_heads"])
def test_a_ledger_that_lost_a_table_is_neither_taken_for_a_new_one_nor_mended(
    database_url: str, table: str
) -> None:
    with open_store(database_url) as store:
        record(store, signed("olfen"))
    run(database_url, f"DROP TABLE {table}")

    for create in (True, False):
        with pytest.raises(DamagedLedgerError, match="Dem Hauptbuch fehlt eine Tabelle"):
            open_store(database_url, create=create)

    assert main(["audit", "verify", "--database", database_url]) == 3
    with pytest.raises((sqlite3.Error, psycopg.Error)):
        run(database_url, f"SELECT * FROM {table}")  # noqa: S608 - no input
