"""What all pages share: tables, code, lines."""

from collections.abc import Iterable, Sequence


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, with vertical bars in cells escaped."""
    cells = (titles, ["---"] * len(titles), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in cells)


def code(text: str) -> str:
    """*text* as code."""
    return f"`{text}`"


def lines(text: str) -> str:
    """*text* in one line."""
    return " ".join(text.split())
