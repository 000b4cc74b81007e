"""All commands in one program, with the options that all of them share."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

from cyclopts import App, Parameter

from ledger.cli import add_commands
from ledger.context import context_of
from ledger.vocabulary import help_of
from projections.cli import add_questions


def program() -> App:
    """The program with every command."""
    app = App(
        name="contract-ledger",
        version=version("contract-ledger"),
        help="Was zu einem Kooperationsvertrag geschah, und was daraus folgt.",
        help_format="plaintext",
        version_flags=["--version"],
    )
    terms = App(name="terms", help="Vertragsdaten prüfen und zeigen")
    app.command(terms)
    add_commands(app, terms)
    add_questions(app, terms)
    app.command(_demo, name="demo", help=help_of("demo"))
    return app


def _demo() -> int:
    from scripts.demonstration import demo

    return demo()


def run(tokens: Sequence[str]) -> int:
    """Run the command that *tokens* name; the shared options may stand before or after it."""
    app = program()

    @app.meta.default
    def launch(
        *rest: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
        database: str | None = None,
        agreement: str | None = None,
        actor: Annotated[str | None, Parameter(name="--as")] = None,
    ) -> int:
        command, bound, ignored = app.parse_args(rest)
        shared = {"context": context_of(database, agreement, actor)} if "context" in ignored else {}
        return command(*bound.args, **bound.kwargs, **shared) or 0

    return app.meta(tokens, result_action="return_value") or 0
