"""A host that keeps a ledger, parties that watch it, and what a dishonest host would put in its place."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.store import RestoredCheckpoint, StoredFact, open_store
from ledger.store.canonical import leaf_hash
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import CONCLUDED, posted

KIM = "kim-coesfeld"
FACTS = (*CONCLUDED, posted("BK-1"), posted("BK-2"))
"""Positions 1 to 14."""


class Hall:
    """A town hall with a ledger of FACTS, the host's key `buch.pem`, and a command line in its folder."""

    def __init__(self, url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self._capsys = url, folder, capsys
        self.out = self.err = ""
        """What the last command wrote."""

    def run(self, *command: str, url: str | None = None) -> int:
        """The exit status of a command, on this ledger or on another."""
        try:
            return main([*command, "--database", url or self.url])
        except SystemExit as stopped:
            return int(stopped.code or 0)
        finally:
            self.out, self.err = self._capsys.readouterr()

    def ask(self, *command: str, url: str | None = None) -> Any:
        """The JSON that a command prints."""
        assert self.run(*command, "--json", url=url) == 0, self.err
        return json.loads(self.out)

    def record(self, *facts: dict[str, Any], url: str | None = None) -> None:
        (self.folder / "facts.jsonl").write_text("\n".join(map(json.dumps, facts)), encoding="utf-8")
        assert self.run("record", "facts.jsonl", url=url) == 0, self.err

    def key(self, name: str) -> str:
        """A new key `NAME.pem` for a witness; its public form."""
        (key,) = self.ask("audit", "key", f"{name}.pem", "--name", name)["keys"]
        return str(key)

    def checkpoint(self, url: str | None = None) -> str:
        """Let the host sign; its public key."""
        (signed,) = self.ask("audit", "checkpoint", "--key", "buch.pem", "--to", "buch.checkpoint", url=url)
        return str(signed["key"])

    def cosign(self, name: str, *options: str, url: str | None = None) -> int:
        """Let a party sign with its own key, remembering in `NAME.checkpoint`."""
        own = ("--key", f"{name}.pem", "--name", name, "--last", f"{name}.checkpoint")
        return self.run("audit", "cosign", *own, *options, url=url)

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def signatures(self, url: str | None = None) -> list[str]:
        """Who has signed what the ledger keeps, by number."""
        with open_store(url or self.url, create=False) as store:
            return [row.key.partition("+")[0] for row in store.checkpoints(KIM)]

    def copied(self, name: str, events: list[StoredFact] | None = None, *, checkpoints: bool = True) -> str:
        """The URL of another ledger with *events* for ours, and our checkpoints."""
        with open_store(self.url, create=False) as store:
            kept = [RestoredCheckpoint(KIM, row.key, row.note) for row in store.checkpoints(KIM)]
        url = f"sqlite:///{self.folder}/{name}.db"
        with open_store(url) as other:
            other.restore([*(self.events() if events is None else events), *(kept if checkpoints else [])])
        return url

    def events(self) -> list[StoredFact]:
        with open_store(self.url, create=False) as store:
            return list(store.facts(KIM))


def rewritten(event: StoredFact, old: bytes, new: bytes) -> StoredFact:
    """*event* with other words in its fact, and the hash that belongs to it then."""
    changed = replace(event, state=event.state.replace(old, new))
    assert changed.state != event.state
    return replace(changed, leaf_hash=leaf_hash(changed.stored_fields()))


def opened_hall(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A town hall in *folder*, which becomes the present one."""
    monkeypatch.chdir(folder)
    hall = Hall(url, folder, capsys)
    hall.record(*FACTS)
    assert hall.run("audit", "key", "buch.pem") == 0
    return hall
