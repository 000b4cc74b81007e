"""How an amount came about, as a tree that a clerk reads from the amount down to the recorded events."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from babel.numbers import format_decimal
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from ledger.vocabulary import words
from projections.display.tables import headline, name_of, open_console
from projections.german import READING, Answer, Names, day_text, euro, known_text, local_text, share_text

_MANY = 4
"""More dates than this stand in one line."""

_TELLING = (
    *("told", "product", "proportion", "equal-parts", "hand-over", "hand-out", "cut"),
    *("latest", "year-end", "run-off-end", "remaining"),
)
"""Operators whose formula says more than the lines below it."""

_FACTORS = ("fact", "quotient", "months-of-year")


def show_explanation(answer: Answer, names: Names) -> None:
    """The amount, and below it rule by rule what it comes from."""
    console = open_console()
    period = f"{day_text(answer['from'])} bis {day_text(answer['to'])}"
    amount = euro(answer["amount"])
    console.print(headline(f"{answer['agreement']}: {name_of(names, answer['party'])}, {period}: {amount}"))
    console.print(known_text(answer["known_at"]))
    console.print(_Painter(answer, names).tree(answer["explanation"]))


class _Painter:
    """Draws nodes; what was drawn in full once is only named again."""

    def __init__(self, answer: Answer, names: Names) -> None:
        self._events = {event["position"]: event for event in answer["events"]}
        self._names = names
        self._drawn: set[str] = set()

    def tree(self, node: Answer) -> Tree:
        """The whole explanation; pools without a part are one line each where there are others."""
        tree = Tree(Text.from_markup(f"[bold]{self._label(node)}[/bold]"), guide_style="dim")
        several = len(node["inputs"]) > 1
        for pool in node["inputs"]:
            if several and pool["op"] == "told":
                tree.add(Text.from_markup(self._label(pool)))
            else:
                self._draw(tree, pool)
        return tree

    def _draw(self, tree: Tree, node: Answer, prefix: str = "") -> None:
        node = _without_idle_sums(node)
        drawn = repr(node)
        below = bool(node["inputs"] or node["because"])
        if below and drawn in self._drawn:
            tree.add(Text.from_markup(f"{prefix}{self._label(node)} [dim](siehe oben)[/dim]"))
            return
        self._drawn.add(drawn)
        branch = tree.add(Text.from_markup(f"{prefix}{self._label(node)}"))
        for line in self._lines(node):
            branch.add(Text.from_markup(f"[dim]{line}[/dim]"))
        for each in () if _is_product(node) else self._one_by_one(branch, node["inputs"]):
            self._draw(branch, each)
        for each in self._one_by_one(branch, node["because"]):
            self._draw(branch, each, "[dim]weil[/dim] ")

    def _one_by_one(self, branch: Tree, nodes: Sequence[Answer]) -> Iterator[Answer]:
        """The nodes to draw; many days in a row, such as receipts, are put in one line."""
        days = [node for node in nodes if node["unit"] == "day" and node["op"] == "fact"]
        if len(days) > _MANY:
            told = (f"{node['what']} {day_text(node['value'])}{self._numbers(node)}" for node in days)
            branch.add("; ".join(told))
        yield from (node for node in nodes if len(days) <= _MANY or node not in days)

    def _label(self, node: Answer) -> str:
        value = f"{self._calculation(node)}{self._value(node)}"
        if node["op"] == "default":
            value += f"; {node['formula']}"
        between = " " if node["unit"] == "reading" else ": "
        by = f"({node['rule']}, {node['clause']})"
        return f"{escape(node['what'])}{between}{escape(value)} [dim]{escape(by)}[/dim]"

    def _calculation(self, node: Answer) -> str:
        if not _is_product(node):
            return ""
        return " × ".join(self._value(factor) for factor in node["inputs"]) + " = "

    def _value(self, node: Answer) -> str:
        value: str = node["value"]
        match node["unit"]:
            case "euro":
                exactly = Fraction(value) == Fraction(node["amount"])
                return euro(node["amount"]) if exactly else f"≈ {euro(node['amount'])}"
            case "share":
                return share_text(value)
            case "part":
                return value
            case "day":
                return day_text(value)
            case "reading":
                return str(READING[node["question"]][value])
            case "parties":
                return f"{value} ({', '.join(name_of(self._names, slug) for slug in node['names'])})"
            case "kind":
                return {"flat-rate": "Pauschale", "actual": "tatsächliche Kosten"}.get(value, value)
            case _:
                return _number_text(value)

    def _lines(self, node: Answer) -> Iterator[str]:
        """Formula, everyone's shares, rounding and events."""
        if node["op"] in _TELLING:
            yield escape(node["formula"])
        if node["unit"] == "share":
            yield escape(self._everyone(node["by_party"]))
        if node.get("rounding", {}).get("missing_cents"):
            yield _rounding(node["rounding"])
        inner = [each for factor in node["inputs"] for each in factor["events"]] if _is_product(node) else []
        yield from map(escape, self._recorded([*node["events"], *inner]))

    def _everyone(self, shares: Answer) -> str:
        parts = sorted(shares.items(), key=lambda item: (-Fraction(item[1]), item[0]))
        groups = groupby(parts, key=lambda item: item[1])
        return "alle: " + "; ".join(
            f"{', '.join(name_of(self._names, slug) for slug, _ in group)} {'je ' * (len(parts) > 1)}{part}"
            for part, group in groups
        )

    def _recorded(self, positions: Sequence[int]) -> Iterator[str]:
        """Events; those of one kind by one recorder are put in one line."""
        events = [self._events[position] for position in dict.fromkeys(positions)]
        for (kind, who), group in groupby(events, key=_together):
            found = list(group)
            days = dict.fromkeys(local_text(event["recorded_at"])[:10] for event in found)
            papers = dict.fromkeys(e["document"]["reference"] for e in found if e["document"])
            numbers = ", ".join(_range([event["position"] for event in found]))
            yield (
                f"Nr. {numbers} {kind}, erfasst {' bis '.join([*days][:: max(len(days) - 1, 1)])} von {who}"
                f"{', Dokument ' if papers else ''}{', '.join(papers)}"
            )

    def _numbers(self, node: Answer) -> str:
        return f" (Nr. {', '.join(map(str, node['events']))})" if node["events"] else ""


