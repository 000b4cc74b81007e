"""The yearly settlement: as computed while it is a draft, then as issued and corrected (§ 2; R12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ledger.billing import Billing, billed
from ledger.errors import Refusal
from ledger.facts import Change, ClaimChange, SettlementAdopted, Statement
from projections.history import History, as_at
from projections.rules.cents import cents_of, money
from projections.split import amounts
from projections.statement import Draft, drafts
from projections.tasks import Task, name_employer, open_tasks

Json = Mapping[str, Any]

FIGURES = ("cost", "subsidy", "surplus_not_shared", "own_share", "by_party", "claims")
"""The parts of a statement whose change makes a correction."""


def settlement(history: History, *, year: int, pool: str | None = None) -> dict[str, Any]:
    """The statement of *year*, for all pools or one, as then known; Refusal for an unknown pool.

    What was issued is shown as issued or corrected, whatever was recorded since; `differs` then
    names each pool whose figures are others today, with the difference for every party.
    """
    found, billings = drafts(history, year=year), billed(history.agreement, year)
    pools = chosen_pools(found, year, pool)
    shown = {slug: as_billed(billings[slug]) if slug in billings else found[slug].answer for slug in pools}
    answer = {
        "agreement": history.id,
        "year": year,
        "known_at": history.known.as_json(),
        "pools": shown,
        "by_party": amounts(_total(shown.values())),
        "open": [task.as_json() for task in _open(history, year, [found[slug] for slug in pools])],
    }
    differs = _differs(billings, found)
    shown_differs = {slug: differs[slug] for slug in pools if slug in differs}
    return answer | ({"differs": shown_differs} if shown_differs else {})


def _differs(billings: Mapping[str, Billing], found: Mapping[str, Draft]) -> dict[str, Json]:
    """For every pool whose figures are no longer those that were billed, what is other: parts and claims."""
    return {
        slug: {
            "by_party": {party: each.difference for party, each in changes(before, found[slug]).items()},
            "claims": [
                {"from": each.from_, "to": each.to, "difference": each.difference}
                for each in claim_changes(before, found[slug])
            ],
        }
        for slug, billing in billings.items()
        if (before := billing.statement) is not None and differs_from(before, found[slug])
    }


def chosen_pools(known: Iterable[str], year: int, pool: str | None) -> list[str]:
    """All pools of *year* or the one asked for; Refusal for an unknown one."""
    found = sorted(known)
    if pool is not None and pool not in found:
        raise Refusal("unknown-pool", pool=pool, day=date(year, 12, 31), known=", ".join(found))
    return [slug for slug in found if pool in (None, slug)]


def _open(history: History, year: int, found: Iterable[Draft]) -> list[Task]:
    """The tasks of the last day, and every pool some of whose claims still wait for an employer."""
    last = date(year, 12, 31)
    tasks = open_tasks(as_at(history, last), day=last)
    named = {task.about for task in tasks if task.task == "name-employer"}
    for draft in found:
        waiting_since = None if draft.share is None else draft.share.waiting_since
        if waiting_since is not None and draft.pool not in named:
            tasks.append(name_employer(waiting_since, draft.pool))
    return tasks


def as_billed(billing: Billing) -> Json:
    """What was issued, with its corrections, or adopted from paper: the same until the next correction."""
    if billing.adopted is not None:
        return _adopted(billing.adopted)
    days = {"issued_on": billing.billed_on.isoformat()} if billing.billed_on is not None else {}
    for correction in billing.corrections[-1:]:
        days["corrected_on"] = correction.corrected_on.isoformat()
    figures = as_json(billing.statement) if billing.statement is not None else {}
    return {"state": "corrected" if billing.corrections else "issued", **days, **figures}


def as_json(statement: Statement) -> dict[str, Any]:
    """The recorded statement as `settlement show` answers."""
    return statement.model_dump(mode="json", by_alias=True, exclude_none=True)


def _adopted(fact: SettlementAdopted) -> Json:
    """Figures from paper; nothing was computed."""
    parts = {party: cents_of(amount) for party, amount in fact.by_party.items()}
    return {
        "employer": fact.employer,
        "state": "issued",
        "issued_on": fact.issued_on.isoformat(),
        "computed": False,
        "own_share": money(sum(parts.values())),
        "by_party": amounts(parts),
        "claims": adopted_claims(fact),
        "document": fact.document.model_dump(mode="json", exclude_none=True),
    }


def adopted_claims(fact: SettlementAdopted) -> list[dict[str, str]]:
    """What the others owe the employer by a statement from paper: what each bears."""
    return [
        {"from": party, "to": fact.employer, "net": money(cents_of(amount))}
        for party, amount in sorted(fact.by_party.items())
        if cents_of(amount) and party != fact.employer
    ]


def _total(shown: Iterable[Json]) -> Mapping[str, int]:
    total: dict[str, int] = defaultdict(int)
    for statement in shown:
        for party, amount in statement.get("by_party", {}).items():
            total[party] += cents_of(amount)
    return total


def differs_from(statement: Statement, draft: Draft) -> bool:
    """Whether some figure of *draft* is another than in *statement*; readings and names are no figures.

    An unresolved pool has no figures to compare; the open task says so.
    """
    before, now = as_json(statement), draft.answer
    return draft.share is not None and any(before[part] != now[part] for part in FIGURES)


def changes(statement: Statement, draft: Draft | None) -> dict[str, Change]:
    """Old, new and difference for every party whose part is another in *draft*; without figures, nothing."""
    before, now = statement.by_party, {} if draft is None else draft.answer.get("by_party", {})
    return {
        party: _change(before.get(party, "0.00"), now.get(party, "0.00"))
        for party in sorted({*before, *now})
        if before.get(party) != now.get(party)
    }


def _change(old: str, new: str) -> Change:
    return Change(old=old, new=new, difference=money(cents_of(new) - cents_of(old)))


def claim_changes(statement: Statement, draft: Draft) -> tuple[ClaimChange, ...]:
    """Old, new and difference, with VAT where there is any, for every claim that is another in *draft*."""
    before, now = payable(as_json(statement)["claims"]), payable(draft.answer.get("claims", ()))
    return tuple(
        ClaimChange.model_validate(
            {
                "from": party,
                "to": employer,
                **_change(*(money(side.get((party, employer), 0)) for side in (before, now))).model_dump(),
            }
        )
        for party, employer in sorted({*before, *now})
        if before.get((party, employer), 0) != now.get((party, employer), 0)
    )


def payable(claims: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], int]:
    """What is to be paid by whom to whom, in cents: gross where a claim is taxable, else net."""
    return {(claim["from"], claim["to"]): cents_of(claim.get("gross", claim["net"])) for claim in claims}
