"""Files of facts: which lines are facts, where they stand, and which agreement they belong to."""

import io
import json
from decimal import Decimal

import pytest

from ledger.errors import Refusal
from ledger.facts import CostPosted, FactRetracted, PartySigned
from ledger.files import DEPTH_LIMIT, LINE_LIMIT, Line, in_agreement, json_object, parse, read_lines
from tests.ledger.bad_inputs.ledgers import SECOND, Given, drafted, posted, retracted, signed


def _read(content: bytes) -> list[Line]:
    return list(read_lines("facts.jsonl", io.BytesIO(content)))


# Lines


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (b"", []),
        (b'{"a": 1}', ["Zeile 1"]),
        (b'{"a": 1}\n', ["Zeile 1"]),
        (b'\n\n{"a": 1}\n\n{"a": 2}', ["Zeile 3", "Zeile 5"]),
        (b'\xef\xbb\xbf{"a": 1}\r\n{"a": 2}\r\n', ["Zeile 1", "Zeile 2"]),
        (b'  {"a": 1}\t\n \t\n', ["Zeile 1"]),
        ('{"a": "\N{LINE SEPARATOR}\N{NEXT LINE}"}'.encode(), ["Zeile 1"]),
    ],
)
def test_blank_lines_count_but_hold_no_fact(content: bytes, places: list[str]) -> None:
    assert [line.place for line in _read(content)] == [f"facts.jsonl, {place}" for place in places]


def test_what_is_read_is_what_is_written() -> None:
    (line,) = _read('{"text": "Dülmen 😀 \\u00fc", "n": 2, "no": null, "yes": true}'.encode())

    assert line.data == {"text": "Dülmen 😀 ü", "n": 2, "no": None, "yes": True}


def test_numbers_with_a_fraction_stay_exact() -> None:
    assert json_object("hier", '{"a": 0.10, "b": 1e2}') == {"a": Decimal("0.10"), "b": Decimal(100)}
    assert isinstance(json_object("hier", '{"a": 1.0}')["a"], Decimal)


def test_lines_before_the_first_bad_one_are_read() -> None:
    lines = read_lines("facts.jsonl", io.BytesIO(b'{"a": 1}\n{"a": '))

    assert next(lines).data == {"a": 1}
    with pytest.raises(Refusal, match="Zeile 2: kein JSON"):
        next(lines)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_longest_line(end: bytes) -> None:
    longest = json.dumps({"a": "x" * (LINE_LIMIT - 9 - len(end))}).encode() + end
    assert len(longest) == LINE_LIMIT

    assert len(_read(longest)) == 1
    with pytest.raises(Refusal, match="länger als 1000000"):
        _read(b" " + longest)


class Counted(io.RawIOBase):
    """A line without an end, that counts how much of it is read."""

    asked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # what BufferedReader hands in
        self.asked += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_of_a_line_without_an_end_hardly_more_than_the_longest_is_read() -> None:
    endless = Counted()

    with pytest.raises(Refusal, match="länger als"):
        next(read_lines("facts.jsonl", io.BufferedReader(endless)))

    assert endless.asked < 1.1 * LINE_LIMIT


@pytest.mark.parametrize("shape", ["list", "object"])
def test_the_deepest_line(shape: str) -> None:
    for depth, fine in ((DEPTH_LIMIT, True), (DEPTH_LIMIT + 1, False)):
        text = _nested(shape, depth)
        if fine:
            assert json_object("hier", text)
        else:
            with pytest.raises(Refusal, match="zu tief geschachtelt"):
                json_object("hier", text)


@pytest.mark.parametrize("shape", ["list", "object"])
@pytest.mark.parametrize("depth", [100, 300, 330, 480, 500, 700, 900, 990, 1000, 10_000, 100_000])
def test_any_deeper_line_is_refused_and_nothing_else_happens(shape: str, depth: int) -> None:
    with pytest.raises(Refusal, match="zu tief geschachtelt"):
        json_object("hier", _nested(shape, depth))


def _nested(shape: str, depth: int) -> str:
    """An object that is *depth* deep in all."""
    if shape == "object":
        return '{"a":' * depth + "1" + "}" * depth
    return '{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


def test_brackets_within_a_text_are_not_depth() -> None:
    assert json_object("hier", json.dumps({"a": "[{" * 1000}))


# Which agreement


def _placed(*given: Given, stored: tuple[str, ...] = (), chosen: str | None = None) -> list[str]:
    lines = [Line(f"Zeile {number}", each) for number, each in enumerate(given, start=1)]
    return [agreement for agreement, _ in in_agreement(lines, stored, chosen)]


def test_a_fact_belongs_to_the_agreement_that_it_names() -> None:
    assert _placed(signed("olfen") | {"agreement": "anders"}, stored=("kim",), chosen="kim") == ["anders"]


def test_else_to_the_one_that_the_file_drafts_wherever_the_draft_stands() -> None:
    assert _placed(signed("olfen"), drafted(), stored=("anders",)) == ["kim-coesfeld"] * 2


def test_a_draft_of_another_agreement_than_the_chosen_one_is_refused() -> None:
    with pytest.raises(Refusal, match="„anders“"):
        _placed(signed("olfen"), drafted(), stored=("anders",), chosen="anders")


def test_else_to_the_one_that_is_chosen() -> None:
    assert _placed(signed("olfen"), stored=("anders", "kim"), chosen="kim") == ["kim"]


def test_else_to_the_only_one_of_the_ledger() -> None:
    assert _placed(signed("olfen"), stored=("kim",)) == ["kim"]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ((signed("olfen"),), ()),
        ((signed("olfen"),), ("eins", "zwei")),
        ((drafted(), SECOND, signed("olfen")), ("eins",)),
    ],
    ids=["none", "two stored", "two drafted"],
)
def test_else_it_must_be_said(given: tuple[Given, ...], stored: tuple[str, ...]) -> None:
    with pytest.raises(Refusal, match=f"Zeile {len(given)}: zu welchem Vertrag"):
        _placed(*given, stored=stored)


def test_a_draft_under_another_name_is_refused() -> None:
    with pytest.raises(Refusal, match="„x“, der Vertrag heißt „kim-coesfeld“"):
        _placed(drafted() | {"agreement": "x"})


# Facts


def test_the_agreement_is_filled_in_also_in_what_stands_instead() -> None:
    fact = parse(Line("hier", retracted(2, signed("olfen"))), "kim-coesfeld")

    assert isinstance(fact, FactRetracted)
    assert isinstance(fact.instead, PartySigned)
    assert (fact.agreement, fact.instead.agreement) == ("kim-coesfeld", "kim-coesfeld")


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    wrong = posted("X" * 101, amount=5, pool="Nord", amout="5.00", service_to="2025-02-30")
    del wrong["cost_position"]

    with pytest.raises(Refusal) as refused:
        parse(Line("Zeile 7", wrong), "kim-coesfeld")

    for named in (
        "Zeile 7, CostPosted",
        "voucher",
        "amount muss",
        "pool",
        "„amout“",
        "2025-02-30",
        "cost_position fehlt",
    ):
        assert named in refused.value.what


def test_amounts_stay_as_written() -> None:
    fact = parse(Line("hier", posted("X-1", amount="-0.5")), "kim-coesfeld")

    assert isinstance(fact, CostPosted)
    assert fact.amount == "-0.5"
