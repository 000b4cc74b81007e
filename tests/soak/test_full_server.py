"""A PostgreSQL server whose disk becomes full: the same as with a file of one's own (test_full_disk)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from tests.databases import PostgresServer
from tests.soak.disks import SmallDisk, small_disk
from tests.soak.files import SIZE, must_be_sound, recorded, run, written

pytestmark = pytest.mark.soak

PAGES = 8192
"""Of the disk; an empty database takes 2000."""


@pytest.fixture
def disk(postgres_server: PostgresServer) -> Iterator[SmallDisk]:
    """A disk for one database, as the tablespace `small`."""
    with small_disk(PAGES) as mounted:
        if mounted is None:
            pytest.skip("the disk of a server can only be made small by somebody who may mount one")
        os.chown(mounted.directory, postgres_server.directory.stat().st_uid, -1)
        location = sql.Literal(str(mounted.directory))
        postgres_server.connection.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(location))
        yield mounted
        postgres_server.connection.execute("DROP TABLESPACE small")


@pytest.fixture
def url(postgres_server: PostgresServer, disk: SmallDisk) -> Iterator[str]:
    """An empty database on the small disk."""
    assert disk.directory.is_dir()
    with postgres_server.fresh_database() as fresh:
        name = sql.Identifier(fresh.partition("@/")[2].partition("?")[0])
        postgres_server.connection.execute(sql.SQL("ALTER DATABASE {} SET TABLESPACE small").format(name))
        yield fresh


def test_a_file_is_recorded_whole_or_refused(url: str, disk: SmallDisk, tmp_path: Path) -> None:
    recorded(url, written(tmp_path, 0))
    disk.leave(0)

    serial, status, complaint = 0, 0, ""
    while status == 0:
        serial += 1
        status, _, complaint = run(url, "record", str(written(tmp_path, serial)))
    disk.free()

    what, why, now = complaint.splitlines()
    assert what == "Das Hauptbuch lässt sich nicht beschreiben."
    assert why.startswith("  Warum: Der Datenträger ist voll")
    assert now == "  Jetzt: Platz schaffen und wiederholen."
    must_be_sound(url)
    assert recorded(url, written(tmp_path, serial)) == (SIZE, 0)
    must_be_sound(url)
