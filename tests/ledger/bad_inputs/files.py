"""Files that are broken as files: bytes, encoding, JSON."""

import json
from collections.abc import Iterator

from tests.ledger.bad_inputs.ledgers import posted, signed
from tests.ledger.bad_inputs.table import BadInput, as_line, bad

_GOOD = posted("X-0")


def files() -> Iterator[BadInput]:
    """All rows; a good fact stands before most, and must not be recorded either."""
    line = json.dumps(posted("X-1", text="Dülmen"), ensure_ascii=False).encode()
    yield bad("a truncated file", "line-not-json", "kein JSON", _GOOD, line[:-10])
    yield bad("cut off within a letter", "file-not-utf-8", "0xc3", _GOOD, line[: line.index(b"\xc3") + 1])
    yield bad("another encoding", "file-not-utf-8", ("0xfc", "UTF-8"), _GOOD, line.decode().encode("cp1252"))
    yield bad("UTF-16", "file-not-utf-8", "0xff", line.decode().encode("utf-16"))
    yield bad("a surrogate as bytes", "file-not-utf-8", "0xed", line.replace(b"X-1", b"\xed\xa0\x80"))
    yield bad("NUL within a text", "line-not-json", "kein JSON", _GOOD, line.replace(b"X-1", b"X\x001"))
    yield bad("NUL after a line", "line-not-json", "kein JSON", _GOOD, line + b"\0")
    yield bad("only NUL", "line-not-json", "kein JSON", b"\0" * 1000)
    yield bad("NaN", "line-not-json", "NaN", line.replace(b'"50000.00"', b"NaN"))
    yield bad("-Infinity", "line-not-json", "-Infinity", line.replace(b'"50000.00"', b"-Infinity"))
    yield bad("an integer of 5,000 digits", "line-not-json", "kein JSON", _retraction(b"9" * 5000))
    yield bad("a position with decimals", "field-invalid", "position", _retraction(b"2.0"))
    yield bad("a position with an exponent", "field-invalid", "position", _retraction(b"2e0"))
    yield bad("a list", "line-not-object", "kein JSON-Objekt", b"[" + line + b"]")
    yield bad("a text", "line-not-object", "kein JSON-Objekt", b'"PartySigned"')
    yield bad("null", "line-not-object", "kein JSON-Objekt", b"null")
    yield bad("two facts in a line", "line-not-json", "kein JSON", line + line)
    yield bad(
        "an object over several lines",
        "line-not-json",
        "kein JSON",
        *line.replace(b", ", b",\n").split(b"\n"),
        place="Zeile 1",
    )
    yield bad("single quotes", "line-not-json", "kein JSON", str(signed("olfen")).encode())
    yield bad("a comment", "line-not-json", "kein JSON", b"# Unterschriften")
    twice = as_line(signed("olfen")).replace(b'"party"', b'"party": "senden", "party"')
    yield bad("a field twice", "duplicate-key", "„party“", _GOOD, twice)
    nested = as_line(posted("X-1", document={"reference": "A"})).replace(
        b'"reference"', b'"reference": 1, "reference"'
    )
    yield bad("a field twice, further in", "duplicate-key", "„reference“", nested)
    yield bad("a byte order mark further on", "line-not-json", "kein JSON", _GOOD, b"\xef\xbb\xbf" + line)
    for depth in (31, 200, 400, 900, 5_000, 300_000):
        deep = b'{"kind": "PartySigned", "party": ' + b"[" * depth + b"]" * depth + b"}"
        yield bad(f"{depth} lists deep", "line-not-json", "zu tief geschachtelt", deep)
    objects = b'{"kind": ' * 450 + b"1" + b"}" * 450
    yield bad("450 objects deep", "line-not-json", "zu tief geschachtelt", objects)
    yield bad(
        "a megabyte in a line", "line-too-long", "1000000", as_line(posted("X-1", text="x" * 1_000_000))
    )


def _retraction(position: bytes) -> bytes:
    return b'{"kind": "FactRetracted", "reason": "x", "position": ' + position + b"}"
