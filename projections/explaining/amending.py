"""Which amendments did what: set a value, change the circle of parties, prepare a later amendment (§ 5)."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from ledger.agreement import Agreement, per_agreement
from ledger.consolidation import Version, amendments, versions
from ledger.facts import AmendmentAgreed

_LABEL = {"name"}
_NAMING_PARTIES = {"members", "planned"}


def with_foundations(agreement: Agreement, cited: AmendmentAgreed) -> list[AmendmentAgreed]:
    """*cited*, and every earlier amendment on common ground with one of these, in the order they apply."""
    found: list[AmendmentAgreed] = []
    needed: frozenset[str] = frozenset()
    for amendment, ground in reversed(_grounds(agreement)):
        if amendment is cited or needed & ground:
            found.insert(0, amendment)
            needed |= ground
    return found


@per_agreement
def _grounds(agreement: Agreement) -> tuple[tuple[AmendmentAgreed, frozenset[str]], ...]:
    return tuple(
        (after.amendment, frozenset(_ground(before, after, after.amendment.terms_patch)))
        for before, after in pairwise(versions(agreement))
        if after.amendment is not None
    )


def _ground(before: Version, after: Version, patch: Mapping[str, Any]) -> Iterator[str]:
    """What two amendments can have in common: a pool, the circle of parties, the kinds of cost.

    Names alone are no ground: no check of the terms looks at them.
    """
    if before.terms.parties.keys() != after.terms.parties.keys() or "coordinator" in patch:
        yield "parties"
    for pool, change in patch.get("pools", {}).items():
        named = _NAMING_PARTIES if change is None else change.keys() - _LABEL
        if named:
            yield f"pools.{pool}"
        if named & _NAMING_PARTIES:
            yield "parties"
    if _kinds(before) != _kinds(after):
        yield "cost_positions"


def _kinds(version: Version) -> dict[str, str]:
    return {slug: position.kind for slug, position in version.terms.cost_positions.items()}


def circle_amendments(agreement: Agreement, day: date) -> list[AmendmentAgreed]:
    """The amendments by *day* that brought in a party or removed one."""
    return [
        after.amendment
        for before, after in pairwise(versions(agreement))
        if after.amendment is not None
        and after.since <= day
        and after.terms.parties.keys() != before.terms.parties.keys()
    ]


def brought_in(agreement: Agreement, parties: frozenset[str], day: date) -> list[AmendmentAgreed]:
    """The amendments by *day* that made one of *parties* a party."""
    return [
        after.amendment
        for before, after in pairwise(versions(agreement))
        if after.amendment is not None
        and after.since <= day
        and parties & (after.terms.parties.keys() - before.terms.parties.keys())
    ]


def amended_by(agreement: Agreement, path: tuple[str, ...], day: date) -> AmendmentAgreed | None:
    """The newest amendment by *day* that sets or removes what stands at *path*; None: it is the draft's."""
    touching = (f for f in amendments(agreement) if f.effective_on <= day and _touches(f.terms_patch, path))
    return max(touching, key=lambda fact: (fact.effective_on, fact.number), default=None)


def _touches(patch: object, path: tuple[str, ...]) -> bool:
    """Whether a merge patch says anything about *path*; null or a value above it replaces it whole."""
    for name in path:
        if not isinstance(patch, Mapping):
            return True
        if name not in patch:
            return False
        patch = patch[name]
    return True