def _is_product(node: Answer) -> bool:
    """Whether a node is a plain product, which stands in one line with its factors."""
    return node["op"] == "product" and all(factor["op"] in _FACTORS for factor in node["inputs"])


def _together(event: Answer) -> tuple[str, str]:
    behalf = f" für {event['on_behalf_of']}" if event["on_behalf_of"] else ""
    corrects = f" (berichtigt Nr. {event['fact']['position']})" if event["kind"] == "FactRetracted" else ""
    return f"{words()[event['kind']].name}{corrects}", f"{event['recorded_by']}{behalf}"


def _range(positions: Sequence[int]) -> Iterator[str]:
    """Numbers in a row as one: 45 bis 54."""
    for _, group in groupby(enumerate(positions), key=lambda item: item[1] - item[0]):
        run = [position for _, position in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]} bis {run[-1]}"


def _without_idle_sums(node: Answer) -> Answer:
    """What a sum of one thing is a sum of."""
    while node["op"] == "sum" and len(node["inputs"]) == 1 and not node["because"]:
        node = node["inputs"][0]
    return node


def _rounding(rounding: Answer) -> str:
    missing, added = rounding["missing_cents"], rounding["cents_added"]
    return (
        f"abgerundet {euro(rounding['rounded_down'])}; {missing} Cent sind noch zu verteilen, "
        f"dieser Rest steht an Stelle {rounding['rank']} von {rounding['of']}: {added:+d} Cent"
    )


def _number_text(value: str) -> str:
    """A number in German; a fraction that no decimal shows exactly stays one; words stay words."""
    try:
        number = Fraction(value)
    except ValueError:
        return value
    shown = format_decimal(float(number), "#,##0.######", locale="de_DE")
    return shown if number * 10**6 == int(number * 10**6) else f"{value} (≈ {shown})"
