"""The command `contract-ledger`: joins commands and questions, and turns errors into exit status.

0 done, 1 refused and nothing recorded, 2 wrong usage, 3 the integrity check failed.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from ledger.vocabulary import overview

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the overview of all commands needs nothing but the vocabulary."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if tokens in ([], ["--help"], ["-h"], ["help"]):
            print(overview(), flush=True)
            return 0
        return _run(tokens)
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _run(tokens: Sequence[str]) -> int:
    from ledger.errors import Refusal
    from ledger.output import INTEGRITY
    from ledger.store import DamagedLedgerError, StoreError
    from scripts.commands import run

    try:
        return run(tokens)
    except (Refusal, StoreError) as refused:
        print(refused, file=sys.stderr)
        return INTEGRITY if isinstance(refused, DamagedLedgerError) else REFUSED


if __name__ == "__main__":
    sys.exit(main())
