"""Which stream a fact belongs to: one for each voucher, one for everything else of an agreement.

Small streams keep commands fast: neither postings nor other agreements are read to decide.
The ids follow from the names, so that two processes never make two streams for one thing.
"""

from uuid import UUID, uuid5

from ledger.facts import AnyFact, Posting

_NAMESPACE = UUID("9d9b9f8c-df85-4972-b5ef-00e3da7a9f91")
"""Made once at random; another one would make the streams of existing ledgers unfindable."""


def agreement_stream(agreement: str) -> UUID:
    """The stream of *agreement* itself."""
    return uuid5(_NAMESPACE, agreement)


def voucher_stream(agreement: str, voucher: str) -> UUID:
    """The stream of *voucher*; an agreement's id has no slash, so no two names meet."""
    return uuid5(_NAMESPACE, f"{agreement}/{voucher}")


def stream_of(agreement: str, fact: AnyFact) -> UUID:
    """The stream that *fact* is appended to."""
    if isinstance(fact, Posting):
        return voucher_stream(agreement, fact.voucher)
    return agreement_stream(agreement)
