"""Recomputes an explanation from its leaves, by its operators alone: nothing of the ledger's rules is used.

Every value is made again from the inputs' values, down to what stands in the events.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

Node = Mapping[str, Any]
Table = dict[str, Fraction]

DEFAULTS = {
    "exit-share": "all-remaining",
    "lapse-key": "region-heads",
    "subsidy-amount": "contract-rate",
    "surplus": "floor",
    "run-off-scope": "all-parties",
    "run-off-subsidy": "gross",
    "part-year": "months",
    "hours-basis": "planned",
}


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for below in (*node["inputs"], *node["because"]):
        yield from walk(below)


def wrong(answer: Node) -> list[str]:
    """Every node of an answer of `explain` whose value does not follow from its inputs."""
    events = {event["position"]: event.get("standing", event["fact"]) for event in answer["events"]}
    nodes = list(walk(answer["explanation"]))
    return [f"{node['op']}: {node['what']}" for node in nodes if not _follows(node, answer["party"], events)]


def _follows(node: Node, party: str, events: Mapping[int, Any]) -> bool:
    if node["op"] == "told":
        return bool(node["unit"] != "euro" or node["value"] == "0")
    if "by_party" in node:
        table = {who: Fraction(part) for who, part in node["by_party"].items()}
        found = {who: part for who, part in TABLES[node["op"]](node).items() if part}
        given = {who: part for who, part in table.items() if part}
        return found == given and Fraction(node["value"]) == table.get(party, 0)
    if node["op"] in FROM_EVENTS:
        return FROM_EVENTS[node["op"]](node, [events[position] for position in node["events"]])
    return bool(Fraction(node["value"]) == NUMBERS[node["op"]](node)) if node["op"] in NUMBERS else _day(node)


# What stands in events


def _fact(node: Node, facts: list[Any]) -> bool:
    value = facts[0]
    for name in node["field"].split("."):
        value = value[name]
    if isinstance(value, list):
        return bool(node["names"] == sorted(set(value)) and node["value"] == str(len(node["names"])))
    if node["unit"] in ("day", "reading", "kind"):
        return bool(value == node["value"])
    return Fraction(Decimal(value)) == Fraction(node["value"])


def _named(node: Node, facts: list[Any]) -> bool:
    """The draft's parties, then each patch in the order in which it applies."""
    draft, *amendments = [fact for fact in facts if fact["kind"] in ("AgreementDrafted", "AmendmentAgreed")]
    parties = set(draft["terms"]["parties"])
    for amendment in sorted(amendments, key=lambda fact: (fact["effective_on"], fact["number"])):
        for slug, change in amendment["terms_patch"].get("parties", {}).items():
            parties = parties - {slug} if change is None else parties | {slug}
    return bool(node["names"] == sorted(parties))


FROM_EVENTS: dict[str, Callable[[Node, list[Any]], bool]] = {
    "fact": _fact,
    "named": _named,
    "default": lambda node, _: node["value"] == DEFAULTS[node["question"]],
    "remaining": lambda node, _: (
        node["names"]
        == sorted({*node["inputs"][0]["names"]} - {left["party"] for left in node["inputs"][1:]})
    ),
    "common": lambda node, _: (
        node["names"] == sorted({*node["inputs"][0]["names"]} & {*node["inputs"][1]["names"]})
    ),
}


# Numbers


def _values(node: Node) -> list[Fraction]:
    return [Fraction(each["value"]) for each in node["inputs"]]


def _product(node: Node) -> Fraction:
    result = Fraction(1)
    for value in _values(node):
        result *= value
    return result


def _months_of_year(node: Node) -> Fraction:
    """Day by day: each is its part of a twelfth."""
    day, last, total = date.fromisoformat(node["from"]), date.fromisoformat(node["to"]), Fraction(0)
    while day <= last:
        total += Fraction(1, 12 * calendar.monthrange(day.year, day.month)[1])
        day += timedelta(days=1)
    return total


