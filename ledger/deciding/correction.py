"""May this be recorded: the retraction of a fact that was recorded in error.

After it, every remaining fact must still be admissible, decided again in recorded order.
"""

from collections.abc import Callable, Iterator

from ledger.agreement import Agreement, Standing, substitute
from ledger.deciding.privacy import must_name_nobody_erased
from ledger.errors import Refusal
from ledger.facts import (
    AgreementDrafted,
    AnyFact,
    CostPosted,
    FactRetracted,
    PersonErased,
    SettlementCorrected,
    SettlementIssued,
)
from ledger.facts.names import without_names
from ledger.postings import Postings
from ledger.records import Records

Decide = Callable[[AnyFact, Agreement, Postings], tuple[AnyFact, ...]]


def retract(fact: FactRetracted, agreement: Agreement, postings: Postings, decide: Decide) -> None:
    """A standing fact, no posting, issued statement or erasure, and nothing that remains would be refused."""
    log = tuple(sorted([*agreement.standing, *postings], key=lambda entry: entry.position))
    retracted = _must_stand(fact, agreement, log)
    if isinstance(retracted, CostPosted):
        raise Refusal("retracted-posting", position=fact.position, voucher=retracted.voucher)
    if isinstance(retracted, SettlementIssued | SettlementCorrected):
        raise Refusal("retracted-statement", position=fact.position, pool=retracted.pool, year=retracted.year)
    if isinstance(retracted, PersonErased):
        raise Refusal("retracted-erasure", position=fact.position, person=retracted.person)
    must_name_nobody_erased(fact, agreement)
    if fact.instead is not None:
        _must_replace(fact.instead, retracted, fact, log)
    refused = list(_refused_then(substitute(log, fact), decide))
    if refused:
        raise Refusal("retraction-breaks", position=fact.position, refused="\n".join(refused))


def _must_stand(fact: FactRetracted, agreement: Agreement, log: tuple[Standing, ...]) -> AnyFact:
    if fact.position in agreement.retracted:
        raise Refusal("retracted-already", position=fact.position)
    if any(entry.position == fact.position for entry in agreement.retractions):
        raise Refusal("retracted-retraction", position=fact.position)
    for entry in log:
        if entry.position == fact.position:
            return entry.fact
    raise Refusal("unknown-position", position=fact.position)


def _must_replace(
    instead: AnyFact, retracted: AnyFact, fact: FactRetracted, log: tuple[Standing, ...]
) -> None:
    if instead.kind != retracted.kind:
        raise Refusal("other-kind-instead", position=fact.position, kind=retracted.kind, instead=instead.kind)
    if isinstance(instead, AgreementDrafted) and instead.terms.id != fact.agreement:
        raise Refusal("amended-id", agreement=fact.agreement)
    for entry in log:
        if _says_the_same(entry, instead, fact.position):
            raise Refusal("instead-stands-already", position=fact.position, other=entry.position)


def _says_the_same(entry: Standing, instead: AnyFact, position: int) -> bool:
    """Whether *instead* brings nothing new; at its own *position* a name alone may be put right."""
    if entry.position == position:
        return entry.fact == instead
    return entry.fact.kind == instead.kind and without_names(entry.fact) == without_names(instead)


def _refused_then(log: tuple[Standing, ...], decide: Decide) -> Iterator[str]:
    """What of *log* would be refused, decided again in recorded order; what is refused falls away."""
    records = Records()
    for entry in log:
        try:
            decide(entry.fact, records.agreement, records.postings)
        except Refusal as refusal:
            yield f"  Nr. {entry.position} {entry.fact.kind}: {refusal.what}"
        else:
            records.add(entry)
