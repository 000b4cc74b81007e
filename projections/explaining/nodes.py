"""A node of an explanation: what it is, by which rule and clause, its value, and what the value comes from.

A node's *op* says how its value follows from its *inputs*, so that a program can recompute every
node down to values that stand in events (docs/cli.md, *JSON of explain*, lists all of them). What
decided that it is computed this way, but is no operand, stands under *because*.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from projections.rules.cents import money, to_cents

Op = Literal[
    "fact",
    "default",
    "told",
    "calendar-days",
    "months-of-year",
    "sum",
    "difference",
    "product",
    "quotient",
    "round",
    "cut",
    "hand-out",
    "proportion",
    "equal-parts",
    "hand-over",
    "named",
    "remaining",
    "common",
    "latest",
    "next-day",
    "year-end",
    "run-off-end",
]
Unit = Literal[
    "euro", "share", "part", "years", "days", "months", "posts", "hours", "parties", "day", "reading", "kind"
]
Value = Fraction | date | str
Table = Mapping[str, Fraction]


class By(NamedTuple):
    """A rule of docs/rules.md, and the clause that it carries out."""

    rule: str
    clause: str


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
class Node:
    """One step; *value* is the figure of the party explained, *by_party* that of everyone."""

    what: str
    by: By
    formula: str
    op: Op
    unit: Unit
    value: Value
    by_party: Table | None = None
    party: str | None = None
    """Whom a weight or an exit is about."""
    question: str | None = None
    field: str | None = None
    """Where the value stands in the first event."""
    first: date | None = None
    last: date | None = None
    names: tuple[str, ...] | None = None
    gone: tuple[str, ...] | None = None
    rounding: Mapping[str, str | int] | None = None
    inputs: tuple["Node", ...] = ()
    because: tuple["Node", ...] = ()
    events: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands in the answer; what a node does not have is left out."""
        found = {
            "what": self.what,
            "rule": self.by.rule,
            "clause": self.by.clause,
            "formula": self.formula,
            "op": self.op,
            "value": _text(self.value),
            "unit": self.unit,
            "amount": self.amount(),
            "by_party": _table(self.by_party),
            "party": self.party,
            "question": self.question,
            "field": self.field,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
            "names": self.names and list(self.names),
            "gone": self.gone and list(self.gone),
            "rounding": self.rounding and dict(self.rounding),
            "inputs": [node.as_json() for node in self.inputs],
            "because": [node.as_json() for node in self.because],
            "events": list(self.events),
        }
        return {key: value for key, value in found.items() if value is not None}

    @property
    def number(self) -> Fraction:
        """The value, where it is a number."""
        if isinstance(self.value, Fraction):
            return self.value
        raise TypeError(self.value)

    def amount(self) -> str | None:
        """A value in euro as it is printed, rounded to cents; None for anything else."""
        if self.unit != "euro" or not isinstance(self.value, Fraction):
            return None
        return money(to_cents(self.value))

    def walk(self) -> Iterator["Node"]:
        """The node itself and all below it."""
        yield self
        for node in (*self.inputs, *self.because):
            yield from node.walk()


def _table(table: Table | None) -> dict[str, str] | None:
    return None if table is None else {slug: str(part) for slug, part in sorted(table.items())}


def _text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(table: Table) -> Table:
    """*table* without those who have nothing, sorted."""
    return {party: part for party, part in sorted(table.items()) if part}


def total_of(nodes: tuple[Node, ...]) -> Fraction:
    """The sum of their values, which are numbers."""
    return sum((node.number for node in nodes), Fraction(0))


def german(day: date) -> str:
    """A day in German, as sentences of an explanation name it."""
    return f"{day:%d.%m.%Y}"


def next_day(node: Node, what: str) -> Node:
    """The day after that of *node*."""
    value = node.value + timedelta(days=1) if isinstance(node.value, date) else node.value
    return Node(
        what=what,
        by=node.by,
        formula="der Tag danach",
        op="next-day",
        unit="day",
        value=value,
        inputs=(node,),
    )
