"""What a notice ends, as at a day (R3, § 4 Abs. 2, 4)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from tests.reference.contract import Contract
from tests.reference.days import last_of_year, months_before
from tests.reference.record import Fact, Record, day_of, optional_day

WRITTEN_FORMS = {"letter", "electronic-signature"}


@dataclass
class Notice:
    """One notice; *complete* and *membership* become known while the days are walked through."""

    party: str
    given: date
    named: date | None
    ordinary_in_writing: bool
    received: dict[str, date] = field(default_factory=dict)
    revoked: dict[str, date] = field(default_factory=dict)
    withdrawn: date | None = None
    settled: date | None = None
    settled_end: date | None = None
    complete: date | None = None
    membership: int | None = None

    def reaches(self, parties: Collection[str], day: date) -> None:
        """The first day on which every other party of that day has it makes it complete."""
        having = {by for by, since in self.received.items() if since <= day}
        if self.complete is None and self.given <= day and having.issuperset(set(parties) - {self.party}):
            self.complete = day

    def end(self, day: date, concluded: date | None, contract: Contract) -> date | None:
        """The last day of its sender, by what had happened by *day*; None if it ends nothing."""
        if self.settled is not None and self.settled <= day:
            return self.settled_end
        if self.withdrawn is not None and self.withdrawn <= day:
            return None
        if not self.ordinary_in_writing or self._revoked(day):
            return None
        if concluded is None or self.given < concluded:
            return None
        if self.complete is None or self.complete > day:
            return None
        return self._ordinary_end(self.complete, int(contract.terms(self.complete)["notice"]["months"]))

    def _revoked(self, day: date) -> bool:
        """Everyone who had the notice, at least one, had the revocation no later."""
        had = {by: since for by, since in self.received.items() if since <= day}
        return bool(had) and all(
            by in self.revoked and self.revoked[by] <= since for by, since in had.items()
        )

    def _ordinary_end(self, complete: date, months: int) -> date | None:
        """The first 31 December with its notice day not before completion, or a later one that was named."""
        year = complete.year
        while months_before(last_of_year(year), months) < complete:
            year += 1
        if self.named is None:
            return last_of_year(year)
        if self.named != last_of_year(self.named.year):
            return None
        return max(self.named, last_of_year(year))


def notices(record: Record) -> list[Notice]:
    """All notices that were given, with everything that happened to them."""
    given = {fact["notice"]: _given(fact) for fact in record.of("NoticeGiven")}
    for notice, fact in _about(given, record, "NoticeReceived"):
        notice.received[fact["by"]] = day_of(fact, "effective_on")
    for notice, fact in _about(given, record, "NoticeRevocationReceived"):
        notice.revoked[fact["by"]] = day_of(fact, "effective_on")
    for notice, fact in _about(given, record, "NoticeWithdrawn"):
        notice.withdrawn = day_of(fact, "concluded_on")
    for notice, fact in _about(given, record, "NoticeSettled"):
        notice.settled, notice.settled_end = day_of(fact, "concluded_on"), optional_day(fact, "ends_on")
    return list(given.values())


def _about(given: dict[str, Notice], record: Record, kind: str) -> list[tuple[Notice, Fact]]:
    """Facts with their notice; in a part of a log it may be missing, and then they mean nothing."""
    return [(given[fact["notice"]], fact) for fact in record.of(kind) if fact["notice"] in given]


def _given(fact: Fact) -> Notice:
    return Notice(
        party=fact["party"],
        given=day_of(fact, "effective_on"),
        named=optional_day(fact, "named_date"),
        ordinary_in_writing=fact["form"] in WRITTEN_FORMS and fact.get("ground") != "extraordinary",
    )
