"""Keys and checkpoints through the command line, on both databases (docs/audit.md)."""

import shlex
from pathlib import Path

import pytest

from ledger.proofs.notes import Note, VerifierKey
from ledger.store import open_store
from ledger.vocabulary import help_of
from tests.auditing import KIM, Hall, opened_hall, rewritten
from tests.ledger.bad_inputs.ledgers import drafted, posted
from tests.store import behind


@pytest.fixture
def hall(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A ledger of FACTS and the host's key."""
    return opened_hall(database_url, tmp_path, monkeypatch, capsys)


SOMEBODY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""A public key that has signed nothing here."""


# Keys


def test_a_key_is_the_hosts_for_each_agreement_or_that_of_a_party(hall: Hall) -> None:
    hall.record(drafted(id="zweitens"))

    both = hall.ask("audit", "key", "neu.pem")["keys"]
    one = hall.ask("audit", "key", "eins.pem", "--agreement", KIM)["keys"]

    assert [key.partition("+")[0] for key in both] == [
        "contract-ledger/kim-coesfeld",
        "contract-ledger/zweitens",
    ]
    assert [key.partition("+")[0] for key in one] == ["contract-ledger/kim-coesfeld"]
    assert hall.key("olfen").startswith("olfen+")


def test_a_key_is_printed_for_people_but_never_the_private_one(hall: Hall) -> None:
    assert hall.run("audit", "key", "olfen.pem", "--name", "olfen") == 0

    (line,) = (line.strip() for line in hall.out.splitlines() if line.startswith("  "))
    assert VerifierKey.of(line).name == "olfen"
    assert hall.text("olfen.pem").splitlines()[1] not in hall.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["buch.pem"], "da ist schon etwas"),
        (["missing/buch.pem"], "nicht zu schreiben"),
        (["x.pem", "--name", "Stadt Olfen"], "kann kein Name"),
        (["x.pem", "--name", "contract-ledger/kim-coesfeld"], "beginnen nur die Namen der Bücher"),
        (["x.pem", "--agreement", "anders"], "„anders“"),
    ],
)
def test_a_key_that_cannot_be_is_refused(arguments: list[str], says: str, hall: Hall) -> None:
    assert hall.run("audit", "key", *arguments) == 1

    assert says in hall.err
    assert not (hall.folder / "x.pem").exists()


def test_without_an_agreement_the_host_has_no_key(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = Hall(sqlite_url, tmp_path, capsys)
    with open_store(sqlite_url):
        pass

    assert empty.run("audit", "key", str(tmp_path / "x.pem")) == 1
    assert "noch kein Vertrag" in empty.err
    assert not (tmp_path / "x.pem").exists()


# Checkpoints


def test_a_checkpoint_is_signed_stored_and_written(hall: Hall) -> None:
    (answer,) = hall.ask("audit", "checkpoint", "--key", "buch.pem", "--to", "buch.checkpoint")

    note = Note.of(hall.text("buch.checkpoint").encode())
    assert note.signature_by(VerifierKey.of(answer["key"])) is not None
    assert note.text.splitlines()[:2] == ["contract-ledger/kim-coesfeld", "14"]
    assert (answer["agreement"], answer["size"], answer["number"]) == (KIM, 14, 1)
    with open_store(hall.url, create=False) as store:
        assert answer["root"] == store.frontier(KIM).root().hex()
        assert [(row.number, row.key, row.note) for row in store.checkpoints(KIM)] == [
            (1, answer["key"], hall.text("buch.checkpoint"))
        ]


def test_nothing_new_is_signed_once(hall: Hall) -> None:
    hall.checkpoint()

    assert hall.run("audit", "checkpoint", "--key", "buch.pem") == 0
    assert "nichts ist dazugekommen" in hall.out
    assert hall.signatures() == ["contract-ledger/kim-coesfeld"]
    hall.record(posted("BK-3"))
    assert hall.ask("audit", "checkpoint", "--key", "buch.pem")[0]["number"] == 2


def test_a_new_key_of_the_host_signs_the_same_head_again(hall: Hall) -> None:
    hall.checkpoint()
    assert hall.run("audit", "key", "neu.pem") == 0

    assert hall.ask("audit", "checkpoint", "--key", "neu.pem")[0]["number"] == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE ledger_positions SET recorded_by = 'niemand' WHERE position = 3", "nicht mehr das"),
        ("DELETE FROM ledger_positions WHERE position = 3", "Nr. 3 des Vertrags"),
        ("UPDATE ledger_positions SET originator_version = 99 WHERE position = 3", "Nr. 3 des Vertrags"),
        ("UPDATE ledger_checkpoints SET note = 'x'", "gespeicherte Prüfpunkt 1"),
        ("UPDATE ledger_checkpoints SET key = 'x'", "gespeicherte Prüfpunkt 1"),
        (f"UPDATE ledger_checkpoints SET key = '{SOMEBODY}'", "gespeicherte Prüfpunkt 1"),  # noqa: S608
        (
            "UPDATE ledger_checkpoints SET note = replace(note, 'kim-coesfeld', 'x')",
            "gespeicherte Prüfpunkt 1",
        ),
    ],
)
def test_a_log_that_was_changed_behind_its_back_is_not_signed(change: str, says: str, hall: Hall) -> None:
    hall.checkpoint()
    hall.key("olfen")
    hall.record(posted("BK-3"))
    behind.without_protections(hall.url, ("ledger_positions", "ledger_checkpoints"))
    behind.run(hall.url, change)

    assert hall.run("audit", "checkpoint", "--key", "buch.pem") == 1
    assert says in hall.err
    assert hall.cosign("olfen") == 1
    assert says in hall.err
    assert behind.run(hall.url, "SELECT count(*) FROM ledger_checkpoints") == [(1,)]


def test_a_log_that_its_stored_tree_does_not_fit_is_not_signed_even_the_first_time(hall: Hall) -> None:
    behind.without_protections(hall.url, ("ledger_positions",))
    behind.run(hall.url, "UPDATE ledger_positions SET recorded_by = 'niemand' WHERE position = 3")

    assert hall.run("audit", "checkpoint", "--key", "buch.pem") == 1
    assert "festgehalten wurde (gespeicherter Baum)" in hall.err
    assert hall.signatures() == []


def test_a_host_cannot_go_on_from_a_rewritten_log(hall: Hall) -> None:
    hall.checkpoint()
    first, *rest = hall.events()
    other = hall.copied("other", [rewritten(first, b"2023-02-01", b"2023-02-02"), *rest])

    assert hall.run("audit", "checkpoint", "--key", "buch.pem", url=other) == 1
    assert "nicht mehr das, dessen Stand bei Nr. 14 festgehalten wurde (Prüfpunkt im Buch)" in hall.err


def test_a_host_that_remembers_does_not_sign_a_rewritten_log_without_checkpoints(hall: Hall) -> None:
    sign = ("audit", "checkpoint", "--key", "buch.pem", "--last", "buch.letzter")
    assert hall.run(*sign) == 0
    first, *rest = hall.events()
    other = hall.copied("other", [rewritten(first, b"2023-02-01", b"2023-02-02"), *rest], checkpoints=False)
    shorter = hall.copied("shorter", hall.events()[:13], checkpoints=False)
    had = hall.text("buch.letzter")

    assert hall.run(*sign, url=other) == 1
    assert "nicht mehr das, dessen Stand bei Nr. 14 festgehalten wurde (buch.letzter)" in hall.err
    assert hall.run(*sign, url=shorter) == 1
    assert "endet bei Nr. 13, war aber schon bei Nr. 14 (buch.letzter)" in hall.err
    assert (hall.text("buch.letzter"), hall.signatures(other)) == (had, [])

    hall.record(posted("BK-3"))
    assert hall.run(*sign) == 0
    assert hall.text("buch.letzter").splitlines()[:2] == ["contract-ledger/kim-coesfeld", "15"]


def test_after_a_checkpoint_that_is_missing_nothing_is_signed_nor_is_the_command_tried_for_long(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number would be taken for the number of those that there are, which never fits."""
    hall.checkpoint()
    hall.record(posted("BK-3"))
    hall.checkpoint()
    hall.key("olfen")
    behind.without_protections(hall.url, ("ledger_checkpoints",))
    behind.run(hall.url, "DELETE FROM ledger_checkpoints WHERE number = 1")
    monkeypatch.setattr("ledger.undisturbed.TRIES", 1)

    assert hall.run("audit", "checkpoint", "--key", "buch.pem") == 1
    assert "Der gespeicherte Prüfpunkt 1" in hall.err
    assert hall.cosign("olfen") == 1
    assert "Der gespeicherte Prüfpunkt 1" in hall.err


# Wrong calls


@pytest.mark.parametrize(
    "command",
    [
        "checkpoint",
        "checkpoint --key buch.pem --add x --witnesses y",
        "checkpoint --add x",
        "checkpoint --key buch.pem --witnesses y",
        "checkpoint --add x --witnesses y --last z",
        "cosign",
        "cosign buch.checkpoint --key buch.pem --name olfen --last x",
        "prove",
        "prove 0",
        "prove 1 --from 1 --to 2",
        "prove --from 1",
        "prove --from 2 --to 1",
        "prove --check x 1",
        "prove --check x --file y",
        "prove 1 --last x",
        "prove --check x --log y --witnesses z",
        "prove --check x",
        "prove --check x --log y --hashes-only",
        "prove 1 --hashes-only",
    ],
)
def test_options_that_do_not_belong_together_are_wrong_usage(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = Hall(f"sqlite:///{tmp_path}/none.db", tmp_path, capsys)

    assert hall.run("audit", *shlex.split(command)) == 2
    assert (hall.out, bool(hall.err)) == ("", True)


def test_the_examples_work_one_after_the_other(hall: Hall) -> None:
    (hall.folder / "buch.pem").unlink()
    hall.key("olfen")
    hall.record(*(posted(f"BK-{number}") for number in (3, 4, 5)))

    for name in ("key", "checkpoint", "cosign", "prove"):
        example = help_of(f"audit {name}").rpartition("contract-ledger ")[2]
        assert hall.run(*shlex.split(example)) == 0, hall.err
        assert (bool(hall.out), hall.err) == (True, "")
