"""Role files: strictly read, every problem at once; the log beside them; how a report describes them."""

import hashlib
from pathlib import Path

import pytest

from ledger.context import ROLES_VARIABLE, Context, context_of
from ledger.errors import Refusal
from ledger.roles.description import described, sentences_of
from ledger.roles.role_file import Login, Roles, read_roles

VALID = """
[logins.mueller]
municipality = "olfen"
role = "clerk"

[logins.meier]
municipality = "coesfeld"
role = "coordinator"

[logins."KREIS\\\\prüfung"]
role = "auditor"
"""


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "roles.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_role_file_names_logins_with_role_and_municipality(tmp_path: Path) -> None:
    file = written(tmp_path, VALID)

    roles = read_roles(str(file))

    assert roles == Roles(
        file=file,
        sha256=hashlib.sha256(VALID.encode()).hexdigest(),
        log=tmp_path / "refusals.log",
        logins={
            "mueller": Login(municipality="olfen", role="clerk"),
            "meier": Login(municipality="coesfeld", role="coordinator"),
            "KREIS\\prüfung": Login(role="auditor"),
        },
    )


@pytest.mark.parametrize(("given", "place"), [("logs/r.log", "logs/r.log"), ("../r.log", "../r.log")])
def test_the_log_is_named_from_the_folder_of_the_role_file(given: str, place: str, tmp_path: Path) -> None:
    file = written(tmp_path, f'log = "{given}"\n{VALID}')

    assert read_roles(str(file)).log == tmp_path / place


def test_the_log_may_stand_anywhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "r.log"
    file = written(tmp_path, f'log = "{elsewhere}"\n{VALID}')

    assert read_roles(str(file)).log == elsewhere


BROKEN = """
loggg = "r.log"
log = ""
[logins.mueller]
role = "clerk"
[logins.meier]
municipality = "Coesfeld"
role = "boss"
[logins.schulze]
role = "auditor"
since = "2026-01-01"
"""


def test_every_problem_of_a_role_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_roles(str(written(tmp_path, BROKEN)))

    for problem in (
        "unbekanntes Feld „loggg“, gemeint „log“?",
        "log darf nicht leer sein",
        "logins.mueller: eine Sachbearbeitung (clerk) braucht „municipality“",
        "logins.meier.municipality ist keine Kennung",
        "logins.meier.role muss eines sein von: 'clerk', 'coordinator' oder 'auditor'",
        "unbekanntes Feld „logins.schulze.since“",
    ):
        assert problem in refused.value.what


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "logins fehlt"),
        ("[logins]", "logins braucht mindestens 1 Eintrag"),
        ("logins = 3", "logins muss ein Objekt sein"),
        ('[logins."a\\u0000"]\nrole = "auditor"', "Steuerzeichen"),
        ("[logins.mueller", "kein TOML"),
        (b'[logins."M\xfcller"]', "kein TOML in UTF-8"),
        (b"a = " + b"[" * 5000, "kein TOML"),
        ("[logins.a]\nrole='auditor'\n[logins.a]\nrole='coordinator'", "kein TOML"),
    ],
    ids=["empty", "nobody", "a number", "control", "cut off", "no UTF-8", "deep", "a login twice"],
)
def test_a_role_file_that_cannot_be_understood_is_refused(
    text: str | bytes, says: str, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refused:
        read_roles(str(written(tmp_path, text)))

    assert refused.value.code == "role-file-broken"
    assert says in refused.value.what


@pytest.mark.parametrize("place", ["missing.toml", ".", "x" * 300])
def test_a_role_file_that_cannot_be_read_is_refused(place: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_roles(str(tmp_path / place))

    assert "nicht zu lesen" in refused.value.what


@pytest.mark.parametrize("name", ["", " "])
def test_a_variable_that_is_set_to_nothing_names_no_role_file(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrapper whose own variable is empty must not open the door."""
    monkeypatch.setenv(ROLES_VARIABLE, name)

    with pytest.raises(Refusal) as refused:
        context_of(None, None, None)

    assert refused.value.code == "role-file-broken"
    assert "kein Name einer Datei" in refused.value.what


@pytest.mark.parametrize(
    ("text", "whom"),
    [(VALID, "meier"), ('[logins.mueller]\nrole = "auditor"', "wer die Rollendatei führt")],
    ids=["a coordinator", "none"],
)
def test_who_is_asked_for_help_is_the_coordination(text: str, whom: str, tmp_path: Path) -> None:
    assert read_roles(str(written(tmp_path, text))).coordination == whom


# Described for a report


def test_a_report_tells_which_role_file_is_in_force(tmp_path: Path) -> None:
    roles = read_roles(str(written(tmp_path, VALID)))

    found = described(Context("sqlite:///x.db", None, None, roles=roles), frozenset({"olfen"}))

    digest = hashlib.sha256(VALID.encode()).hexdigest()
    assert sentences_of(found.as_json()) == [
        f"Rollendatei roles.toml (SHA-256 {digest}), Anmeldungen: 3.",
        "KREIS\\prüfung: Prüfung (liest nur).",
        "meier: Koordination für coesfeld.",
        "mueller: Sachbearbeitung für olfen.",
        "Keine Vertragspartei eines Vertrags ist: coesfeld.",
    ]
    assert found.as_json() == {
        "file": "roles.toml",
        "sha256": digest,
        "logins": {
            "KREIS\\prüfung": {"role": "auditor", "municipality": None},
            "meier": {"role": "coordinator", "municipality": "coesfeld"},
            "mueller": {"role": "clerk", "municipality": "olfen"},
        },
        "strangers": ["coesfeld"],
    }


def test_a_report_tells_that_no_role_file_is_in_force() -> None:
    found = described(Context("sqlite:///x.db", None, None), frozenset())

    assert sentences_of(found.as_json()) == [
        "Ohne Rollendatei: jede Anmeldung, die das Hauptbuch öffnen kann, darf alles erfassen."
    ]
    assert found.as_json() == {"file": None, "sha256": None, "logins": {}, "strangers": []}


def test_a_role_file_written_on_windows_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    text = "log = 'zugriff.jsonl'\n[logins.chef]\nrole = 'coordinator'\n"
    file = written(tmp_path, text.encode("utf-8-sig"))

    assert list(read_roles(str(file)).logins) == ["chef"]
