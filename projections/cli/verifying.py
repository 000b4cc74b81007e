"""`audit verify` and `audit report`: whether the ledger is what it says."""

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from ledger.audit_commands import WitnessFile
from ledger.context import Context, Json, Shared
from ledger.output import INTEGRITY, harmless, print_json
from ledger.progress import Bar, bar
from ledger.vocabulary import help_of
from projections.cli.files import write_files

if TYPE_CHECKING:
    from ledger.proofs.witnesses import Policy
    from projections.verifying import Verification


def add_verifying(audit: App) -> None:
    """Add these commands to the group *audit*."""
    audit.command(verify_ledger, name="verify", help=help_of("audit verify"))
    audit.command(report_on_ledger, name="report", help=help_of("audit report"))


def verify_ledger(*, witnesses: WitnessFile = None, as_json: Json = False, context: Shared) -> int:
    """Compute everything again, of all agreements or of the one chosen, and list what is wrong."""
    verification = _verified(context, witnesses, silent=as_json)
    if as_json:
        from projections.verifying.words import reservations

        print_json([problem.as_json() for problem in verification.problems])
        for sentence in reservations(verification):
            print(harmless(sentence), file=sys.stderr)
    else:
        from projections.display.verifying import show_verification

        show_verification(verification)
    return INTEGRITY if verification.problems else 0


def report_on_ledger(
    *,
    pdf: Annotated[Path | None, Parameter(name="--pdf", help="dazu als PDF in diese Datei")] = None,
    witnesses: WitnessFile = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Verify everything, and write down what an auditor files."""
    from ledger.roles.description import described, parties_in
    from projections.audit_report import audit_report

    with context.asking() as store:
        parties = parties_in(store)
    report = audit_report(
        _verified(context, witnesses, silent=as_json),
        database=context.database,
        at=context.clock(),
        software=version("contract-ledger"),
        roles=described(context, parties).as_json(),
    )
    if pdf is not None:
        from projections.documents.audit_report import report_pdf

        write_files(pdf.parent, {pdf.name: report_pdf(report)})
    if as_json:
        print_json(report)
    else:
        from projections.display.audit_report import show_report

        show_report(report)
    return INTEGRITY if report["problems"] else 0


def _verified(context: Context, witnesses: Path | None, *, silent: bool) -> "Verification":
    from projections.verifying import verify

    policies = _policies(witnesses, context.agreement)
    with context.asking() as store, nullcontext(Bar(None)) if silent else bar() as progress:
        return verify(
            context.database, store, chosen=context.agreement, policies=policies, follow=progress.follow
        )


def _policies(file: Path | None, chosen: str | None) -> "Mapping[str, Policy]":
    """Whom to trust, by agreement; Refusal if the file does not say it about the one *chosen*."""
    if file is None:
        return {}
    from ledger.proofs.witness_files import policy_for, read_witnesses

    return read_witnesses(file) if chosen is None else {chosen: policy_for(file, chosen)}
