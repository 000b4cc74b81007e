"""The command line: help, examples, global options, exit status, JSON, dates, and how fast it starts."""

import io
import json
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ledger import vocabulary
from ledger.facts import kinds
from ledger.store import StoredFact, open_store
from ledger.vocabulary import words
from scripts.contract_ledger import main
from tests.ledger.bad_inputs.ledgers import (
    CONCLUDED,
    IN_FORCE,
    Given,
    drafted,
    fact,
    filled,
    given_notice,
    granted,
    posted,
    received,
    signed,
)

_VOCABULARY = tomllib.loads(
    Path(vocabulary.__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
COMMANDS: dict[str, dict[str, str]] = _VOCABULARY["commands"] | {
    entry["command"]: entry for entry in _VOCABULARY["kinds"].values()
}
"""Every command with its sentence, clause and example."""

COMMENCED = (*CONCLUDED, fact("AgreementCommenced", "2023-04-01", basis="Dienstantritt"))


def _record(url: str, directory: Path, *given: Given) -> None:
    file = directory / "given.jsonl"
    file.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    assert main(["record", str(file), "--database", url]) == 0


def _stored(url: str) -> list[StoredFact]:
    with open_store(url, create=False) as store:
        return [stored for _, stored in store.after(0, limit=1000)]


def _status(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)


@pytest.fixture
def in_force(sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The URL of a ledger in which IN_FORCE stands."""
    _record(sqlite_url, tmp_path, *IN_FORCE)
    capsys.readouterr()
    return sqlite_url


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_it_does_with_its_clause_and_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _status([*command.split(), "--help"]) == 0

    message = capsys.readouterr()
    shown, entry = _without_blanks(message.out), COMMANDS[command]
    assert message.err == ""
    assert shown.startswith(_without_blanks(f"Usage: contract-ledger {command}"))
    for part in (entry["does"], f"({entry['clause']})", f"Beispiel: contract-ledger {entry['example']}"):
        assert _without_blanks(part) in shown
    assert entry["example"].startswith(command)


def _without_blanks(text: str) -> str:
    """Help is wrapped to the width of the screen."""
    return "".join(text.split())


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]], ids=" ".join)
def test_the_overview_names_every_command_and_what_it_does(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0

    shown = capsys.readouterr().out
    for command, entry in COMMANDS.items():
        assert any(
            line.split()[: len(command.split())] == command.split() and entry["does"] in line
            for line in shown.splitlines()
        )
    for text in ("--database", "--agreement", "--as", "CONTRACT_LEDGER_DATABASE", "CONTRACT_LEDGER_ACTOR"):
        assert text in shown


COMPUTED = ("SettlementIssued", "SettlementCorrected", "PersonErased")
"""Kinds whose commands do more than record fields (tests/test_settlement_life.py, tests/test_erasure.py)."""


@pytest.mark.parametrize("command", [word.command for kind, word in words().items() if kind not in COMPUTED])
def test_help_explains_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*command.split(), "--help"])

    shown = capsys.readouterr().out
    for option in ("--note", "--document", "--json", "--database", "--agreement", "--as"):
        assert option in shown
    assert "--kind" not in shown


def test_there_is_a_command_for_every_kind_and_no_two_have_one_name() -> None:
    commands = [entry["command"] for entry in _VOCABULARY["kinds"].values()]

    assert tuple(_VOCABULARY["kinds"]) == kinds()
    assert len(set(commands)) == len(commands)
    assert not set(commands) & set(_VOCABULARY["commands"])


# Examples

_NOTICE = given_notice("notice-olfen", "olfen", "2025-06-27")
_LATER_NOTICE = given_notice("notice-olfen", "olfen", "2025-06-20")
_POSTINGS = tuple(posted(f"V-{number}") for number in range(14, 26))
_TAXED = (
    *COMMENCED,
    fact("TaxStatusDetermined", "2023-04-01", employer="coesfeld", status="not-taxable", basis="Auskunft"),
)
GIVEN: dict[str, tuple[Given, ...]] = {
    "AgreementDrafted": (),
    "PartySigned": (drafted(),),
    "AgreementCommenced": CONCLUDED,
    "PostVacated": (*COMMENCED, filled("n1", "1")),
    "EmploymentEnded": (*COMMENCED, filled("n1", "1")),
    "PlaceOfWorkAgreed": (*COMMENCED, filled("n1", "1")),
    "CostReversed": (*COMMENCED, posted("BK-1")),
    "SubsidyLost": (*COMMENCED, granted("nord", "2023-04-01")),
    "NoticeReceived": (*COMMENCED, _NOTICE),
    "NoticeRevocationReceived": (*COMMENCED, _NOTICE),
    "NoticeWithdrawn": (*COMMENCED, _NOTICE),
    "NoticeSettled": (*COMMENCED, _NOTICE),
    **dict.fromkeys(("SettlementIssued", "SettlementCorrected", "SettlementContested"), _TAXED),
    "FactRetracted": (
        *COMMENCED,
        *_POSTINGS,
        _LATER_NOTICE,
        received("notice-olfen", "senden", "2025-07-01"),
    ),
}
"""What must stand before the example of a kind can be recorded, where that is more than COMMENCED."""

ISSUE = words()["SettlementIssued"].example
POST = words()["CostPosted"].example.replace("2024", "2025")
PREPARED = {
    "SettlementCorrected": (ISSUE, POST),
    "SettlementContested": (POST, f"{ISSUE} --issued-on 2026-03-12"),
    "PersonErased": (words()["PostFilled"].example,),
}
"""The commands before the example of a kind."""


@pytest.mark.parametrize("kind", kinds())
def test_the_example_of_a_fact_command_records_its_kind(
    kind: str, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _record(sqlite_url, tmp_path, *GIVEN.get(kind, COMMENCED))
    for example in PREPARED.get(kind, ()):
        assert main([*shlex.split(example), "--database", sqlite_url]) == 0
    capsys.readouterr()
    position = len(_stored(sqlite_url)) + 1

    assert main([*shlex.split(words()[kind].example), "--json", "--database", sqlite_url]) == 0

    answer = {"agreement": "kim-coesfeld", "recorded": [position], "already_recorded": 0}
    assert json.loads(capsys.readouterr().out) == [answer]
    assert [stored.fact.kind for stored in _stored(sqlite_url)][position - 1 :] == [kind]


_NO_QUESTIONS = {
    "demo", "record", "import", "import-costs", "audit checkpoint", "audit cosign", "audit prove"
}  # fmt: skip
QUESTIONS = {name: entry for name, entry in _VOCABULARY["commands"].items() if name not in _NO_QUESTIONS}


@pytest.mark.parametrize("command", QUESTIONS)
def test_the_example_of_a_question_is_answered(
    command: str,
    in_force: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    _record(
        in_force,
        tmp_path,
        posted("Q-1", amount="300000.00", service_from="2025-01-01", service_to="2025-12-31"),
        filled("n1", "1", "2024-01-01", person="person-n1"),
    )
    (tmp_path / "annahme.jsonl").write_text(json.dumps(posted("Q-2")), encoding="utf-8")
    capsys.readouterr()
    before = _stored(in_force)

    assert main([*shlex.split(QUESTIONS[command]["example"]), "--database", in_force]) == 0

    message = capsys.readouterr()
    assert message.out.strip()
    assert message.err == ""
    assert _stored(in_force) == before


def test_the_example_of_record_is_a_dry_run(
    in_force: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tatsachen.jsonl").write_text(json.dumps(posted("X-1")), encoding="utf-8")

    assert main([*shlex.split(COMMANDS["record"]["example"]), "--database", in_force]) == 0

    assert "würden erfasst" in capsys.readouterr().out
    assert len(_stored(in_force)) == len(IN_FORCE)


# Options for every command


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_options_stand_before_or_after_the_command(
    place: str, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _record(sqlite_url, tmp_path, *CONCLUDED)
    shared = ["--database", sqlite_url, "--agreement", "kim-coesfeld", "--as", "kämmerei"]

    def run(*command: str) -> int:
        return main([*shared, *command] if place == "before" else [*command, *shared])

    assert run(*shlex.split(words()["CostPosted"].example)) == 0
    assert _stored(sqlite_url)[-1].on_behalf_of == "kämmerei"
    capsys.readouterr()
    assert run("split", "--as-at", "2024-06-30", "--json") == 0
    assert json.loads(capsys.readouterr().out)["agreement"] == "kim-coesfeld"


def test_the_environment_names_ledger_and_actor_unless_options_do(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    monkeypatch.setenv("CONTRACT_LEDGER_DATABASE", sqlite_url)
    monkeypatch.setenv("CONTRACT_LEDGER_ACTOR", "rathaus")
    draft = shlex.split(words()["AgreementDrafted"].example)

    assert main(draft) == 0
    assert main([*draft, "--database", other, "--as", "kämmerei"]) == 0

    assert [stored.on_behalf_of for stored in _stored(sqlite_url)] == ["rathaus"]
    assert [stored.on_behalf_of for stored in _stored(other)] == ["kämmerei"]


def test_without_options_the_ledger_is_a_file_of_this_folder_which_questions_do_not_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONTRACT_LEDGER_DATABASE", raising=False)

    assert main(["split"]) == 1
    assert "contract-ledger.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(shlex.split(words()["AgreementDrafted"].example)) == 0
    assert (tmp_path / "contract-ledger.db").is_file()


def test_which_agreement_is_needed_only_where_there_are_several(
    in_force: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["notices", "--json", "--database", in_force]) == 0
    _record(in_force, tmp_path, drafted(id="zweitens"))
    capsys.readouterr()

    assert main(["notices", "--json", "--database", in_force]) == 1
    assert "--agreement" in capsys.readouterr().err
    assert main(["notices", "--json", "--database", in_force, "--agreement", "zweitens"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_no_option_file_or_variable_sets_the_time_of_recording(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONTRACT_LEDGER_CLOCK", "CONTRACT_LEDGER_NOW", "CONTRACT_LEDGER_RECORDED_AT"):
        monkeypatch.setenv(name, "2001-01-01T00:00:00Z")
    _record(sqlite_url, tmp_path, drafted())

    assert _stored(sqlite_url)[0].recorded_at > "2026"
    assert (
        _status(["sign", "olfen", "2023-03-15", "--recorded-at", "2001-01-01", "--database", sqlite_url]) == 2
    )
    assert _status(["sign", "olfen", "2023-03-15", "--clock", "2001-01-01", "--database", sqlite_url]) == 2


# Exit status and output


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["split"], 0),
        (["--version"], 0),
        (["sign", "olfen", "--effective-on", "2023-03-15"], 0),
        (["sign", "olfen", "--effective-on", "2023-03-16"], 1),
        (["split", "--agreement", "anders"], 1),
        (["split", "--known-at", "@0"], 1),
        (["split", "--as-at", "31.02.2025"], 2),
        (["split", "--known-at", "2025-01-01"], 2),
        (["split", "--known-at", "gestern"], 2),
        (["split", "--as-at"], 2),
        (["split", "2025-01-01"], 2),
        (["settlement", "show"], 2),
        (["settlement", "show", "--year", "25"], 2),
        (["settlement", "show", "--year", "zwanzig"], 2),
        (["split", "--json=maybe"], 2),
        (["nonsense"], 2),
        (["sign"], 2),
        (["--database"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_status(
    arguments: list[str], status: int, in_force: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = [] if arguments == ["--database"] else ["--database", in_force]

    assert _status([*shared, *arguments]) == status

    message = capsys.readouterr()
    assert bool(message.out) == (status == 0)
    assert bool(message.err) == (status != 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["record", "FILE"],
        ["record", "FILE", "--dry-run"],
        ["record", "EMPTY"],
        ["sign", "olfen", "--effective-on", "15.03.2023"],
        ["post-cost", *shlex.split(words()["CostPosted"].example)[1:]],
        ["split"],
        ["split", "--as-at", "30.06.2025", "--known-at", "@20"],
        ["settlement", "show", "--year", "2024"],
        ["settlement", "show", "--year", "2024", "--pool", "nord"],
        ["notices"],
        ["tasks"],
        ["terms", "show"],
        ["terms", "check", "kim-coesfeld"],
    ],
    ids=" ".join,
)
def test_json_is_one_document_on_standard_output_and_nothing_else(
    arguments: list[str], in_force: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "FILE").write_text(json.dumps(posted("X-1")), encoding="utf-8")
    (tmp_path / "EMPTY").touch()
    arguments = [str(tmp_path / part) if part in {"FILE", "EMPTY"} else part for part in arguments]

    assert main([*arguments, "--json", "--database", in_force]) == 0

    message = capsys.readouterr()
    assert isinstance(json.loads(message.out), dict | list)
    assert message.err == ""


def test_record_answers_for_each_agreement_what_was_recorded(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("\n".join(map(json.dumps, [*CONCLUDED, signed("olfen")])), encoding="utf-8")

    assert main(["record", str(file), "--json", "--database", sqlite_url]) == 0

    expected = [{"agreement": "kim-coesfeld", "recorded": list(range(1, 13)), "already_recorded": 1}]
    assert json.loads(capsys.readouterr().out) == expected


# What is typed


def test_german_days_are_read_on_options_and_in_files_and_stored_as_iso(
    in_force: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = {"service_from": "01.02.2025", "service_to": "28.02.2025"}
    _record(in_force, tmp_path, posted("X-1", **days))
    period = ["--service-from", "01.02.2025", "--service-to", "28.02.2025"]
    common = ["--pool", "nord", "--cost-position", "personnel", "--amount", "1.00"]
    assert main(["post-cost", "X-2", *common, *period, "--database", in_force]) == 0

    for stored in _stored(in_force)[-2:]:
        assert b'"service_from":"2025-02-01","service_to":"2025-02-28"' in stored.state
    capsys.readouterr()
    assert main(["split", "--as-at", "28.02.2025", "--json", "--database", in_force]) == 0
    german = json.loads(capsys.readouterr().out)
    assert main(["split", "--as-at", "2025-02-28", "--json", "--database", in_force]) == 0
    assert json.loads(capsys.readouterr().out) == german
    assert german["as_at"] == "2025-02-28"


@pytest.mark.parametrize("amount", [["--amount", "-12.50"], ["--amount=-12.50"]], ids=" ".join)
def test_negative_amounts_are_credits_and_repayments(amount: list[str], in_force: str) -> None:
    cost = ["--pool", "nord", "--cost-position", "personnel", "--service-from", "2025-01-01"]
    period = ["--period-from", "2025-01-01", "--period-to", "2025-12-31"]

    assert (
        main(["post-cost", "X-1", *cost, "--service-to", "2025-01-31", *amount, "--database", in_force]) == 0
    )
    assert main(["pay-subsidy", "nord", *period, *amount, "--database", in_force]) == 0

    assert [_as_given(stored)["amount"] for stored in _stored(in_force)[-2:]] == ["-12.50", "-12.50"]


def _as_given(stored: StoredFact) -> dict[str, Any]:
    return stored.fact.as_given()


def test_what_looks_like_an_option_may_be_a_value(in_force: str) -> None:
    assert (
        main(
            [
                "reverse-cost",
                "--voucher=-1",
                "--reverses",
                "BK-1",
                "--reason=--falsch--",
                "--database",
                in_force,
            ]
        )
        == 0
    )

    assert _as_given(_stored(in_force)[-1])["reason"] == "--falsch--"


def test_a_file_may_come_from_standard_input(
    in_force: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.dumps(posted("X-1", text="Dülmen"), ensure_ascii=False).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line), encoding="ascii"))

    assert main(["record", "-", "--json", "--database", in_force]) == 0

    assert json.loads(capsys.readouterr().out)[0]["recorded"] == [len(IN_FORCE) + 1]
    assert _as_given(_stored(in_force)[-1])["text"] == "Dülmen"


def test_a_refusal_of_standard_input_names_the_line(
    in_force: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n{")))

    assert main(["record", "-", "--database", in_force]) == 1

    assert "(Standardeingabe), Zeile 2: kein JSON" in capsys.readouterr().err


def test_objects_and_lists_are_typed_as_json_or_files_or_with_commas(in_force: str, tmp_path: Path) -> None:
    patch = tmp_path / "patch.json"
    patch.write_text('{"title": "Aus einer Datei"}', encoding="utf-8")

    assert main([*_amendment(patch), "--document", "Az. 7", "--database", in_force]) == 0

    given = _as_given(_stored(in_force)[-1])
    assert given["terms_patch"] == {"title": "Aus einer Datei"}
    assert given["document"] == {"reference": "Az. 7"}
    assert len(given["signed_by"]) == 11


def _amendment(patch: str | Path) -> list[str]:
    example = shlex.split(words()["AmendmentAgreed"].example)
    example[example.index("--terms-patch") + 1] = str(patch)
    example[example.index("--number") + 1] = "2"
    return example


def test_a_file_for_an_option_is_read_as_strictly_as_a_file_of_facts(
    in_force: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not UTF-8 is refused, not replaced by question marks."""
    patch = tmp_path / "patch.json"
    patch.write_bytes('{"title": "Dülmen"}'.encode("cp1252"))

    assert main([*_amendment(patch), "--database", in_force]) == 1

    assert "kein UTF-8" in capsys.readouterr().err
    assert len(_stored(in_force)) == len(IN_FORCE)


def test_a_party_with_two_shares_is_refused_on_options_as_it_is_in_files(
    in_force: str, capsys: pytest.CaptureFixture[str]
) -> None:
    example = shlex.split(words()["DeploymentAgreed"].example)
    example[example.index("--posts") + 1] = "duelmen=0.25,duelmen=1"

    assert main([*example, "--database", in_force]) == 1

    assert "„duelmen“ steht zweimal" in capsys.readouterr().err
    assert len(_stored(in_force)) == len(IN_FORCE)


# Terms

_BROKEN_TERMS = """
id = "Kim"
title = ""
currency = "Euro"
[parties]
olfen = { name = "Olfen" }
[pools.sued]
name = "Süd"
employer = "olfen"
posts = 2.5
members = ["olfen"]
[subsidy]
programme = "KIM"
rate_per_post_year = "1e3"
[cost_positions]
personnel = { name = "Personal", kind = "real" }
[notice]
months = 18
to = "calendar-year-end"
[run_off]
months = 12
[surprise]
"""


def test_a_terms_file_is_checked_as_a_whole_with_all_problems_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "terms.toml"
    file.write_text(_BROKEN_TERMS, encoding="utf-8")

    assert main(["terms", "check", str(file)]) == 1

    message = capsys.readouterr()
    assert message.out == ""
    for place in (
        "id ist keine Kennung",
        "title",
        "currency",
        "pools.sued.posts",
        "subsidy.rate_per_post_year",
        "cost_positions.personnel.kind",
        "„surprise“",
    ):
        assert place in message.err


def test_contradictions_between_parties_and_pools_are_named_all_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "terms.toml"
    shipped = Path(str(vocabulary.__file__)).with_name("agreements") / "kim-coesfeld.toml"
    text = shipped.read_text(encoding="utf-8").replace('"duelmen", "nottuln"', '"duelmen", "olfen", "reken"')
    file.write_text(text.replace('employer = "coesfeld"', 'employer = "senden"'), encoding="utf-8")

    assert main(["terms", "check", str(file)]) == 1

    message = capsys.readouterr().err
    for problem in (
        "parties.nottuln: gehört 0 Regionen an",
        "parties.olfen: gehört 2 Regionen an",
        "pools.mitte.members: reken ist keine Vertragspartei",
        "pools.nord.employer: senden gehört der Region nicht an",
    ):
        assert problem in message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id = ", "TOML"),
        (b'title = "D\xfclmen"', "UTF-8"),
        (b"", "id fehlt"),
        (b"\0", "TOML"),
        (b'id = "a"\nid = "b"', "TOML"),
        (b"a = " + b"[" * 5000, "TOML"),
    ],
    ids=["no TOML", "no UTF-8", "empty", "NUL", "twice", "5,000 lists deep"],
)
def test_a_terms_file_that_cannot_be_read_is_refused(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "terms.toml"
    file.write_bytes(content)

    assert main(["terms", "check", str(file)]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", ["record", "terms check"])
def test_a_name_that_is_too_long_for_a_file_is_refused(
    command: str, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "x" * 300, "--database", sqlite_url]) == 1
    assert "nicht zu lesen" in capsys.readouterr().err


# Speed

_RUN = "import sys; from scripts.contract_ledger import main; sys.exit(main(sys.argv[1:]))"
_MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
"""


def _processor_seconds(arguments: list[str], directory: Path) -> float:
    """The least of three runs, start of the interpreter included: a busy machine makes caches cold."""
    return min(_one_run(arguments, directory) for _ in range(3))


def _one_run(arguments: list[str], directory: Path) -> float:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _MEASURE, _RUN, *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def test_the_overview_takes_less_than_three_tenths_of_a_second_of_processor_time(tmp_path: Path) -> None:
    assert _processor_seconds(["--help"], tmp_path) < 0.3


def test_split_on_the_demo_ledger_takes_less_than_a_second_of_processor_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    (file,) = tmp_path.glob("*.db")

    assert _processor_seconds(["split", "--database", f"sqlite:///{file}"], tmp_path) < 1.0
