"""Who is a party on a day, and whether the agreement runs (R1, R3, R4, R9)."""

from bisect import bisect_right
from datetime import date

from tests.reference.contract import Contract
from tests.reference.days import ONE_DAY, first_of_year, last_of_period
from tests.reference.notices import notices
from tests.reference.record import Record, day_of

KINDS = (
    "AgreementCommenced",
    "AmendmentAgreed",
    "NoticeGiven",
    "NoticeReceived",
    "NoticeRevocationReceived",
    "NoticeSettled",
    "NoticeWithdrawn",
    "TerminationAgreed",
)


class Membership:
    """The parties of every day through *last*, found by a walk through the days on which things happen."""

    def __init__(self, record: Record, contract: Contract, last: date) -> None:
        self._contract = contract
        self._notices = notices(record)
        self._concluded = _concluded(record, contract)
        self._commenced = record.first_day("AgreementCommenced")
        self.ends_on = record.first_day("TerminationAgreed", "ends_on")
        self._all_left: date | None = None
        self.exits: list[date] = []
        """The first days without somebody who was a party the day before."""
        self._days = [date.min]
        self._parties = [frozenset(contract.terms(date.min)["parties"])]
        for day in _walk(record, last):
            self._enter(day)

    @property
    def turns(self) -> list[date]:
        """Days on which parties or status may change."""
        return self._days + ([self._run_off_end(self.ends_on) + ONE_DAY] if self.ends_on else [])

    def parties(self, day: date) -> frozenset[str]:
        """Those of the day; in the run-off and after the end, those of the last day."""
        return self._parties[bisect_right(self._days, day) - 1]

    def status(self, day: date) -> str:
        """`in-force`, `run-off`, or `idle`: before the start, after the end, or with one party alone."""
        if self._commenced is None or day < self._commenced or (self._all_left and day >= self._all_left):
            return "idle"
        if self.ends_on is not None and day > self.ends_on:
            return "run-off" if day <= self._run_off_end(self.ends_on) else "idle"
        return "in-force" if len(self.parties(day)) > 1 else "idle"

    def _run_off_end(self, ends_on: date) -> date:
        return last_of_period(ends_on + ONE_DAY, int(self._contract.terms(ends_on)["run_off"]["months"]))

    def _enter(self, day: date) -> None:
        before = self._parties[-1]
        now = self._parties_after(before, day)
        if before - now:
            self.exits.append(day)
        self._days.append(day)
        self._parties.append(now)
        for notice in self._notices:
            if notice.given == day and notice.party in now:
                notice.membership = self._contract.listed_since(notice.party, day)
            notice.reaches(now, day)

    def _parties_after(self, before: frozenset[str], day: date) -> frozenset[str]:
        """Nothing changes after a common end; when the last ones leave together, that is one."""
        if self._all_left or (self.ends_on is not None and day > self.ends_on):
            return before
        listed = self._contract.terms(day)["parties"]
        now = frozenset(party for party in listed if not self._gone(party, day))
        if before and not now:
            self._all_left = day
            return before
        return now

    def _gone(self, party: str, day: date) -> bool:
        """By a notice of its present membership; what was declared outside it ends nothing."""
        present = self._contract.listed_since(party, day)
        ends = [
            (notice.given, notice.end(day, self._concluded, self._contract))
            for notice in self._notices
            if notice.party == party and notice.membership == present
        ]
        return any(end is not None and given <= end < day for given, end in ends)


def _concluded(record: Record, contract: Contract) -> date | None:
    """The day of the last signature, once every party of the draft has signed."""
    signed = {fact["party"]: day_of(fact, "effective_on") for fact in record.of("PartySigned")}
    named = set(contract.terms(date.min)["parties"])
    return max(signed[party] for party in named) if named and named <= set(signed) else None


def _walk(record: Record, last: date) -> list[date]:
    """Days on which parties or notices may change: named days, the days after them, each 1 January."""
    named = record.turning_days(KINDS)
    years = range(min(named, default=last).year, last.year + 1)
    return sorted(day for day in named | {first_of_year(year) for year in years} if day <= last)
