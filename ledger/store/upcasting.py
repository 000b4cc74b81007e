"""Old facts in the present vocabulary: what was stored once can always be read.

The vocabulary as a whole has one version, `SCHEMA`, stored with every fact. Whoever changes
the fields of a kind raises it by one and adds to UPCASTERS, for that kind and the version
before, a function that makes the old fields the new ones. Kinds without one read as they stand:
they are unchanged, or have gained a field that may be left out.
One number for all kinds, because a retraction carries a fact of another kind in `instead`.
What is stored stays as it is; only reading brings it forward. docs/recipes.md shows the steps.
"""

from collections.abc import Callable, Mapping
from typing import Any

SCHEMA = 2
"""The version of the vocabulary that facts are stored in now.

2: PartySigned may hold a sealed `signatory_name` and PostFilled a `person_name`; facts of version
1 are facts of version 2 as they stand.
"""

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
    """*fact*, stored in version *stored_in*, as it is written in version *schema*; ValueError before 1."""
    if stored_in < 1:
        msg = f"{stored_in} ist keine Fassung des Vokabulars"
        raise ValueError(msg)
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
