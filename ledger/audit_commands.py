"""Commands of those who keep a log and of those who watch it: keys, checkpoints and signatures."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

from cyclopts import App, Parameter

from ledger.context import Context, Json, Shared, agreement_meant
from ledger.errors import Refusal
from ledger.files import open_file
from ledger.output import print_json, write_file
from ledger.store import Store
from ledger.vocabulary import help_of

if TYPE_CHECKING:
    from ledger.auditing.checkpointing import Signed
    from ledger.auditing.cosigning import Cosigned, Witness
    from ledger.proofs.notes import VerifierKey

LogKey = Annotated[
    str | None,
    Parameter(name="--log", help="der öffentliche Schlüssel des Buchs, wie er auf anderem Weg bekannt ist"),
]
WitnessFile = Annotated[
    Path | None, Parameter(name="--witnesses", help="wem zu trauen ist: eine Zeugendatei (docs/audit.md)")
]
_To = Annotated[
    Path | None,
    Parameter(name="--to", help="den Prüfpunkt mit allen Unterschriften in diese Datei schreiben"),
]


def add_audit_commands(audit: App) -> None:
    """Add these commands to the group *audit*."""
    audit.command(make_key, name="key", help=help_of("audit key"))
    checkpoint_help, cosign_help = help_of("audit checkpoint"), help_of("audit cosign")
    audit.command(write_checkpoint, name="checkpoint", help=checkpoint_help, validator=_sign_or_add)
    audit.command(countersign, name="cosign", help=cosign_help, validator=_offline_needs_an_answer)


def make_key(
    file: Annotated[Path, Parameter(help="wohin; was schon da ist, wird nie überschrieben")],
    *,
    name: Annotated[
        str | None, Parameter(name="--name", help="für einen Zeugen: die Kennung seiner Vertragspartei")
    ] = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Make a private key, of the host or of a witness, and print what verifies its signatures."""
    from ledger.proofs.checkpoints import origin_of
    from ledger.proofs.key_files import new_key_file
    from ledger.proofs.notes import Algorithm, verifier_key

    if name is None:
        names, algorithm = [origin_of(each) for each in _agreements(context)], Algorithm.ED25519
    else:
        _must_be_a_name(name)
        names, algorithm = [name], Algorithm.COSIGNATURE
    private = new_key_file(file)
    keys = [str(verifier_key(private, each, algorithm)) for each in names]
    if as_json:
        print_json({"file": str(file), "keys": keys})
    else:
        print(f"{file}: ein neuer privater Schlüssel. Wer ihn hat, kann unterschreiben.")
        print("\n  ".join(["Öffentlich, für die Zeugendateien der anderen:", *keys]))
    return 0


def _agreements(context: Context) -> tuple[str, ...]:
    with context.asking() as store:
        if context.agreement is None and store.agreements():
            return store.agreements()
        return (agreement_meant(store, context.agreement),)


def _must_be_a_name(name: str) -> None:
    from ledger.proofs.checkpoints import is_log_name
    from ledger.proofs.notes import is_key_name

    if not is_key_name(name) or is_log_name(name):
        raise Refusal("key-name-invalid", name=name)


def _sign_or_add(**given: Any) -> None:  # noqa: ANN401 - as cyclopts hands them in
    if ("key" in given) == ("file" in given):
        msg = "entweder --key, um zu unterschreiben, oder --add, um Unterschriften aufzunehmen"
        raise ValueError(msg)
    if ("file" in given) != ("witnesses" in given):
        msg = "--add und --witnesses gehören zusammen"
        raise ValueError(msg)
    if {"file", "last"} <= given.keys():
        msg = "--last gehört zu --key"
        raise ValueError(msg)


