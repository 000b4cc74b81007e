"""The verifier as a program: damaged files, and that it needs nothing of ours."""

import ast
import io
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import verify_export
from scripts.verify_export import Verifier
from tests.scripts.exports_by_hand import KIM, body, ended, history, hosts, pinned

PROGRAM = Path(verify_export.__file__)
LIMIT = 300
"""Lines of the program."""

BEFORE = history()
THREE, FIVE = body(BEFORE, 3), body(BEFORE, 5)


def problems(export: bytes) -> list[str]:
    verifier = Verifier(None)
    verifier.read(io.BytesIO(export))
    return verifier.problems


# What happens to files


EXPORT = ended(history())
LINES = EXPORT.splitlines(keepends=True)


def test_every_byte_matters() -> None:
    """Each changed to another one; what the leaf hashes leave open, the sum of the whole file covers."""
    missed = [at for at in range(0, len(EXPORT), 11) if not problems(_flipped(EXPORT, at))]

    assert missed == []


def _flipped(export: bytes, at: int) -> bytes:
    return export[:at] + bytes([export[at] ^ 1]) + export[at + 1 :]


def test_a_file_that_is_cut_off_anywhere_is_found() -> None:
    assert [size for size in range(0, len(EXPORT), 11) if not problems(EXPORT[:size])] == []
    assert problems(EXPORT[:-1]) != []


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_line_that_is_lost_or_doubled_is_found(number: int) -> None:
    assert problems(b"".join(LINES[:number] + LINES[number + 1 :])) != []
    assert problems(b"".join([*LINES[:number], LINES[number], *LINES[number:]])) != []


@pytest.mark.parametrize("number", range(1, len(LINES)))
def test_two_lines_that_are_swapped_are_found(number: int) -> None:
    swapped = [*LINES[: number - 1], LINES[number], LINES[number - 1], *LINES[number + 1 :]]

    assert problems(b"".join(swapped)) != []


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"\xff\n",
        b'{"type":["event"]}\n',
        b"[" * 100_000 + b"\n",
        b"1" * 5000,
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_line_of_an_export_is_a_problem_and_no_crash(raw: bytes) -> None:
    assert problems(EXPORT + raw) != []
    assert problems(raw) != []


@pytest.mark.parametrize(
    "written", [b'{ "format"', b'{"version":1,"format"', b'{"format":"contract-ledger-export","format"']
)
def test_a_line_in_another_form_is_found(written: bytes) -> None:
    assert problems(EXPORT.replace(b'{"format"', written, 1))[0].startswith("line 1, whole line")


# The program


def run(*arguments: str | Path, isolated: str = "-I") -> subprocess.CompletedProcess[str]:
    """The program in a Python that sees nothing of the ledger; with -S not even `cryptography`."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *isolated.split(), PROGRAM, *arguments],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "export.jsonl"
    file.write_bytes(EXPORT)
    return file


def test_it_needs_neither_the_ledger_nor_any_package(file: Path) -> None:
    done = run(file, isolated="-I -S")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Signatures: NOT CHECKED" in done.stdout
    assert done.stdout.endswith("Problems: 0\n")


def test_with_cryptography_it_checks_signatures(file: Path) -> None:
    done = run(file)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Signatures: checked. Keys: as the export names them" in done.stdout


def test_it_says_what_is_in_the_export(file: Path) -> None:
    shown = run(file).stdout.splitlines()

    assert shown[0] == f"{file}: 15 lines"
    assert shown[1].startswith(f'{KIM}: {{"checkpoints":5,"root":"')
    assert shown[1].endswith(',"size":5}')
    assert [line.rpartition(" ")[0] for line in shown[2:5]] == ["  up to event 5 signed by"] * 3


def test_a_signature_that_is_wrong_is_found_only_where_it_can_be_checked(file: Path) -> None:
    lines = history()
    lines[8] = hosts(1, THREE) | {"note": hosts(1, FIVE)["note"].replace(FIVE, THREE)}
    file.write_bytes(ended(lines))

    assert run(file).returncode == 3
    assert run(file, isolated="-I -S").returncode == 0


def test_problems_are_printed_and_end_with_status_3(file: Path) -> None:
    file.write_bytes(EXPORT[:-1])

    done = run(file)

    assert done.returncode == 3
    assert done.stdout.splitlines()[-2:] == ["line 15, whole line: not in canonical form", "Problems: 1"]


def test_pinned_keys_are_named_as_such(file: Path, tmp_path: Path) -> None:
    done = run(file, "--witnesses", pinned(tmp_path))

    assert done.returncode == 3
    assert "  up to event 5 signed by 2 pinned witnesses or more" in done.stdout
    assert "Keys: pinned." in done.stdout


@pytest.mark.parametrize("arguments", [[], ["missing.jsonl"], ["--witnesses", "missing.toml", "FILE"]])
def test_wrong_usage_ends_with_status_2(arguments: list[str], file: Path) -> None:
    assert run(*[str(file) if word == "FILE" else word for word in arguments]).returncode == 2


@pytest.mark.parametrize("text", ["log = 'x'", f"[{KIM}]\nrequired = 'x'", f"[{KIM}]\nwitnesses = 1", "["])
def test_a_file_of_keys_that_is_none_is_wrong_usage(text: str, file: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text(text, encoding="utf-8")

    assert run(file, "--witnesses", tmp_path / "keys.toml").returncode == 2


def test_keys_cannot_be_demanded_where_no_signature_can_be_checked(file: Path, tmp_path: Path) -> None:
    done = run(file, "--witnesses", pinned(tmp_path), isolated="-I -S")

    assert done.returncode == 2
    assert "needs the package cryptography" in done.stderr


def test_what_an_export_holds_cannot_reach_the_terminal(file: Path) -> None:
    lines = history()
    lines[13]["agreement"] = "\x1b[2J"
    file.write_bytes(ended(lines))

    assert "\x1b" not in run(file).stdout


def test_it_is_one_file_that_can_be_read_in_one_sitting_and_imports_nothing_of_ours() -> None:
    source = PROGRAM.read_text(encoding="utf-8")
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert len(source.splitlines()) <= LIMIT
    assert {str(name).partition(".")[0] for name in imported} - sys.stdlib_module_names == {"cryptography"}
