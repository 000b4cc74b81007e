"""What one call may write: decided once for its login, asked for every fact before it is appended."""

from dataclasses import dataclass
from typing import assert_never

from ledger.consolidation import known_parties
from ledger.errors import Refusal
from ledger.facts import AnyFact
from ledger.records import Records
from ledger.roles.ownership import Owners, owners_of
from ledger.roles.refusal_log import Caller
from ledger.roles.role_file import Login


class Permit:
    """Everything: without a role file, for the coordinator, and for an auditor who only rehearses."""

    def acting_for(self, given: str | None) -> str | None:
        """On whose behalf is recorded, where *given* is what the call names; Refusal if it may not be."""
        return given

    def must_allow(self, fact: AnyFact, records: Records, place: str) -> None:
        """Refusal if *fact*, which *place* gives and *records* admit, may not be recorded."""

    def must_allow_command(self) -> None:
        """Refusal if the command may not write what is no fact: checkpoints, keys, a whole ledger."""

    def must_allow_witness(self, name: str) -> None:
        """Refusal if this login may not countersign as *name*, which is a party's."""


@dataclass(frozen=True, slots=True)
class ClerksPermit(Permit):
    """What is the business of the own municipality."""

    caller: Caller
    municipality: str

    def acting_for(self, given: str | None) -> str:
        """Always the own municipality."""
        if given in (None, self.municipality):
            return self.municipality
        refusal = Refusal(
            "acts-for-another", login=self.caller.login, municipality=self.municipality, given=given
        )
        raise self.caller.refused(refusal)

    def must_allow(self, fact: AnyFact, records: Records, place: str) -> None:
        """Refusal for what belongs to another municipality, or to all."""
        owners = owners_of(fact, records)
        if self.municipality not in owners:
            refusal = self._stranger(records) or self._not_own(fact, owners)
            raise self.caller.refused(refusal, fact, place)

    def _stranger(self, records: Records) -> Refusal | None:
        """A slip in the role file, most likely; said where the contract is there to compare with."""
        known = known_parties(records.agreement)
        if not known or self.municipality in known:
            return None
        roles, login = self.caller.roles, self.caller.login
        return Refusal(
            "clerk-of-no-party",
            login=login,
            municipality=self.municipality,
            file=roles.file,
            known=", ".join(sorted(known)),
            ask=roles.coordination,
        )

    def _not_own(self, fact: AnyFact, owners: Owners) -> Refusal:
        login, ask = self.caller.login, self.caller.roles.coordination
        if not owners:
            return Refusal("business-of-all", kind=fact.kind, login=login, ask=ask)
        listed = " oder ".join(sorted(owners))
        own = self.municipality
        return Refusal(
            "business-of-another", kind=fact.kind, owners=listed, municipality=own, login=login, ask=ask
        )

    def must_allow_command(self) -> None:
        """Refusal for what concerns the ledger as a whole."""
        roles, login = self.caller.roles, self.caller.login
        refusal = Refusal(
            "command-of-coordination", command=self.caller.command, login=login, ask=roles.coordination
        )
        raise self.caller.refused(refusal)

    def must_allow_witness(self, name: str) -> None:
        """Refusal for every other municipality: a signature in its name would be taken for its own."""
        if name != self.municipality:
            raise self.caller.refused(
                Refusal(
                    "signs-for-another", login=self.caller.login, municipality=self.municipality, given=name
                )
            )


def must_be_named(caller: Caller) -> Login:
    """What the role file says of the login; Refusal where it says nothing, also for who only asks."""
    if caller.entry is not None:
        return caller.entry
    roles = caller.roles
    refusal = Refusal("login-not-named", login=caller.login, file=roles.file, ask=roles.coordination)
    raise caller.refused(refusal)


def permit_of(caller: Caller, *, dry_run: bool) -> Permit:
    """What *caller* may write; Refusal if that is nothing. A *dry_run* writes nothing."""
    entry = must_be_named(caller)
    match entry.role:
        case "coordinator":
            return Permit()
        case "clerk":
            return ClerksPermit(caller, entry.municipality or "")
        case "auditor":
            if dry_run:
                return Permit()
            ask = caller.roles.coordination
            raise caller.refused(Refusal("only-reads", login=caller.login, command=caller.command, ask=ask))
        case _:
            assert_never(entry.role)
