"""Canonical JSON and the leaf hash: the same content gives the same bytes, today and in decades.

JSON is written as RFC 8785 prescribes, without floats: amounts are strings, and whoever
re-computes a hash in another language need not agree with us on how to print a float.
"""

import json

from ledger.proofs import merkle
from ledger.store.records import StoredFields

LARGEST_INTEGER = 2**53 - 1
"""Up to here every JSON reader keeps integers exact (RFC 7493, section 2.2)."""


def canonical(value: object) -> bytes:
    r"""The canonical JSON of *value* in UTF-8 (RFC 8785).

    Raises ValueError for floats, larger integers, lone surrogates and what is not JSON.

    >>> canonical({"b": [1, None], "a": "ü"}).decode()
    '{"a":"ü","b":[1,null]}'
    """
    text = json.dumps(_in_order(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def leaf_hash(fields: StoredFields) -> bytes:
    """The hash of the leaf (RFC 6962, section 2.1)."""
    return merkle.leaf_hash(leaf_of(fields))


def leaf_of(fields: StoredFields) -> bytes:
    """The leaf of an event in its agreement's tree: everything that is stored of it."""
    leaf = {
        "agreement": fields["agreement"],
        "position": fields["position"],
        "recorded_at": fields["recorded_at"],
        "recorded_by": fields["recorded_by"],
        "on_behalf_of": fields["on_behalf_of"],
        "originator_id": fields["stream"].hex,
        "originator_version": fields["version"],
        "topic": fields["topic"],
        "state": fields["state"].decode(),
    }
    return canonical(leaf)


def _in_order(value: object) -> object:
    """*value* with the names of every object sorted, having refused what has no canonical form."""
    if isinstance(value, dict):
        return {name: _in_order(value[name]) for name in sorted(value, key=_utf_16)}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return value
    msg = f"{value!r} ist kein Text, kein Wahrheitswert und keine ganze Zahl bis {LARGEST_INTEGER}"
    raise ValueError(msg)


def _utf_16(name: object) -> bytes:
    # RFC 8785, section 3.2.3: by UTF-16 code units, which beyond U+FFFF is not Python's own order.
    if not isinstance(name, str):
        msg = f"{name!r} ist kein Name eines JSON-Objekts"
        raise ValueError(msg)  # noqa: TRY004 -- one kind of error for everything that is no JSON
    return name.encode("utf-16-be")
