"""May this be recorded: names of people, and their erasure (Art. 17 DSGVO)."""

from ledger.agreement import Agreement
from ledger.errors import Refusal
from ledger.facts import Fact, PersonErased
from ledger.facts.names import persons_in


def erase(fact: PersonErased, agreement: Agreement) -> None:
    """Once for a person; which facts name the person is looked up when the key is destroyed."""
    for erased in agreement.of(PersonErased):
        if erased.person == fact.person:
            raise Refusal("erased-already", person=fact.person, reason=erased.reason)


def must_name_nobody_erased(fact: Fact, agreement: Agreement) -> None:
    """After an erasure no name of that person comes into the ledger again."""
    erased = {erasure.person for erasure in agreement.of(PersonErased)}
    for _, person, name in persons_in(fact):
        if name is not None and person in erased:
            raise Refusal("person-erased", person=person)
