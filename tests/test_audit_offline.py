"""Proofs that leave the house, and parties that countersign where there is no ledger (docs/audit.md)."""

import json
from pathlib import Path

import pytest

from ledger.proofs.key_files import read_key_file
from ledger.proofs.notes import Algorithm, verifier_key
from ledger.proofs.proof_files import InclusionProof
from tests.auditing import KIM, Hall, opened_hall, rewritten
from tests.ledger.bad_inputs.ledgers import posted
from tests.store import behind

NOWHERE = "sqlite:///nowhere.db"
HASHES = ("audit", "prove", "--check", "proof", "--hashes-only")


@pytest.fixture
def hall(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A ledger of 14 events whose checkpoint Olfen has as `alt.checkpoint`, and of 16 with another."""
    found = opened_hall(database_url, tmp_path, monkeypatch, capsys)
    found.checkpoint()
    (tmp_path / "buch.checkpoint").rename(tmp_path / "alt.checkpoint")
    found.record(posted("BK-3"), posted("BK-4"))
    found.checkpoint()
    return found


def log_key(hall: Hall) -> str:
    """The host's public key."""
    (again,) = hall.ask("audit", "checkpoint", "--key", "buch.pem")
    return str(again["key"])


def witnesses(hall: Hall, *keys: str, required: int = 1, log: str | None = None) -> str:
    """A file of witnesses."""
    listed = ", ".join(f'"{key}"' for key in keys)
    lines = [
        f"[{KIM}]",
        f'log = "{log or log_key(hall)}"',
        f"required = {required}",
        f"witnesses = [{listed}]",
    ]
    (hall.folder / "zeugen.toml").write_text("\n".join(lines), encoding="utf-8")
    return "zeugen.toml"


# That an event is in the log


@pytest.mark.parametrize("position", [1, 13, 14, 15, 16])
def test_every_event_of_a_checkpoint_is_proved_without_the_ledger(position: int, hall: Hall) -> None:
    assert hall.run("audit", "prove", str(position), "--file", "proof") == 0

    checked = hall.ask("audit", "prove", "--check", "proof", "--log", log_key(hall), url=NOWHERE)

    event = hall.events()[position - 1]
    assert (checked["holds"], checked["agreement"], checked["size"]) == (True, KIM, 16)
    assert checked["event"]["position"] == position
    assert checked["event"]["recorded_at"] == event.recorded_at
    assert checked["event"]["state"] == json.loads(event.state)


def test_a_proof_is_read_as_a_sentence(hall: Hall) -> None:
    hall.record(posted("BK-5"))
    assert hall.run("post-cost", "BK-6", *_COST, "--as", "coesfeld") == 0
    hall.checkpoint()
    assert hall.run("audit", "prove", "18", "--file", "proof") == 0

    assert hall.run("audit", "prove", "--check", "proof", "--log", log_key(hall), url=NOWHERE) == 0
    first, *rest = hall.out.splitlines()
    recorded = hall.events()[17]
    assert first == (
        f"Der Nachweis gilt: Nr. 18 ist CostPosted, erfasst am {recorded.recorded_at} "
        f"von {recorded.recorded_by} im Auftrag von coesfeld."
    )
    assert rest == [
        "Gestützt auf den Prüfpunkt bei Nr. 18 des Vertrags „kim-coesfeld“.",
        "Unterschrieben mit dem Schlüssel des Buchs.",
    ]


_COST = (
    *("--pool", "nord", "--cost-position", "personnel", "--amount", "1.00"),
    *("--service-from", "2024-02-01", "--service-to", "2024-02-29"),
)


def test_without_a_key_it_is_said_that_nobody_checked_the_signature(hall: Hall) -> None:
    assert hall.run("audit", "prove", "1", "--file", "proof") == 0

    assert hall.run("audit", "prove", "--check", "proof", url=NOWHERE) == 2
    assert hall.run(*HASHES, url=NOWHERE) == 0
    assert "ist nicht geprüft; dazu --log oder --witnesses angeben" in hall.out
    assert hall.ask(*HASHES, url=NOWHERE)["signed"] is None


def test_whether_all_have_signed_who_must_have_is_said(hall: Hall) -> None:
    assert hall.run("audit", "prove", "1", "--file", "proof") == 0
    check = ("audit", "prove", "--check", "proof", "--witnesses", witnesses(hall, hall.key("olfen")))

    assert hall.ask("audit", "prove", "--check", "proof", "--log", log_key(hall))["signed"] is True
    assert hall.run(*check, "--json", url=NOWHERE) == 3
    assert json.loads(hall.out)["signed"] is False


def test_a_key_of_anybody_but_this_log_is_refused(hall: Hall) -> None:
    """A witness that signs as if it were the log would otherwise be taken for the host."""
    witness = hall.key("olfen")
    assert hall.run("audit", "prove", "1", "--file", "proof") == 0
    private = read_key_file(hall.folder / "olfen.pem")
    other = verifier_key(private, "contract-ledger/zweitens", Algorithm.ED25519)
    disguised = verifier_key(private, "contract-ledger/kim-coesfeld", Algorithm.COSIGNATURE)

    for key in (witness, str(other), str(disguised)):
        assert hall.run("audit", "prove", "--check", "proof", "--log", key, url=NOWHERE) == 1
        assert "ist kein Schlüssel des Buchs „contract-ledger/kim-coesfeld“" in hall.err


def test_a_proof_carries_the_signatures_of_the_witnesses(hall: Hall) -> None:
    keys = hall.key("olfen"), hall.key("senden")
    assert hall.cosign("olfen") == 0
    assert hall.run("audit", "prove", "3") == 0
    (hall.folder / "proof").write_text(hall.out, encoding="utf-8")

    note = InclusionProof.of(hall.out.encode()).note
    assert [signature.name for signature in note.signatures] == ["contract-ledger/kim-coesfeld", "olfen"]
    check = ("audit", "prove", "--check", "proof", "--witnesses")
    assert hall.run(*check, witnesses(hall, *keys), url=NOWHERE) == 0
    assert "Unterschrieben vom Buch und von olfen." in hall.out
    assert hall.run(*check, witnesses(hall, *keys, required=2), url=NOWHERE) == 3
    assert "1 Zeugen haben unterschrieben, verlangt sind 2." in hall.out
    assert hall.run(*check, witnesses(hall, keys[1], required=1), url=NOWHERE) == 3


def test_a_proof_rests_on_the_checkpoint_that_most_have_signed(hall: Hall) -> None:
    """The newest one, which no witness has seen yet, would convince nobody."""
    keys = hall.key("olfen"), hall.key("senden")
    assert (hall.cosign("olfen"), hall.cosign("senden")) == (0, 0)
    hall.record(posted("BK-5"))
    hall.checkpoint()
    check = ("audit", "prove", "--check", "proof", "--witnesses", witnesses(hall, *keys, required=2))

    assert hall.run("audit", "prove", "3", "--file", "proof") == 0
    assert hall.ask(*check, url=NOWHERE)["size"] == 16
    assert hall.run("audit", "prove", "17", "--file", "proof") == 0
    assert hall.run(*check, "--json", url=NOWHERE) == 3
    assert json.loads(hall.out)["size"] == 17


def test_a_changed_proof_does_not_hold(hall: Hall) -> None:
    assert hall.run("audit", "prove", "3", "--file", "proof") == 0
    log = log_key(hall)
    check = ("audit", "prove", "--check", "proof", "--log", log)
    true = hall.text("proof")

    for old, new, says in (
        ("index 2", "index 3", "Die Prüfsummen führen nicht"),
        ("\n16\n", "\n15\n", "passt nicht zum Text"),
        ("— contract", "— kontrakt", "nicht mit dem Schlüssel des Buchs"),
    ):
        (hall.folder / "proof").write_text(true.replace(old, new), encoding="utf-8")
        assert hall.run(*check, url=NOWHERE) == 3
        assert says in hall.out


def test_a_proof_signed_by_somebody_else_does_not_hold(hall: Hall) -> None:
    copy = hall.copied("copy", checkpoints=False)
    assert hall.run("audit", "key", "fremd.pem") == 0
    (other,) = hall.ask("audit", "checkpoint", "--key", "fremd.pem", url=copy)
    assert hall.run("audit", "prove", "3", "--file", "proof", url=copy) == 0

    assert hall.run("audit", "prove", "--check", "proof", "--log", log_key(hall), url=NOWHERE) == 3
    assert hall.run("audit", "prove", "--check", "proof", "--log", other["key"], url=NOWHERE) == 0


def test_what_no_checkpoint_covers_is_not_proved(hall: Hall) -> None:
    hall.record(posted("BK-5"))

    assert hall.run("audit", "prove", "17") == 1
    assert "keinen Prüfpunkt, der bis Nr. 17 reicht" in hall.err
    assert hall.run("audit", "prove", "--from", "14", "--to", "15") == 1
    assert "Nr. 15 ist nicht der letzte Eintrag eines Prüfpunkts" in hall.err
    assert "Prüfpunkte gibt es bei: 14, 16." in hall.err


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_positions SET recorded_by = 'niemand' WHERE position = 3",
        "DELETE FROM ledger_positions WHERE position = 3",
        "DELETE FROM ledger_tree",
    ],
)
def test_a_damaged_ledger_proves_nothing(change: str, hall: Hall) -> None:
    behind.without_protections(hall.url, ("ledger_positions", "ledger_tree"))
    behind.run(hall.url, change)

    assert hall.run("audit", "prove", "3") == 1
    assert "passt nicht zum Prüfpunkt." in hall.err
    assert "Nr. 3 des Vertrags „kim-coesfeld“ fehlt oder ist beschädigt" in hall.err


