"""Commands: what records, and what checks the contract as data.

A command parses, makes one call and prints one result. The commands for single facts are made
from the vocabulary (ledger.fact_commands).
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ledger.audit_commands import add_audit_commands
from ledger.context import Json, Shared
from ledger.fact_commands import add_fact_commands
from ledger.files import STANDARD_INPUT, open_file, read_lines
from ledger.output import print_json, print_outcomes
from ledger.portable_commands import add_portable_commands
from ledger.proof_commands import add_proof_commands
from ledger.recording import record
from ledger.sealing import key_store_of
from ledger.terms_files import read_terms
from ledger.vocabulary import help_of

FactsFile = Annotated[str, Parameter(help="JSON Lines in UTF-8; - liest die Standardeingabe")]
DryRun = Annotated[bool, Parameter(name="--dry-run", negative=(), help="nur entscheiden, nichts erfassen")]


def add_commands(app: App, terms: App, settlement: App, audit: App) -> None:
    """Add every command of the ledger to *app*; those of a group to the group."""
    app.command(record_file, name="record", help=help_of("record"))
    app.command(import_cost_list, name="import-costs", help=help_of("import-costs"))
    app.command(show_schema, name="schema", help=help_of("schema"))
    terms.command(check_terms, name="check", help=help_of("terms check"))
    add_portable_commands(app)
    add_audit_commands(audit)
    add_proof_commands(audit)
    add_fact_commands(app, settlement)


def record_file(
    file: FactsFile,
    *,
    dry_run: DryRun = False,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Record a file of facts, all or nothing."""
    stream = sys.stdin.buffer if file == STANDARD_INPUT else open_file(Path(file))
    with stream, context.rehearsing() if dry_run else context.recording() as store:
        outcomes = record(
            store,
            read_lines(file, stream),
            chosen=context.agreement,
            on_behalf_of=context.actor,
            permit=context.permit(store, dry_run=dry_run),
            keys=key_store_of(context.database),
            dry_run=dry_run,
        )
    print_outcomes(outcomes, as_json=as_json, dry_run=dry_run)
    return 0


def import_cost_list(
    file: Annotated[str, Parameter(help="CSV oder XLSX; die Spalten beschreibt docs/imports.md")],
    *,
    dialect: Annotated[
        Literal["german", "english"] | None,
        Parameter(help="wie Beträge geschrieben sind: german 1.234,56, english 1,234.56"),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Record a list of cost, all or nothing."""
    from ledger.cost_lists.importing import import_costs

    # Costs never begin a ledger, so a missing one is a mistyped path.
    with context.asking() as store:
        outcomes = import_costs(
            store,
            Path(file),
            dialect=dialect,
            chosen=context.agreement,
            on_behalf_of=context.actor,
            permit=context.permit(store, dry_run=dry_run),
            dry_run=dry_run,
        )
    print_outcomes(outcomes, as_json=as_json, dry_run=dry_run)
    return 0


def check_terms(
    file: Annotated[str, Parameter(help="TOML-Datei, oder die Kennung eines mitgelieferten Vertrags")],
    *,
    as_json: Json = False,
) -> int:
    """Validate a terms file, all problems at once."""
    terms = read_terms(file)
    if as_json:
        print_json(terms.as_given())
    else:
        parties, pools = len(terms.parties), len(terms.pools)
        print(f"{file}: gültig. „{terms.title}“ mit {parties} Vertragsparteien in {pools} Regionen.")
    return 0


def show_schema() -> int:
    """Print the JSON Schema of every fact and of terms."""
    from ledger.schema import schema

    print_json(schema())
    return 0
