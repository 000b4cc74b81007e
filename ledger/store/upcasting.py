"""Old facts in the present vocabulary: what was stored once can always be read.

The vocabulary as a whole has one version, `SCHEMA`, stored with every fact. Whoever changes
the fields of a kind raises it by one and adds to UPCASTERS, for that kind and the version
before, a function that makes the old fields the new ones. Kinds without one are unchanged.
One number for all kinds, because a retraction carries a fact of another kind in `instead`.
What is stored stays as it is; only reading brings it forward. docs/recipes.md shows the steps.
"""

from collections.abc import Callable, Mapping
from typing import Any

SCHEMA = 1
"""The version of the vocabulary that facts are stored in now."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""By kind and the version that the function leads away from."""


def upcast(
    fact: dict[str, Any],
    stored_in: int,
    *,
    schema: int = SCHEMA,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> dict[str, Any]:
    """*fact*, stored in version *stored_in*, as it is written in version *schema*."""
    for version in range(stored_in, schema):
        fact = _one_step(fact, version, upcasters)
    return fact


def _one_step(
    fact: dict[str, Any], version: int, upcasters: Mapping[tuple[str, int], Upcaster]
) -> dict[str, Any]:
    if isinstance(instead := fact.get("instead"), dict):
        fact = fact | {"instead": _one_step(instead, version, upcasters)}
    step = upcasters.get((fact["kind"], version))
    return fact if step is None else step(fact)
