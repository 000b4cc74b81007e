"""The statement as PDF: its form, its font, hostile texts, and the same bytes for the same paper."""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import typst

from projections.documents import documents
from projections.documents.paper import Paper
from projections.documents.typesetting import FONT, displayable, pdf
from tests.projections.documents.given import (
    HOSTILE,
    after_an_exit,
    correction,
    draft,
    ordinary,
    paper,
    shown,
    taxable,
)
from tests.scenario import Facts, cost, cost_of_year, history, in_force, taxed

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "projections" / "documents" / "templates"


def _pages(made: bytes) -> int:
    return int(re.findall(rb"/Type/Pages/Count (\d+)", made)[0])


def _fonts(made: bytes) -> set[bytes]:
    return set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", made))


def _pdf(on: Paper, party: str = "billerbeck") -> bytes:
    return next(data for name, data in documents(on, party).items() if name.endswith(".pdf"))


def _many(number: int) -> Facts:
    facts = in_force() + taxed()
    for each in range(number):
        month = each % 12 + 1
        period = f"2025-{month:02d}-01", f"2025-{month:02d}-28"
        facts += cost("nord", f"{1500 + each}.55", *period, voucher=f"BK-{each:04d}", text="Personalkosten")
    return facts


def test_it_is_tagged_archivable_german_titled_and_dated() -> None:
    """PDF/A-3a and PDF/UA-1 as typst produces them; the day is that of recording, not of printing."""
    made = _pdf(paper(ordinary()))

    assert made.startswith(b"%PDF-1.7")
    assert b"/MarkInfo<</Marked true" in made
    assert b"/Lang(de-DE)" in made
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert "Abrechnung 2025 · Region Nord".encode() in made
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", made)) == {b"2026-11-22T00:00:19Z"}


def test_only_the_embedded_font_is_used() -> None:
    assert FONT in typst.Fonts(include_system_fonts=False).families()
    assert _fonts(_pdf(paper(ordinary()))) == {b"LibertinusSerif"}


@pytest.mark.parametrize(("postings", "pages"), [(1, 2), (120, 3)])
def test_a_long_annex_runs_over_as_many_pages_as_it_needs(postings: int, pages: int) -> None:
    assert _pages(_pdf(paper(_many(postings)))) == pages


def test_the_header_of_a_table_repeats_and_pages_are_numbered() -> None:
    """As the template says; how it looks was looked at."""
    text = (TEMPLATES / "paper.typ").read_text(encoding="utf-8")

    assert "table.header(" in text
    assert "Seite #counter(page).display() von #counter(page).final().first()" in text


def test_texts_of_the_ledger_are_shown_and_never_read_as_markup() -> None:
    """Names, titles, vouchers and texts of every kind; long words break."""
    names = {
        "parties": {"billerbeck": {"name": HOSTILE}},
        "pools": {"nord": {"name": f"{HOSTILE} {'W' * 40}"}},
    }
    facts = in_force(patch={"title": HOSTILE, **names}) + taxed()
    facts += cost_of_year(
        "nord", "200000.00", 2025, voucher=HOSTILE[:30] + "X" * 60, text=f"{HOSTILE}{'#' * 400}"
    )

    found = shown(paper(facts), "billerbeck")

    assert found["recipient"] == HOSTILE
    assert _pages(_pdf(paper(facts))) == 2


def test_every_character_that_a_text_may_hold_can_be_printed() -> None:
    """The typesetter stops at a character that its font lacks, and breaks down at some."""
    signs = [chr(code) for code in range(0x20, 0x3000) if not 0x7F <= code <= 0x9F]
    signs += ["\ufeff", "\ufffd", "\uffff", "😀", "\U0010ffff", "漢"]
    text = " ".join(f"x{sign}x" for sign in signs)

    made = pdf("overview", _overview(text), recorded_at="2026-11-22T00:00:20Z", plot=_PLOT)

    assert _fonts(made) == {b"LibertinusSerif"}


_PLOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'


def _overview(text: str) -> dict[str, object]:
    table = {
        "title": "T",
        "columns": [{"title": "A", "kind": "text", "right": False, "width": 9}],
        "rows": [{"weight": "plain", "cells": [text]}],
    }
    names = dict.fromkeys(("title", "mark", "sender", "contract", "known", "footer", "description"), "x")
    return {**names, "by_party": table, "by_pool": table, "notes": [text]}


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("Lüdinghausen – „5 % × 3 €“ §", "Lüdinghausen – „5 % × 3 €“ §"),
        ("e\u0301", "é"),
        ("a\n\tb", "a b"),
        ("x\u00ady\u200bz", "x[U+00AD]y[U+200B]z"),
        ("😀", "[U+1F600]"),
    ],
)
def test_what_the_font_lacks_is_named(text: str, shown_as: str) -> None:
    assert displayable(text) == shown_as


def test_the_same_paper_gives_the_same_bytes() -> None:
    papers = [ordinary(), taxable(), _many(30)]

    for facts in papers:
        assert documents(paper(facts), "billerbeck") == documents(paper(facts), "billerbeck")


_IN_ANOTHER_PROCESS = """
from hashlib import sha256
from projections.documents import documents, overview
from tests.projections.documents.given import ordinary, paper
from tests.scenario import history
made = documents(paper(ordinary()), "billerbeck")
made |= overview(history(ordinary()), first_year=2024, last_year=2025)
for name, data in made.items():
    print(name, sha256(data).hexdigest())
"""


def test_another_process_at_another_time_makes_the_same_bytes() -> None:
    from projections.documents import overview

    made = documents(paper(ordinary()), "billerbeck")
    made |= overview(history(ordinary()), first_year=2024, last_year=2025)

    for seed, zone in (("1", "Pacific/Auckland"), ("2", "America/New_York")):
        said = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-c", _IN_ANOTHER_PROCESS],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert said.splitlines() == [f"{name} {sha256(data).hexdigest()}" for name, data in made.items()]


@pytest.mark.parametrize(
    ("on", "stem"),
    [
        (paper(ordinary()), "kim-coesfeld_2025_nord_billerbeck"),
        (draft(ordinary()), "kim-coesfeld_2025_nord_billerbeck_entwurf"),
        (
            correction(ordinary(), ordinary() + cost("nord", "1.00", "2025-01-01", "2025-01-01")),
            f"kim-coesfeld_2025_nord_billerbeck_berichtigung-{len(ordinary()) + 1}",
        ),
    ],
    ids=["issued", "draft", "corrected"],
)
def test_files_are_named_after_agreement_year_pool_party_and_state(on: Paper, stem: str) -> None:
    assert list(documents(on, "billerbeck")) == [f"{stem}.pdf", f"{stem}.xlsx", f"{stem}.csv"]


def test_long_ids_give_names_that_still_fit_and_differ() -> None:
    """A document's name is recorded with its hash, in 100 characters."""
    on = paper(ordinary())

    one, other = on.file_stem("a" * 100), on.file_stem("a" * 99 + "b")

    assert len(f"{one}.xlsx") <= 100
    assert one != other


def test_a_statement_of_eleven_parties_is_made() -> None:
    assert _pages(_pdf(paper(after_an_exit(), year=2027), "olfen")) == 2
