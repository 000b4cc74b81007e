"""Which role file is in force, for those who report on a ledger (`audit report`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.agreement import Standing
from ledger.consolidation import known_parties
from ledger.context import Context
from ledger.records import Records
from ledger.roles.role_file import Login, Role
from ledger.store import Store

ROLE_NAMES: dict[Role, str] = {
    "clerk": "Sachbearbeitung",
    "coordinator": "Koordination",
    "auditor": "Prüfung (liest nur)",
}


@dataclass(frozen=True, slots=True)
class RolesDescribed:
    """The role file of a call; without one, *file* and *sha256* are None and there are no logins."""

    file: str | None
    sha256: str | None
    logins: tuple[tuple[str, Login], ...]
    """By name."""
    strangers: tuple[str, ...] = ()
    """Municipalities that no contract of the ledger names; whose clerk may record nothing."""

    def as_json(self) -> dict[str, object]:
        """As `audit report --json` shows it."""
        logins = {login: entry.model_dump() for login, entry in self.logins}
        return {"file": self.file, "sha256": self.sha256, "logins": logins, "strangers": [*self.strangers]}


def parties_in(store: Store) -> frozenset[str]:
    """Everyone whom a contract of the ledger names; nobody where its facts cannot be read."""
    found = set[str]()
    try:
        for agreement in store.agreements():
            recorded = store.agreement_stream(agreement).facts
            standing = (Standing(entry.position, entry.fact) for entry in recorded)
            found |= known_parties(Records.of(standing).agreement)
    except Exception:  # noqa: BLE001 - facts changed by hand may break any rule; `audit verify` tells
        return frozenset()
    return frozenset(found)


def described(context: Context, parties: frozenset[str]) -> RolesDescribed:
    """The role file in force for *context*; its folder, which is this machine's, is left out.

    *parties* are those of the ledger; without any there is nothing to compare with.
    """
    roles = context.roles
    if roles is None:
        return RolesDescribed(None, None, ())
    named = {entry.municipality for entry in roles.logins.values() if entry.municipality is not None}
    strangers = tuple(sorted(named - parties)) if parties else ()
    return RolesDescribed(roles.file.name, roles.sha256, tuple(sorted(roles.logins.items())), strangers)


def sentences_of(roles: Mapping[str, Any]) -> list[str]:
    """What `as_json` holds, in German: the file first, and then one sentence for each login."""
    if roles["file"] is None:
        return ["Ohne Rollendatei: jede Anmeldung, die das Hauptbuch öffnen kann, darf alles erfassen."]
    logins = roles["logins"]
    heading = f"Rollendatei {roles['file']} (SHA-256 {roles['sha256']}), Anmeldungen: {len(logins)}."
    said = [heading, *(_sentence(login, logins[login]) for login in sorted(logins))]
    if strangers := roles["strangers"]:
        said.append(f"Keine Vertragspartei eines Vertrags ist: {', '.join(strangers)}.")
    return said


def _sentence(login: str, entry: Mapping[str, Any]) -> str:
    municipality = f" für {entry['municipality']}" if entry["municipality"] else ""
    return f"{login}: {ROLE_NAMES[entry['role']]}{municipality}."
