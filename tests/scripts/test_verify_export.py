"""The verifier finds every kind of damage in an export, and trusts nothing of the ledger.

Every export here is made by hand (exports_by_hand); the problems expected are written by hand.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from scripts import verify_export
from scripts.verify_export import Log, Verifier, canonical, sha256
from tests.ledger.bad_inputs.ledgers import signed
from tests.scripts.exports_by_hand import (
    KIM,
    OLFEN,
    STRANGER,
    Line,
    body,
    ended,
    event,
    history,
    hosts,
    lines_of,
    posted,
    text_of,
    vkey,
    witness,
)

PROGRAM = Path(verify_export.__file__)
LIMIT = 300
"""Lines of the program."""

SENDENS = signed("senden")
BEFORE = history()
BK_1 = posted("BK-1") | {"amount": "5.00"}
Forge = Callable[[list[Line]], object]


def problems(export: bytes, witnesses: Path | None = None) -> list[str]:
    verifier = Verifier(witnesses)
    verifier.read(io.BytesIO(export))
    return verifier.problems


def places(export: bytes) -> dict[str, set[int]]:
    """The lines of all problems, by field."""
    found: dict[str, set[int]] = {}
    for problem in problems(export):
        line, field = problem.removeprefix("line ").partition(":")[0].split(", ")
        found.setdefault(field, set()).add(int(line))
    return found


def changed(number: int, **fields: Any) -> Forge:
    """Line *number* with other *fields*, and nothing else made to fit."""
    return lambda lines: lines[number - 1].update(fields)


def replaced(number: int, line: Line) -> Forge:
    return lambda lines: lines.__setitem__(number - 1, line)


def moved(number: int, to: int) -> Forge:
    return lambda lines: lines.insert(to - 1, lines.pop(number - 1))


def lost(number: int) -> Forge:
    return lambda lines: lines.__delitem__(number - 1)


def last(**fields: Any) -> Forge:
    """The newest event (line 8) another one, with its own leaf hash."""
    return replaced(8, event(5, fields.pop("given", SENDENS), fields.pop("version", 3), **fields))


def beside(fact: Line, **more: Any) -> str:
    """A state that holds *fact* and *more*, written as everything that is stored."""
    return text_of({"fact": fact, "schema": 1} | more)


DEEP = beside(SENDENS, x="").replace('"x":""', f'"x":{"[" * 100_000}{"]" * 100_000}')


# What is right


def test_an_export_without_fault_has_no_problem() -> None:
    assert problems(ended(history())) == []


def test_an_empty_ledger_has_no_problem() -> None:
    assert problems(ended(history()[:1])) == []


def test_a_tree_has_the_published_roots() -> None:
    """The vectors of certificate-transparency for RFC 6962: the roots over one to eight leaves."""
    leaves = (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    )  # fmt: skip
    log = Log()
    for leaf in leaves:
        log.grow(sha256(b"\x00", bytes.fromhex(leaf)))

    assert [log.root(size).hex() for size in range(1, 9)] == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]


@pytest.mark.parametrize(
    "value", [{"\U0001f600": 1, "\ufb33": 2, "a": [None, True, {}]}, {"€": '\x00\x1f"\\/\n\x7f'}, 2**53 - 1]
)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.0, 2**53, [float("nan")]])
def test_numbers_that_not_everybody_reads_alike_have_no_canonical_form(value: Any) -> None:
    with pytest.raises(ValueError, match="alike"):
        canonical(value)


# What a forger does who makes the end of the file fit

NOTES, LATE = {9, 10, 11, 12, 13}, {11, 12, 13}
"""The lines of all checkpoints of the first agreement, and of those over all its events."""

THREE, FIVE = body(BEFORE, 3), body(BEFORE, 5)
FORGED: dict[str, tuple[Forge, dict[str, set[int]]]] = {
    "an amount is another": (
        changed(5, state=event(3, BK_1)["state"]), {"leaf_hash": {5}, "note": NOTES, "agreements": {15}}
    ),
    "an amount is another, and its hash": (replaced(5, event(3, BK_1, 1)), {"note": NOTES}),
    "recorded by another": (
        changed(8, recorded_by="chef"), {"leaf_hash": {8}, "note": LATE, "agreements": {15}}
    ),
    "recorded by nobody": (last(recorded_by=""), {"recorded_by": {8}, "note": LATE}),
    "on behalf of an empty name": (last(on_behalf_of=""), {"recorded_by": {8}, "note": LATE}),
    "recorded earlier than the event before": (
        last(recorded_at="2026-11-22T10:00:03.999999Z"), {"recorded_at": {8}, "note": LATE}
    ),
    "a month that there is not": (
        last(recorded_at="2026-13-22T10:00:05.000000Z"), {"recorded_at": {8}, "note": LATE}
    ),
    "a day that there is not": (
        last(recorded_at="2027-02-29T10:00:05.000000Z"), {"recorded_at": {8}, "note": LATE}
    ),
    "a time in another form": (
        last(recorded_at="2026-11-22T10:00:05Z"), {"recorded_at": {8}, "note": LATE}
    ),
    "the last event is lost": (lost(8), {"note": {10, 11, 12}}),
    "an event in the middle is lost": (lost(5), {"position": {6}, "note": {8, 9, 10, 11, 12}}),
    "an event is doubled": (
        lambda lines: lines.insert(8, lines[7]),
        {"position": {9}, "originator_version": {9}},
    ),
    "two events are swapped": (
        moved(7, 8), {"position": {7, 8}, "recorded_at": {8}, "note": LATE}
    ),
    "a version of the stream is left out": (last(version=4), {"originator_version": {8}, "note": LATE}),
    "in the stream of another": (
        last(originator_id="0" * 32, version=1), {"originator_id": {8}, "note": LATE}
    ),
    "a topic that is not the fact's": (last(topic="CostPosted"), {"topic": {8}, "note": LATE}),
    "a fact of another agreement": (
        last(given=SENDENS | {"agreement": "zweitens"}), {"agreement": {8}, "note": LATE}
    ),
    "a state that is not canonical": (
        last(state='{"schema":1,"fact":{"kind":"PartySigned"}}'), {"state": {8}, "note": LATE}
    ),
    "a state with more in it": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":1,"x":0}'), {"state": {8}, "note": LATE}
    ),
    "a state without a version": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":true}'), {"state": {8}, "note": LATE}
    ),
    "a state of a version that never was": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":0}'), {"state": {8}, "note": LATE}
    ),
    "a state with a fraction in it": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":1,"x":1.5}'), {"state": {8}, "note": LATE}
    ),
    "a fact with more beside it": (last(state=beside(SENDENS, x="geheim")), {"state": {8}, "note": LATE}),
    "a fact with a fraction beside it": (last(state=beside(SENDENS, x=1.5)), {"state": {8}, "note": LATE}),
    "a fact of version true": (last(state=beside(SENDENS, schema=True)), {"state": {8}, "note": LATE}),
    "a fact beside something nested too deep": (last(state=DEEP), {"state": {8}, "note": LATE}),
    "a state that is no fact": (last(state="[]"), {"state": {8}, "note": LATE}),
    "a checkpoint is lost": (lost(10), {"number": {10}, "agreements": {14}}),
    "a checkpoint of another key": (
        changed(9, key=vkey(f"contract-ledger/{KIM}", STRANGER, 1)), {"note": {9}}
    ),
    "a checkpoint signed in another name": (
        replaced(9, hosts(1, THREE, agreement="zweitens") | {"agreement": KIM}), {"key": {9}}
    ),
    "a checkpoint of another log": (
        replaced(9, hosts(1, THREE.replace("kim", "kam"))), {"note": {9}, "key": {9}}
    ),
    "a checkpoint of more events than there are": (
        replaced(9, hosts(1, THREE.replace("3\n", "30\n", 1))), {"note": {9, 11}}
    ),
    "a root in another form": (
        replaced(9, hosts(1, THREE.replace("=\n", "\n"))), {"note": {9}}
    ),
    "a smaller checkpoint after a larger one": (
        lambda lines: lines.insert(13, hosts(6, body(lines, 2))), {"note": {14}}
    ),
    "a cosignature with the time of another": (
        replaced(10, witness(2, THREE, time=1, told=1_795_345_200)), {"note": {10}}
    ),
    "a cosignature of a time too large": (replaced(10, witness(2, THREE, time=2**63)), {"note": {10}}),
    "a cosignature without its time": (
        replaced(10, hosts(2, THREE, OLFEN) | {"key": vkey("olfen", OLFEN, 4)}), {"note": {10}}
    ),
    "a key whose id is another's": (
        changed(10, key=vkey("olfen", OLFEN, 4).replace("+0df58c55+", "+0df58c56+")), {"key": {10}}
    ),
    "a key of an unknown type": (changed(10, key=vkey("olfen", OLFEN, 2)), {"key": {10}}),
    "two signatures in one row": (
        lambda lines: lines[9].update(note=lines[9]["note"] + lines[9]["note"].split("\n\n")[1]),
        {"note": {10}},
    ),
    "no checkpoint": (changed(10, note="?"), {"note": {10}}),
    "a checkpoint of an agreement without events": (
        replaced(14, hosts(1, THREE, agreement="zzz") | {"agreement": "zzz"}), {"note": {14}, "key": {14}}
    ),
    "agreements that are not sorted": (moved(14, 9), {"agreement": {10}}),
    "a checkpoint before an event": (moved(9, 8), {"type": {9}}),
    "no header": (lost(1), {"type": {1}}),
    "two headers": (lambda lines: lines.insert(1, lines[0]), {"type": {2}}),
    "another format": (changed(1, format="something"), {"format": {1}}),
    "another version": (changed(1, version=2), {"format": {1}}),
    "a version of another type": (changed(1, version=True), {"version": {1}}),
    "a field too many": (changed(14, more=1), {"more": {14}, "agreements": {15}}),
    "a field too few": (lambda lines: lines[13].pop("key"), {"key": {14}, "agreements": {15}}),
    "a line of another type": (changed(14, type="receipt"), {"type": {14}}),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forgery_is_found_even_where_the_end_fits(forgery: str) -> None:
    lines = history()
    forge, expected = FORGED[forgery]
    forge(lines)

    assert places(ended(lines)) == expected


@pytest.mark.parametrize(
    ("field", "other"), [("lines", 13), ("sha256", "0" * 64), ("agreements", {}), ("agreements", {KIM: True})]
)
def test_an_end_that_says_otherwise_is_found(field: str, other: object) -> None:
    *before, end = ended(history()).splitlines(keepends=True)

    assert places(b"".join([*before, lines_of(json.loads(end) | {field: other})])) == {field: {15}}


def test_a_second_end_that_fits_is_one_too_many() -> None:
    once = ended(history())
    end = json.loads(once.splitlines()[-1]) | {"lines": 15, "sha256": sha256(once).hex()}

    assert places(once + lines_of(end)) == {"type": {16}}


def test_a_log_may_sign_the_same_events_again_with_a_new_key() -> None:
    lines = history()
    lines.insert(13, hosts(6, FIVE, STRANGER))

    assert problems(ended(lines)) == []


def test_the_latest_time_of_a_cosignature_is_no_problem() -> None:
    """A signed number of 64 bits, as c2sp.org/tlog-cosignature says."""
    lines = history()
    lines[9] = witness(2, THREE, time=2**63 - 1)

    assert problems(ended(lines)) == []


def test_all_problems_are_listed_at_once() -> None:
    lines = history()
    changed(3, recorded_by="chef")(lines)
    changed(7, originator_version=9)(lines)
    changed(14, note="")(lines)

    assert set(places(ended(lines))) == {"leaf_hash", "originator_version", "note", "agreements"}
