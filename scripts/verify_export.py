"""Verify an export of a contract ledger, trusting nothing of the program that wrote it.

One file, standard library only, for Python 3.8 or newer: python verify_export.py EXPORT [--witnesses FILE]
It recomputes leaf hashes and Merkle trees (RFC 6962), checks positions, times and checkpoints (C2SP
tlog-checkpoint) and, with the package `cryptography`, signatures (C2SP signed-note, tlog-cosignature).
All problems are listed, with line and field. Exit status: 0 none found, 2 wrong usage, 3 problems found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import uuid
from base64 import b64decode, b64encode
from calendar import monthrange
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

FIELDS = {  # by type of line, in the order in which they stand
    "header": "format type version",
    "event": "agreement leaf_hash on_behalf_of originator_id originator_version position recorded_at "
    "recorded_by state topic type",
    "checkpoint": "agreement key note number type",
    "end": "agreements lines sha256 type",
}
ORDER, END = list(FIELDS), len(FIELDS) - 1
NUMBERS = "lines number originator_version position version"
TYPES = {"agreements": (dict,), "on_behalf_of": (str, type(None)), **dict.fromkeys(NUMBERS.split(), (int,))}
STREAMS = uuid.UUID("9d9b9f8c-df85-4972-b5ef-00e3da7a9f91")  # the namespace of their ids
PROBLEMS_FOUND, LARGEST_INTEGER, LATEST_TIME, HASH = 3, 2**53 - 1, 2**63 - 1, 32
HOST, WITNESS, ORIGIN = 1, 4, "contract-ledger/"
STARTS = {HOST: 4, WITNESS: 12}  # where a signature begins, of a log or a witness (after its time)
TIME = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-3][0-9])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{6}Z")
KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})")
HEAD = re.compile(r"(([^\n]+)\n([1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n)")  # origin, size and root
NOTE = re.compile(HEAD.pattern + "\n\u2014 ([^\\s+]+) ([A-Za-z0-9+/]{91}=|[A-Za-z0-9+/]{102}==)\n")
CHECKS_SIGNATURES = find_spec("cryptography") is not None


def canonical(value: object) -> str:
    """*value* as RFC 8785 writes it; ValueError for what an export cannot hold."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: str(member[0]).encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(held)}" for name, held in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
        raise ValueError(f"{value} is not a number that everybody reads alike")
    return json.dumps(value, ensure_ascii=False)


def sha256(*parts: bytes) -> bytes:
    """The hash of *parts*, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def parts(vkey: str) -> tuple[str, int, bytes]:
    """The name, type and public key of a verifier key; of type 0 if it is none for Ed25519 signatures."""
    key = KEY.fullmatch(vkey)
    public = b64decode(key[3]) if key else b"\x00"
    named = key and key[2] == sha256(key[1].encode(), b"\n", public)[:4].hex()
    return (key[1], public[0], public[1:]) if key and named and public[0] in STARTS else ("", 0, b"")


def read_pins(file: Path) -> dict[str, Any]:
    """By agreement who must have signed; ValueError where somebody, or the host, could count for two."""
    import tomllib  # from Python 3.11 on

    pins = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    for agreement, pin in pins.items():
        names, kinds, publics = zip(*map(parts, (pin["log"], *pin["witnesses"])), strict=True)
        right = {*pin} - {"seen"} == {"log", "required", "witnesses"} and type(pin["required"]) is int
        right = right and 1 <= pin["required"] < len({*names}) == len({*publics}) == len(names)
        right = right and (names[0], kinds[0], {*kinds[1:]}) == (ORIGIN + agreement, HOST, {WITNESS})
        if not right or any(name.startswith(ORIGIN) for name in names[1:]):
            raise ValueError(f"{file}: [{agreement}] must name the log's key, and `required` or more others")
    return pins


def is_signature(public: bytes, signature: bytes, message: str) -> bool:
    """Whether it is the Ed25519 signature of *message*."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        return Ed25519PublicKey.from_public_bytes(public).verify(signature, message.encode()) is None
    except InvalidSignature:
        return False


