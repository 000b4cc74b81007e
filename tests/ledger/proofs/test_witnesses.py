"""What witnesses have signed, held against the log as it is."""

from pathlib import Path

import pytest

from ledger.errors import Refusal
from ledger.proofs.notes import Algorithm, Note, Signature, cosigned, signed, verifier_key
from ledger.proofs.witness_files import policy_for, read_witnesses
from ledger.proofs.witnesses import Finding, Judgement, Policy, Seen, judge
from tests.ledger.proofs.logs import (
    HOST_KEY,
    NAMES,
    NOON,
    ORIGIN,
    PARTY_KEYS,
    Log,
    numbered,
    private_key,
    witnesses_toml,
)

LOG = Log(numbered(8))
REWRITTEN = Log([b"{}", *numbered(8)[1:]])


DISGUISED = verifier_key(private_key(9), ORIGIN, Algorithm.COSIGNATURE)
"""The key of a witness that calls itself as the log does."""


def policy(required: int = 2, *, seen: tuple[Seen, ...] = ()) -> Policy:
    return Policy(HOST_KEY, required, tuple(PARTY_KEYS.values()), seen)


def judged(*notes: Note, rules: Policy | None = None, log: Log = LOG, size: int = 8) -> Judgement:
    return judge(rules or policy(), notes, size=size, root_at=log.root)


# Enough witnesses


def test_the_newest_size_that_enough_have_signed_is_confirmed() -> None:
    verdict = judged(
        LOG.signed(3),
        *(LOG.cosigned(3, name) for name in NAMES),
        LOG.signed(5),
        LOG.cosigned(5, "olfen"),
        LOG.cosigned(5, "senden"),
        LOG.signed(8),
        LOG.cosigned(8, "olfen"),
    )

    assert verdict == Judgement({3: NAMES, 5: ("olfen", "senden"), 8: ("olfen",)}, 5, ())


@pytest.mark.parametrize(("required", "confirmed"), [(1, 8), (2, 5), (3, 3)])
def test_k_of_n(required: int, confirmed: int) -> None:
    notes = [
        *(LOG.cosigned(3, name) for name in NAMES),
        *(LOG.cosigned(5, name) for name in NAMES[:2]),
        LOG.cosigned(8, "olfen"),
    ]

    assert judged(*notes, rules=policy(required)).confirmed == confirmed


def test_a_witness_that_signs_twice_counts_once() -> None:
    verdict = judged(LOG.signed(5), LOG.cosigned(5, "olfen"), LOG.cosigned(5, "olfen"))

    assert verdict.confirmed == 0
    assert verdict.findings == (Finding(8, "witnesses", "ledger", "2", "1"),)


def test_the_host_is_no_witness() -> None:
    verdict = judged(LOG.signed(8), rules=policy(1))

    assert verdict.findings == (Finding(8, "witnesses", "ledger", "1", "0"),)


def test_strangers_count_for_nothing_and_are_no_problem() -> None:
    stranger = signed(str(LOG.checkpoint(8)), private_key(9), "stranger")

    assert judged(stranger, *(LOG.cosigned(8, name) for name in NAMES)).findings == ()


def test_a_checkpoint_kept_elsewhere_counts_as_well() -> None:
    rules = policy(seen=(Seen("olfen.checkpoint", LOG.cosigned(8, "olfen")),))

    assert judged(LOG.cosigned(8, "senden"), rules=rules).confirmed == 8


# What cannot be


def test_a_consistent_rewrite_of_everything_differs_from_what_was_signed() -> None:
    signatures = [LOG.signed(5), *(LOG.cosigned(5, name) for name in NAMES)]

    verdict = judged(*signatures, log=REWRITTEN)

    expected, found = LOG.root(5).hex(), REWRITTEN.root(5).hex()
    assert verdict.findings == (
        *(Finding(5, "root", "ledger", expected, found),) * 4,
        Finding(8, "witnesses", "ledger", "2", "0"),
    )
    assert (verdict.signed, verdict.confirmed) == ({}, 0)


def test_a_rewrite_without_the_signatures_has_none() -> None:
    verdict = judged(REWRITTEN.signed(8), log=REWRITTEN)

    assert [finding.what for finding in verdict.findings] == ["witnesses"]


def test_a_log_rolled_back_is_shorter_than_what_somebody_has_seen() -> None:
    rules = policy(seen=(Seen("olfen.checkpoint", LOG.cosigned(8, "olfen")),))

    verdict = judged(*(LOG.cosigned(5, name) for name in NAMES), rules=rules, size=6)

    assert verdict.findings == (Finding(8, "size", "olfen.checkpoint", "8", "6"),)
    assert verdict.confirmed == 5


def test_signatures_left_over_a_shortened_log_are_found() -> None:
    verdict = judged(LOG.cosigned(7, "olfen"), rules=policy(1), size=6)

    assert verdict.findings[0] == Finding(7, "size", "ledger", "7", "6")


def test_a_rewritten_log_differs_from_what_somebody_has_seen() -> None:
    rules = policy(seen=(Seen("olfen.checkpoint", LOG.signed(3)),))

    verdict = judged(*(REWRITTEN.cosigned(8, name) for name in NAMES), rules=rules, log=REWRITTEN)

    roots = (LOG.root(3).hex(), REWRITTEN.root(3).hex())
    assert verdict.findings == (Finding(3, "root", "olfen.checkpoint", *roots),)


