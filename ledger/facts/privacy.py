"""The end of what is held about a person (Art. 17 DSGVO)."""

from typing import Literal

from ledger.facts.base import Fact
from ledger.values import FreeText, Slug


class PersonErased(Fact):
    """The key of *person*, a pseudonym, was destroyed: the names sealed with it are gone for good."""

    kind: Literal["PersonErased"] = "PersonErased"
    person: Slug
    reason: FreeText