class Log:
    """One agreement as far as its lines are read; *levels* are its Merkle tree (RFC 6962, section 2.1)."""

    def __init__(self) -> None:
        self.levels = [bytearray()]  # on each the hashes of its complete subtrees, one after the other
        self.size, self.position, self.recorded_at, self.checkpoints, self.head, self.key = 0, 0, "", 0, 0, ""
        self.newest: dict[str, int] = {}  # by key: the largest size that it has signed
        self.seen_by: dict[tuple[int, str], set[str]] = {}  # by size and root: keys of witnesses

    def grow(self, node: bytes) -> None:
        """Append the hash of a leaf, and those of the subtrees that it completes."""
        self.size += 1
        for level in range(self.size.bit_length()):
            self.levels += [bytearray()] if level == len(self.levels) else []
            self.levels[level] += node
            if (self.size >> level) % 2:
                break
            node = sha256(b"\x01", bytes(self.levels[level][-2 * HASH :]))

    def root(self, size: int) -> bytes:
        """The root over the first *size* events; nothing over none."""
        root = b""
        for level, nodes in enumerate(self.levels):
            if (size >> level) % 2:
                peak = bytes(nodes[((size >> level) - 1) * HASH : (size >> level) * HASH])
                root = sha256(b"\x01", peak, root) if root else peak
        return root

    def counted(self) -> dict[str, object]:
        """What the end of an export says of it."""
        return {"checkpoints": self.checkpoints, "root": self.root(self.size).hex(), "size": self.size}

    def has(self, head: re.Match[str]) -> bool:
        """Whether it is so many events that have the root of the checkpoint *head*."""
        return int(head[3]) <= self.size and b64encode(self.root(int(head[3]))).decode() == head[4]


