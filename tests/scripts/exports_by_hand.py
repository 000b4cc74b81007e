"""Exports made by hand, by hashlib and Ed25519 alone, for tests of what reads exports.

The facts are real ones, so that the program takes them; what makes an export of them comes from
docs/export-format.md alone, as the verifier does.
"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.bad_inputs import ledgers as given
from tests.ledger.bad_inputs.ledgers import signed

Line = dict[str, Any]

STREAMS = UUID("9d9b9f8c-df85-4972-b5ef-00e3da7a9f91")
HEADER: Line = {"type": "header", "format": "contract-ledger-export", "version": 1}
KIM = "kim-coesfeld"
HOST, OLFEN, SENDEN, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(4))
NOON = 1_795_345_200
"""2026-11-22, when the witnesses of `history` sign."""


def text_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines_of(*data: Line) -> bytes:
    return b"".join(text_of(line).encode() + b"\n" for line in data)


def posted(voucher: str) -> Line:
    return given.posted(voucher, text="Gehalt für „März“ \U0001f4b6")


def event(position: int, fact: Line, version: int | None = None, **changed: Any) -> Line:
    """An event whose leaf hash is right for whatever is *changed*; one a second, recorded by one clerk."""
    agreement = changed.get("agreement", KIM)
    name = f"{agreement}/{fact['voucher']}" if "voucher" in fact else agreement
    leaf = {
        "agreement": agreement,
        "position": position,
        "recorded_at": f"2026-11-22T10:00:{position:02}.000000Z",
        "recorded_by": "clerk",
        "on_behalf_of": None,
        "originator_id": uuid5(STREAMS, name).hex,
        "originator_version": position if version is None else version,
        "topic": fact["kind"],
        "state": text_of({"fact": fact, "schema": 1}),
    } | changed
    hashed = hashlib.sha256(b"\x00" + text_of(leaf).encode()).hexdigest()
    return {"type": "event", "leaf_hash": hashed} | leaf


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def leaves(lines: list[Line], agreement: str = KIM) -> list[bytes]:
    events = [line for line in lines if line["type"] == "event" and line["agreement"] == agreement]
    return [bytes.fromhex(line["leaf_hash"]) for line in events]


def body(lines: list[Line], size: int, agreement: str = KIM) -> str:
    """The text of the checkpoint over the first *size* events in *lines*."""
    top = root(leaves(lines, agreement)[:size])
    return f"contract-ledger/{agreement}\n{size}\n{b64encode(top).decode()}\n"


def vkey(name: str, private: Ed25519PrivateKey, kind: int) -> str:
    public = bytes([kind]) + private.public_key().public_bytes_raw()
    key_id = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    return f"{name}+{key_id}+{b64encode(public).decode()}"


def _row(number: int, text: str, key: str, signature: bytes, agreement: str) -> Line:
    name, key_id, _ = key.split("+", 2)
    line = f"— {name} {b64encode(bytes.fromhex(key_id) + signature).decode()}"
    return {
        "type": "checkpoint",
        "agreement": agreement,
        "number": number,
        "key": key,
        "note": f"{text}\n{line}\n",
    }


def hosts(number: int, text: str, private: Ed25519PrivateKey = HOST, agreement: str = KIM) -> Line:
    """The host's signature under the checkpoint *text*."""
    key = vkey(f"contract-ledger/{agreement}", private, 1)
    return _row(number, text, key, private.sign(text.encode()), agreement)


def witness(  # noqa: PLR0913 - as much as there is to forge
    number: int,
    text: str,
    private: Ed25519PrivateKey = OLFEN,
    name: str = "olfen",
    *,
    time: int = NOON,
    told: int | None = None,
) -> Line:
    """A witness's signature under the checkpoint *text*; *told* is the time it says it was made at."""
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    said = (time if told is None else told).to_bytes(8, "big")
    return _row(number, text, vkey(name, private, 4), said + private.sign(message), KIM)


def ended(lines: list[Line]) -> bytes:
    """*lines* with an end line that fits them, as a forger would write it."""
    before = lines_of(*lines)
    agreements = {}
    for agreement in {line["agreement"] for line in lines if "agreement" in line}:
        of_this = leaves(lines, agreement)
        agreements[agreement] = {
            "size": len(of_this),
            "root": root(of_this).hex() if of_this else "",
            "checkpoints": sum(
                line["type"] == "checkpoint" and line["agreement"] == agreement for line in lines
            ),
        }
    end = {
        "type": "end",
        "agreements": agreements,
        "lines": before.count(b"\n"),
        "sha256": hashlib.sha256(before).hexdigest(),
    }
    return before + lines_of(end)


def history() -> list[Line]:
    """Two agreements whose events alternate, a correction of a posting, checkpoints, cosignatures."""
    lines = [
        dict(HEADER),
        event(1, given.drafted()),
        event(1, given.SECOND, agreement="zweitens"),
        event(2, signed("olfen"), on_behalf_of="Kämmerei"),
        event(3, posted("BK-1"), 1),
        event(2, signed("coesfeld"), agreement="zweitens"),
        event(4, given.fact("CostReversed", voucher="R-1", reverses="BK-1", reason="doppelt"), 1),
        event(5, signed("senden"), 3),
    ]
    three, five = body(lines, 3), body(lines, 5)
    return [
        *lines,
        hosts(1, three),
        witness(2, three),
        hosts(3, five),
        witness(4, five),
        witness(5, five, SENDEN, "senden"),
        hosts(1, body(lines, 2, "zweitens"), agreement="zweitens"),
    ]


def pinned(tmp_path: Path, *, second: bool = True, **changes: Any) -> Path:
    """A file of keys that must have signed `history`, for both agreements or for one."""
    table = {
        "log": vkey(f"contract-ledger/{KIM}", HOST, 1),
        "required": 2,
        "witnesses": [vkey("olfen", OLFEN, 4), vkey("senden", SENDEN, 4)],
    } | changes
    file = tmp_path / "witnesses.toml"
    log, olfen = vkey("contract-ledger/zweitens", HOST, 1), vkey("olfen", OLFEN, 4)
    other = [f"log = {log!r}", f"witnesses = {[olfen]!r}", "required = 1"]
    lines = [f"[{KIM}]", *(f"{name} = {value!r}" for name, value in table.items())]
    lines += ["[zweitens]", *other] if second else []
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
