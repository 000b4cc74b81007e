"""Canonical JSON is RFC 8785's, and the leaf hash RFC 6962's."""

import hashlib
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.canonical import LARGEST_INTEGER, canonical, leaf_hash

_scalars = (
    st.none() | st.booleans() | st.text() | st.integers(min_value=-LARGEST_INTEGER, max_value=LARGEST_INTEGER)
)
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30
)


@given(_json)
def test_it_is_what_the_reference_implementation_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_names_are_sorted_by_utf_16_code_units_even_beyond_the_first_plane() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}).decode() == '{"\U0001f600":2,"\ufb33":1}'


@pytest.mark.parametrize(
    "value", [0.5, float("nan"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, {1: 2}, b"bytes", {1, 2}]
)
def test_what_has_no_form_that_all_readers_share_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical({"deep": [value]})


def test_the_leaf_hash_can_be_computed_by_hand() -> None:
    leaf = (
        '{"agreement":"kim","on_behalf_of":null,"originator_id":"00000000000000000000000000000001",'
        '"originator_version":2,"position":3,"recorded_at":"2026-11-22T10:00:00.000000Z",'
        '"recorded_by":"müller","state":"{\\"schema\\":1}","topic":"PartySigned"}'
    )

    hashed = leaf_hash(
        {
            "agreement": "kim",
            "position": 3,
            "recorded_at": "2026-11-22T10:00:00.000000Z",
            "recorded_by": "müller",
            "on_behalf_of": None,
            "stream": UUID(int=1),
            "version": 2,
            "topic": "PartySigned",
            "state": b'{"schema":1}',
        }
    )

    assert hashed == hashlib.sha256(b"\x00" + leaf.encode()).digest()
