"""Import a list of cost: every row is judged, all bad ones are named, and all or nothing is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from ledger.agreement import Agreement, Standing
from ledger.cost_lists.amounts import Amounts, Dialect
from ledger.cost_lists.columns import columns_of
from ledger.cost_lists.names import Names
from ledger.cost_lists.rows import Reader
from ledger.cost_lists.table import Row, Table, content_of
from ledger.cost_lists.text_files import text_table
from ledger.cost_lists.workbooks import is_workbook, workbook_table
from ledger.errors import Refusal
from ledger.files import Line, in_agreement
from ledger.progress import Bar, bar
from ledger.recording import EVERYTHING, Outcome, Verdict, record
from ledger.records import Records
from ledger.roles.permits import Permit
from ledger.store import Store

LISTED = 20
"""How many bad rows a refusal names; the others it counts."""


def import_costs(  # noqa: PLR0913 - what, how it is written, whose, for whom
    store: Store,
    path: Path,
    *,
    dialect: Dialect | None,
    chosen: str | None,
    on_behalf_of: str | None,
    permit: Permit = EVERYTHING,
    dry_run: bool = False,
) -> list[Outcome]:
    """Record every row of a list as `CostPosted`, all or nothing; Refusal naming the bad rows.

    Amounts are written in *dialect*; without one, only amounts that can be read in one way are.
    *chosen*, *permit* and *dry_run* as in `record`.
    Raises StoreError if the ledger cannot be read or written.
    """
    file = str(path)
    table = _table_in(path)
    agreement = _agreement_meant(store, file, chosen)
    names = Names(_known_of(store, agreement))
    reader = Reader(agreement, columns_of(file, table.header), table.shortened, names, Amounts(dialect))
    with bar() as drawn:
        judgement = _Judgement(file, table.rows, drawn)
        return record(
            store,
            judgement.read(reader),
            chosen=agreement,
            on_behalf_of=on_behalf_of,
            permit=permit,
            dry_run=dry_run,
            judge=judgement.complete,
        )


def _table_in(path: Path) -> Table:
    """The table in a file, text or workbook; Refusal where it holds none, or only a header."""
    content = content_of(path)
    table = (workbook_table if is_workbook(content) else text_table)(str(path), content)
    if not table.rows:
        raise Refusal("list-empty", file=path)
    return table


def _agreement_meant(store: Store, file: str, chosen: str | None) -> str:
    """The agreement that every row belongs to, found as for a line that names none."""
    ((agreement, _),) = in_agreement([Line(file, {"kind": "CostPosted"})], store.agreements(), chosen)
    return agreement


def _known_of(store: Store, agreement: str) -> Agreement:
    """What stands about *agreement*; Refusal where it is not even drafted."""
    entries = store.agreement_stream(agreement).facts
    known = Records.of(Standing(entry.position, entry.fact) for entry in entries).agreement
    if known.draft is None:
        raise Refusal("no-draft", kind="CostPosted", agreement=agreement)
    return known


@dataclass(slots=True)
class _Judgement:
    """All rows of a list, and what is wrong with them: first as rows, then under the contract."""

    file: str
    rows: list[Row]
    bar: Bar
    readable: list[int] = field(default_factory=list)
    bad: list[tuple[int, Refusal]] = field(default_factory=list)

    def read(self, reader: Reader) -> list[Line]:
        """The rows as lines, without those that cannot be read."""
        lines = []
        for row in self.bar.follow(self.rows, len(self.rows), "Zeilen lesen"):
            match reader.read(row):
                case Line() as line:
                    self.readable.append(row.number)
                    lines.append(line)
                case refusals:
                    self.bad += ((row.number, refusal) for refusal in refusals)
        return lines

    def complete(self, verdicts: Iterable[Verdict]) -> None:
        """Hear what the contract says to each readable row; Refusal if any row is bad."""
        judged = self.bar.follow(verdicts, len(self.readable), "Zeilen prüfen")
        refused = zip(self.readable, judged, strict=True)
        bad = self.bad + [(row, refusal) for row, (_, refusal) in refused if refusal is not None]
        if bad:
            raise _rows_refused(self.file, len(self.rows), bad)
        self.bar.wait("Erfassen")


def _rows_refused(file: str, rows: int, bad: list[tuple[int, Refusal]]) -> Refusal:
    """One refusal for all bad rows: the first of them with every reason, the others counted."""
    numbers = sorted({row for row, _ in bad})
    named = numbers[:LISTED]
    listed = [_told(refusal) for row, refusal in sorted(bad, key=itemgetter(0)) if row in named]
    if more := len(numbers) - len(named):
        listed.append(f"  … und {more} weitere Zeile{'n' if more > 1 else ''}.")
    return Refusal("rows-refused", file=file, refused=len(numbers), rows=rows, listed=tuple(listed))


def _told(refusal: Refusal) -> str:
    """What and why, with the clause, on one line; texts of the list may hold line breaks."""
    clause = f" ({refusal.clause})" if refusal.clause else ""
    return "  " + " ".join(f"{refusal.what} {refusal.why}{clause}".split())
