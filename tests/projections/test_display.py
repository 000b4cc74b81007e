"""Tables show what was recorded, letter by letter, whatever it looks like."""

import json
from pathlib import Path

import pytest

from scripts.contract_ledger import main
from tests.scenario import Facts, cost_of_year, in_force, notice, taxed

HOSTILE = ("Gemeinde [senden]", "Amt [/x]", "[bold]Stadt[/bold]", "=1+1", "[link=https://example.org]")


def _facts(name: str) -> Facts:
    """Senden bears that name, and a posting has it as its text."""
    begun = in_force(patch={"parties": {"senden": {"name": name}}, "pools": {"sued": {"name": name}}})
    posting = cost_of_year("sued", "200000.00", 2025, voucher="B-1", text=name)
    return begun + taxed() + posting + notice("senden", received="2025-06-02")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_looks_like_markup_is_shown_as_it_is(
    name: str, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(json.dumps(fact.as_given()) for fact in _facts(name)), encoding="utf-8")
    assert main(["record", str(file), "--database", sqlite_url]) == 0
    assumed = tmp_path / "assumed.jsonl"
    assumed.write_text('{"kind": "SubsidyLost", "pools": "all", "reason": "x", "effective_on": "2025-07-01"}')

    for command in (
        ["split", "--as-at", "2025-12-31"],
        ["settlement", "show", "--year", "2025"],
        ["settlement", "issue", "--year", "2025"],
        ["settlement", "payments", "--year", "2025"],
        ["settlement", "diff", "--year", "2025", "--from", "@0", "--to", f"@{len(_facts(name))}"],
        ["explain", "--party", "senden", "--year", "2025"],
        ["what-if", str(assumed), "--as-at", "2025-12-31"],
        ["readings", "--year", "2025"],
        ["notices"],
        ["tasks"],
        ["terms", "show"],
        ["audit", "trail", "--kind", "CostPosted"],
    ):
        capsys.readouterr()
        assert main([*command, "--database", sqlite_url]) == 0, command
        shown = capsys.readouterr().out
        if command[:2] != ["settlement", "issue"]:
            assert name in shown.replace("\n", " "), command