def write_checkpoint(
    *,
    key: Annotated[
        Path | None, Parameter(name="--key", help="mit diesem privaten Schlüssel des Buchs unterschreiben")
    ] = None,
    file: Annotated[
        Path | None, Parameter(name="--add", help="Unterschriften aufnehmen, die Zeugen hier geleistet haben")
    ] = None,
    last: Annotated[
        Path | None,
        Parameter(name="--last", help="die eigene Datei mit dem letzten Prüfpunkt; wird fortgeschrieben"),
    ] = None,
    witnesses: WitnessFile = None,
    to: _To = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Sign the newest tree head, or take in what witnesses have signed elsewhere."""
    from ledger.auditing.checkpointing import all_signatures, kept

    with context.asking() as store:
        context.must_be_allowed_to_write(store)
        agreement = agreement_meant(store, context.agreement)
        if file is None:
            signed = [_signed_head(store, agreement, cast("Path", key), last)]
        else:
            signed = _added(store, agreement, file, cast("Path", witnesses))
        whole = all_signatures(kept(store, agreement), signed[0].checkpoint)
    _write(to, str(whole))
    if as_json:
        print_json([each.as_json() for each in signed])
    else:
        print("\n".join(map(_signed, signed)))
    return 0


def _signed_head(store: Store, agreement: str, key: Path, last: Path | None) -> "Signed":
    from ledger.auditing.checkpointing import sign_head
    from ledger.auditing.memory import Memory
    from ledger.proofs.key_files import read_key_file

    memory = None if last is None else Memory(last)
    return sign_head(store, agreement, read_key_file(key), memory=memory)


def _added(store: Store, agreement: str, file: Path, witnesses: Path) -> "list[Signed]":
    from ledger.auditing.checkpointing import add_signatures
    from ledger.proofs.witness_files import policy_for, read_note

    policy = policy_for(witnesses, agreement)
    return add_signatures(store, agreement, read_note(file), policy, file=str(file))


def _signed(signed: "Signed") -> str:
    place = f"{signed.checkpoint.agreement}, Prüfpunkt bei Nr. {signed.checkpoint.size}"
    if signed.number is None:
        return f"{place}: stand schon mit dieser Unterschrift da, nichts ist dazugekommen.\n  {signed.key}"
    return f"{place}: unterschrieben und aufgenommen (Unterschrift {signed.number}).\n  {signed.key}"


def _offline_needs_an_answer(**given: Any) -> None:  # noqa: ANN401 - as cyclopts hands them in
    if "file" in given and "to" not in given:
        msg = "ohne Buch braucht es --to, damit die Unterschrift zurückgegeben werden kann"
        raise ValueError(msg)


def countersign(
    file: Annotated[
        Path | None,
        Parameter(help="ohne Buch: ein Prüfpunkt, oder ein Nachweis von audit prove --from … --to …"),
    ] = None,
    *,
    key: Annotated[Path, Parameter(name="--key", help="der private Schlüssel des Zeugen")],
    name: Annotated[str, Parameter(name="--name", help="die Kennung seiner Vertragspartei")],
    last: Annotated[
        Path, Parameter(name="--last", help="seine eigene Datei mit dem letzten Stand; wird fortgeschrieben")
    ],
    log: LogKey = None,
    to: _To = None,
    as_json: Json = False,
    context: Shared,
) -> int:
    """Countersign a checkpoint that continues what this witness has signed before."""
    from ledger.auditing.cosigning import Witness
    from ledger.auditing.memory import Memory
    from ledger.proofs.key_files import read_key_file

    _must_be_a_name(name)
    witness = Witness(read_key_file(key), name, Memory(last))
    done = _in_the_ledger(context, witness, log) if file is None else _in_a_file(context, witness, log, file)
    _write(to, str(done.whole))
    if as_json:
        print_json(done.as_json())
    else:
        print(_cosigned(done, last, pinned=log is not None))
    return 0


def _in_the_ledger(context: Context, witness: "Witness", log: str | None) -> "Cosigned":
    from ledger.auditing.cosigning import cosign

    with context.asking() as store:
        context.permit(store).must_allow_witness(witness.name)
        agreement = agreement_meant(store, context.agreement)
        return cosign(store, agreement, witness, log=key_given(log, agreement), at=context.clock())


def _in_a_file(context: Context, witness: "Witness", log: str | None, file: Path) -> "Cosigned":
    from ledger.auditing.cosigning import cosign_file

    log_key = key_given(log, context.agreement)
    if log_key is None:
        raise Refusal("log-key-missing", file=file)
    with open_file(file) as stream:
        return cosign_file(stream.read(), witness, log=log_key, at=context.clock(), file=str(file))


def _cosigned(done: "Cosigned", last: Path, *, pinned: bool) -> str:
    checkpoint, key = done.signed.checkpoint, done.signed.key
    place = f"{checkpoint.agreement}, Prüfpunkt bei Nr. {checkpoint.size}"
    lines = [f"{place}: gegengezeichnet von {key.name}.", f"  {key}"]
    if done.earlier is None:
        lines.append(f"Zum ersten Mal: {last} gab es noch nicht, also war nichts zu vergleichen.")
    else:
        lines.append(f"Seit dem eigenen Stand bei Nr. {done.earlier.size} wurde das Buch nur länger.")
    if not pinned and done.earlier is None:
        lines.append("Der Schlüssel des Buchs ist ungeprüft übernommen; auf anderem Weg bestätigen lassen:")
    else:
        lines.append(
            "Der Schlüssel des Buchs:" if pinned else "Der Schlüssel des Buchs, wie beim letzten Mal:"
        )
    return "\n".join([*lines, f"  {done.log}"])


def key_given(text: str | None, agreement: str | None) -> "VerifierKey | None":
    """The public key of the log of *agreement*, or of any, that `--log` names; Refusal if it is none."""
    from ledger.proofs.checkpoints import log_key
    from ledger.proofs.notes import NoteError

    try:
        return None if text is None else log_key(text, agreement)
    except NoteError as problem:
        raise Refusal("key-invalid", reason=problem) from None


def _write(file: Path | None, text: str) -> None:
    if file is not None:
        write_file(file, text)
