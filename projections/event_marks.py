"""By what a fact can be found: the parties, pools, vouchers and words in it, its amount, its days.

Pure, of a fact as JSON data. What a retraction puts in place of a fact counts as its own. Sealed names
are in no mark: only what stands in the fields named here is read.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from projections.rules.cents import cents_of

Json = Mapping[str, Any]

ALL_POOLS = "all"
"""What a fact names that is about every pool."""

TEXTS = frozenset(
    {
        "basis",
        "finding",
        "grantor",
        "name",
        "note",
        "notice",
        "notice_reference",
        "office",
        "person",
        "places",
        "post",
        "programme",
        "provision",
        "reason",
        "reference",
        "replacement",
        "reverses",
        "signatory",
        "text",
        "title",
        "voucher",
    }
)
"""The fields, at any depth, that hold what people wrote: free texts, references, and the ids of notices,
posts and persons, which no other filter finds."""

LONGEST_WORD = 50
"""Characters of a word that are compared; one of 500 would not fit into an index of PostgreSQL."""

_WORD = re.compile(r"[^\W_]+")
_PERIODS = (("service_from", "service_to"), ("period_from", "period_to"), ("from", "to"))
_DAYS = ("effective_on", "issued_on", "corrected_on", "paid_on", "contested_on", "concluded_on")


def marks_of(fact: Json) -> tuple[tuple[str, str], ...]:
    """Everything by which *fact* can be looked up, as pairs of what it is and its value, sorted.

    >>> marks_of({"kind": "CostPosted", "pool": "nord", "voucher": "BK-1"})
    (('pool', 'nord'), ('voucher', 'BK-1'), ('word', '1'), ('word', 'bk'))
    """
    said = fact.get("instead", fact)
    found = {("word", word) for text in _texts(fact) for word in words_of(text)}
    found.update(("party", party) for party in _parties(said))
    found.update(("pool", pool) for pool in _pools(said))
    found.update(("voucher", said[name]) for name in ("voucher", "reverses") if name in said)
    return tuple(sorted(found))


def parties_of(fact: Json) -> tuple[str, ...]:
    """Every party that *fact* names, sorted; a fact about a notice names no more than it says.

    >>> parties_of({"kind": "NoticeReceived", "notice": "notice-olfen", "by": "senden"})
    ('senden',)
    >>> parties_of({"kind": "FactRetracted", "instead": {"kind": "NoticeGiven", "party": "olfen"}})
    ('olfen',)
    """
    return _values(fact, "party")


def pools_of(fact: Json) -> tuple[str, ...]:
    """Every pool that *fact* names, sorted; ALL_POOLS where it says so.

    >>> pools_of({"kind": "SubsidyLost", "pools": "all"}), pools_of({"kind": "PartySigned"})
    (('all',), ())
    """
    return _values(fact, "pool")


def _values(fact: Json, name: str) -> tuple[str, ...]:
    return tuple(value for mark, value in marks_of(fact) if mark == name)


def words_of(text: str) -> tuple[str, ...]:
    """The words of *text* as they are compared: whatever the case, and however an accent is encoded.

    >>> words_of("BK-1: MÜLLER-Straße")
    ('bk', '1', 'müller', 'strasse')
    """
    folded = text.casefold() if text.isascii() else normalize("NFKC", normalize("NFKC", text).casefold())
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(folded))


def cents_in(fact: Json) -> int | None:
    """The amount that *fact* states, in cents: of a posting or a payment.

    >>> cents_in({"kind": "CostPosted", "amount": "-15.5"})
    -1550
    """
    amount = fact.get("instead", fact).get("amount")
    return None if amount is None else cents_of(amount)


def days_of(fact: Json) -> tuple[str | None, str | None]:
    """First and last day of the period that *fact* is for, or twice its own day, ISO; None without any.

    >>> days_of({"kind": "CostPosted", "service_from": "2025-01-01", "service_to": "2025-03-31"})
    ('2025-01-01', '2025-03-31')
    >>> days_of({"kind": "NoticeSettled", "concluded_on": "2025-10-01", "ends_on": "2027-12-31"})
    ('2025-10-01', '2025-10-01')
    """
    said = fact.get("instead", fact)
    for first, last in _PERIODS:
        if first in said:
            return said[first], said[last]
    day = next((said[name] for name in _DAYS if name in said), None)
    return day, day


def _parties(fact: Json) -> Iterator[str]:
    names = ("party", "by", "employer", *(("to",) if fact.get("kind") == "SettlementPaid" else ()))
    yield from (fact[name] for name in names if name in fact)
    yield from fact.get("signed_by", ())
    for parts in (fact.get("posts"), fact.get("by_party"), fact.get("statement", {}).get("by_party")):
        yield from _keys(parts)
    for terms in ("terms", "terms_patch"):
        yield from _keys(fact.get(terms, {}).get("parties"))


def _pools(fact: Json) -> Iterator[str]:
    if "pool" in fact:
        yield fact["pool"]
    pools = fact.get("pools", ())
    yield from (pools,) if isinstance(pools, str) else pools
    for terms in ("terms", "terms_patch"):
        yield from _keys(fact.get(terms, {}).get("pools"))


def _keys(value: object) -> Iterator[str]:
    """The names in a JSON object; none in what `posts` is where it is no deployment's, a number."""
    if isinstance(value, dict):
        yield from value


def _texts(value: Json) -> Iterator[str]:
    for name, part in value.items():
        if isinstance(part, str):
            if name in TEXTS:
                yield part
        elif isinstance(part, dict):
            yield from _texts(part)
        elif isinstance(part, list):
            yield from (text for text in part if name in TEXTS and isinstance(text, str))
