"""Open tasks, as a table."""

from collections.abc import Sequence

from rich.console import Console

from projections.display.tables import headline, name_of, open_console, table_of
from projections.german import CLOSED_BY, TASK, Answer, Names, day_text, euro


def show_tasks(tasks: Sequence[Answer], names: Names) -> None:
    """What is open."""
    show_open(open_console(), tasks, names)


def show_open(console: Console, tasks: Sequence[Answer], names: Names) -> None:
    """The tasks below another answer."""
    if not tasks:
        console.print()
        console.print("Offene Aufgaben: keine.")
        return
    console.print()
    console.print(headline("Offene Aufgaben"))
    table = table_of("seit", "Aufgabe", "Klausel", "erledigt durch")
    for task in tasks:
        difference = euro(task["difference_per_year"]) if "difference_per_year" in task else ""
        text = TASK[task["task"]].format(about=name_of(names, task["about"]), difference=difference)
        table.add_row(day_text(task["since"]), text, task["clause"], CLOSED_BY[task["closed_by"]])
    console.print(table)
