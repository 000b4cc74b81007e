"""The generated parts of docs/ are what scripts/reference makes of the code."""

from pathlib import Path

import pytest

from ledger.errors import catalogue
from ledger.facts import kinds
from scripts import reference
from scripts.reference.admission import refusals_of

DOCUMENTS = list(reference.documents())


@pytest.mark.parametrize(("file", "text"), DOCUMENTS, ids=[file.name for file, _ in DOCUMENTS])
def test_no_reference_is_stale(file: Path, text: str) -> None:
    """If it is: .venv/bin/python -m scripts.reference."""
    assert file.read_text(encoding="utf-8") == text


def test_check_writes_nothing_and_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    before = [file.stat().st_mtime_ns for file, _ in DOCUMENTS]

    assert reference.main(["--check"]) == 0
    assert capsys.readouterr().out == "docs/ is up to date\n"
    assert [file.stat().st_mtime_ns for file, _ in DOCUMENTS] == before


def test_a_stale_reference_is_named_and_then_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, text in DOCUMENTS:
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    stale = tmp_path / "errors.md"
    stale.write_text(f"by hand\n\n{reference.BEGIN}\nold\n{reference.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(reference, "DOCS", tmp_path)

    assert reference.main(["--check"]) == 1
    assert capsys.readouterr().out == "stale: docs/errors.md\n"
    assert reference.main([]) == 0
    written = stale.read_text(encoding="utf-8")
    assert written.startswith(f"by hand\n\n{reference.BEGIN}\n\n## Refusals")
    assert written.endswith(f"{reference.END}\nafter\n")
    assert reference.main(["--check"]) == 0


def test_every_refusal_of_deciding_is_found_in_the_code() -> None:
    """Written by hand for two kinds, so that a change to how the code is read is seen."""
    assert refusals_of("PartySigned") == ("no-draft", "unknown-party", "signed-already", "person-erased")
    assert set(refusals_of("TerminationAgreed")) == {
        "no-draft",
        "unknown-party",
        "not-in-writing",
        "not-signed-by-all",
        "ends-before-conclusion",
        "terminated-already",
        "terminated-before-commencement",
    }
    assert {code for kind in kinds() for code in refusals_of(kind)} <= catalogue().keys()
