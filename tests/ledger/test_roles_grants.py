"""The grants of docs/roles.md, as they are written there, tried with real PostgreSQL logins."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from tests.ledger.bad_inputs.ledgers import IN_FORCE, given_notice, posted
from tests.roles import RolesDesk

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
GROUPS = ("ledger_readers", "ledger_writers")
LOGINS = ("mueller", "meier", "pruefung")
ROLES = """
[logins.mueller]
municipality = "olfen"
role = "clerk"
[logins.meier]
role = "coordinator"
[logins.pruefung]
role = "auditor"
[logins.ledger]
role = "coordinator"
"""
OWN = given_notice("n-olfen", "olfen", "2026-02-01")


def grants() -> str:
    text = DOCUMENT.read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sql\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(block)


@pytest.fixture
def desk(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[RolesDesk]:
    """A ledger whose owner has recorded IN_FORCE, made the index and granted what the document says."""
    desk = RolesDesk(postgresql_url, tmp_path, monkeypatch, capsys)
    desk.stands(*IN_FORCE)
    assert desk.run("rebuild") == 0
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        owner.execute(grants().encode())
        desk.put_in_force(ROLES)
        yield desk
        names = sql.SQL(", ").join(map(sql.Identifier, (*LOGINS, *GROUPS)))
        owner.execute(sql.SQL("DROP OWNED BY {}").format(names))
        owner.execute(sql.SQL("DROP ROLE {}").format(names))


def as_login(desk: RolesDesk, login: str) -> str:
    return desk.url.replace("//ledger@", f"//{login}@")


QUESTIONS = (
    "split",
    "notices",
    "tasks",
    "terms show",
    "settlement show --year 2024",
    "settlement payments --year 2024",
    "explain --party coesfeld --year 2024",
    "readings --year 2024",
    "audit trail",
    "audit verify",
    "rebuild --check",
)


def test_an_auditor_may_ask_everything(desk: RolesDesk) -> None:
    url = as_login(desk, "pruefung")
    assert desk.record(OWN, url=as_login(desk, "mueller")) == 0

    for question in QUESTIONS:
        assert desk.run(*question.split(), url=url) == 0, (question, desk.said)

    assert desk.run("audit", "trail", "--recorder", "mueller", "--json", url=url) == 0
    assert "n-olfen" in desk.printed
    assert desk.log() == []


def test_each_login_records_under_its_own_name_and_role(desk: RolesDesk) -> None:
    assert desk.record(OWN, url=as_login(desk, "mueller")) == 0, desk.said
    assert desk.record(posted("X-1"), url=as_login(desk, "mueller")) == 1
    assert desk.record(posted("X-1"), url=as_login(desk, "meier")) == 0, desk.said
    assert desk.record(posted("X-2"), url=as_login(desk, "pruefung")) == 1

    newest = desk.stored()[-2:]
    assert [(stored.recorded_by, stored.on_behalf_of) for stored in newest] == [
        ("mueller", "olfen"),
        ("meier", None),
    ]
    assert [(line["login"], line["code"]) for line in desk.log()] == [
        ("mueller", "business-of-another"),
        ("pruefung", "only-reads"),
    ]
    assert desk.run("audit", "verify") == 0


def test_the_database_refuses_an_auditor_who_writes_without_a_role_file(desk: RolesDesk) -> None:
    desk.without_roles()

    assert desk.record(OWN, url=as_login(desk, "pruefung")) == 1

    assert "Der Anmeldung fehlt ein Recht" in desk.said
    assert len(desk.stored()) == len(IN_FORCE)


TABLES = ("stored_events", "ledger_positions", "ledger_tree", "ledger_checkpoints", "ledger_heads")
TAKING_BACK = (
    *(f"DELETE FROM {table}" for table in TABLES),  # noqa: S608 - our own tables
    *(f"TRUNCATE {table}" for table in TABLES),
    *(f"DROP TABLE {table}" for table in TABLES),
    *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
    "UPDATE stored_events SET state = state",
    "UPDATE ledger_positions SET recorded_by = 'x'",
    "UPDATE ledger_tree SET hash = hash",
    "UPDATE ledger_checkpoints SET note = 'x'",
)
ADDING = (
    *(f"INSERT INTO {table} SELECT * FROM {table}" for table in TABLES),  # noqa: S608 - our own tables
    "UPDATE ledger_heads SET position = 9",
)


@pytest.mark.parametrize(
    ("login", "statements"), [("mueller", TAKING_BACK), ("pruefung", (*TAKING_BACK, *ADDING))]
)
def test_what_a_login_cannot_do_by_sql(login: str, statements: tuple[str, ...], desk: RolesDesk) -> None:
    """A writer takes nothing back, an auditor does not add either."""
    with psycopg.connect(as_login(desk, login), autocommit=True) as connection:
        for statement in statements:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement.encode())


def test_nobody_records_by_sql_under_anothers_name(desk: RolesDesk) -> None:
    insert = (
        "INSERT INTO ledger_positions SELECT agreement, position + 1000, recorded_at, %s, on_behalf_of, "
        "gen_random_uuid(), 1, leaf_hash FROM ledger_positions WHERE position = 1"
    )

    with psycopg.connect(as_login(desk, "mueller")) as connection:
        assert connection.execute(insert, ["mueller"]).rowcount == 1
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            connection.execute(insert, ["meier"])


# Nothing but SELECT


def test_with_nothing_but_select_only_the_index_may_be_behind(desk: RolesDesk) -> None:
    with psycopg.connect(desk.url, autocommit=True) as owner:
        owner.execute(
            "REVOKE INSERT, UPDATE ON read_tracking, read_events, read_event_marks FROM ledger_readers;"
            "GRANT INSERT, UPDATE ON read_tracking, read_events, read_event_marks TO ledger_writers"
        )
    url = as_login(desk, "pruefung")
    assert desk.run("audit", "trail", url=url) == 0, desk.said

    assert desk.record(OWN, url=as_login(desk, "mueller")) == 0
    for question in QUESTIONS:
        status = 1 if question == "audit trail" else 0
        assert desk.run(*question.split(), url=url) == status, (question, desk.said)
        assert ("Der Anmeldung fehlt ein Recht" in desk.said) == bool(status)
    assert desk.run("audit", "trail", url=as_login(desk, "mueller")) == 0

    assert desk.run("audit", "trail", "--party", "olfen", "--json", url=url) == 0
    assert "n-olfen" in desk.printed


def test_the_index_is_made_anew_by_its_owner_alone(desk: RolesDesk) -> None:
    assert desk.run("rebuild", url=as_login(desk, "meier")) == 1
    assert "must be owner of table" in desk.said
    assert desk.run("rebuild") == 0
