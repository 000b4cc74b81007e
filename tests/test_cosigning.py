"""Parties that countersign a ledger, and hosts that would deceive them, on both databases (docs/audit.md)."""

import fcntl
import stat
from pathlib import Path

import pytest

from ledger.auditing import cosigning
from ledger.auditing.claims import Claim, must_agree
from ledger.auditing.memory import Memory
from ledger.proofs.notes import Note, VerifierKey
from ledger.proofs.witness_files import policy_for
from ledger.proofs.witnesses import judge
from ledger.store import Conflict, Store, open_store
from tests.auditing import KIM, Hall, opened_hall, rewritten
from tests.ledger.bad_inputs.ledgers import posted


@pytest.fixture
def hall(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hall:
    """A ledger of FACTS and the host's key."""
    return opened_hall(database_url, tmp_path, monkeypatch, capsys)


def test_a_party_countersigns_and_goes_on_from_there(hall: Hall) -> None:
    log, own = hall.checkpoint(), hall.key("olfen")

    assert hall.cosign("olfen", "--log", log) == 0
    assert "Zum ersten Mal" in hall.out
    assert "ungeprüft" not in hall.out
    remembered = Note.of(hall.text("olfen.checkpoint").encode())
    assert all(remembered.signature_by(VerifierKey.of(key)) for key in (log, own))

    hall.record(posted("BK-3"))
    hall.checkpoint()
    assert hall.cosign("olfen") == 0
    assert "Seit dem eigenen Stand bei Nr. 14 wurde das Buch nur länger." in hall.out
    assert hall.text("olfen.checkpoint").splitlines()[1] == "15"
    assert hall.signatures() == ["contract-ledger/kim-coesfeld", "olfen"] * 2


def test_a_key_taken_on_trust_is_said_aloud_and_kept_to(hall: Hall) -> None:
    log = hall.checkpoint()
    hall.key("olfen")

    assert hall.cosign("olfen") == 0
    assert "ungeprüft übernommen; auf anderem Weg bestätigen lassen:\n  " + log in hall.out

    hall.record(posted("BK-3"))
    assert hall.run("audit", "key", "fremd.pem") == 0
    assert hall.run("audit", "checkpoint", "--key", "fremd.pem") == 0
    assert hall.cosign("olfen") == 1
    assert "nicht mit dem Schlüssel des Buchs unterschrieben" in hall.err
    assert hall.cosign("olfen", "--log", log) == 1
    assert "nicht mit dem Schlüssel des Buchs unterschrieben" in hall.err
    assert hall.text("olfen.checkpoint").splitlines()[1] == "14"


def test_the_same_checkpoint_is_countersigned_once(hall: Hall) -> None:
    hall.checkpoint()
    hall.key("olfen")

    first, again = (
        hall.ask("audit", "cosign", "--key", "olfen.pem", "--name", "olfen", "--last", "olfen.checkpoint")
        for _ in range(2)
    )

    assert (first["number"], first["earlier"]) == (2, None)
    assert (again["number"], again["earlier"]) == (None, 14)
    assert hall.signatures() == ["contract-ledger/kim-coesfeld", "olfen"]


@pytest.mark.parametrize("with_checkpoints", [True, False])
def test_a_consistent_rewrite_of_everything_gets_no_signature(with_checkpoints: bool, hall: Hall) -> None:  # noqa: FBT001
    """The host rebuilds the ledger with one other amount, all hashes and the tree, and signs it anew."""
    hall.checkpoint()
    hall.key("olfen")
    assert hall.cosign("olfen") == 0
    *before, last = hall.events()
    forged = [*before, rewritten(last, b"50000.00", b"90000.00")]
    other = hall.copied("other", forged, checkpoints=with_checkpoints)
    hall.record(posted("BK-3"), url=other)
    if not with_checkpoints:
        hall.checkpoint(url=other)
    had, stood = hall.text("olfen.checkpoint"), hall.signatures(other)

    assert hall.cosign("olfen", url=other) == 1

    assert "nicht mehr das, dessen Stand bei Nr. 14 festgehalten wurde (olfen.checkpoint)" in hall.err
    assert (hall.text("olfen.checkpoint"), hall.signatures(other)) == (had, stood)


def test_a_shortened_log_gets_no_signature(hall: Hall) -> None:
    hall.checkpoint()
    hall.key("olfen")
    assert hall.cosign("olfen") == 0
    other = hall.copied("other", hall.events()[:13], checkpoints=False)
    hall.checkpoint(url=other)
    had = hall.text("olfen.checkpoint")

    assert hall.cosign("olfen", url=other) == 1

    assert "endet bei Nr. 13, war aber schon bei Nr. 14 (olfen.checkpoint)" in hall.err
    assert (hall.text("olfen.checkpoint"), hall.signatures(other)) == (had, ["contract-ledger/kim-coesfeld"])


def test_there_is_nothing_to_countersign_without_a_checkpoint_that_is_new_enough(hall: Hall) -> None:
    hall.key("olfen")
    assert hall.cosign("olfen") == 1
    assert "keinen Prüfpunkt, der bis Nr. 1 reicht" in hall.err

    hall.checkpoint()
    older = hall.copied("older")
    hall.record(posted("BK-3"))
    hall.checkpoint()
    assert hall.cosign("olfen") == 0
    other = hall.copied("other", checkpoints=False)
    with open_store(older, create=False) as store, open_store(other, create=False) as without_the_newest:
        (row,) = store.checkpoints(KIM)
        without_the_newest.add_checkpoint(KIM, key=row.key, note=row.note, after=0)

    assert hall.cosign("olfen", url=other) == 1
    assert "keinen Prüfpunkt, der bis Nr. 15 reicht" in hall.err


def test_what_cannot_be_remembered_is_not_signed(hall: Hall) -> None:
    hall.checkpoint()
    hall.key("olfen")

    own = ("--key", "olfen.pem", "--name", "olfen", "--last", "missing/olfen.checkpoint")
    assert hall.run("audit", "cosign", *own) == 1

    assert "nicht zu schreiben" in hall.err
    assert hall.signatures() == ["contract-ledger/kim-coesfeld"]


def test_nobody_countersigns_in_the_name_of_the_log(hall: Hall) -> None:
    """That would be the newest signature in the log's name, and not of the log's key."""
    hall.checkpoint()
    hall.key("olfen")
    own = ("--key", "olfen.pem", "--last", "olfen.checkpoint")

    assert hall.run("audit", "cosign", *own, "--name", "contract-ledger/kim-coesfeld") == 1

    assert "„contract-ledger/kim-coesfeld“ kann kein Name eines Schlüssels sein" in hall.err
    assert hall.signatures() == ["contract-ledger/kim-coesfeld"]


def test_a_key_that_is_not_this_logs_is_refused(hall: Hall) -> None:
    hall.checkpoint()
    key = hall.key("olfen")

    assert hall.cosign("olfen", "--log", key) == 1

    assert "„olfen“ ist kein Schlüssel des Buchs „contract-ledger/kim-coesfeld“" in hall.err


def test_others_who_sign_meanwhile_change_nothing_about_what_was_compared(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Storing is tried again; the first time stays the first time, with its warning."""
    hall.checkpoint()
    hall.key("olfen")
    add, tries = Store.add_checkpoint, list[int]()

    def disturbed(store: Store, agreement: str, *, key: str, note: str, after: int) -> int:
        tries.append(after)
        if len(tries) == 1:
            raise Conflict
        return add(store, agreement, key=key, note=note, after=after)

    monkeypatch.setattr(Store, "add_checkpoint", disturbed)

    assert hall.cosign("olfen") == 0

    assert tries == [1, 1]
    assert "Zum ersten Mal" in hall.out
    assert "ungeprüft übernommen" in hall.out


def test_nobody_else_uses_the_memory_while_it_is_compared_and_written(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two calls at once would sign two branches."""
    hall.checkpoint()
    hall.key("olfen")
    lock, agree, write = hall.folder / ".olfen.checkpoint.lock", must_agree, Memory.keep
    refused = list[str]()

    def is_locked(what: str) -> None:
        with lock.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        refused.append(what)

    def agreeing(store: Store, agreement: str, claims: list[Claim]) -> None:
        is_locked("compared")
        agree(store, agreement, claims)

    def kept(memory: Memory, note: Note) -> None:
        is_locked("written")
        write(memory, note)

    monkeypatch.setattr(cosigning, "must_agree", agreeing)
    monkeypatch.setattr(Memory, "keep", kept)

    assert hall.cosign("olfen") == 0

    assert refused == ["compared", "written"]
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_memory_stays_as_private_as_its_owner_made_it(hall: Hall) -> None:
    hall.checkpoint()
    hall.key("olfen")
    assert hall.cosign("olfen") == 0
    (hall.folder / "olfen.checkpoint").chmod(0o600)
    hall.record(posted("BK-3"))
    hall.checkpoint()

    assert hall.cosign("olfen") == 0

    assert stat.S_IMODE((hall.folder / "olfen.checkpoint").stat().st_mode) == 0o600


def test_k_of_n_parties_confirm_a_log(hall: Hall) -> None:
    log = hall.checkpoint()
    keys = [hall.key(name) for name in ("ascheberg", "olfen", "senden")]
    listed = ", ".join(f'"{key}"' for key in keys)
    toml = f'[{KIM}]\nlog = "{log}"\nrequired = 2\nwitnesses = [{listed}]\nseen = ["olfen.checkpoint"]\n'
    (hall.folder / "zeugen.toml").write_text(toml, encoding="utf-8")
    confirmed = []
    for name in ("olfen", "senden"):
        assert hall.cosign(name) == 0
        with open_store(hall.url, create=False) as store:
            notes = [Note.of(row.note.encode()) for row in store.checkpoints(KIM)]
            root = store.frontier(KIM).root()
        verdict = judge(policy_for(Path("zeugen.toml"), KIM), notes, size=14, root_at={14: root}.__getitem__)
        confirmed.append((verdict.confirmed, verdict.signed[14]))

    assert confirmed == [(0, ("olfen",)), (14, ("olfen", "senden"))]
