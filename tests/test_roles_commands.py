"""What a role file lets a clerk and an auditor do at the command line, on both databases."""

import json
from pathlib import Path

import pytest

from ledger.context import ACTOR_VARIABLE
from tests.ledger.bad_inputs.ledgers import (
    CONCLUDED,
    IN_FORCE,
    Given,
    fact,
    filled,
    given_notice,
    posted,
    received,
    retracted,
    signed,
)
from tests.roles import RolesDesk

DRAFTED = CONCLUDED[:1]


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


# The clerk


def test_a_clerk_records_what_is_the_own_municipalitys_business(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "olfen")

    assert desk.run("sign", "olfen", "2023-03-15") == 0
    assert desk.record(given_notice("n", "olfen", "2023-04-01")) == 0

    assert [stored.on_behalf_of for stored in desk.stored()] == [None, "olfen", "olfen"]
    assert desk.log() == []


def test_a_clerk_does_not_record_what_is_anothers(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "olfen")

    assert desk.run("sign", "senden", "2023-03-15") == 1

    assert desk.said.splitlines() == [
        "contract-ledger sign: PartySigned ist hier Sache von senden, nicht von olfen.",
        (
            f"  Warum: „{desk.login}“ hat die Rolle „clerk“ und erfasst nur, was die eigene Vertragspartei "
            "unterschreibt, gibt, empfängt oder als Anstellungskörperschaft verantwortet."
        ),
        "  Jetzt: Dort erfassen lassen, oder von der Koordination: meier.",
    ]
    assert len(desk.stored()) == 1


def test_what_all_agree_only_the_coordination_records(desk: RolesDesk) -> None:
    desk.stands(*CONCLUDED)
    commence = ("commence", "--effective-on", "2023-04-01", "--basis", "Dienstantritt")
    desk.appoint("clerk", "olfen")

    assert desk.run(*commence) == 1
    assert "AgreementCommenced ist hier Sache mehrerer oder aller Vertragsparteien." in desk.said
    desk.appoint("coordinator", "coesfeld")
    assert desk.run(*commence, "--as", "rosendahl") == 0

    assert [stored.on_behalf_of for stored in desk.stored()][-1] == "rosendahl"


def test_a_file_with_one_fact_of_another_is_refused_as_a_whole(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "olfen")

    assert desk.record(signed("olfen"), given_notice("n", "olfen", "2023-04-01"), signed("senden")) == 1

    assert "facts.jsonl, Zeile 3: PartySigned ist hier Sache von senden" in desk.said
    assert len(desk.stored()) == 1


def test_what_stands_already_needs_no_permission(desk: RolesDesk) -> None:
    """A file that has grown is recorded as a whole, whoever recorded its beginning."""
    desk.stands(*CONCLUDED)
    desk.appoint("clerk", "olfen")

    assert desk.record(*CONCLUDED, given_notice("n", "olfen", "2023-04-01")) == 0

    assert desk.printed == "kim-coesfeld: Nr. 13 erfasst, 12 standen schon.\n"


def test_what_the_contract_refuses_is_told_before_whose_business_it_is(desk: RolesDesk) -> None:
    desk.stands(*CONCLUDED)
    desk.appoint("clerk", "olfen")

    assert desk.run("sign", "senden", "2023-03-16") == 1

    assert "schon am 2023-03-15 unterschrieben" in desk.said
    assert desk.log() == []


def test_a_clerk_acts_for_the_own_municipality_alone(
    desk: RolesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "olfen")

    assert desk.run("sign", "olfen", "2023-03-15", "--as", "senden") == 1
    assert f"„{desk.login}“ erfasst für olfen und nicht im Auftrag von „senden“." in desk.said
    monkeypatch.setenv(ACTOR_VARIABLE, "kämmerei")
    assert desk.run("sign", "olfen", "2023-03-15") == 1
    assert "nicht im Auftrag von „kämmerei“" in desk.said
    assert desk.run("sign", "olfen", "2023-03-15", "--as", "olfen") == 0

    assert [stored.on_behalf_of for stored in desk.stored()] == [None, "olfen"]
    assert [line["code"] for line in desk.log()] == ["acts-for-another"] * 2


@pytest.mark.parametrize(
    ("municipality", "wrong", "status"),
    [
        ("senden", retracted(22), 0),  # Senden's receipt
        ("olfen", retracted(22), 1),
        ("coesfeld", retracted(30), 0),  # a decision on Coesfeld's tax status
        ("coesfeld", retracted(29), 1),  # a flat rate is agreed by all
        (
            "senden",
            retracted(22, received("notice-olfen", "nottuln", "2025-06-28")),
            1,
        ),
        ("coesfeld", retracted(15, filled("n1", "0.5")), 0),
    ],
)
def test_a_retraction_belongs_to_whom_the_retracted_fact_belongs(
    municipality: str, wrong: Given, status: int, in_force: RolesDesk
) -> None:
    in_force.stands(retracted(36))  # else the revocation would be refused without the receipt
    in_force.appoint("clerk", municipality)

    assert in_force.record(wrong) == status, in_force.said

    if status:
        assert "FactRetracted ist hier Sache" in in_force.said


