"""Whom a role file refuses altogether, command by command, and what is written down about it."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.context import ROLES_VARIABLE, context_of
from ledger.errors import Refusal
from ledger.proofs.key_files import new_key_file
from scripts.contract_ledger import main
from scripts.reference.commands_page import commands
from tests.ledger.bad_inputs.ledgers import CONCLUDED, IN_FORCE, given_notice, posted, signed
from tests.roles import RolesDesk
from tests.test_commands import COMMANDS

POST = (
    "post-cost X-1 --pool nord --cost-position personnel --amount 1.00 "
    "--service-from 01.01.2025 --service-to 31.01.2025"
)


@pytest.fixture
def desk(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RolesDesk:
    """A desk with an empty ledger, on each database."""
    return RolesDesk(database_url, tmp_path, monkeypatch, capsys)


@pytest.fixture
def in_force(desk: RolesDesk) -> RolesDesk:
    """The same, with IN_FORCE recorded."""
    desk.stands(*IN_FORCE)
    return desk


# Nobody, and no valid role file


def test_a_login_that_is_not_named_may_not_even_ask(in_force: RolesDesk) -> None:
    in_force.put_in_force('[logins.meier]\nrole = "coordinator"\n[logins.schulze]\nrole = "coordinator"')

    assert in_force.run("split") == 1

    assert in_force.printed == ""
    assert in_force.said.splitlines() == [
        f"Die Anmeldung „{in_force.login}“ steht nicht in der Rollendatei „{in_force.file}“.",
        "  Warum: Wer dort nicht steht, darf weder erfassen noch fragen.",
        "  Jetzt: Um einen Eintrag bitten: meier, schulze.",
    ]


@pytest.mark.parametrize("text", [None, "", "[logins"], ids=["missing", "empty", "broken"])
@pytest.mark.parametrize("command", ["split", POST])
def test_a_role_file_that_does_not_count_lets_nobody_in(
    command: str, text: str | None, in_force: RolesDesk
) -> None:
    in_force.put_in_force(text or "")
    if text is None:
        in_force.file.unlink()

    assert in_force.run(*shlex.split(command)) == 1

    assert f"Die Rollendatei „{in_force.file}“ gilt nicht:" in in_force.said
    assert "darf niemand erfassen oder fragen" in in_force.said
    assert len(in_force.stored()) == len(IN_FORCE)


def test_without_a_role_file_everyone_may_everything(in_force: RolesDesk) -> None:
    assert in_force.run(*shlex.split(POST), "--as", "irgendwer") == 0

    assert in_force.stored()[-1].on_behalf_of == "irgendwer"


def test_the_demo_is_its_own_ledger_and_needs_no_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ROLES_VARIABLE, "missing.toml")

    assert main(["demo"]) == 0


# Every command

NO_LEDGER = {"demo", "schema", "terms check"}
"""They open no ledger, or one of their own."""

READING = {
    "audit key",
    "audit prove",
    "audit report",
    "audit show",
    "audit trail",
    "audit verify",
    "explain",
    "export",
    "notices",
    "privacy report",
    "readings",
    "rebuild",
    "settlement diff",
    "settlement documents",
    "settlement overview",
    "settlement payments",
    "settlement show",
    "split",
    "tasks",
    "terms show",
    "what-if",
}
"""The new key is for whoever makes it; what is signed with it is looked at when it is kept."""

EVERY = [name for name, _ in commands() if name not in NO_LEDGER]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger in which IN_FORCE stands, and the files that examples name."""
    folder = tmp_path_factory.mktemp("standing")
    assert main(["audit", "key", str(folder / "olfen.pem"), "--name", "olfen"]) == 0
    for name in ("tatsachen.jsonl", "annahme.jsonl", "hauptbuch.jsonl"):
        (folder / name).write_text(json.dumps(posted("X-1")), encoding="utf-8")
    facts = folder / "facts.jsonl"
    facts.write_text("\n".join(map(json.dumps, IN_FORCE)), encoding="utf-8")
    assert main(["record", str(facts), "--database", f"sqlite:///{folder / 'ledger.db'}"]) == 0
    return folder


