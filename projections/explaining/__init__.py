"""How an amount came about: rule, clause, formula, inputs, and at the leaves the events (`explain`).

The figures are those of the rules, taken from the same computation; nothing here computes an amount
in a second way. The events named suffice to compute the figure again, and little else is among them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.consolidation import known_parties
from ledger.errors import Refusal
from ledger.membership import parties_on
from projections.explaining.amending import brought_in
from projections.explaining.case import Case
from projections.explaining.log import Log, Logged
from projections.explaining.nodes import By, Node, german, total_of
from projections.explaining.pool import pool_node
from projections.history import History, as_at
from projections.rules.own_share import own_share
from projections.split import pools_between


def explain(  # noqa: PLR0913 - what a question asks about
    history: History,
    recorded: Sequence[Logged],
    *,
    party: str,
    first: date,
    last: date,
    pool: str | None = None,
) -> dict[str, Any]:
    """Why *party* bears what it bears for the days *first* to *last* of one year, of all pools or one.

    *recorded* are the events that *history* knows. Refusal for an unknown party or pool, and for a
    pool that is unresolved on one of the days.
    """
    known = known_parties(history.agreement)
    if party not in known:
        raise Refusal("unknown-party", party=party, known=", ".join(sorted(known)))
    case = Case(history, as_at(history, last), Log(history.id, recorded), party, first, last)
    node = _root(case, [_of_pool(case, slug) for slug in _pools(case, pool)])
    positions = {position for each in node.walk() for position in each.events}
    return {
        "agreement": history.id,
        "party": party,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "known_at": history.known.as_json(),
        "amount": node.amount(),
        "explanation": node.as_json(),
        "events": [case.log.leaf(position) for position in sorted(positions)],
    }


def _pools(case: Case, pool: str | None) -> list[str]:
    pools = pools_between(case.agreement, case.first, case.last)
    if pool is not None and pool not in pools:
        raise Refusal("unknown-pool", pool=pool, day=case.last, known=", ".join(pools))
    return list(pools) if pool is None else [pool]


def _of_pool(case: Case, pool: str) -> Node:
    share = own_share(case.history, pool, case.first, case.last)
    if share is None:
        raise Refusal("explanation-unresolved", pool=pool, first=case.first, last=case.last)
    return pool_node(case, pool, share)


def _root(case: Case, pools: Sequence[Node]) -> Node:
    """The sum of *pools*; who is no party is told so, and known by the amendment that brought it in."""
    joined = brought_in(case.known.agreement, frozenset({case.party}), date.max)
    is_party = case.party in parties_on(case.agreement, case.last)
    return Node(
        what=case.name(case.party) if is_party else f"{case.name(case.party)}, {_absent(case)}",
        by=By("R7", "§ 2"),
        formula="Summe der Regionen",
        op="sum",
        unit="euro",
        value=total_of(tuple(pools)),
        inputs=tuple(pools),
        events=case.cite(case.draft, *joined),
    )


def _absent(case: Case) -> str:
    """Whether the party has left by the last day, or has not come yet."""
    come = case.party in known_parties(case.agreement)
    return f"am {german(case.last)} {'nicht mehr' if come else 'noch nicht'} Vertragspartei"
