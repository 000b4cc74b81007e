"""What a log holds of names: how many the keys at hand open, and whose are erased."""

from collections.abc import Iterable, Sequence

from ledger.errors import Refusal
from ledger.facts import AnyFact, PersonErased
from ledger.facts.names import SealedName, persons_in
from ledger.sealing.keys import KEYS_VARIABLE, KeyStore
from ledger.sealing.names import opens


def names_of(person: str, recorded: Iterable[AnyFact]) -> list[SealedName]:
    """Every sealed name of *person*, also in facts that were retracted."""
    return [
        name
        for fact in recorded
        for _, named, name in persons_in(fact)
        if named == person and isinstance(name, SealedName)
    ]


def erased_in(agreement: str, recorded: Iterable[AnyFact]) -> frozenset[tuple[str, str]]:
    """Whose erasure stands in the log of *agreement*, each with the agreement."""
    return frozenset((agreement, fact.person) for fact in recorded if isinstance(fact, PersonErased))


def must_be_the_keys(
    given: Iterable[AnyFact], recorded: Sequence[AnyFact], agreement: str, keys: KeyStore
) -> None:
    """Refusal where a name in *given* would be sealed with another key than those that stand.

    Two keys of one person in two places: whoever destroys one has not erased the person.
    """
    named = {person for fact in given for _, person, name in persons_in(fact) if isinstance(name, str)}
    for person in sorted(named):
        if keys.state(agreement, person) not in ("missing", "present"):
            continue
        names = names_of(person, recorded)
        if names and not any(opens(keys, name, agreement, person) for name in names):
            raise Refusal("another-key-store", person=person, folder=keys.folder, variable=KEYS_VARIABLE)
