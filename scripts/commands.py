"""All commands in one program, with the options that all of them share."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

from cyclopts import App, Parameter

from ledger.cli import add_commands
from ledger.context import context_of
from ledger.files import STANDARD_INPUT
from ledger.output import USAGE
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
    settlement = App(name="settlement", help="Jahresabrechnung")
    audit = App(name="audit", help="Prüfen, was erfasst wurde")
    for group in (terms, settlement, audit):
        app.command(group)
    add_commands(app, terms, settlement, audit)
    add_questions(app, terms, settlement, audit)
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
        if "context" in ignored:
            name = " ".join(app.parse_commands(rest)[0])
            context = context_of(database, agreement, actor, command=name)
            return command(*bound.args, **bound.kwargs, context=context) or 0
        if command is _demo and (database or agreement or actor):
            print("demo: --database, --agreement und --as haben hier keine Wirkung.", file=sys.stderr)
            return USAGE
        return command(*bound.args, **bound.kwargs) or 0

    named = [STANDARD_INPUT if word == "-" else word for word in tokens]
    return app.meta(named, result_action="return_value") or 0
