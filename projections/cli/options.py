"""Options that several questions share, and the exit status of a failed check."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ledger.values import FIRST_YEAR, LAST_YEAR

INTEGRITY = 3
"""Exit status of a failed integrity check."""

YEARS = Number(gte=FIRST_YEAR, lte=LAST_YEAR)
Year = Annotated[int, Parameter(name="--year", help="das Kalenderjahr", validator=YEARS)]
Pool = Annotated[str | None, Parameter(name="--pool", help="nur diese Region")]
