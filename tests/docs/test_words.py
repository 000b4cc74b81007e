"""The documents name everything that there is, and every link in them leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.clauses import CLAUSES
from ledger.errors import catalogue
from ledger.facts import kinds
from ledger.readings import READINGS
from ledger.vocabulary import overview, words
from projections.german import TASK
from scripts.reference.commands_page import commands
from tests.docs.test_executed import DOCUMENTS, ROOT

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
LINKED = [*DOCUMENTS, ROOT / "CHANGELOG.md"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows_of(name: str, heading: str) -> Iterator[list[str]]:
    """The cells of the first table under *heading*, without its two head rows."""
    _, _, section = text_of(name).partition(f"\n## {heading}\n")
    table = re.findall(r"^\|.*\|$", section.partition("\n## ")[0], re.MULTILINE)
    for row in table[2:]:
        yield [cell.strip().strip("`") for cell in row.strip("|").split("|")]


def anchors_of(file: Path) -> set[str]:
    """The anchors of *file*'s headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _CODE.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", LINKED, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    broken = []
    for link in _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if target.startswith("https://"):
            continue
        found = (file.parent / target).resolve() if target else file
        if not found.exists() or (anchor and anchor not in anchors_of(found)):
            broken.append(link)

    assert broken == []


def test_every_kind_of_fact_is_described() -> None:
    assert {kind for kind in kinds() if f"### {kind}\n" not in text_of("docs/facts.md")} == set()
    prose = text_of("docs/facts.md").partition("## Every kind")[0]
    assert {kind for kind in kinds() if f"`{kind}`" not in prose} == set()


def test_every_command_is_described() -> None:
    names = {name for name, _ in commands()} | {word.command for word in words().values()}

    assert {name for name in names if f"### {name}\n" not in text_of("docs/cli.md")} == set()


def test_the_overview_names_every_command_and_no_other() -> None:
    """It is made without the program (docs/decisions/0007)."""
    listed = re.findall(r"^  ([a-z][a-z -]*?)  +\S", overview(), re.MULTILINE)

    assert sorted(listed) == sorted(name for name, _ in commands())


def test_every_error_is_described() -> None:
    assert {code for code in catalogue() if f"### {code}\n" not in text_of("docs/errors.md")} == set()


def test_the_table_of_readings_is_the_one_of_the_code() -> None:
    table = {row[0]: tuple(row[1].split(", ")) for row in rows_of("docs/rules.md", "Readings")}

    assert table == dict(READINGS)


def test_the_table_of_clauses_is_the_one_of_the_code() -> None:
    table = [
        (clause, treatment, tuple(filter(None, by.split(", "))))
        for clause, _, treatment, by in rows_of("docs/rules.md", "Every clause")
    ]

    assert table == [tuple(clause) for clause in CLAUSES]


def test_the_table_of_tasks_is_the_one_of_the_code() -> None:
    assert {row[0] for row in rows_of("docs/rules.md", "Open tasks")} == set(TASK)


def test_every_decision_is_dated_and_numbered() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [file.name[:4] for file in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for file in files:
        title, _, dated = file.read_text(encoding="utf-8").split("\n")[:3]
        assert title.startswith(f"# {file.name[:4]} ")
        assert re.match(r"20\d\d-\d\d-\d\d · ", dated)


@pytest.mark.parametrize("file", LINKED, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_document_knows_a_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert re.findall(r"/(?:work|home|tmp)/|\.\./sha[r]ed|TO[D]O|FIX[M]E", text) == []
