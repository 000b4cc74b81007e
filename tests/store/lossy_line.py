"""A line to PostgreSQL that can be cut at the worst moment: around a COMMIT."""

import contextlib
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_SOCKET = ".s.PGSQL.5432"
_COMMIT = b"COMMIT\0"
_CHUNK = 65536


class LossyLine:
    """Forwards between a socket of its own and the server's, until *at_commit* says otherwise.

    *at_commit* is called, once, with both ends, instead of forwarding the first COMMIT.
    """

    def __init__(self, server: Path) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="lossy-"))
        self.at_commit: Callable[[socket.socket, socket.socket, bytes], None] | None = None
        self.was_cut = False
        self._server = str(server / _SOCKET)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.directory / _SOCKET))
        self._listener.listen()
        self._lines: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def hang_up(self) -> None:
        """Refuse new connections, and cut the open ones."""
        for line in self._lines:
            _cut(line)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._lines += [client, server]
                threading.Thread(target=self._up, args=(client, server), daemon=True).start()
                threading.Thread(target=self._down, args=(client, server), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(_CHUNK):
                if self.at_commit and _COMMIT in data:
                    at_commit, self.at_commit, self.was_cut = self.at_commit, None, True
                    at_commit(client, server, data)
                    return
                server.sendall(data)
        _cut(server)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(_CHUNK):
                client.sendall(data)
        _cut(client)


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


def lose_the_commit(client: socket.socket, server: socket.socket, _: bytes) -> None:
    """The server never hears of it."""
    _cut(client)
    _cut(server)


def lose_the_answer(client: socket.socket, server: socket.socket, commit: bytes) -> None:
    """The client is gone before the server can answer; the server has committed."""
    client.shutdown(socket.SHUT_WR)
    client.close()
    server.sendall(commit)


def delay_the_commit(client: socket.socket, server: socket.socket, commit: bytes) -> None:
    """The client is gone while the COMMIT is still on its way."""
    client.shutdown(socket.SHUT_RDWR)
    client.close()
    time.sleep(0.5)
    server.sendall(commit)


@contextmanager
def lossy_line(url: str) -> Iterator[tuple[LossyLine, str]]:
    """A line to the database at *url*, a socket in a directory, and the URL that leads through it."""
    database, _, directory = url.partition("?host=")
    line = LossyLine(Path(directory))
    try:
        yield line, f"{database}?host={line.directory}"
    finally:
        line.hang_up()
