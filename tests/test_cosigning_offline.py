"""Parties that countersign from files, where there is no ledger, and send it back (docs/audit.md)."""

import json
from pathlib import Path

import pytest

from ledger.proofs.key_files import read_key_file
from ledger.proofs.notes import cosigned, signed
from scripts.contract_ledger import main
from tests.auditing import KIM, Hall, opened_hall, rewritten
from tests.ledger.bad_inputs.ledgers import posted
from tests.ledger.proofs.logs import NOON

NOWHERE = "sqlite:///nowhere.db"


@pytest.fixture
def hall(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A ledger of FACTS and the host's key."""
    return opened_hall(database_url, tmp_path, monkeypatch, capsys)


class Party:
    """Olfen: a key, a memory, no ledger, and the host's public key from a letter."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.key, self.log = hall, hall.key("olfen"), hall.checkpoint()

    def cosign(self, file: str, *, log: str | None = None) -> int:
        options = ("--log", log or self.log, "--to", "olfen.note")
        return self.hall.cosign("olfen", file, *options, url=NOWHERE)

    def refused(self, file: str, says: str) -> bool:
        """Whether the file is refused, saying that, and nothing is signed or forgotten."""
        before = self.hall.text("olfen.checkpoint")
        status = self.cosign(file)
        same = self.hall.text("olfen.checkpoint") == before
        return (
            status == 1 and same and says in self.hall.err and not (self.hall.folder / "olfen.note").exists()
        )

    def witnesses(self) -> str:
        lines = [f"[{KIM}]", f'log = "{self.log}"', "required = 1", f'witnesses = ["{self.key}"]']
        (self.hall.folder / "zeugen.toml").write_text("\n".join(lines), encoding="utf-8")
        return "zeugen.toml"

    def goes_home(self) -> None:
        """The signature was sent back, the file with it is not needed any more."""
        (self.hall.folder / "olfen.note").unlink()


@pytest.fixture
def party(hall: Hall) -> Party:
    """Olfen, who has countersigned the checkpoint at position 14."""
    olfen = Party(hall)
    assert olfen.cosign("buch.checkpoint") == 0
    assert "Zum ersten Mal" in hall.out
    return olfen


def grown(hall: Hall, url: str | None = None) -> str:
    """Two events more, a checkpoint, and the proof from 14 to it."""
    hall.record(posted("BK-3"), posted("BK-4"), url=url)
    hall.checkpoint(url=url)
    assert hall.run("audit", "prove", "--from", "14", "--to", "16", "--file", "growth", url=url) == 0
    return "growth"


NOTHING = "contract-ledger/kim-coesfeld\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
"""The root over no event: the hash of nothing (RFC 6962, section 2.1)."""


def test_a_checkpoint_over_no_event_is_neither_signed_nor_taken_in(hall: Hall) -> None:
    """Stored, it would make every export of the ledger impossible."""
    party = Party(hall)
    host, olfen = (read_key_file(hall.folder / name) for name in ("buch.pem", "olfen.pem"))
    by_host = signed(NOTHING, host, "contract-ledger/kim-coesfeld")
    (hall.folder / "empty").write_text(str(by_host), encoding="utf-8")
    (hall.folder / "by-olfen").write_text(str(cosigned(NOTHING, olfen, "olfen", NOON)), encoding="utf-8")

    assert party.cosign("empty") == 1
    assert "Ein Prüfpunkt über keine Tatsache" in hall.err
    assert hall.run("audit", "checkpoint", "--add", "by-olfen", "--witnesses", party.witnesses()) == 1
    assert "Ein Prüfpunkt über keine Tatsache" in hall.err
    assert hall.signatures() == ["contract-ledger/kim-coesfeld"]


def test_a_signature_made_elsewhere_is_sent_back_and_taken_in_once(party: Party, hall: Hall) -> None:
    add = ("audit", "checkpoint", "--add", "olfen.note", "--witnesses", party.witnesses(), "--to", "whole")

    (answer,) = hall.ask(*add)
    assert (answer["key"], answer["size"], answer["number"]) == (party.key, 14, 2)
    assert hall.signatures() == ["contract-ledger/kim-coesfeld", "olfen"]
    assert hall.text("whole") == hall.text("olfen.note") == hall.text("olfen.checkpoint")
    assert hall.run(*add) == 0
    assert "nichts ist dazugekommen" in hall.out
    assert hall.signatures() == ["contract-ledger/kim-coesfeld", "olfen"]


def test_a_party_goes_on_with_a_proof_and_not_without(party: Party, hall: Hall) -> None:
    party.goes_home()
    proof = grown(hall)

    assert party.refused("buch.checkpoint", "Die Datei enthält nur den Prüfpunkt")
    assert party.cosign(proof) == 0
    assert "Seit dem eigenen Stand bei Nr. 14 wurde das Buch nur länger." in hall.out
    assert hall.text("olfen.checkpoint").splitlines()[1] == "16"


def test_a_rewritten_log_has_no_proof(party: Party, hall: Hall) -> None:
    party.goes_home()
    first, *rest = hall.events()
    other = hall.copied("other", [rewritten(first, b"2023-02-01", b"2023-02-02"), *rest], checkpoints=False)
    hall.checkpoint(url=other)
    assert party.refused("buch.checkpoint", "nicht mehr das, dessen Stand bei Nr. 14")

    proof = grown(hall, url=other)
    assert party.refused(proof, "führen nicht vom einen Stand zum anderen")


def test_an_older_log_or_a_proof_from_elsewhere_is_refused(party: Party, hall: Hall) -> None:
    shorter = hall.copied("shorter", hall.events()[:13], checkpoints=False)
    party.goes_home()
    hall.checkpoint(url=shorter)
    assert party.refused("buch.checkpoint", "endet bei Nr. 13, war aber schon bei Nr. 14")

    grown(hall)
    assert hall.run("audit", "prove", "--from", "13", "--to", "16", "--file", "growth") == 0
    assert party.refused("growth", "Der Nachweis beginnt bei Nr. 13")


def test_only_the_hosts_signature_over_the_right_log_counts(party: Party, hall: Hall) -> None:
    party.goes_home()
    true = hall.text("buch.checkpoint")

    assert hall.cosign("olfen", "buch.checkpoint", "--to", "olfen.note", url=NOWHERE) == 1
    assert "Ohne --log ist nicht zu prüfen" in hall.err
    assert party.cosign("buch.checkpoint", log="olfen+1234+x") == 1
    assert "Das ist kein öffentlicher Schlüssel des Buchs" in hall.err
    assert party.cosign("buch.checkpoint", log=party.key) == 1
    assert "„olfen“ ist kein Schlüssel des Buchs" in hall.err
    for text, says in (
        (true.replace("\n14\n", "\n15\n"), "passt nicht zum Text"),
        (true.replace("— contract", "— kontrakt"), "hat ihn niemand unterschrieben"),
        (true.replace("\n14\n", "\nvierzehn\n"), "das ist kein Prüfpunkt"),
        ("Guten Tag", "das ist kein Prüfpunkt"),
    ):
        (hall.folder / "buch.checkpoint").write_text(text, encoding="utf-8")
        assert party.refused("buch.checkpoint", says)


# Taking in


def test_only_signatures_of_witnesses_over_this_log_are_taken_in(party: Party, hall: Hall) -> None:
    true = hall.text("olfen.note")
    last = true.splitlines()[-1]
    add = ("audit", "checkpoint", "--add", "olfen.note", "--witnesses", party.witnesses())
    first, *rest = hall.events()
    other = hall.copied("other", [rewritten(first, b"2023-02-01", b"2023-02-02"), *rest], checkpoints=False)

    assert hall.run(*add, url=other) == 1
    assert "nicht mehr das, dessen Stand bei Nr. 14 festgehalten wurde (olfen.note)" in hall.err
    for text, says in (
        (true.replace(last, last[:-6] + "AAAA=="), "eine Unterschrift ist falsch"),
        (true.replace(f"{last}\n", ""), "enthält keine Unterschrift eines Zeugen"),
        (true.replace("contract-ledger/kim-coesfeld\n", "contract-ledger/zweitens\n"), "gehört zu"),
    ):
        (hall.folder / "olfen.note").write_text(text, encoding="utf-8")
        assert hall.run(*add) == 1
        assert says in hall.err
    assert hall.signatures() == ["contract-ledger/kim-coesfeld"]
    assert hall.signatures(other) == []


def test_the_answer_names_what_the_signature_rests_on(
    party: Party, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--key", "olfen.pem", "--name", "olfen", "--last", "olfen.checkpoint", "--log", party.log]

    assert main(["audit", "cosign", "buch.checkpoint", *own, "--to", "again.note", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["size"], answer["earlier"], answer["number"]) == (14, 14, None)
    assert (answer["key"], answer["log"]) == (party.key, party.log)