@pytest.mark.parametrize("content", ["", "Guten Tag", "old 1\n\nGuten Tag\n"])
def test_what_is_no_proof_is_refused(content: str, hall: Hall) -> None:
    (hall.folder / "proof").write_text(content, encoding="utf-8")

    assert hall.run(*HASHES, url=NOWHERE) == 1
    assert "proof: das ist kein Prüfpunkt und kein Nachweis" in hall.err


# That a log only grew


def test_that_the_log_only_grew_is_proved_from_ones_own_checkpoint(hall: Hall) -> None:
    assert hall.run("audit", "prove", "--from", "14", "--to", "16", "--file", "growth") == 0
    check = ("audit", "prove", "--check", "growth", "--log", log_key(hall))

    assert hall.run(*check, url=NOWHERE) == 1
    assert "Mit --last die eigene Datei mit dem Prüfpunkt bei Nr. 14 angeben" in hall.err
    assert hall.run(*check, "--last", "alt.checkpoint", url=NOWHERE) == 0
    assert "von Nr. 14 bis Nr. 16 wurde das Buch nur länger" in hall.out
    answer = hall.ask(*check, "--last", "alt.checkpoint", url=NOWHERE)
    assert (answer["holds"], answer["from"], answer["size"]) == (True, 14, 16)