def test_a_changed_signature_is_found() -> None:
    (made,) = LOG.cosigned(8, "olfen").signatures
    broken = Note(str(LOG.checkpoint(8)), (Signature("olfen", made.key_id, bytes(72)),))

    verdict = judged(broken, *(LOG.cosigned(8, name) for name in NAMES))

    reason = "die Unterschrift von „olfen“ passt nicht zum Text"
    assert verdict.findings == (Finding(8, "signature", "ledger", "olfen", reason),)
    assert verdict.confirmed == 8


def test_the_newest_checkpoint_in_the_logs_name_has_its_key() -> None:
    other = signed(str(LOG.checkpoint(8)), private_key(9), ORIGIN)
    witnessed = [LOG.cosigned(5, name) for name in NAMES]

    (finding,) = judged(LOG.signed(5), other, *witnessed).findings

    assert finding == Finding(8, "log-key", "ledger", HOST_KEY.key_id.hex(), other.signatures[0].key_id.hex())
    assert (
        judged(signed(str(LOG.checkpoint(5)), private_key(9), ORIGIN), LOG.signed(8), *witnessed).findings
        == ()
    )
    assert judged(other, LOG.signed(8), *witnessed).findings == ()


def test_whoever_countersigns_in_the_logs_name_does_not_replace_its_key() -> None:
    disguised = cosigned(str(LOG.checkpoint(8)), private_key(9), ORIGIN, NOON)

    assert judged(LOG.signed(8), disguised, *(LOG.cosigned(8, name) for name in NAMES)).findings == ()


def test_a_note_about_something_else_is_found() -> None:
    elsewhere = signed(str(LOG.checkpoint(8, "contract-ledger/zweitens")), private_key(9), "stranger")
    no_checkpoint = signed("Guten Tag\n", private_key(9), "stranger")
    stranger = signed(str(LOG.checkpoint(8)), private_key(9), "stranger")
    rules = policy(seen=(Seen("a", elsewhere), Seen("b", no_checkpoint), Seen("c", stranger)))

    verdict = judged(*(LOG.cosigned(8, name) for name in NAMES), rules=rules)

    assert [(finding.source, finding.what) for finding in verdict.findings] == [
        ("a", "origin"),
        ("b", "checkpoint"),
        ("c", "signature"),
    ]


# The file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "zeugen.toml"


def test_the_file_names_log_witnesses_and_what_was_seen_beside_it(file: Path) -> None:
    file.write_text(witnesses_toml(seen='["olfen.checkpoint"]'), encoding="utf-8")
    file.with_name("olfen.checkpoint").write_text(str(LOG.cosigned(8, "olfen")), encoding="utf-8")

    assert policy_for(file, "kim-coesfeld") == policy(
        seen=(Seen("olfen.checkpoint", LOG.cosigned(8, "olfen")),)
    )
    with pytest.raises(Refusal, match="kim-coesfeld"):
        policy_for(file, "zweitens")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "leer"),
        ("log", "kein TOML"),
        ("kim-coesfeld = 1", "[kim-coesfeld]"),
        (witnesses_toml(required=0), "required muss mindestens 1 sein"),
        (witnesses_toml(required=4), "required verlangt 4 von 3 Zeugen"),
        (witnesses_toml().replace("required = 2", 'required = "2"'), "required muss eine ganze Zahl sein"),
        (witnesses_toml().replace("required", "requires"), "gemeint „required“?"),
        (witnesses_toml(log=PARTY_KEYS["olfen"]), "log: „olfen“ ist kein Schlüssel des Buchs"),
        (witnesses_toml().replace(str(PARTY_KEYS["olfen"]), str(DISGUISED)), "kein Schlüssel eines Zeugen"),
        (witnesses_toml().replace("kim-coesfeld]", "zweitens]"), "contract-ledger/zweitens"),
        (witnesses_toml().replace(str(PARTY_KEYS["olfen"]), str(HOST_KEY)), "kein Schlüssel eines Zeugen"),
        (witnesses_toml().replace(str(PARTY_KEYS["olfen"]), str(HOST_KEY)), "denselben Schlüssel"),
        (
            witnesses_toml().replace(str(PARTY_KEYS["olfen"]), str(PARTY_KEYS["senden"])),
            "„senden“ steht mehrmals da",
        ),
        (witnesses_toml().replace("olfen+", "olfen+0"), "ist kein Schlüssel"),
        (witnesses_toml(seen='["missing"]'), "missing"),
        (witnesses_toml(seen='["zeugen.toml"]'), "zeugen.toml"),
    ],
    ids=range(16),
)
def test_a_file_that_proves_nothing_is_refused(text: str, says: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refusal) as refused:
        read_witnesses(file)

    assert says in str(refused.value)


def test_a_file_written_on_windows_may_begin_with_a_byte_order_mark(file: Path) -> None:
    file.write_text(witnesses_toml(), encoding="utf-8-sig")

    assert policy_for(file, "kim-coesfeld") == policy()
