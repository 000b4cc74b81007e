"""Exports whose keys are known from elsewhere: who must have signed, and what is not checked."""

import io
from pathlib import Path
from typing import Any

import pytest

from scripts.verify_export import Verifier
from tests.scripts.exports_by_hand import (
    HOST,
    KIM,
    OLFEN,
    SENDEN,
    STRANGER,
    body,
    ended,
    history,
    hosts,
    pinned,
    vkey,
    witness,
)

EXPORT = ended(history())
THREE, FIVE = body(history(), 3), body(history(), 5)


def problems(export: bytes, witnesses: Path) -> list[str]:
    verifier = Verifier(witnesses)
    verifier.read(io.BytesIO(export))
    return verifier.problems


NOBODY_SAW = "line 15, witnesses: no checkpoint of zweitens has 1 pinned signatures"


def test_enough_pinned_witnesses_have_seen_it(tmp_path: Path) -> None:
    assert problems(EXPORT, pinned(tmp_path)) == [NOBODY_SAW]


def test_one_witness_is_enough_where_one_is_required(tmp_path: Path) -> None:
    witnesses = [vkey("senden", SENDEN, 4)]

    assert problems(EXPORT, pinned(tmp_path, witnesses=witnesses, required=1)) == [NOBODY_SAW]


LOG, BY_OLFEN = vkey(f"contract-ledger/{KIM}", HOST, 1), vkey("olfen", OLFEN, 4)
ONE = {"witnesses": [BY_OLFEN], "required": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"witnesses": [], "required": 0},
        *({"required": required} for required in (0, -1, 3, 2.5, "2")),
        ONE | {"requird": 1},
        {"log": BY_OLFEN},
        {"log": vkey("contract-ledger/zweitens", HOST, 1)},
        ONE | {"witnesses": [BY_OLFEN.replace("olfen+", "olfen+0", 1)]},
        ONE | {"witnesses": [BY_OLFEN.replace("olfen", "senden", 1)]},
        ONE | {"witnesses": [vkey("olfen", OLFEN, 1)]},
        ONE | {"witnesses": [vkey(f"contract-ledger/{KIM}", STRANGER, 4)]},
        ONE | {"witnesses": [vkey("olfen", HOST, 4)]},
        {"witnesses": [BY_OLFEN, vkey("senden", OLFEN, 4)]},
        {"witnesses": [BY_OLFEN, vkey("olfen", SENDEN, 4)]},
        {"witnesses": [BY_OLFEN, BY_OLFEN]},
    ],
    ids=range(17),
)
def test_keys_by_which_somebody_counts_twice_or_nobody_is_asked_are_none(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    """As strict as the program (tests/ledger/proofs/test_witnesses.py)."""
    with pytest.raises(ValueError, match="must name the log's key, and `required` or more others"):
        Verifier(pinned(tmp_path, **changes))


def test_true_is_no_number_and_a_misspelt_number_none_at_all(tmp_path: Path) -> None:
    file = pinned(tmp_path, second=False, **ONE)
    text = file.read_text(encoding="utf-8")

    for old, new in (("required = 1", "required = true"), ("required", "requird"), (f"log = {LOG!r}", "")):
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises((ValueError, LookupError)):
            Verifier(file)


def test_a_file_written_on_windows_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = pinned(tmp_path, second=False)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert problems(EXPORT, file) == []


def test_a_signature_of_a_stranger_does_not_count(tmp_path: Path) -> None:
    witnesses = [vkey("olfen", OLFEN, 4), vkey("senden", STRANGER, 4)]

    assert problems(EXPORT, pinned(tmp_path, witnesses=witnesses)) == [
        f"line 15, witnesses: no checkpoint of {KIM} has 2 pinned signatures",
        NOBODY_SAW,
    ]


def test_a_host_that_signs_with_another_key_is_found(tmp_path: Path) -> None:
    log = vkey(f"contract-ledger/{KIM}", STRANGER, 1)

    assert problems(EXPORT, pinned(tmp_path, log=log))[:1] == [
        f"line 15, key: another one signs the newest of {KIM}"
    ]


@pytest.mark.parametrize("order", ["older", "of the same size"])
def test_a_host_may_have_changed_its_key(order: str, tmp_path: Path) -> None:
    """As for `audit verify`: what counts is the key of the newest checkpoint, and of several the last."""
    lines = history()
    size = THREE if order == "older" else FIVE
    lines[8:13] = [hosts(1, size, STRANGER), hosts(2, FIVE), witness(3, FIVE)]
    export = ended(lines)
    new, old = (vkey(f"contract-ledger/{KIM}", private, 1) for private in (HOST, STRANGER))
    one = [vkey("olfen", OLFEN, 4)]

    for log, found in ((new, []), (old, [f"line 13, key: another one signs the newest of {KIM}"])):
        file = pinned(tmp_path, second=False, log=log, witnesses=one, required=1)
        assert problems(export, file) == found


def test_an_agreement_that_nobody_has_pinned_is_not_checked_and_that_is_said(tmp_path: Path) -> None:
    verifier = Verifier(pinned(tmp_path, second=False))
    verifier.read(io.BytesIO(EXPORT))

    assert verifier.problems == []
    assert [line.partition(":")[0].strip() for line in verifier.found][-3:] == [
        "zweitens",
        f"up to event 2 signed by {vkey('contract-ledger/zweitens', HOST, 1)}",
        "NOT CHECKED",
    ]


def test_an_agreement_that_is_pinned_and_missing_is_found(tmp_path: Path) -> None:
    lines = [line for line in history() if line.get("agreement") != KIM]

    assert problems(ended(lines), pinned(tmp_path))[0] == (
        f"line 5, witnesses: no checkpoint of {KIM} has 2 pinned signatures"
    )


def test_a_checkpoint_that_one_has_kept_must_still_fit(tmp_path: Path) -> None:
    """An older copy of the ledger, or one rewritten, is not the one that was seen."""
    (tmp_path / "kept").write_text(hosts(1, FIVE)["note"], encoding="utf-8")
    (tmp_path / "other").write_text(hosts(1, FIVE.replace("5\n", "4\n"))["note"], encoding="utf-8")

    assert problems(EXPORT, pinned(tmp_path, seen=["kept"])) == [NOBODY_SAW]
    assert problems(EXPORT, pinned(tmp_path, seen=["kept", "other"])) == [
        "line 15, seen: other is no checkpoint of this export",
        NOBODY_SAW,
    ]