def test_a_rewritten_log_does_not_follow_from_ones_own_checkpoint(hall: Hall) -> None:
    first, *rest = hall.events()
    other = hall.copied("other", [rewritten(first, b"2023-02-01", b"2023-02-02"), *rest], checkpoints=False)
    log = hall.checkpoint(url=other)
    assert hall.run("audit", "prove", "--from", "14", "--to", "16", "--file", "growth", url=other) == 0

    check = ("audit", "prove", "--check", "growth", "--last", "alt.checkpoint")
    assert hall.run(*check, "--log", log, url=NOWHERE) == 3
    assert "führen nicht vom eigenen Prüfpunkt bei Nr. 14 zum neuen" in hall.out


def test_a_checkpoint_of_another_agreement_is_refused(hall: Hall) -> None:
    assert hall.run("audit", "prove", "--from", "14", "--to", "16", "--file", "growth") == 0
    other = hall.text("growth").replace("contract-ledger/kim-coesfeld\n", "contract-ledger/zweitens\n")
    (hall.folder / "growth").write_text(other, encoding="utf-8")

    check = ("audit", "prove", "--check", "growth", "--last", "alt.checkpoint")
    assert hall.run(*check, "--hashes-only", url=NOWHERE) == 1
    assert "alt.checkpoint gehört zu „contract-ledger/kim-coesfeld“" in hall.err
    assert hall.run(*check, "--witnesses", witnesses(hall, hall.key("olfen")), url=NOWHERE) == 1
    assert "nennt keine Zeugen für den Vertrag „zweitens“" in hall.err
