"""Commands: the whole ledger as a portable file, and back (docs/export-format.md)."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeVar

from cyclopts import App, Parameter

from ledger.context import Context, Json, Shared
from ledger.durable import folder_to_disk, newly_written
from ledger.errors import Refusal
from ledger.files import STANDARD_INPUT, open_file
from ledger.output import INTEGRITY, USAGE, print_json
from ledger.store import Store
from ledger.store.address import SQLiteAddress, address_of
from ledger.vocabulary import help_of

if TYPE_CHECKING:
    from ledger.portable import End

NOTED_EVERY = 100_000
"""Lines; a ledger that has fewer is done before anybody asks."""

_T = TypeVar("_T")


def add_portable_commands(app: App) -> None:
    """Add `export` and `import` to *app*."""
    app.command(export_ledger, name="export", help=help_of("export"))
    app.command(import_ledger, name="import", help=help_of("import"))


def export_ledger(
    file: Annotated[str, Parameter(help="neue Datei; - schreibt auf die Standardausgabe")],
    *,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Write the whole ledger into one file; 3 if it is damaged, and then no file is left."""
    if context.agreement is not None:
        print("export: --agreement hat hier keine Wirkung, ein Export ist das ganze Buch.", file=sys.stderr)
        return USAGE
    from ledger.portable import Damage

    try:
        with context.asking() as store:
            written = _exported(store, file)
    except Damage as damage:
        print(Refusal("ledger-damaged", reason=damage), file=sys.stderr)
        return INTEGRITY
    # Where standard output has the export itself, nothing else may stand there.
    with redirect_stdout(sys.stderr if file == STANDARD_INPUT else sys.stdout):
        _print(file, written, "exportiert", as_json=as_json)
    return 0


def import_ledger(
    file: Annotated[str, Parameter(help="was export geschrieben hat; - liest die Standardeingabe")],
    *,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Put an export into an empty ledger, all or nothing."""
    from ledger.portable import Reader

    stream = sys.stdin.buffer if file == STANDARD_INPUT else open_file(Path(file))
    with stream, _receiving(context) as store:
        context.must_be_allowed_to_write(store)
        reader = Reader(file, stream)
        store.restore(_noted(reader.entries(), "übernommen"))
    _print(file, reader.end(), "übernommen", as_json=as_json)
    return 0


def _exported(store: Store, file: str) -> "End":
    from ledger.portable import Writer

    writer = Writer(store)
    lines = _noted(writer.lines(), "geschrieben")
    if file == STANDARD_INPUT:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
    else:
        with _new_file(Path(file)) as stream:
            stream.writelines(lines)
    return writer.end()


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name once it is whole and on the disk; Refusal where one stands already."""
    try:
        with newly_written(path) as stream:
            yield stream
    except FileExistsError:
        raise Refusal("export-exists", file=path) from None
    except OSError as problem:
        raise _unwritable(path, problem) from None


@contextmanager
def _receiving(context: Context) -> Iterator[Store]:
    """The ledger to import into; a file that is made for it has its name only once all is in it.

    Whoever records in the meantime finds no ledger there, and makes one of their own: it stays.
    """
    address = address_of(context.database)
    if not isinstance(address, SQLiteAddress) or _is_taken(address.path):
        with context.recording() as store:
            yield store
        return
    with _folder_beside(address.path) as folder:
        draft = SQLiteAddress(Path(folder, "ledger.db"))
        with replace(context, database=draft.url).recording() as store:
            yield store
        _give_name(draft.path, address.path)


def _is_taken(path: Path) -> bool:
    """Whether there is a ledger, or what is left of one: SQLite would put an old journal into a new file."""
    return any(os.path.lexists(f"{path}{suffix}") for suffix in ("", "-wal", "-journal"))


def _folder_beside(path: Path) -> TemporaryDirectory[str]:
    """A hidden folder on the same disk, gone afterwards."""
    try:
        return TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _give_name(draft: Path, path: Path) -> None:
    """Let *path* be the ledger *draft*, which is closed; Refusal if that name is taken by now."""
    # With its last connection SQLite moves the journal into the file; a full disk may prevent that.
    if draft.with_name(f"{draft.name}-wal").exists():
        raise _unwritable(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    try:
        path.hardlink_to(draft)
        folder_to_disk(path.parent)
    except FileExistsError:
        raise Refusal("ledger-appeared", file=path) from None
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _unwritable(path: Path, problem: OSError) -> Refusal:
    return Refusal("file-unwritable", file=path, reason=problem.strerror or problem)


def _noted(steps: Iterable[_T], done: str) -> Iterator[_T]:
    """*steps*, with a word to whoever waits."""
    for number, step in enumerate(steps, start=1):
        yield step
        if number % NOTED_EVERY == 0:
            print(f"{number} Zeilen {done} …", file=sys.stderr)


def _print(file: str, end: "End", done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": file, **end.model_dump(exclude={"type"})})
        return
    for agreement, totals in end.agreements.items():
        print(
            f"{agreement}: {totals.size} Tatsachen und {totals.checkpoints} Prüfpunkte {done}, "
            f"Wurzel {totals.root}."
        )
    if not end.agreements:
        print(f"Das Buch ist leer; nichts {done}.")
