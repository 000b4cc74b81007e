"""A damaged or shortened export is refused, with its line and the reason (docs/export-format.md)."""

import io

import pytest

from ledger.errors import Refusal
from ledger.portable import Reader
from tests.scripts.exports_by_hand import KIM, STRANGER, body, ended, history, hosts
from tests.scripts.test_verify_export import FORGED, Forge, changed, last, lost, replaced

EXPORT = ended(history())
LINES = EXPORT.splitlines(keepends=True)


def refused(export: bytes) -> tuple[int, str]:
    """The line that is refused, and what is said about it."""
    with pytest.raises(Refusal) as refusal:
        list(Reader("x.jsonl", io.BytesIO(export)).entries())
    assert refusal.value.code == "export-damaged"
    place, _, said = refusal.value.what.partition(": ")
    return int(place.removeprefix("x.jsonl, Zeile ")), said


ONLY_THE_VERIFIER = {"a smaller checkpoint after a larger one"}
"""Nothing is false about it, and two who sign at one moment may cause it."""


@pytest.mark.parametrize("forgery", set(FORGED) - ONLY_THE_VERIFIER)
def test_what_the_verifier_finds_is_refused_at_its_first_line(forgery: str) -> None:
    lines = history()
    forge, problems = FORGED[forgery]
    forge(lines)

    line, _ = refused(ended(lines))

    assert line == min(number for numbers in problems.values() for number in numbers)


BEFORE = history()
SAYS: dict[str, tuple[Forge, str]] = {
    "position": (lost(5), "position ist 4, an der Reihe ist 3"),
    "time": (
        last(recorded_at="2026-11-22T10:00:03.999999Z"),
        "recorded_at liegt vor 2026-11-22T10:00:04.000000Z",
    ),
    "no time": (last(recorded_at="2026-02-30T10:00:05.000000Z"), "recorded_at: keine Zeit in UTC"),
    "NUL in a login": (last(recorded_by="chef\0"), "recorded_by: enthält Steuerzeichen"),
    "control character in an actor": (last(on_behalf_of="ol\x1bfen"), "on_behalf_of: enthält Steuerzeichen"),
    "stream": (last(originator_id="0" * 32), "originator_id müsste"),
    "version": (last(version=4), "originator_version müsste 3 sein"),
    "hash": (changed(8, recorded_by="chef"), "leaf_hash müsste"),
    "agreement": (
        last(given={"kind": "PartySigned", "party": "olfen", "effective_on": "2023-03-15", "agreement": "x"}),
        "agreement ist nicht das der Tatsache",
    ),
    "fact": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":1}'),
        "state: Eine gespeicherte Tatsache",
    ),
    "newer program": (
        last(state='{"fact":{"kind":"PartySigned"},"schema":99}'),
        "Das kennt dieses Programm noch nicht",
    ),
    "form of the fact": (
        last(state='{"schema":1,"fact":{"effective_on":"2023-03-15","kind":"PartySigned","party":"olfen"}}'),
        "state: nicht in der Form",
    ),
    "field": (changed(8, more=1), "unbekanntes Feld „more“"),
    "number": (lost(10), "number ist 3, an der Reihe ist 2"),
    "no agreement": (changed(14, agreement="zzz"), "von „zzz“ gibt es kein Ereignis"),
    "other log": (
        replaced(9, hosts(1, body(BEFORE, 3).replace("kim", "kam"))),
        "origin: contract-ledger/kam-coesfeld; erwartet: contract-ledger/kim-coesfeld",
    ),
    "root": (
        replaced(9, hosts(1, body(BEFORE, 3).replace("\n3\n", "\n2\n"))),
        "2 Ereignisse dieses Buchs haben eine andere Wurzel",
    ),
    "more than there is": (
        replaced(9, hosts(1, body(BEFORE, 3).replace("\n3\n", "\n30\n"))),
        "30 Ereignisse dieses Buchs haben eine andere Wurzel",
    ),
    "nothing": (
        replaced(9, hosts(1, f"contract-ledger/{KIM}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")),
        "size: 0; erwartet: mindestens 1",
    ),
    "signature": (
        replaced(9, hosts(1, body(BEFORE, 3)) | {"key": hosts(1, body(BEFORE, 3), STRANGER)["key"]}),
        "signature: contract-ledger/kim-coesfeld+deeb62b6; erwartet: eine gültige von contract-ledger/kim-co",
    ),
    "two signatures": (
        lambda lines: lines[9].update(note=lines[9]["note"] + lines[9]["note"].split("\n\n")[1]),
        "signature: olfen+0df58c55, olfen+0df58c55; erwartet: eine gültige von olfen+0df58c55",
    ),
    "name of the key": (
        replaced(9, hosts(1, body(BEFORE, 3), agreement="zweitens") | {"agreement": KIM}),
        "key: contract-ledger/zweitens; erwartet: contract-ledger/kim-coesfeld",
    ),
    "order": (lambda lines: lines.insert(7, lines.pop(8)), "eine Zeile „event“ kann hier nicht stehen"),
    "header": (lost(1), "er beginnt mit einer Zeile „header“"),
    "version of the format": (changed(1, version=2), "version darf höchstens 1 sein"),
    "type": (changed(14, type="receipt"), "keine Zeile eines Exports"),
}


