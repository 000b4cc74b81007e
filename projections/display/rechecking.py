"""The loud word when an issued statement is no longer what its own facts give."""

from collections.abc import Sequence

from rich.console import Console

from projections.display.tables import name_of
from projections.german import Names, euro
from projections.rechecking import Deviation


def warn_of(deviations: Sequence[Deviation], names: Names) -> None:
    """Say on standard error which statements are meant, computed by which version, and the amounts."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for found in deviations:
        console.print(
            f"ACHTUNG: Nr. {found.position}, Abrechnung {found.year} von {name_of(names, found.pool)}, "
            f"berechnet mit Version {found.software}: aus denselben Tatsachen ergibt sich heute anderes."
        )
        for figure, (computed, stated) in found.figures.items():
            console.print(f"  {_name(figure, names)}: gestellt {_amount(stated)}, heute {_amount(computed)}")


def _name(figure: str, names: Names) -> str:
    return name_of(names, figure.removeprefix("by_party."))


def _amount(figure: str) -> str:
    return figure if figure.startswith(("{", "[", "null")) else euro(figure)
