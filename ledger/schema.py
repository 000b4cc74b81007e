"""The JSON Schema (draft 2020-12) of every fact and of the terms."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ledger.facts import AnyFact
from ledger.terms import Terms


def schema() -> dict[str, Any]:
    """What a line of a file of facts, and a terms file, must look like."""
    fact: TypeAdapter[Any] = TypeAdapter(Annotated[AnyFact, Field(discriminator="kind")])
    return {"fact": fact.json_schema(), "terms": Terms.model_json_schema()}
