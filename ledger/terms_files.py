"""Terms files: TOML in UTF-8, the shipped ones by their id."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ledger.errors import Refusal
from ledger.files import open_file
from ledger.problems import in_german
from ledger.terms import Terms

AGREEMENTS = Path(__file__).with_name("agreements")
"""The agreements that come with the software."""


def terms_data(file: str) -> dict[str, Any]:
    """The data of the terms file *file*, or of the shipped agreement of that id; not yet validated.

    Raises Refusal where it cannot be read or is no TOML.
    """
    shipped = {path.stem: path for path in AGREEMENTS.glob("*.toml")}
    with open_file(shipped.get(file) or Path(file)) as stream:
        try:
            return tomllib.loads(stream.read().decode("utf-8-sig"), parse_float=Decimal)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
            raise Refusal("terms-invalid", file=file, problems=f"kein TOML in UTF-8: {problem}") from None


def read_terms(file: str) -> Terms:
    """The terms of *file*; Refusal naming every problem at once."""
    try:
        return Terms.model_validate(terms_data(file))
    except ValidationError as invalid:
        raise Refusal("terms-invalid", file=file, problems="\n  ".join(in_german(invalid, Terms))) from None
