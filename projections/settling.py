"""Making a statement: issued once, corrected when its figures have changed (§ 2; R12).

Pure: from the log to the facts that are recorded about it. What needs a figure is refused here;
what must hold whenever the log is replayed, in ledger.deciding.settlement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from ledger.agreement import Agreement
from ledger.billing import billed
from ledger.clauses import carries_out
from ledger.consolidation import version_on
from ledger.deciding.settlement import must_be_computed, must_be_open
from ledger.errors import Refusal
from ledger.facts import Basis, SettlementCorrected, SettlementIssued, Statement
from ledger.store.canonical import canonical
from projections.history import History, Recorded, as_at, as_known
from projections.papers import hashes, paper_of
from projections.settlement import changes, chosen_pools, claim_changes, differs_from
from projections.statement import Draft, drafts
from projections.tasks import tax_status_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a statement is made of besides the log; *pool* None: all of them."""

    agreement: str
    year: int
    pool: str | None
    dated: date
    software: str

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)


def issue(recorded: Sequence[Recorded], making: Making) -> list[SettlementIssued]:
    """The statements of all pools of the year, or of one; Refusal if one of them cannot be issued."""
    history = as_known(making.agreement, recorded)
    found = drafts(history, year=making.year)
    pools = chosen_pools(found, making.year, making.pool)
    for pool in pools:
        must_be_open(pool, making.year, history.agreement)
    return [_issued(history, making, found[pool]) for pool in pools]


def _issued(history: History, making: Making, draft: Draft) -> SettlementIssued:
    fact = SettlementIssued(
        agreement=making.agreement,
        pool=draft.pool,
        year=making.year,
        issued_on=making.dated,
        statement=_statement(history, making, draft),
        basis=_basis(history, making),
        documents={},
    )
    return fact.model_copy(update={"documents": hashes(paper_of(history, fact))})


def correct(recorded: Sequence[Recorded], making: Making) -> list[SettlementCorrected]:
    """The corrections of all issued statements whose figures are others today; Refusal if there are none."""
    history = as_known(making.agreement, recorded)
    found = drafts(history, year=making.year)
    made = [
        _corrected(history, making, before, found[pool])
        for pool, before in _to_compare(history.agreement, making).items()
        if differs_from(before, _resolved(found[pool], making))
    ]
    if not made:
        raise Refusal("nothing-to-correct", year=making.year, pools=making.pool or "alle Regionen")
    return made


def _to_compare(agreement: Agreement, making: Making) -> dict[str, Statement]:
    """What counts now of each pool, or of the one asked for; an adopted statement was never computed."""
    if making.pool is not None:
        must_be_computed(making.pool, making.year, agreement)
    found = {pool: billing.statement for pool, billing in billed(agreement, making.year).items()}
    return {
        pool: before for pool, before in found.items() if before is not None and making.pool in (None, pool)
    }


def _corrected(history: History, making: Making, before: Statement, draft: Draft) -> SettlementCorrected:
    fact = SettlementCorrected(
        agreement=making.agreement,
        pool=draft.pool,
        year=making.year,
        corrected_on=making.dated,
        changes=changes(before, draft),
        claim_changes=claim_changes(before, draft),
        statement=_statement(history, making, draft),
        basis=_basis(history, making),
        documents={},
    )
    return fact.model_copy(update={"documents": hashes(paper_of(history, fact, before))})


def _resolved(draft: Draft, making: Making) -> Draft:
    if draft.share is None:
        raise Refusal("settlement-unresolved", pool=draft.pool, year=making.year)
    return draft


def _statement(history: History, making: Making, draft: Draft) -> Statement:
    """What is billed; Refusal where people have to decide something first."""
    _must_have_employers(_resolved(draft, making), making)
    _must_be_taxed(as_at(history, making.last).agreement, making, draft)
    answer = {name: value for name, value in draft.answer.items() if name != "state"}
    return Statement.model_validate_json(canonical(answer))


def _must_have_employers(draft: Draft, making: Making) -> None:
    """Somebody employs on every shared day, even on those whose surplus nobody shares (R4)."""
    stretches = () if draft.share is None else draft.share.stretches
    days = [stretch.first for stretch in stretches if stretch.employer is None and stretch.key.shares]
    if days:
        raise Refusal("settlement-without-employer", pool=draft.pool, year=making.year, day=min(days))


@carries_out("§ 2 Abs. 5")
def _must_be_taxed(agreement: Agreement, making: Making, draft: Draft) -> None:
    """People have determined the tax status of everyone who claims (§ 2b UStG)."""
    claimants = {claim["to"] for claim in draft.answer["claims"]}
    for employer in sorted({draft.answer["employer"], *claimants}):
        if tax_status_on(agreement, employer, making.last) is None:
            raise Refusal("settlement-untaxed", pool=draft.pool, year=making.year, employer=employer)


def _basis(history: History, making: Making) -> Basis:
    """What the statement rests on: knowledge, terms and software."""
    version = version_on(as_at(history, making.last).agreement, making.last)
    return Basis(
        position=history.known.position,
        recorded_at=history.known.recorded_at,
        amendment=version.amendment.number if version.amendment is not None else None,
        terms_sha256=sha256(canonical(version.terms.as_given())).hexdigest(),
        software=making.software,
    )
