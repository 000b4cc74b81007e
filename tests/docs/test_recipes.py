"""The recipes work: their patches fit the code, and the commands then do what is shown."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_executed import ONLY_LOOKED_FOR, ROOT, Step, assert_shown, steps

RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (Add .*?)\n(.*?)(?=^## |\Z)", RECIPES, re.DOTALL | re.MULTILINE))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages, where they can be changed."""
    target = tmp_path / "copy"
    for package in ("ledger", "projections", "scripts", "tests/golden"):
        shutil.copytree(ROOT / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def run_in(directory: Path, *command: str, text: str = "", **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 -- the commands stand in our own documents
        command,
        cwd=directory,
        input=text,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def apply_patches(recipe: str, copy: Path) -> None:
    for patch in re.findall(r"^```diff\n(.*?)^```$", recipe, re.DOTALL | re.MULTILINE):
        ceiling = str(copy.parent)  # a repository around the temporary directory is none of ours
        said = run_in(copy, "git", "apply", "-C1", "-", text=patch, GIT_CEILING_DIRECTORIES=ceiling)
        assert said == "", f"the recipe no longer fits the code: {said}"


def shown_by(step: Step, copy: Path, desk: Path) -> list[str]:
    arguments = step.command.removeprefix("contract-ledger ")
    program = f'"{sys.executable}" -m scripts.contract_ledger {arguments}'
    said = run_in(desk, "/bin/sh", "-c", program, PYTHONPATH=str(copy), TZ="UTC", COLUMNS="80")
    return [line.replace("\xa0", " ").rstrip() for line in said.splitlines()]


@pytest.mark.parametrize("title", SECTIONS)
def test_a_recipe_works(title: str, copy: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    apply_patches(SECTIONS[title], copy)

    for step in steps(SECTIONS[title]):
        assert step.shown is not None
        assert_shown(step.command, step.shown, shown_by(step, copy, desk))


def test_there_are_three_recipes_and_what_to_do_after_each() -> None:
    assert list(SECTIONS) == ["Add a fact", "Add a rule", "Add a projection"]
    assert {step.command.removesuffix(" -q") for step in steps(RECIPES.partition("\n## ")[0])} == set(
        ONLY_LOOKED_FOR
    )
