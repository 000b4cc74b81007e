"""The documents of a settlement: from drafts and recorded statements to files and their hashes (§ 2; R12).

A document is a function of what was recorded about the statement and of the log up to the position
on which it rests, so that it can be made again, byte for byte, whatever was recorded since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from ledger.billing import Billing, billed, dated
from ledger.facts import SettlementCorrected, SettlementIssued, Statement
from projections.documents import documents
from projections.documents.paper import Paper
from projections.history import History, Recorded, as_known
from projections.settlement import as_json, chosen_pools
from projections.statement import drafts


def paper_of(
    history: History, fact: SettlementIssued | SettlementCorrected, before: Statement | None = None
) -> Paper:
    """The paper of a recorded statement; *history* is what was known at its basis."""
    return Paper(
        history=history,
        year=fact.year,
        pool=fact.pool,
        statement=as_json(fact.statement),
        state="issued" if isinstance(fact, SettlementIssued) else "corrected",
        dated=dated(fact),
        before=as_json(before) if before is not None else None,
        software=fact.basis.software,
    )


class Document(NamedTuple):
    """A file for a party; *differs* where it is no longer, byte for byte, what was recorded."""

    name: str
    content: bytes
    differs: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper, and the hashes that were recorded for its documents; none for a draft."""

    paper: Paper
    hashes: Mapping[str, str]

    def documents(self, party: str | None) -> Iterator[Document]:
        """The documents of the paper to *party*, or to everyone who owes or is owed something."""
        for name, content in files(self.paper, party).items():
            recorded = self.hashes.get(name)
            yield Document(name, content, recorded not in (None, sha256(content).hexdigest()))


def papers(
    history: History, recorded: Sequence[Recorded], *, year: int, pool: str | None, software: str
) -> Iterator[Filed]:
    """Every paper of *year*, for all pools or one: what was issued and each correction, or the draft.

    None where there are no figures: an unresolved pool, a statement adopted from paper.
    """
    found, billings = drafts(history, year=year), billed(history.agreement, year)
    for slug in chosen_pools(found, year, pool):
        if slug in billings:
            yield from _filed(history.id, recorded, billings[slug])
        elif found[slug].share is not None:
            draft = Paper(history, year, slug, found[slug].answer, "draft", None, None, software)
            yield Filed(draft, {})


def _filed(agreement: str, recorded: Sequence[Recorded], billing: Billing) -> Iterator[Filed]:
    before = None
    for fact in billing.computed:
        basis = as_known(agreement, recorded, position=fact.basis.position)
        yield Filed(paper_of(basis, fact, before), fact.documents)
        before = fact.statement


def files(paper: Paper, party: str | None = None) -> dict[str, bytes]:
    """The documents of *paper* by file name: to *party*, or to everyone who owes or owed something."""
    claims = (*paper.statement["claims"], *(paper.before or {}).get("claims", ()))
    recipients = sorted({claim["from"] for claim in claims if party in (None, claim["from"])})
    return {name: data for each in recipients for name, data in documents(paper, each).items()}


def hashes(paper: Paper) -> dict[str, str]:
    """The SHA-256 of each document, by file name."""
    return {name: sha256(data).hexdigest() for name, data in files(paper).items()}
