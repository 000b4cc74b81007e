"""The command that proves what a ledger holds, and checks such proofs where there is no ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from ledger.audit_commands import LogKey, WitnessFile, key_given
from ledger.context import Context, Json, Shared, agreement_meant
from ledger.errors import Refusal
from ledger.files import open_file
from ledger.output import INTEGRITY, harmless, print_json, write_file
from ledger.vocabulary import help_of

if TYPE_CHECKING:
    from ledger.auditing.proving import Checked
    from ledger.proofs.proof_files import ConsistencyProof, InclusionProof
    from ledger.proofs.witnesses import Policy

_POSITION = Number(gte=1)
_MODES = ({"position"}, {"first", "last_position"}, {"check"})
_WITH_PROVING = {"file"}
_TRUST = {"log", "witnesses", "hashes_only"}
_WITH_CHECK = {"last", *_TRUST}


def add_proof_commands(audit: App) -> None:
    """Add this command to the group *audit*."""
    audit.command(prove, name="prove", help=help_of("audit prove"), validator=_one_proof)


def _one_proof(**given: Any) -> None:  # noqa: ANN401 - as cyclopts hands them in
    named = given.keys() & set.union(*_MODES)
    if named not in _MODES:
        msg = "entweder eine NUMMER, oder --from und --to, oder --check"
        raise ValueError(msg)
    if given.keys() & (_WITH_PROVING if "check" in named else _WITH_CHECK):
        msg = "--file gehört zum Nachweisen; --last, --log, --witnesses und --hashes-only gehören zu --check"
        raise ValueError(msg)
    if "check" in named and len(given.keys() & _TRUST) != 1:
        msg = "zu --check gehört entweder --log oder --witnesses, oder ausdrücklich --hashes-only"
        raise ValueError(msg)
    if "first" in named and given["first"] > given["last_position"]:
        msg = "--from darf nicht nach --to liegen"
        raise ValueError(msg)


def prove(
    position: Annotated[
        int | None, Parameter(validator=_POSITION, help="dass diese Tatsache im Buch steht")
    ] = None,
    *,
    first: Annotated[
        int | None, Parameter(name="--from", validator=_POSITION, help="dass das Buch von dieser Nummer an …")
    ] = None,
    last_position: Annotated[
        int | None,
        Parameter(name="--to", validator=_POSITION, help="… bis zu diesem Prüfpunkt nur länger wurde"),
    ] = None,
    file: Annotated[Path | None, Parameter(name="--file", help="wohin; sonst in die Standardausgabe")] = None,
    check: Annotated[
        Path | None,
        Parameter(name="--check", help="diesen Nachweis prüfen, ohne Buch; Ende 3, wenn er nicht gilt"),
    ] = None,
    last: Annotated[
        Path | None, Parameter(name="--last", help="mit --check: der eigene frühere Prüfpunkt")
    ] = None,
    log: LogKey = None,
    witnesses: WitnessFile = None,
    hashes_only: Annotated[  # noqa: ARG001 - `_one_proof` looks whether it is there
        bool,
        Parameter(
            name="--hashes-only",
            negative=(),
            help="mit --check: nur die Prüfsummen nachrechnen, nicht prüfen, wer unterschrieben hat",
        ),
    ] = False,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Prove that an event is in the log, or that the log only grew; or check such a proof."""
    if check is not None:
        return _tell_checked(_checked(check, last, log, witnesses), as_json=as_json)
    proof = _proof(context, position, first, last_position)
    return _give_proof(proof, file, as_json=as_json)


def _tell_checked(checked: "Checked", *, as_json: bool) -> int:
    if as_json:
        print_json(checked.as_json())
    else:
        print(_in_german(checked))
    return INTEGRITY if checked.problems else 0


def _give_proof(proof: "InclusionProof | ConsistencyProof", file: Path | None, *, as_json: bool) -> int:
    if file is not None:
        write_file(file, str(proof))
    if as_json:
        print_json({"proof": str(proof)})
    elif file is None:
        print(proof, end="")
    else:
        print(
            f"{file}: der Nachweis. Prüfen kann ihn jeder, der den Schlüssel des Buchs kennt: "
            f"contract-ledger audit prove --check {file} --log SCHLÜSSEL"
        )
    return 0


def _proof(
    context: Context, position: int | None, old: int | None, new: int | None
) -> "InclusionProof | ConsistencyProof":
    from ledger.auditing.proving import prove_growth, prove_inclusion

    with context.asking() as store:
        agreement = agreement_meant(store, context.agreement)
        if position is not None:
            return prove_inclusion(store, agreement, position)
        return prove_growth(store, agreement, old or 0, new or 0)


def _checked(file: Path, last: Path | None, log: str | None, witnesses: Path | None) -> "Checked":
    from ledger.auditing.claims import claim_of
    from ledger.auditing.proving import check_growth, check_inclusion, proof_in
    from ledger.proofs.checkpoints import Checkpoint
    from ledger.proofs.proof_files import InclusionProof
    from ledger.proofs.witness_files import read_note

    with open_file(file) as stream:
        proof = proof_in(stream.read(), file=str(file))
    agreement = Checkpoint.of(proof.note).agreement
    trusted = _trusted(agreement, log, witnesses)
    if isinstance(proof, InclusionProof):
        return check_inclusion(proof, trusted)
    if last is None:
        raise Refusal("earlier-checkpoint-missing", file=file, position=proof.old)
    return check_growth(proof, claim_of(read_note(last), agreement, source=str(last)).checkpoint, trusted)


def _trusted(agreement: str, log: str | None, witnesses: Path | None) -> "Policy | None":
    from ledger.auditing.proving import only_the_log
    from ledger.proofs.witness_files import policy_for

    if witnesses is not None:
        return policy_for(witnesses, agreement)
    key = key_given(log, agreement)
    return None if key is None else only_the_log(key)


def _in_german(checked: "Checked") -> str:
    if checked.problems:
        return "\n".join(map(harmless, ["Der Nachweis gilt nicht.", *checked.problems]))
    size, agreement = checked.checkpoint.size, checked.checkpoint.agreement
    lines = [_proved(checked), f"Gestützt auf den Prüfpunkt bei Nr. {size} des Vertrags „{agreement}“."]
    if checked.signed is None:
        lines.append("Wer den unterschrieben hat, ist nicht geprüft; dazu --log oder --witnesses angeben.")
    elif checked.witnesses:
        lines.append(f"Unterschrieben vom Buch und von {', '.join(checked.witnesses)}.")
    else:
        lines.append("Unterschrieben mit dem Schlüssel des Buchs.")
    return "\n".join(map(harmless, lines))


def _proved(checked: "Checked") -> str:
    event = checked.event
    if event is None:
        grown = f"von Nr. {checked.old} bis Nr. {checked.checkpoint.size}"
        return f"Der Nachweis gilt: {grown} wurde das Buch nur länger."
    on_behalf = f" im Auftrag von {event['on_behalf_of']}" if event["on_behalf_of"] else ""
    return (
        f"Der Nachweis gilt: Nr. {event['position']} ist {event['topic']}, "
        f"erfasst am {event['recorded_at']} von {event['recorded_by']}{on_behalf}."
    )