@pytest.mark.parametrize("damage", SAYS)
def test_the_reason_is_said(damage: str) -> None:
    lines = history()
    forge, says = SAYS[damage]
    forge(lines)

    assert says in refused(ended(lines))[1]


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_line_lost_or_doubled_is_refused(number: int) -> None:
    refused(b"".join(LINES[:number] + LINES[number + 1 :]))
    refused(b"".join([*LINES[:number], LINES[number], *LINES[number:]]))


@pytest.mark.parametrize("number", range(1, len(LINES)))
def test_two_lines_swapped_are_refused(number: int) -> None:
    refused(b"".join([*LINES[: number - 1], LINES[number], LINES[number - 1], *LINES[number + 1 :]]))


def test_a_file_cut_off_anywhere_is_refused() -> None:
    for size in range(0, len(EXPORT), 41):
        refused(EXPORT[:size])
    assert refused(EXPORT[:-1]) == (15, "bricht mitten in der Zeile ab.")
    assert refused(b"".join(LINES[:-1]))[1].startswith("die Datei bricht ab, die letzte Zeile")


def test_a_byte_changed_anywhere_is_refused() -> None:
    for at in range(0, len(EXPORT), 41):
        refused(EXPORT[:at] + bytes([EXPORT[at] ^ 1]) + EXPORT[at + 1 :])


@pytest.mark.parametrize("tail", [b"\n", b"x", LINES[1]])
def test_nothing_may_follow_the_end(tail: bytes) -> None:
    assert refused(EXPORT + tail) == (16, "nach der letzten Zeile folgt noch etwas.")


OTHER_END = ended(history()[:-1]).splitlines(keepends=True)[-1]


@pytest.mark.parametrize(
    "end",
    [
        OTHER_END,
        LINES[-1].replace(b'"lines":14', b'"lines":13'),
        LINES[-1].partition(b',"lines"')[0] + b',"lines"' + OTHER_END.partition(b',"lines"')[2],
        OTHER_END.partition(b',"lines"')[0] + b',"lines"' + LINES[-1].partition(b',"lines"')[2],
    ],
    ids=["of another export", "lines", "sum", "agreements"],
)
def test_an_end_that_says_otherwise_is_refused(end: bytes) -> None:
    assert refused(b"".join([*LINES[:-1], end]))[0] == 15


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"[]\n",
        b"null\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        b"1" * 5000 + b"\n",
        b'{"type":[]}\n',
        b"1.5\n",
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_no_line_is_refused_and_no_crash(raw: bytes) -> None:
    assert refused(LINES[0] + raw)[0] == 2
