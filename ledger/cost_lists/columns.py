"""The columns of a list of cost: known by German or English headers, in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from ledger.cost_lists.table import Cell, Row, is_empty
from ledger.errors import Refusal

HEADERS: Mapping[str, tuple[str, ...]] = {
    "voucher": ("Beleg", "Belegnummer", "voucher"),
    "pool": ("Region", "pool"),
    "cost_position": ("Kostenart", "cost_position"),
    "amount": ("Betrag", "amount"),
    "service_from": ("Leistung von", "von", "service_from"),
    "service_to": ("Leistung bis", "bis", "service_to"),
    "post": ("Stelle", "post"),
    "text": ("Buchungstext", "Text"),
}
"""The fields of `CostPosted`, and what their columns may be called."""

OPTIONAL = frozenset({"post", "text"})


def folded(text: str) -> str:
    """*text* so that writing in capitals, double blanks and the two ways to encode an umlaut do not count."""
    return " ".join(normalize("NFC", text).casefold().split())


_FIELDS = {folded(header): field for field, headers in HEADERS.items() for header in headers}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, and what its column is called in this list."""

    places: Mapping[str, int]
    titles: Mapping[str, str]

    @property
    def width(self) -> int:
        """How many cells a row needs so that every named column has one."""
        return max(self.places.values()) + 1


def known_among(cells: Sequence[Cell]) -> int:
    """How many of *cells* are headers that we know."""
    return sum(folded(str(cell)) in _FIELDS for cell in cells)


def columns_of(file: str, header: Row) -> Columns:
    """The columns that *header* names; Refusal, with all that is wrong, unless each is there once."""
    titles = {place: str(cell).strip() for place, cell in enumerate(header.cells) if not is_empty(cell)}
    fields = {place: _FIELDS.get(folded(title)) for place, title in titles.items()}
    if problems := list(_problems(titles, fields)):
        known = "; ".join(f"{' / '.join(headers)}{_optional(field)}" for field, headers in HEADERS.items())
        place = f"{file}, Zeile {header.number}"
        raise Refusal("columns-wrong", place=place, problems="; ".join(problems), known=known)
    places = {field: place for place, field in fields.items() if field is not None}
    return Columns(places, {field: titles[place] for field, place in places.items()})


def _problems(titles: Mapping[int, str], fields: Mapping[int, str | None]) -> Iterator[str]:
    found: dict[str, str] = {}
    for place, field in fields.items():
        title = titles[place]
        if field is None:
            yield f"unbekannte Spalte „{title}“"
        elif field in found:
            yield (
                f"„{title}“ steht zweimal"
                if title == found[field]
                else f"„{found[field]}“ und „{title}“ sind dieselbe Spalte"
            )
        else:
            found[field] = title
    for field, headers in HEADERS.items():
        if field not in found and field not in OPTIONAL:
            yield f"„{headers[0]}“ fehlt"


def _optional(field: str) -> str:
    return " (wenn gewünscht)" if field in OPTIONAL else ""