def test_a_list_of_cost_names_every_row_that_is_anothers(in_force: RolesDesk, tmp_path: Path) -> None:
    header = "voucher,pool,cost_position,amount,service_from,service_to"
    pools = ("nord", "sued", "mitte")
    rows = [f"X-{pool},{pool},personnel,1.00,2025-01-01,2025-01-31" for pool in pools]
    file = tmp_path / "costs.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    in_force.appoint("clerk", "coesfeld")

    assert in_force.run("import-costs", str(file)) == 1

    assert "Zeile 3: CostPosted ist hier Sache von ascheberg, nicht von coesfeld." in in_force.said
    assert "Zeile 4: CostPosted ist hier Sache von duelmen, nicht von coesfeld." in in_force.said
    assert len(in_force.stored()) == len(IN_FORCE)
    assert [(line["command"], line["place"]) for line in in_force.log()] == [("import-costs", "Zeile 3")]
    file.write_text("\n".join([header, rows[0]]), encoding="utf-8")
    assert in_force.run("import-costs", str(file)) == 0


def test_the_employer_settles_its_own_pool(in_force: RolesDesk) -> None:
    issue = ("settlement", "issue", "--year", "2024", "--issued-on", "2025-03-12")
    statuses = [
        fact("TaxStatusDetermined", "2023-04-01", employer=employer, status="not-taxable", basis="x")
        for employer in ("duelmen", "ascheberg")
    ]
    in_force.stands(*statuses)
    in_force.appoint("clerk", "coesfeld")

    assert in_force.run(*issue) == 1
    assert "SettlementIssued ist hier Sache von duelmen, nicht von coesfeld." in in_force.said
    assert in_force.run(*issue, "--pool", "sued") == 1
    assert in_force.run(*issue, "--pool", "nord") == 0, in_force.said

    assert in_force.stored()[-1].on_behalf_of == "coesfeld"


def test_nobody_chooses_the_own_login(desk: RolesDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login is the one that is recorded, not what the environment claims."""
    monkeypatch.setenv("LOGNAME", "meier")
    monkeypatch.setenv("USER", "meier")
    monkeypatch.setenv("PGUSER", "meier")
    desk.appoint("clerk", "olfen")

    assert desk.run("draft", "kim-coesfeld", "--effective-on", "2023-02-01") == 1

    assert f"„{desk.login}“ hat die Rolle „clerk“" in desk.said


# The auditor


def test_an_auditor_asks_and_rehearses_but_records_nothing(in_force: RolesDesk, tmp_path: Path) -> None:
    in_force.appoint("auditor")
    costs = tmp_path / "costs.csv"
    costs.write_text(
        "voucher,pool,cost_position,amount,service_from,service_to\n"
        "X-1,nord,personnel,1.00,2025-01-01,2025-01-31\n",
        encoding="utf-8",
    )

    for question in ("split", "audit trail", "rebuild", "rebuild --check", "settlement show --year 2024"):
        assert in_force.run(*question.split()) == 0, in_force.said
    assert in_force.record(signed("olfen"), posted("X-1"), options=["--dry-run"]) == 0
    assert in_force.run("import-costs", str(costs), "--dry-run") == 0
    assert in_force.run("import-costs", str(costs)) == 1
    assert in_force.record(posted("X-1")) == 1
    assert in_force.record(signed("olfen")) == 1  # though it stands already: the command is refused

    assert in_force.said.startswith(f"„record“ schreibt, und „{in_force.login}“ darf nur lesen.\n")
    assert len(in_force.stored()) == len(IN_FORCE)


def test_a_clerks_rehearsal_says_what_recording_would_say(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "olfen")

    assert desk.record(signed("senden"), options=["--dry-run"]) == 1

    assert "PartySigned ist hier Sache von senden" in desk.said


def test_rehearsing_makes_no_ledger_and_still_asks_who_it_is(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RolesDesk(sqlite_url, tmp_path, monkeypatch, capsys)
    desk.appoint("auditor")
    assert desk.record(*DRAFTED, options=["--dry-run"]) == 0
    desk.put_in_force('[logins.meier]\nrole = "coordinator"')
    assert desk.record(*DRAFTED, options=["--dry-run"]) == 1

    assert "steht nicht in der Rollendatei" in desk.said
    assert not list(tmp_path.glob("*.db*"))


def test_a_clerk_of_nobody_known_hears_that_it_is_a_slip_in_the_role_file(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    desk.appoint("clerk", "atlantis")

    assert desk.run("sign", "olfen", "2023-03-15") == 1

    assert "„atlantis“ ist keine Vertragspartei" in desk.said
    assert "meier" in desk.said
    assert [line["code"] for line in desk.log()] == ["clerk-of-no-party"]


def test_the_report_points_out_who_is_no_party(desk: RolesDesk) -> None:
    desk.stands(*DRAFTED)
    clerks = (f'[logins.{name}]\nmunicipality = "{name}"\nrole = "clerk"\n' for name in ("olfen", "atlantis"))
    desk.put_in_force("".join(clerks) + f'[logins."{desk.login}"]\nrole = "auditor"\n')

    assert desk.run("audit", "report", "--json") == 0
    assert json.loads(desk.printed)["roles"]["strangers"] == ["atlantis"]
    assert desk.run("audit", "report") == 0
    assert "Keine Vertragspartei eines Vertrags ist: atlantis." in desk.printed
