"""A desk at which a role file is in force: the command line as one login of one database."""

import json
import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ledger.context import ACTOR_VARIABLE, ROLES_VARIABLE
from ledger.store import StoredFact, open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import Given

POSTGRES_LOGIN = "ledger"
"""The login of the URLs that tests/databases.py hands out."""


class RolesDesk:
    """A ledger, a role file and what commands say."""

    def __init__(
        self, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.url, self.folder = url, folder
        self.file = folder / "roles.toml"
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.delenv(ACTOR_VARIABLE, raising=False)
        self.without_roles()
        self.printed = self.said = ""
        """What the last command wrote to standard output and to standard error."""

    @property
    def login(self) -> str:
        """The login under which the commands of this test run."""
        return POSTGRES_LOGIN if self.url.startswith("postgresql") else os_login()

    def appoint(self, role: str, municipality: str | None = None) -> None:
        """Put a role file in force that names this login, and `meier` as the coordination."""
        acts_for = "" if municipality is None else f'municipality = "{municipality}"\n'
        self.put_in_force(
            f'[logins."{self.login}"]\n{acts_for}role = "{role}"\n[logins.meier]\nrole = "coordinator"\n'
        )

    def put_in_force(self, text: str) -> None:
        """Put a role file of that text in force."""
        self.file.write_text(text, encoding="utf-8")
        self._monkeypatch.setenv(ROLES_VARIABLE, str(self.file))

    def without_roles(self) -> None:
        """No role file is in force."""
        self._monkeypatch.delenv(ROLES_VARIABLE, raising=False)

    def run(self, *command: str, url: str | None = None) -> int:
        """The exit status of a command on the desk's ledger, or on the same one as another login."""
        status = main([*command, "--database", url or self.url])
        self.printed, self.said = self._capsys.readouterr()
        return status

    def record(self, *given: Given, options: Sequence[str] = (), url: str | None = None) -> int:
        """Record a file of facts, line by line as *given*."""
        file = self.folder / "facts.jsonl"
        file.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
        return self.run("record", str(file), *options, url=url)

    def stands(self, *given: Given) -> None:
        """*given* was recorded while no role file was in force."""
        self.without_roles()
        assert self.record(*given) == 0, self.said

    def stored(self) -> list[StoredFact]:
        """Everything recorded."""
        with open_store(self.url, create=False) as store:
            return [stored for _, stored in store.after(0, limit=10_000)]

    def log(self) -> list[dict[str, Any]]:
        """What the log of refusals holds."""
        file = self.folder / "refusals.log"
        return (
            [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            if file.exists()
            else []
        )


def os_login() -> str:
    """The owner of this process, as the operating system knows it."""
    return pwd.getpwuid(os.getuid()).pw_name