class Verifier:
    """Reads an export and keeps what is wrong with it; *witnesses* names keys that must have signed."""

    def __init__(self, witnesses: Path | None) -> None:
        self.pins, self.folder = read_pins(witnesses) if witnesses else {}, Path(witnesses or "").parent
        self.problems: list[str] = []
        self.found: list[str] = []
        self.logs: dict[str, Log] = {}
        self.versions: dict[str, int] = {}
        self.line, self.stage, self.agreement, self.digest = 0, 0, "", hashlib.sha256()

    def demand(self, holds: object, field: str, text: str) -> bool:
        """Keep that *field* of the present line is wrong, unless it *holds*."""
        if not holds:
            self.problems.append(f"line {self.line}, {field}: {text}")
        return bool(holds)

    def read(self, stream: IO[bytes]) -> None:
        """Check every line, and that nothing is missing at the end."""
        for self.line, raw in enumerate(stream, start=1):
            if data := self.parsed(raw):
                rank = ORDER.index(data["type"])
                fits = (rank == 0) == (self.line == 1) and self.stage <= rank and self.stage < END
                self.demand(fits, "type", f"{data['type']} is out of order")
                self.stage = max(rank, self.stage)
                getattr(self, data["type"])(data)
            self.digest.update(raw)
        self.demand(self.stage == END, "type", "the export is cut off: no line of type end")
        for agreement in sorted({*self.logs, *self.pins}):
            self.summarise(agreement, self.logs.get(agreement, Log()))

    def parsed(self, raw: bytes) -> dict[str, Any] | None:
        """The fields of a line, or None if they cannot be relied on."""
        try:
            data = json.loads(raw.decode())
            self.demand(canonical(data).encode() + b"\n" == raw, "whole line", "not in canonical form")
        except (ValueError, RecursionError) as problem:
            self.demand(None, "whole line", f"unreadable: {problem}")
            return None
        kind = str(data.get("type")) if isinstance(data, dict) else ""
        if not self.demand(kind in FIELDS, "type", "none of an export"):
            return None
        names = FIELDS[kind].split()
        right = [name for name in names if name in data and type(data[name]) in TYPES.get(name, (str,))]
        for name in sorted({*data, *names} - {*right}):
            self.demand(name in right, name, "missing, unknown or of the wrong type")
        return data if right == names and len(data) == len(names) else None

    def header(self, data: dict[str, Any]) -> None:
        """What kind of file this is."""
        self.demand(data["format"] == "contract-ledger-export" and data["version"] == 1, "format", "another")

    def event(self, data: dict[str, Any]) -> None:
        """One event: its place, its time, its hash."""
        log = self.logs.setdefault(data["agreement"], Log())
        self.demand(data["position"] == log.position + 1, "position", f"not {log.position + 1}")
        time = TIME.fullmatch(data["recorded_at"])
        exists = time and 1 <= int(time[3]) <= monthrange(int(time[1]), int(time[2]))[1]
        self.demand(exists, "recorded_at", "not a UTC time in microseconds")
        self.demand(data["recorded_at"] >= log.recorded_at, "recorded_at", f"before {log.recorded_at}")
        log.position, log.recorded_at = data["position"], data["recorded_at"]
        self.demand(data["recorded_by"] and data["on_behalf_of"] != "", "recorded_by", "nobody")
        self.state(data)
        leaf = {name: value for name, value in data.items() if name not in ("leaf_hash", "type")}
        hashed = sha256(b"\x00", canonical(leaf).encode())
        self.demand(data["leaf_hash"] == hashed.hex(), "leaf_hash", f"the event's is {hashed.hex()}")
        log.grow(hashed)

    def state(self, data: dict[str, Any]) -> None:
        """The fact of an event, and the stream it is in: its voucher's, or the agreement's own."""
        try:
            agreement, state = data["agreement"], json.loads(data["state"])
            fact, schema = state["fact"], state["schema"]
            exact = canonical(state) == data["state"] and set(state) == {"fact", "schema"}
            self.demand(exact and type(schema) is int and schema > 0, "state", "not as facts are stored")
            self.demand(data["topic"] == fact["kind"], "topic", "not the kind of the fact")
            self.demand(fact.get("agreement", agreement) == agreement, "agreement", "not that of the fact")
            name = agreement + "/" + fact["voucher"] if "voucher" in fact else agreement
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            self.demand(None, "state", f"not a stored fact: {problem!r}")
            return
        stream, version = data["originator_id"], self.versions.get(data["originator_id"], 0) + 1
        self.demand(stream == uuid.uuid5(STREAMS, name).hex, "originator_id", "not the stream of the fact")
        self.demand(data["originator_version"] == version, "originator_version", f"not {version}")
        self.versions[stream] = data["originator_version"]

    def checkpoint(self, data: dict[str, Any]) -> None:
        """One signature under a checkpoint, of the log or of a witness; the log's own never shrink."""
        log, key = self.logs.setdefault(data["agreement"], Log()), data["key"]
        self.demand(data["agreement"] >= self.agreement, "agreement", f"after {self.agreement}")
        self.demand(data["number"] == log.checkpoints + 1, "number", f"not {log.checkpoints + 1}")
        self.agreement, log.checkpoints = data["agreement"], data["number"]
        note = NOTE.fullmatch(data["note"])
        if not self.demand(note, "note", "not a checkpoint with one signature") or note is None:
            return
        origin, size, kind = note[2], int(note[3]), self.signed(key, note)
        self.demand(origin == ORIGIN + data["agreement"], "note", "of another log")
        self.demand(log.has(note), "note", f"not the root of {size} events of this export")
        log.newest[key] = max(size, log.newest.get(key, 0))
        if kind == HOST:
            self.demand(size >= log.head, "note", f"the log has signed {log.head} events before")
            log.head, log.key = max((size, key), (log.head, log.key), key=lambda head: head[0])
            self.demand(note[5] == origin, "key", "not the key of this log")
        elif kind == WITNESS:
            log.seen_by.setdefault((size, note[4]), set()).add(key)

    def signed(self, vkey: str, note: re.Match[str]) -> int:
        """The type of the signature of *note*, if *vkey* has made it; otherwise 0."""
        name, kind, public = parts(vkey)
        if not self.demand(kind, "key", "not a verifier key for Ed25519 signatures"):
            return 0
        signature, start = b64decode(note[6]), STARTS[kind]
        time, exact = int.from_bytes(signature[4:start], "big"), b64encode(signature).decode() == note[6]
        message = (f"cosignature/v1\ntime {time}\n" if kind == WITNESS else "") + note[1]
        fits = exact and len(signature) == start + 64 and time <= LATEST_TIME
        fits = fits and (note[5], signature[:4].hex()) == (name, vkey.split("+")[1])
        fits = fits and (not CHECKS_SIGNATURES or is_signature(public, signature[start:], message))
        return kind if self.demand(fits, "note", "not signed with the key beside it") else 0

    def end(self, data: dict[str, Any]) -> None:
        """What the writer counted, and what a shortened file does not hold."""
        found = {agreement: log.counted() for agreement, log in self.logs.items()}
        self.demand(canonical(data["agreements"]) == canonical(found), "agreements", f"not {found}")
        self.demand(data["lines"] == self.line - 1, "lines", f"not {self.line - 1}")
        self.demand(data["sha256"] == self.digest.hexdigest(), "sha256", f"not {self.digest.hexdigest()}")

    def summarise(self, agreement: str, log: Log) -> None:
        """Keep what is in one agreement, and demand what is pinned for it."""
        self.found.append(f"{agreement}: {canonical(log.counted())}")
        self.found += [f"  up to event {size} signed by {key}" for key, size in sorted(log.newest.items())]
        pin = self.pins.get(agreement)
        if pin is None:
            self.found.append("  NOT CHECKED: whose keys these are, for none are pinned")
            return
        self.demand(log.key in ("", pin["log"]), "key", f"another one signs the newest of {agreement}")
        required, witnesses = pin["required"], {*pin["witnesses"]}
        enough = [size for (size, _), keys in log.seen_by.items() if len(keys & witnesses) >= required]
        if self.demand(enough, "witnesses", f"no checkpoint of {agreement} has {required} pinned signatures"):
            self.found.append(f"  up to event {max(enough)} signed by {required} pinned witnesses or more")
        for name in pin.get("seen", ()):
            kept = HEAD.match((self.folder / name).read_text(encoding="utf-8"))
            same = kept and kept[2] == ORIGIN + agreement and log.has(kept)
            self.demand(same, "seen", f"{name} is no checkpoint of this export")


def main() -> int:
    """Check the export that the command line names; print what was found, on one page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--witnesses", type=Path, metavar="FILE", help="TOML: keys that must have signed")
    options = parser.parse_args()
    if options.witnesses and not CHECKS_SIGNATURES:
        parser.error("--witnesses needs the package cryptography")
    try:
        verifier = Verifier(options.witnesses)
        with options.export.open("rb") as stream:
            verifier.read(stream)
    except (OSError, ImportError, LookupError, AttributeError, TypeError, ValueError) as problem:
        parser.error(str(problem))
    lines, wrong = [f"{options.export}: {verifier.line} lines", *verifier.found], verifier.problems
    checked = "checked" if CHECKS_SIGNATURES else "NOT CHECKED, for the package cryptography is missing"
    keys = "pinned" if verifier.pins else "as the export names them, which anybody could have made"
    lines += [f"Signatures: {checked}. Keys: {keys}.", *wrong, f"Problems: {len(wrong)}"]
    print(*(re.sub(r"[^ -~]", "?", line) for line in lines), sep="\n")  # no file writes to a terminal
    return PROBLEMS_FOUND if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
