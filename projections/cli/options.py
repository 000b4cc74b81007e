"""Options that several questions share."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ledger.values import FIRST_YEAR, LAST_YEAR

YEARS = Number(gte=FIRST_YEAR, lte=LAST_YEAR)
Year = Annotated[int, Parameter(name="--year", help="das Kalenderjahr", validator=YEARS)]
Pool = Annotated[str | None, Parameter(name="--pool", help="nur diese Region")]
