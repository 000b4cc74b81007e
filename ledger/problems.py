"""What pydantic found, in German and with the nearest known name, for clerks."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from ledger.values import Amount, Price, Quantity, Sha256, Slug

_TEXTS = {
    "missing": "fehlt",
    "string_type": 'muss ein Text in Anführungszeichen sein, zum Beispiel "15625.00"',
    "string_too_long": "ist länger als {max_length} Zeichen",
    "string_too_short": "darf nicht leer sein",
    "string_unicode": "enthält Zeichen, die es nicht gibt",
    "literal_error": "muss eines sein von: {expected}",
    "int_type": "muss eine ganze Zahl sein",
    "bool_type": "muss true oder false sein",
    "dict_type": "muss ein Objekt sein",
    "model_type": "muss ein Objekt sein",
    "model_attributes_type": "muss ein Objekt sein",
    "tuple_type": "muss eine Liste sein",
    "too_short": "braucht mindestens {min_length} Eintrag",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than_equal": "darf höchstens {le} sein",
    "union_tag_not_found": "braucht „kind“",
    "union_tag_invalid": "nennt keine Art, die hier stehen darf",
}

_FORMS = {
    Slug: "ist keine Kennung: Kleinbuchstaben, Ziffern und einzelne Bindestriche, etwa „luedinghausen“",
    Amount: 'ist kein Betrag wie "15625.00": Punkt statt Komma, höchstens zwei Stellen danach',
    Price: 'ist kein Betrag wie "15625.00": nicht negativ, Punkt statt Komma, höchstens zwei Stellen danach',
    Quantity: 'ist keine Menge wie "0.625": nicht negativ, Punkt statt Komma',
    Sha256: "ist keine SHA-256-Prüfsumme aus 64 Zeichen 0-9 und a-f",
}
"""What a text must look like, by the type whose pattern it missed."""


def in_german(invalid: ValidationError, model: type[BaseModel]) -> list[str]:
    """Every problem as "field: what is wrong", in the order of the fields, without repetition."""
    return list(dict.fromkeys(text for error in invalid.errors() for text in _texts(error, model)))


def _texts(error: Any, model: type[BaseModel]) -> Iterator[str]:  # noqa: ANN401 - pydantic's ErrorDetails
    place = ".".join(part for part in map(str, error["loc"]) if "[" not in part)
    if error["type"] == "extra_forbidden":
        yield f"unbekanntes Feld „{place}“{_nearest(error['loc'], model)}"
    elif error["type"] == "terms":
        yield from (f"{place}.{problem}" if place else problem for problem in error["msg"].split("\n"))
    elif error["type"] == "string_pattern_mismatch":
        yield f"{place} {_form(error['ctx']['pattern'])}"
    elif (template := _TEXTS.get(error["type"])) is not None:
        yield f"{place} {template.format(**error.get('ctx', {}))}".replace(" or ", " oder ")
    else:
        yield f"{place}: {error['msg']}"


def _form(pattern: str) -> str:
    for kind, text in _FORMS.items():
        if any(getattr(part, "pattern", None) == pattern for part in get_args(kind)):
            return text
    return f"hat nicht die verlangte Form {pattern}"


def _nearest(place: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """The known field that is nearest to the one at *place*, where that is a field of *model* itself."""
    if len(place) != 1:
        return ""
    known = [field.alias or name for name, field in model.model_fields.items()]
    nearest = get_close_matches(str(place[0]), known, n=1)
    return f", gemeint „{nearest[0]}“?" if nearest else f"; bekannt: {', '.join(known)}"