@pytest.fixture
def refused(
    standing: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[RolesDesk]:
    """A desk in that folder, whose ledger is afterwards as it was."""
    monkeypatch.chdir(standing)
    desk = RolesDesk(f"sqlite:///{standing / 'ledger.db'}", standing, monkeypatch, capsys)
    yield desk
    assert len(desk.stored()) == len(IN_FORCE)


def example(command: str) -> list[str]:
    return shlex.split(COMMANDS[command]["example"].replace("--dry-run", ""))


@pytest.mark.parametrize("command", [name for name in EVERY if name not in READING])
def test_every_command_that_writes_is_refused_for_an_auditor(command: str, refused: RolesDesk) -> None:
    """A new command is found here, until it asks for permission or is one that only reads."""
    refused.appoint("auditor")

    assert refused.run(*example(command)) == 1

    assert refused.said.startswith(f"„{command}“ schreibt, und „{refused.login}“ darf nur lesen.")
    assert refused.log()[-1]["command"] == command


@pytest.mark.parametrize("command", EVERY)
def test_every_command_on_a_ledger_is_refused_for_a_login_that_is_not_named(
    command: str, refused: RolesDesk
) -> None:
    refused.put_in_force('[logins.meier]\nrole = "coordinator"')

    assert refused.run(*example(command)) == 1

    assert f"Die Anmeldung „{refused.login}“ steht nicht in der Rollendatei" in refused.said


# What is written down


def test_each_refusal_is_one_line_of_the_log(desk: RolesDesk) -> None:
    """Who was refused what and when, and nothing of what the facts say."""
    desk.stands(CONCLUDED[0])
    desk.appoint("clerk", "olfen")
    secret = signed("senden") | {"note": "GEHEIM", "office": "GEHEIM"}

    assert desk.record(signed("olfen"), secret, given_notice("n", "senden", "2023-04-01")) == 1
    assert desk.run("sign", "olfen", "2023-03-15", "--as", "senden") == 1
    desk.put_in_force('[logins.meier]\nrole = "coordinator"')
    assert desk.run("notices") == 1

    lines = desk.log()
    times = [line.pop("time") for line in lines]
    who = {"login": desk.login, "role": "clerk", "municipality": "olfen"}
    nothing = {"kind": None, "agreement": None, "place": None}
    assert lines == [
        {
            **who,
            "command": "record",
            "kind": "PartySigned",
            "agreement": "kim-coesfeld",
            "code": "business-of-another",
            "place": "Zeile 2",
        },
        {**who, **nothing, "command": "sign", "code": "acts-for-another"},
        {
            **who,
            **nothing,
            "role": None,
            "municipality": None,
            "command": "notices",
            "code": "login-not-named",
        },
    ]
    assert times == sorted(times)
    assert all(len(time) == 27 and time.endswith("Z") for time in times)
    assert "GEHEIM" not in (desk.folder / "refusals.log").read_text(encoding="utf-8")


def test_what_is_no_matter_of_roles_is_not_logged(in_force: RolesDesk) -> None:
    in_force.appoint("clerk", "coesfeld")

    assert in_force.run(*shlex.split(POST.replace("personnel", "rent"))) == 1
    assert in_force.run(*shlex.split(POST)) == 0

    assert in_force.log() == []


def test_a_refusal_stands_though_it_cannot_be_logged(in_force: RolesDesk) -> None:
    in_force.appoint("auditor")
    (in_force.folder / "refusals.log").mkdir()

    assert in_force.run(*shlex.split(POST)) == 1

    assert in_force.said.splitlines()[:2] == [
        f"Nicht protokolliert in {in_force.folder / 'refusals.log'}: Is a directory.",
        f"„post-cost“ schreibt, und „{in_force.login}“ darf nur lesen.",
    ]
    assert len(in_force.stored()) == len(IN_FORCE)


def test_a_full_disk_is_told(in_force: RolesDesk) -> None:
    in_force.put_in_force(f'log = "/dev/full"\n[logins."{in_force.login}"]\nrole = "auditor"')

    assert in_force.run(*shlex.split(POST)) == 1

    assert "Nicht protokolliert in /dev/full: No space left on device." in in_force.said
    assert "darf nur lesen" in in_force.said


# What is no fact


@pytest.mark.parametrize(
    ("role", "command", "code"),
    [
        ("clerk", "audit checkpoint", "command-of-coordination"),
        ("clerk", "import", "command-of-coordination"),
        ("clerk", "", "command-of-coordination"),
        ("auditor", "audit cosign", "only-reads"),
        ("auditor", "audit checkpoint", "only-reads"),
    ],
)
def test_who_may_not_write_what_is_no_fact(role: str, command: str, code: str, in_force: RolesDesk) -> None:
    in_force.appoint(role, "olfen")
    context = context_of(in_force.url, None, None, command=command)

    with context.asking() as store, pytest.raises(Refusal) as refused:
        context.must_be_allowed_to_write(store)

    assert refused.value.code == code
    assert [line["code"] for line in in_force.log()] == [code]


@pytest.mark.parametrize(
    ("role", "command"),
    [("coordinator", "audit checkpoint"), ("coordinator", "import")],
)
def test_who_may_write_what_is_no_fact(role: str, command: str, in_force: RolesDesk) -> None:
    in_force.appoint(role, "olfen")
    context = context_of(in_force.url, None, None, command=command)

    with context.asking() as store:
        context.must_be_allowed_to_write(store)

    assert in_force.log() == []


def test_a_clerk_countersigns_for_the_own_municipality_alone(in_force: RolesDesk) -> None:
    """A countersignature is the party's own; the coordination may make any, for it keeps the ledger."""
    key, last = in_force.folder / "olfen.pem", in_force.folder / "olfen.checkpoint"
    cosign = ("audit", "cosign", "--key", str(key), "--last", str(last), "--name")
    in_force.appoint("clerk", "olfen")
    new_key_file(key)

    assert in_force.run(*cosign, "senden") == 1
    assert "zeichnet für olfen gegen und nicht als „senden“" in in_force.said
    assert [line["code"] for line in in_force.log()] == ["signs-for-another"]

    for role in ("clerk", "coordinator"):
        in_force.appoint(role, "olfen")
        assert in_force.run(*cosign, "olfen") == 1
        assert "keinen Prüfpunkt" in in_force.said
    assert in_force.run(*cosign, "senden") == 1
    assert "keinen Prüfpunkt" in in_force.said
