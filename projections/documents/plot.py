"""Who bears what over the years, as bars in SVG: one panel for each party, one scale for all.

Every bar carries its value, and the table beside it the exact one. No colour is needed: a billed
year is filled, a draft is hollow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from babel.numbers import format_decimal

from projections.documents.typesetting import FONT, displayable

_FONTS = f"{FONT}, Georgia, serif"
_ACROSS, _PANEL_WIDTH, _PANEL_HEIGHT = 4, 250, 196
_GAP, _TOP, _BOTTOM = 18, 44, 34
_TITLE_HEIGHT, _YEARS_HEIGHT = 22, 20
_LETTER, _LEVEL = 5.4, 14
"""The width of a digit of the labels, and the height of a label, at their size."""

_NAME_LENGTH = 34
_FILLED = 'fill="#3a3a3a"'
_HOLLOW = 'fill="#ffffff" stroke="#3a3a3a" stroke-width="1.3"'


@dataclass(frozen=True, slots=True)
class Bar:
    """What a party bears in a year, in euro; *filled* if it was billed."""

    heading: str
    amount: Decimal
    filled: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one party."""

    name: str
    bars: tuple[Bar, ...]


def plot(title: str, description: str, panels: Sequence[Panel]) -> str:
    """The SVG of all *panels*."""
    scale = _Scale.of(panels)
    across = min(_ACROSS, max(len(panels), 1))
    down = -(-len(panels) // across)
    width = across * (_PANEL_WIDTH + _GAP) - _GAP
    height = _TOP + down * (_PANEL_HEIGHT + _GAP) + _BOTTOM
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = 'role="img" aria-labelledby="title description"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named} font-family="{_FONTS}">',
        f'<title id="title">{_safe(title)}</title><desc id="description">{_safe(description)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(title, 0, 22, 'font-size="18" font-weight="bold"'),
    ]
    for number, panel in enumerate(panels):
        x = number % across * (_PANEL_WIDTH + _GAP)
        y = _TOP + number // across * (_PANEL_HEIGHT + _GAP)
        parts.append(f'<g transform="translate({x} {y})">{"".join(_panel(panel, scale))}</g>')
    parts += [*_legend(height - 10), "</svg>"]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Scale:
    """From euro to the height of a bar, the same in every panel; *upright*: how labels stand."""

    zero: float
    per_euro: float
    upright: bool

    @classmethod
    def of(cls, panels: Sequence[Panel]) -> "_Scale":
        """So that the longest bars and their labels fit."""
        amounts = [bar.amount for panel in panels for bar in panel.bars] or [Decimal(0)]
        slot = _PANEL_WIDTH / max(len(panel.bars) for panel in panels)
        upright = max(map(_width, amounts)) > slot
        above = max((_room(each, upright=upright) for each in amounts if each >= 0), default=0.0)
        below = max((_room(each, upright=upright) for each in amounts if each < 0), default=0.0)
        high, low = max(Decimal(0), *amounts), min(Decimal(0), *amounts)
        bars = _PANEL_HEIGHT - _TITLE_HEIGHT - _YEARS_HEIGHT - above - below
        per_euro = bars / float(high - low) if high > low else 0.0
        return cls(_TITLE_HEIGHT + above + float(high) * per_euro, per_euro, upright)


def _width(amount: Decimal) -> float:
    return len(label(amount)) * _LETTER + 6


def _room(amount: Decimal, *, upright: bool) -> float:
    """What the label needs beyond its bar."""
    return _width(amount) if upright else _LEVEL


def _panel(panel: Panel, scale: _Scale) -> Iterator[str]:
    name = displayable(panel.name)
    yield f"<title>{escape(name)}</title>"
    title = name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"
    yield _text(title, 0, 14, 'font-size="13" font-weight="bold"')
    slot = _PANEL_WIDTH / max(len(panel.bars), 1)
    for number, bar in enumerate(panel.bars):
        yield from _bar(bar, scale, (number + 0.5) * slot, min(slot * 0.62, 40))
    y = f"{scale.zero:.1f}"
    yield f'<line x1="0" x2="{_PANEL_WIDTH}" y1="{y}" y2="{y}" stroke="#000000" stroke-width="1"/>'


def _bar(bar: Bar, scale: _Scale, middle: float, width: float) -> Iterator[str]:
    tall = float(bar.amount) * scale.per_euro
    if bar.amount:
        corner = f'x="{middle - width / 2:.1f}" y="{scale.zero - max(tall, 0.0):.1f}"'
        look = _FILLED if bar.filled else _HOLLOW
        yield f'<rect {corner} width="{width:.1f}" height="{abs(tall):.1f}" {look}/>'
    yield _value(bar.amount, scale, middle, scale.zero - tall)
    year = bar.heading[2:] if scale.upright else bar.heading
    yield _text(year, middle, _PANEL_HEIGHT - 5, 'font-size="10.5" text-anchor="middle"')


def _value(amount: Decimal, scale: _Scale, middle: float, end: float) -> str:
    """The value beyond the end of its bar; upright where it would touch its neighbours."""
    if not scale.upright:
        y = end + 12 if amount < 0 else end - 4
        return _text(label(amount), middle, y, 'font-size="10.5" text-anchor="middle"')
    x, y, anchor = middle + 3.5, *((end + 4, "end") if amount < 0 else (end - 4, "start"))
    turned = f'font-size="10.5" text-anchor="{anchor}" transform="rotate(-90 {x:.1f} {y:.1f})"'
    return _text(label(amount), x, y, turned)


def label(amount: Decimal) -> str:
    """*amount* in whole euro, half a euro away from zero.

    >>> label(Decimal("15625.50")), label(Decimal("-0.50"))
    ('15.626', '−1')
    """
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return format_decimal(whole, "#,##0", locale="de_DE").replace("-", "−") if whole else "0"


def _legend(y: int) -> Iterator[str]:
    said = "volle Euro, gerundet; ein Maßstab für alle Felder; * ohne eine ungeklärte Region"
    for x, look, text in ((0, _FILLED, "gestellt"), (75, _HOLLOW, "Entwurf, ganz oder teils")):
        yield f'<rect x="{x}" y="{y - 9}" width="10" height="10" {look}/>'
        yield _text(text, x + 15, y, 'font-size="11"')
    yield _text(said, 235, y, 'font-size="11"')


def _text(text: str, x: float, y: float, look: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(displayable(text))
