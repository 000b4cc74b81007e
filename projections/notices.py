"""Each notice as at a day: state, who has received it, who is missing, end (§ 4 Abs. 2, 4; `notices`)."""

from datetime import date
from typing import Any

from ledger.agreement import Agreement
from ledger.membership import circle_of
from ledger.notices import NoticeState, dossiers, state_on
from projections.history import History, as_at


def notices(history: History, *, day: date) -> list[dict[str, Any]]:
    """The answer of `notices` as at *day*, by the day given, then by id."""
    return [_as_json(state) for state in notice_states(as_at(history, day).agreement, day)]


def notice_states(agreement: Agreement, day: date) -> list[NoticeState]:
    """Every notice given by *day*; *agreement* is as at that day."""
    circle = circle_of(agreement)
    found = [d for d in dossiers(agreement).values() if d.given.effective_on <= day]
    found.sort(key=lambda dossier: (dossier.given.effective_on, dossier.given.notice))
    return [state_on(agreement, dossier, day, circle) for dossier in found]


def _as_json(state: NoticeState) -> dict[str, Any]:
    return {
        "notice": state.given.notice,
        "party": state.given.party,
        "state": state.state,
        "received": {by: on.isoformat() for by, on in sorted(state.received.items())},
        "missing": list(state.missing),
        "complete_on": state.complete_on and state.complete_on.isoformat(),
        "ends_on": state.ends_on and state.ends_on.isoformat(),
    }
