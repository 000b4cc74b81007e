"""`audit trail`: what was recorded, found by filters that combine; a table, JSON or CSV."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from ledger.context import Context, Json, KnownAt, RecordedFrom, RecordedTo, Shared, When, day_option
from ledger.cost_lists.amounts import readings
from ledger.output import print_json
from projections.cli.files import write_files
from projections.event_filters import Filters, Page, Place
from projections.event_marks import words_of

_T = TypeVar("_T")

ON_SCREEN = 100
"""How many facts a table shows if nobody says otherwise; more would not be read."""

_LARGEST = 10**15
"""Cents; no fact states that much (ledger.values.Amount)."""


def _option(read: Callable[[str], _T]) -> Callable[[Any, tuple[Token, ...]], _T]:
    """A converter for a parameter: what *read* makes of the text."""
    return lambda _, tokens: read(tokens[0].value)


def cents(text: str) -> int:
    """The amount *text*, German or with a point, in cents; ValueError where it is none or more than one.

    >>> cents("1.234,50"), cents("-1234.5"), cents("250 €")
    (123450, -123450, 25000)
    """
    found = set(readings(text).values())
    if len(found) > 1:
        msg = f"{text!r} ist mehrdeutig; mit zwei Stellen nach dem Komma ist klar, was gemeint ist"
        raise ValueError(msg)
    amount = found.pop() * 100 if found else None
    if amount is None or amount != int(amount) or abs(amount) >= _LARGEST:
        msg = f"{text!r} ist kein Betrag wie 1.234,50 oder 1234.50"
        raise ValueError(msg)
    return int(amount)


def place(text: str) -> Place:
    """The event that *text* names, N or AGREEMENT@N; ValueError for anything else.

    >>> place("57"), place("kim-coesfeld@57")
    (Place(agreement=None, position=57), Place(agreement='kim-coesfeld', position=57))
    """
    found = re.fullmatch(r"(?:([a-z0-9-]+)@)?([0-9]{1,12})", text, re.ASCII)
    if found is None:
        msg = f"{text!r} ist weder eine Nummer noch VERTRAG@NUMMER"
        raise ValueError(msg)
    return Place(found[1], int(found[2]))


def some_words(text: str) -> tuple[str, ...]:
    """The words of *text*; ValueError if there is none."""
    found = words_of(text)
    if not found:
        msg = f"{text!r} enthält kein Wort"
        raise ValueError(msg)
    return found


Kind = Annotated[str | None, Parameter(name="--kind", help="Art der Tatsache, etwa CostPosted oder Buchung")]
Clause = Annotated[
    str | None, Parameter(name="--clause", help="Klausel der Art; „§ 4“ findet auch „§ 4 Abs. 2“")
]
Party = Annotated[str | None, Parameter(name="--party", help="eine darin genannte Vertragspartei")]
Pool = Annotated[str | None, Parameter(name="--pool", help="eine darin genannte Region")]
Recorder = Annotated[str | None, Parameter(name="--recorder", help="die Anmeldung, unter der erfasst wurde")]
OnBehalfOf = Annotated[str | None, Parameter(name="--on-behalf-of", help="in wessen Auftrag erfasst wurde")]
Voucher = Annotated[str | None, Parameter(name="--voucher", help="Belegnummer, auch die einer Gegenbuchung")]
Text = Annotated[
    tuple[str, ...],
    Parameter(
        name="--text",
        converter=_option(some_words),
        n_tokens=1,
        accepts_keys=False,
        negative=(),
        help="Wörter oder Wortanfänge aus Texten, Belegen und Aktenzeichen; alle müssen vorkommen",
    ),
]


def _amount(name: str, text: str) -> Parameter:
    return Parameter(name=name, converter=_option(cents), n_tokens=1, help=text)


AmountFrom = Annotated[int | None, _amount("--amount-from", "Betrag der Buchung oder Zahlung, mindestens")]
AmountTo = Annotated[int | None, _amount("--amount-to", "Betrag der Buchung oder Zahlung, höchstens")]
EffectiveFrom = Annotated[
    date | None,
    Parameter(name="--effective-from", converter=day_option, help="zählt an diesem Tag oder später"),
]
EffectiveTo = Annotated[
    date | None,
    Parameter(name="--effective-to", converter=day_option, help="zählt an diesem Tag oder früher"),
]
NewestFirst = Annotated[bool, Parameter(name="--newest-first", negative=(), help="das Neueste zuerst")]
Limit = Annotated[
    int | None,
    Parameter(name="--limit", validator=Number(gte=1, lte=10**9), help="höchstens so viele"),
]
After = Annotated[
    Place | None,
    Parameter(
        name="--after",
        converter=_option(place),
        n_tokens=1,
        accepts_keys=False,
        help="weiter nach dieser Nummer, oder VERTRAG@NUMMER",
    ),
]
Csv = Annotated[Path | None, Parameter(name="--csv", help="in diese Datei statt in eine Tabelle")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters of the command line; every one given must hold."""

    kind: Kind = None
    clause: Clause = None
    party: Party = None
    pool: Pool = None
    recorder: Recorder = None
    on_behalf_of: OnBehalfOf = None
    voucher: Voucher = None
    text: Text = ()
    amount_from: AmountFrom = None
    amount_to: AmountTo = None
    effective_from: EffectiveFrom = None
    effective_to: EffectiveTo = None
    recorded_from: RecordedFrom = None
    recorded_to: RecordedTo = None

    def filters(self, agreement: str | None, known: When) -> Filters:
        """The same for the index, of what was known then."""
        return Filters(
            agreement=agreement,
            kind=self.kind,
            clause=self.clause,
            party=self.party,
            pool=self.pool,
            recorder=self.recorder,
            on_behalf_of=self.on_behalf_of,
            voucher=self.voucher,
            words=self.text,
            cents_from=self.amount_from,
            cents_to=self.amount_to,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            recorded_from=self.recorded_from,
            recorded_to=self.recorded_to,
            position=known.position,
            instant=known.instant,
        )


_EVERYTHING = Wanted()


def ask_audit_trail(
    *,
    wanted: Wanted = _EVERYTHING,
    newest_first: NewestFirst = False,
    limit: Limit = None,
    after: After = None,
    known_at: KnownAt = None,
    csv: Csv = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """What was recorded, when and by whom."""
    on_screen = csv is None and not as_json
    page = Page(newest_first=newest_first, limit=limit or (ON_SCREEN if on_screen else None), after=after)
    _show(context, wanted.filters(context.agreement, known_at or When()), page, csv=csv, as_json=as_json)
    return 0


def _show(context: Context, filters: Filters, page: Page, *, csv: Path | None, as_json: bool) -> None:
    """Ask, and print or write what was found."""
    from projections.audit_trail import audit_trail, with_names

    with context.asking() as store:
        trail = audit_trail(context.database, store, filters, page)
        shown = with_names(trail.entries, context.database, store) if csv is None or as_json else []
    if csv is not None:
        from projections.documents.trail import trail_csv

        write_files(csv.parent, {csv.name: trail_csv(trail.entries)})
    if as_json:
        print_json(shown)
    elif csv is not None:
        print(f"{len(trail.entries)} Tatsachen in {csv}.")
    else:
        from projections.display.trail import show_trail

        show_trail(shown)
    if trail.more is not None:
        print(f"Es gibt weitere: dieselbe Frage mit --after {trail.more}", file=sys.stderr)