def _rounded(euro: Fraction) -> Fraction:
    cents = floor(abs(euro) * 100 + Fraction(1, 2))
    return Fraction(cents if euro >= 0 else -cents, 100)


def _cut(node: Node) -> Fraction:
    assert _values(node)[0] < 0, node["what"]
    return Fraction(0)


NUMBERS: dict[str, Callable[[Node], Fraction]] = {
    "sum": lambda node: sum(_values(node), Fraction(0)),
    "difference": lambda node: _values(node)[0] - sum(_values(node)[1:], Fraction(0)),
    "product": _product,
    "quotient": lambda node: _values(node)[0] / _values(node)[1],
    "round": lambda node: _rounded(_values(node)[0]),
    "cut": _cut,
    "months-of-year": _months_of_year,
    "calendar-days": lambda node: Fraction(
        (date.fromisoformat(node["to"]) - date.fromisoformat(node["from"])).days + 1
    ),
}


# What everyone bears


def _table(node: Node) -> Table:
    return {who: Fraction(part) for who, part in node["by_party"].items()}


def _sum(node: Node) -> Table:
    parties = {who for each in node["inputs"] for who in each["by_party"]}
    tables = [_table(each) for each in node["inputs"]]
    return {who: sum((table.get(who, Fraction(0)) for table in tables), Fraction(0)) for who in parties}


def _times(node: Node) -> Table:
    key, net = node["inputs"]
    return {who: part * Fraction(net["value"]) for who, part in _table(key).items()}


def _proportion(node: Node) -> Table:
    weights = {each["party"]: Fraction(each["value"]) for each in node["inputs"]}
    return {who: weight / sum(weights.values()) for who, weight in weights.items()}


def _equal_parts(node: Node) -> Table:
    (parties,) = node["inputs"]
    return dict.fromkeys(parties["names"], Fraction(1, len(parties["names"])))


def _hand_over(node: Node) -> Table:
    before, heirs = node["inputs"]
    table = _table(before)
    piece = sum((table.pop(who) for who in node["gone"]), Fraction(0)) / len(heirs["names"])
    return table | {who: table.get(who, Fraction(0)) + piece for who in heirs["names"]}


def _hand_out(node: Node) -> Table:
    """One cent after the other: to whom most is missing, or from whom the last of those has it."""
    parts, own_share = node["inputs"]
    exact = _table(parts)
    cents = {who: floor(part * 100) for who, part in exact.items()}
    order = sorted(exact, key=lambda who: (cents[who] - exact[who] * 100, who))
    missing = int(Fraction(own_share["value"]) * 100) - sum(cents.values())
    for who in order[:missing] if missing > 0 else order[len(order) + missing :]:
        cents[who] += 1 if missing > 0 else -1
    return {who: Fraction(part, 100) for who, part in cents.items()}


TABLES: dict[str, Callable[[Node], Table]] = {
    "sum": _sum,
    "product": _times,
    "proportion": _proportion,
    "equal-parts": _equal_parts,
    "hand-over": _hand_over,
    "hand-out": _hand_out,
}


# Days


def _day(node: Node) -> bool:
    days = [date.fromisoformat(each["value"]) for each in node["inputs"] if each["unit"] == "day"]
    months = [int(each["value"]) for each in node["inputs"] if each["unit"] == "months"]
    return date.fromisoformat(node["value"]) == DAYS[node["op"]](days, months)


def _months_from(day: date, months: int) -> date:
    """Clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _year_end(days: list[date], months: list[int]) -> date:
    year = days[0].year
    while _months_from(date(year, 12, 31), -months[0]) < days[0]:
        year += 1
    return date(year, 12, 31)


def _run_off_end(days: list[date], months: list[int]) -> date:
    begin = days[0] + timedelta(days=1)
    after = _months_from(begin, months[0])
    return after if after.day != begin.day else after - timedelta(days=1)


DAYS: dict[str, Callable[[list[date], list[int]], date]] = {
    "latest": lambda days, _: max(days),
    "next-day": lambda days, _: days[0] + timedelta(days=1),
    "year-end": _year_end,
    "run-off-end": _run_off_end,
}
