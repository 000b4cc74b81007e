"""What only witnesses can know: a log that is consistent in itself, and not the one that they signed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.proofs.witness_files import read_witnesses
from ledger.store import RestoredCheckpoint, StoredFact
from tests.tampering.attacker import Attacker
from tests.tampering.given import Entries, checkpoints, facts, recorded, restore, whole, witness_file
from tests.tampering.verified import expected, found


def rewritten() -> Entries:
    """A higher amount in the third fact; new hashes, a new tree, the host's own new checkpoints."""
    third = facts()[2]
    state = third.state.replace(b"5000.00", b"9000.00")
    log = recorded(*(replace(each, state=state) if each is third else each for each in facts()))
    return (*log, *checkpoints(log, 4, by=()), *checkpoints(log, 7, by=()))


def rewritten_under_old_signatures() -> Entries:
    """The same, with the signatures of the witnesses kept as they were."""
    log = rewritten()[:10]
    return (*log, *_checkpoints(whole()))


def rolled_back() -> Entries:
    """As it was after the first four events and their checkpoints, and the other agreement."""
    kept = [each for each in whole() if isinstance(each, StoredFact)][:6]
    return (*kept, *_checkpoints(whole())[:3])


def without_the_last_two() -> Entries:
    """Two events fewer; of the checkpoints those that still fit."""
    kept = [each for each in whole() if isinstance(each, StoredFact)][:8]
    return (*kept, *_checkpoints(whole())[:3])


def without_the_last() -> Entries:
    """Nobody has signed the eighth."""
    return (*whole()[:9], *_checkpoints(whole()))


def without_the_agreement() -> Entries:
    """Only the other one is left."""
    return tuple(recorded(*(replace(each) for each in facts() if each.agreement == "other")))


def _checkpoints(entries: Entries) -> list[RestoredCheckpoint]:
    return [each for each in entries if isinstance(each, RestoredCheckpoint)]


Attack = Callable[[], Entries]

FOUND: dict[Attack, tuple[str, str]] = {
    rewritten: ("", "7 witness seen.txt root\n8 witness ledger witnesses"),
    rewritten_under_old_signatures: (
        """
        4 checkpoint 1 root
        4 checkpoint 2 root
        4 checkpoint 3 root
        7 checkpoint 4 root
        7 checkpoint 5 root
        7 checkpoint 6 root""",
        """
        4 witness ledger root
        4 witness ledger root
        4 witness ledger root
        7 witness ledger root
        7 witness ledger root
        7 witness ledger root
        7 witness seen.txt root
        8 witness ledger witnesses""",
    ),
    rolled_back: ("", "7 witness seen.txt size"),
    without_the_last_two: ("", "7 witness seen.txt size"),
    without_the_last: ("", ""),
    without_the_agreement: ("", "- head ledger_heads\n0 witness ledger witnesses\n7 witness seen.txt size"),
}
"""Each attack, what is found without witnesses, and what their file finds besides."""


@pytest.mark.parametrize("attack", FOUND)
def test_only_witnesses_notice_what_is_consistent_in_itself(
    database_url: str, tmp_path: Path, attack: Attack
) -> None:
    restore(database_url, whole())
    policies = read_witnesses(witness_file(tmp_path))
    assert found(database_url, policies) == []

    Attacker(database_url).replace_all(attack())

    alone, besides = FOUND[attack]
    assert found(database_url) == expected(alone)
    assert found(database_url, policies) == expected(f"{alone}\n{besides}")


def test_an_older_copy_of_the_file_is_what_it_was(sqlite_url: str, tmp_path: Path) -> None:
    """Put in place of the newer one, as from a backup."""
    ledger, copy = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "backup.db"
    restore(f"sqlite:///{copy}", rolled_back())
    restore(sqlite_url, whole())
    policies = read_witnesses(witness_file(tmp_path))

    shutil.copy(copy, ledger)

    assert found(sqlite_url) == []
    assert found(sqlite_url, policies) == ["7 witness seen.txt size"]
