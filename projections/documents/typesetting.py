"""From data to PDF by typst: one font, PDF/A with tags, no clock, no network, no markup from the ledger.

Produced as PDF/A-3a and PDF/UA-1; typst checks what it can, no independent validator has looked.
"""

import json
import re
import unicodedata
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from projections.documents.rows import one_line

FONT = "Libertinus Serif"
"""Embedded in the typst package (SIL Open Font License), so that it looks the same on every machine."""

_TEMPLATES = Path(__file__).parent / "templates"

_NOT_IN_FONT = re.compile(
    "[^ -~\u00a1-\u00ac\u00ae-\u02af\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9\u2010-\u2027\u2030-\u2037\u2039\u203a\u20ac\u2116\u2122"
    "\u2190-\u2199\u2212\u2248\u2260\u2264\u2265]"
)
"""All but the Latin, Greek and Cyrillic letters and the signs of the font; at others typst breaks down."""


def pdf(template: str, data: Mapping[str, Any], *, recorded_at: str, plot: str = "") -> bytes:
    """The document that *template* makes of *data*; its time is that of recording, *plot* an SVG."""
    moment = datetime.fromisoformat(recorded_at).astimezone(UTC)
    told = {**data, "moment": list(moment.timetuple()[:6])}
    import typst

    made, problems = typst.compile_with_warnings(
        _TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        sys_inputs={"data": json.dumps(printable(told), ensure_ascii=False), "plot": plot},
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=moment.replace(microsecond=0),
    )
    for problem in problems:
        warnings.warn(problem, stacklevel=2)
    return made


def printable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """*value* with every text in it as the font can show it."""
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, Mapping):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def displayable(text: str) -> str:
    """*text* in one line; a character that the font lacks is named, never left out.

    >>> displayable("Bürger 😀")
    'Bürger [U+1F600]'
    """
    line = one_line(unicodedata.normalize("NFC", text))
    return _NOT_IN_FONT.sub(lambda found: f"[U+{ord(found.group()):04X}]", line)
