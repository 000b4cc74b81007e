"""Every command that README.md and docs/*.md show is run, and what they show is what it prints.

In a ```sh block every command must succeed. In a ```console block `$` begins a command and what
follows is its output, both streams; a line that is only … stands for any number of lines. The
commands of one file run one after the other in one empty directory, and in this process.
`scripts/demo` runs the demo; `scripts/test` and the like are only looked for.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.contract_ledger import main

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs" / "recipes.md"  # run by test_recipes, on a copy with their patches
DOCUMENTS = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
ONLY_LOOKED_FOR = {
    "scripts/test": "scripts/test",
    ".ci/run": ".ci/run",
    ".venv/bin/python -m scripts.reference": "scripts/reference/__main__.py",
}
ANYTHING = "…"

_BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HERE_DOCUMENT = re.compile(r"cat > (\S+) <<'EOF'")


class Step(NamedTuple):
    """A command, or a file to write; *shown* is None where a block shows no output."""

    command: str
    content: list[str]
    shown: list[str] | None


def steps(text: str) -> Iterator[Step]:
    """What the blocks of a document do, in order."""
    for language, block in _BLOCK.findall(text):
        lines = iter(block.splitlines())
        yield from _of_console(list(lines)) if language == "console" else _of_shell(lines)


def _of_console(lines: list[str]) -> Iterator[Step]:
    assert lines[0].startswith("$ "), f"a console block begins with a command: {lines[0]}"
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Step(lines[start].removeprefix("$ "), [], lines[start + 1 : end])


def _of_shell(lines: Iterator[str]) -> Iterator[Step]:
    for line in lines:
        if _HERE_DOCUMENT.fullmatch(line):
            content = list(iter(lambda: next(lines), "EOF"))
            yield Step(line, content, None)
        elif line.strip() and not line.startswith("#"):
            command = line
            while command.endswith("\\"):
                command = command.removesuffix("\\") + next(lines).strip()
            yield Step(command, [], None)


def run(step: Step, status: list[int]) -> None:
    """Do what *step* says, in the present directory; *status* keeps every exit status."""
    if here := _HERE_DOCUMENT.fullmatch(step.command):
        Path(here[1]).write_text("".join(f"{line}\n" for line in step.content), encoding="utf-8")
        return
    if file := next(
        (file for known, file in ONLY_LOOKED_FOR.items() if step.command.startswith(known)), None
    ):
        assert (ROOT / file).is_file()
        assert file.endswith(".py") or os.access(ROOT / file, os.X_OK)
        return
    printed = [str(status[-1])] if step.command == "echo $?" else _printed(step.command, status)
    if step.shown is None:
        assert status[-1] == 0, f"{step.command}: {printed}"
    else:
        assert_shown(step.command, step.shown, printed)


def _printed(command: str, status: list[int]) -> list[str]:
    """The lines of both streams; a document shows no trailing blanks and no hard ones."""
    program, *arguments = shlex.split(command)
    if program == "python3":
        return _printed_by_script(arguments, status)
    if program == "scripts/demo":
        arguments = ["demo", *arguments]
    else:
        assert program in ("contract-ledger", ".venv/bin/contract-ledger"), (
            f"not a command we know: {command}"
        )
    streams = StringIO()
    with redirect_stdout(streams), redirect_stderr(streams):
        try:
            status.append(main(arguments))
        except SystemExit as ended:
            status.append(ended.code if isinstance(ended.code, int) else 1)
    return [line.replace("\xa0", " ").rstrip() for line in streams.getvalue().splitlines()]


def _printed_by_script(arguments: list[str], status: list[int]) -> list[str]:
    """A script that stands for itself, run by a Python that sees nothing of ours."""
    script, *rest = arguments
    ran = subprocess.run(  # noqa: S603 -- what the document shows
        [sys.executable, "-I", ROOT / script, *rest], capture_output=True, text=True, check=False
    )
    status.append(ran.returncode)
    return (ran.stdout + ran.stderr).splitlines()


def assert_shown(command: str, shown: list[str], printed: list[str]) -> None:
    """What is shown is all that was printed, but for what … stands for."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == ANYTHING else re.escape(line.rstrip()) + r"\n" for line in shown
    )
    text = "".join(f"{line}\n" for line in printed)
    if re.fullmatch(pattern, text) is None:
        missing = [line for line in shown if line != ANYTHING and line.rstrip() not in printed]
        pytest.fail(
            f"$ {command}\nprints:\n{text}\nbut otherwise, or in another order, these lines: {missing}"
        )


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An empty directory, UTC, no settings of our own."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONTRACT_LEDGER_DATABASE", "CONTRACT_LEDGER_ACTOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "document", [file for file in DOCUMENTS if file != RECIPES], ids=lambda file: str(file.relative_to(ROOT))
)
def test_what_a_document_shows_is_what_happens(document: Path) -> None:
    status = [0]

    for step in steps(document.read_text(encoding="utf-8")):
        run(step, status)


def test_anything_stands_for_lines_and_for_none() -> None:
    assert_shown("x", ["…", "b", "…"], ["a", "b"])


def test_a_line_that_is_not_printed_is_found() -> None:
    with pytest.raises(pytest.fail.Exception, match="these lines"):
        assert_shown("x", ["a", "…"], ["b"])
