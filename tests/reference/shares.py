"""Who bears which part of a pool on a day (R2, R4, R7, R8, R9). None stands for unresolved."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tests.reference.contract import Contract
from tests.reference.membership import Membership
from tests.reference.record import Record, day_of

Shares = dict[str, Fraction]


def equal(parties: Iterable[str]) -> Shares:
    """Equal parts."""
    people = sorted(parties)
    return {party: Fraction(1, len(people)) for party in people}


class Keys:
    """The keys of one pool."""

    def __init__(self, record: Record, contract: Contract, membership: Membership, pool: str) -> None:
        self._contract = contract
        self._membership = membership
        self._pool = pool
        self._deployments = {
            day_of(fact, "effective_on"): fact
            for fact in record.of("DeploymentAgreed")
            if fact["pool"] == pool
        }
        self._hours = [fact for fact in record.of("HoursRecorded") if fact["pool"] == pool]

    def run_off(self, last: date, day: date) -> Shares | None:
        """Equal parts among the parties of the *last* day, or those of the region (R9)."""
        people = self._membership.parties(last)
        if self._contract.readings(day)["run-off-scope"] == "region":
            people &= self._contract.members(self._pool, last)
        return equal(people) or None

    def heads(self, day: date) -> Shares | None:
        """Whom the terms name, leavers included; exits since they were set come on top (R8)."""
        if self._contract.readings(day)["lapse-key"] == "all-heads":
            heads, since = set(self._contract.terms(day)["parties"]), self._contract.parties_set_on(day)
        else:
            heads = set(self._contract.members(self._pool, day))
            since = self._contract.shares_set_on(self._pool, day)
        return self._handed_on(equal(heads), since, day)

    def hours(self, day: date) -> Shares | None:
        """The hours really worked, where they count and are recorded; else the planned shares (R7)."""
        worked = self._worked(day) if self._contract.readings(day)["hours-basis"] == "actual" else {}
        return worked or self._planned(day)

    def _planned(self, day: date) -> Shares | None:
        """The newest of terms and deployments, a deployment on top of the amendments of its day (R2, R4)."""
        since = max(
            self._contract.shares_set_on(self._pool, day),
            *(d for d in self._deployments if d <= day),
            date.min,
        )
        terms = self._contract.terms(since)["pools"][self._pool]
        posts = self._deployments[since]["posts"] if since in self._deployments else terms.get("planned")
        if posts:
            shares = {party: Fraction(part) / Fraction(terms["posts"]) for party, part in posts.items()}
        else:
            shares = equal(terms["members"])
        return self._handed_on(shares, since, day)

    def _handed_on(self, shares: Shares, since: date, day: date) -> Shares | None:
        """Pieces of those who are no party on the first day go to the heirs at once; then each exit (R4)."""
        region = self._contract.readings(day)["exit-share"] == "region"
        for on in [since, *(exit_day for exit_day in self._membership.exits if since < exit_day <= day)]:
            parties = self._membership.parties(on)
            heirs = parties & self._contract.members(self._pool, on) if region else parties
            free = sum((part for party, part in shares.items() if party not in parties), Fraction(0))
            shares = {party: part for party, part in shares.items() if party in parties and part}
            if free and not heirs:
                return None
            for heir in sorted(heirs) if free else ():
                shares[heir] = shares.get(heir, Fraction(0)) + free / len(heirs)
        return shares

    def _worked(self, day: date) -> Shares:
        """By hours of parties of the day, each record spread evenly over its days; empty where none count."""
        parties = self._membership.parties(day)
        hours: Shares = {}
        for fact in self._hours:
            first, last = day_of(fact, "from"), day_of(fact, "to")
            if first <= day <= last and fact["party"] in parties:
                daily = Fraction(fact["hours"]) / ((last - first).days + 1)
                hours[fact["party"]] = hours.get(fact["party"], Fraction(0)) + daily
        total = sum(hours.values(), Fraction(0))
        return {party: part / total for party, part in hours.items() if part}
