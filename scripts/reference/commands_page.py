"""docs/cli.md: every command with its options."""

from collections.abc import Iterator
from typing import Any

from cyclopts import App

from scripts.reference.markdown import table


def command_reference() -> str:
    """Every command: what it does, its clause, an example, its options."""
    return "\n\n".join(_command(name, app) for name, app in sorted(commands()))


def commands() -> Iterator[tuple[str, App]]:
    """Every command with its full name; a group such as `terms` only through its commands."""
    from scripts.commands import program

    return _commands((), program())


def _commands(path: tuple[str, ...], app: App) -> Iterator[tuple[str, App]]:
    for name in app:
        if not name.startswith("-"):
            inner = (*path, name)
            if app[name].default_command is not None:
                yield " ".join(inner), app[name]
            yield from _commands(inner, app[name])


def _command(name: str, app: App) -> str:
    does, _, example = str(app.help).partition("\n\nBeispiel: ")
    options = [_option(argument) for argument in _arguments(app)]
    shown = table(("option", "needed", "help"), options) if options else "No options of its own."
    return f"### {name}\n\n{does}\n\n```text\n{example}\n```\n\n{shown}"


def _arguments(app: App) -> Iterator[Any]:
    for argument in app.assemble_argument_collection():
        if argument.show is not False and argument.name.count(".") == 0 and argument.name != "--context":
            yield argument


def _option(argument: Any) -> tuple[str, str, str]:  # noqa: ANN401 - cyclopts' Argument
    name = argument.name.removeprefix("--")
    positional = argument.field_info.kind.name != "KEYWORD_ONLY"
    shown = f"`{name.upper()}` or `--{name}`" if positional else f"`--{name}`"
    return shown, "yes" if argument.required else "", argument.parameter.help or ""
