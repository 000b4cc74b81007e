"""The terms and the readings of a day (§ 5 Abs. 1, R8, decision 0012)."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.reference.record import Fact, Record, day_of

Terms = Mapping[str, Any]

NO_TERMS: Terms = {"parties": {}, "pools": {}}
DEFAULT_READINGS = {
    "exit-share": "all-remaining",
    "lapse-key": "region-heads",
    "subsidy-amount": "contract-rate",
    "surplus": "floor",
    "run-off-scope": "all-parties",
    "run-off-subsidy": "gross",
    "part-year": "months",
    "hours-basis": "planned",
}
SETS_SHARES = {"members", "posts", "planned"}


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


class Contract:
    """All versions of the terms: the draft, and one for each amendment by day and number."""

    def __init__(self, record: Record) -> None:
        drafts = record.of("AgreementDrafted")
        self._amendments = sorted(
            record.of("AmendmentAgreed"), key=lambda fact: (fact["effective_on"], int(fact["number"]))
        )
        self._decisions = record.by_day("ReadingDecided")
        self._days = [date.min] + [day_of(fact, "effective_on") for fact in self._amendments]
        self._versions: list[Terms] = [drafts[0]["terms"] if drafts else NO_TERMS]
        for fact in self._amendments:
            self._versions.append(merged(self._versions[-1], fact["terms_patch"]))

    def _version(self, day: date) -> int:
        return bisect_right(self._days, day) - 1

    def terms(self, day: date) -> Terms:
        return self._versions[self._version(day)]

    def members(self, pool: str, day: date) -> frozenset[str]:
        """Whom the terms name in the pool, leavers included; nobody where there is no such pool."""
        return frozenset(self.terms(day)["pools"].get(pool, {}).get("members", ()))

    def listed_since(self, party: str, day: date) -> int:
        """The version that brought the party in for its present membership (decision 0010)."""
        version = self._version(day)
        while version > 0 and party in self._versions[version - 1]["parties"]:
            version -= 1
        return version

    def shares_set_on(self, pool: str, day: date) -> date:
        """The last day by *day* on which an amendment set the pool's shares anew (R4)."""
        days = [
            since
            for since, fact in zip(self._days[1:], self._amendments, strict=True)
            if since <= day and SETS_SHARES & set((fact["terms_patch"].get("pools") or {}).get(pool) or ())
        ]
        return max(days, default=date.min)

    def parties_set_on(self, day: date) -> date:
        """The last day by *day* on which an amendment changed who is named as a party (decision 0004)."""
        days = [
            since
            for since, before, after in zip(self._days[1:], self._versions, self._versions[1:], strict=False)
            if since <= day and set(before["parties"]) != set(after["parties"])
        ]
        return max(days, default=date.min)

    def readings(self, day: date) -> dict[str, str]:
        """Each question as the terms of the day read it, or as decided since they last named it."""
        result = DEFAULT_READINGS | dict(self.terms(day).get("readings") or {})
        for fact in self._decisions:
            if day_of(fact, "effective_on") <= day and not self._superseded(fact, day):
                result[fact["question"]] = fact["reading"]
        return result

    def _superseded(self, decision: Fact, day: date) -> bool:
        decided = day_of(decision, "effective_on")
        return any(
            decided < since <= day and decision["question"] in (fact["terms_patch"].get("readings") or ())
            for since, fact in zip(self._days[1:], self._amendments, strict=True)
        )
