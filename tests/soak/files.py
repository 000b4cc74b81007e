"""Files of facts that are recorded, one after the other, while something goes wrong, and what must hold then.

Each file speaks of two agreements, so that it is recorded whole only if both logs and both trees
move together. File 0 drafts them.
"""

import json
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from ledger.store import StoreError, open_store
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import Given, drafted, fact, posted

AGREEMENTS = ("kim-eins", "kim-zwei")
POSTINGS = 9
SIZE = len(AGREEMENTS) * (POSTINGS + 1)
"""Facts of every file, apart from the drafts."""

_PAID = {"pool": "nord", "amount": "5.00", "period_from": "2024-01-01", "period_to": "2024-12-31"}


def facts_of(serial: int) -> list[Given]:
    """File number *serial*: postings, and payments in the own streams of both agreements."""
    drafts = [drafted(id=agreement) for agreement in AGREEMENTS] if serial == 0 else []
    texts = {f"{serial}-{number}": f"Beleg {number} der Datei {serial}" for number in range(POSTINGS)}
    facts = [
        *(posted(name, text=text) for name, text in texts.items()),
        fact("SubsidyPaid", note=f"{serial}-", **_PAID),
    ]
    return [*drafts, *({"agreement": agreement} | each for each in facts for agreement in AGREEMENTS)]


def written(directory: Path, serial: int) -> Path:
    """File number *serial* in *directory*."""
    file = directory / f"{serial}.jsonl"
    file.write_text("\n".join(map(json.dumps, facts_of(serial))), encoding="utf-8")
    return file


def run(url: str, *arguments: str) -> tuple[int, str, str]:
    """The exit status of a command on the ledger at *url*, its output and its complaints."""
    with redirect_stdout(StringIO()) as printed, redirect_stderr(StringIO()) as complained:
        status = main([*arguments, "--database", url])
    return status, printed.getvalue(), complained.getvalue()


def attempted(url: str, file: Path) -> tuple[int, int] | str:
    """How many facts of *file* are recorded now, and how many stood already; or why it was refused."""
    status, printed, complaint = run(url, "record", str(file), "--json")
    if status != 0:
        return complaint
    outcomes: list[dict[str, Any]] = json.loads(printed)
    return sum(len(each["recorded"]) for each in outcomes), sum(each["already_recorded"] for each in outcomes)


def recorded(url: str, file: Path) -> tuple[int, int]:
    """How many facts of *file* are recorded now, and how many stood already; it must not be refused."""
    outcome = attempted(url, file)
    assert not isinstance(outcome, str), outcome
    return outcome


def facts_by_file(url: str) -> Counter[int]:
    """How many facts of each file stand in the ledger, drafts apart; none without a ledger."""
    try:
        with open_store(url, create=False) as store:
            stored = [each.fact for _, each in store.after(0, limit=10**9)]  # one state of both agreements
    except StoreError as problem:
        if "noch kein Hauptbuch" not in problem.what:
            raise
        return Counter()
    return Counter(
        int(name.partition("-")[0]) for each in stored if (name := getattr(each, "voucher", each.note))
    )


def must_be_sound(url: str) -> None:
    """Nothing is wrong in the log, and nothing in the read models."""
    status, printed, said = run(url, "audit", "verify", "--json")
    assert (status, printed) == (0, "[]\n")
    # Nobody signs these logs, which verifying says.
    assert all(line.startswith("Nicht geprüft: ") for line in said.splitlines()), said
    assert run(url, "rebuild", "--check", "--json") == (0, "[]\n", "")
