"""Generated histories: random proposals, of which those that may be recorded are kept.

Nothing here says what an answer is; it only makes admissible facts that press on the edges:
year ends, leap days, the days before and after, exits, amendments, losses, odd amounts.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledger.agreement import Agreement, Standing, evolve
from ledger.deciding import decide
from ledger.errors import Refusal
from ledger.facts import AnyFact, CostPosted, CostReversed, FactRetracted, model_of
from ledger.membership import parties_on
from ledger.postings import Postings
from ledger.readings import READINGS
from tests.scenario import ALL, seed_terms

POOLS = ("nord", "mitte", "sued")
NEWCOMERS = ("ahaus", "reken")
AMOUNTS = ("200000.00", "80000.00", "353.16", "0.01", "182.25", "-75.50", "30.00", "100000.99")


@dataclass
class Book:
    """A history while it grows, in memory: what stands, and the facts in the order of recording."""

    chance: random.Random
    id: str = "kim-coesfeld"
    agreement: Agreement = field(default_factory=Agreement)
    postings: Postings = field(default_factory=Postings)
    facts: list[AnyFact] = field(default_factory=list)

    def admit(self, data: dict[str, Any]) -> bool:
        """Record the fact if it may be; whether it was."""
        fact = model_of(data["kind"]).model_validate(data | {"agreement": self.id})
        return self.admit_fact(fact)

    def admit_fact(self, fact: AnyFact) -> bool:
        """Record the fact if it may be; whether it was."""
        try:
            if not decide(fact, self.agreement, self.postings):
                return False
        except Refusal:
            return False
        self.facts.append(fact)
        entry = Standing(len(self.facts), fact)
        if isinstance(fact, CostPosted | CostReversed):
            self.postings.add(entry)
        else:
            self.agreement = evolve(self.agreement, entry)
            if isinstance(fact, FactRetracted):
                self.postings = self.postings.without(fact)
        return True

    def day(self) -> date:
        """A day between 2023 and 2030, mostly at an edge."""
        year = self.chance.randrange(2023, 2031)
        edges = [(1, 1), (1, 2), (2, 28), (3, 1), (6, 30), (7, 1), (12, 30), (12, 31)]
        if self.chance.random() < 0.7:
            return date(year, *self.chance.choice(edges))
        return date(year, 1, 1) + timedelta(days=self.chance.randrange(365))

    def signed(self) -> dict[str, Any]:
        """A signed act of all parties of its day."""
        day = self.day()
        signers = sorted(parties_on(self.agreement, day))
        return {"form": "letter", "signed_by": signers, "concluded_on": day.isoformat()}


def begun(seed: int, *, agreement: str = "kim-coesfeld") -> Book:
    """A book with the contract drafted, signed, mostly in force and mostly granted."""
    book = Book(random.Random(seed), agreement)
    book.admit(
        {"kind": "AgreementDrafted", "effective_on": "2023-02-01", "terms": seed_terms({"id": agreement})}
    )
    for party in ALL:
        book.admit({"kind": "PartySigned", "effective_on": "2023-03-15", "party": party})
    start = book.chance.choice(["2023-04-11", "2024-01-01", "2024-02-29"])
    book.admit({"kind": "AgreementCommenced", "effective_on": start, "basis": "Beschluss"})
    for pool in POOLS:
        if book.chance.random() < 0.8:
            book.admit(_grant(book) | {"pool": pool, "effective_on": start, "posts": "1"})
    return book


def grow(book: Book, proposals: int) -> Book:
    """*book* after that many proposals, of which some were admitted."""
    for _ in range(proposals):
        propose(book)
    return book


def propose(book: Book) -> bool:
    """Propose one fact, or one notice with its receipts; whether anything was recorded."""
    return book.chance.choice(_PROPOSALS)(book)


def _notice(book: Book) -> bool:
    day, sender = book.day(), book.chance.choice(ALL)
    name = f"notice-{len(book.facts)}"
    given = {"kind": "NoticeGiven", "notice": name, "party": sender, "effective_on": day.isoformat()}
    given["form"] = book.chance.choice(["letter", "letter", "letter", "email"])
    if book.chance.random() < 0.2:
        given["named_date"] = book.day().isoformat()
    if book.chance.random() < 0.1:
        given["ground"] = "extraordinary"
    if not book.admit(given):
        return False
    for by in sorted(parties_on(book.agreement, day) - {sender}):
        if book.chance.random() < 0.98:
            on = (day + timedelta(days=book.chance.choice([0, 0, 0, 1, 3]))).isoformat()
            book.admit({"kind": "NoticeReceived", "notice": name, "by": by, "effective_on": on})
    return True


def _about_notice(book: Book) -> bool:
    notices = [fact.notice for fact in book.facts if fact.kind == "NoticeGiven"]
    if not notices:
        return False
    agreed = {"kind": book.chance.choice(["NoticeSettled", "NoticeWithdrawn"]), **book.signed()}
    if agreed["kind"] == "NoticeSettled" and book.chance.random() < 0.6:
        agreed["ends_on"] = book.day().isoformat()
    return book.admit(agreed | {"notice": book.chance.choice(notices)})


def _cost(book: Book) -> bool:
    first = book.day()
    last = book.chance.choice(
        [date(first.year, 12, 31), min(first + timedelta(days=40), date(first.year, 12, 31))]
    )
    posting = {"kind": "CostPosted", "voucher": f"V{len(book.facts)}", "pool": book.chance.choice(POOLS)}
    posting |= {"cost_position": book.chance.choice(["personnel", "equipment"])}
    posting |= {"amount": book.chance.choice(AMOUNTS), "service_from": str(first), "service_to": str(last)}
    return book.admit(posting)


def _reversal(book: Book) -> bool:
    vouchers = [fact.voucher for fact in book.facts if isinstance(fact, CostPosted)]
    if not vouchers:
        return False
    reverses = book.chance.choice(vouchers)
    return book.admit(
        {"kind": "CostReversed", "voucher": f"R{len(book.facts)}", "reverses": reverses, "reason": "doppelt"}
    )


def _grant(book: Book) -> dict[str, Any]:
    day = book.day()
    grant = {"kind": "SubsidyGranted", "pool": book.chance.choice(POOLS), "effective_on": day.isoformat()}
    grant |= {
        "posts": book.chance.choice(["0.5", "1"]),
        "rate_per_post_year": book.chance.choice(["55000.00", "57000.00"]),
    }
    if book.chance.random() < 0.3:
        grant["until"] = (day + timedelta(days=book.chance.choice([0, 100, 364, 700]))).isoformat()
    return grant


def _loss(book: Book) -> bool:
    pools: Any = book.chance.choice(["all", ["nord"], ["mitte", "sued"]])
    return book.admit(
        {"kind": "SubsidyLost", "pools": pools, "reason": "Programm", "effective_on": book.day().isoformat()}
    )


def _paid(book: Book) -> bool:
    first = book.day()
    period = {"period_from": str(first), "period_to": f"{first.year}-12-31"}
    amount = book.chance.choice(["110000.00", "-10000.00", "353.16"])
    return book.admit({"kind": "SubsidyPaid", "pool": book.chance.choice(POOLS), "amount": amount, **period})


def _reading(book: Book) -> bool:
    question = book.chance.choice(list(READINGS))
    reading = {"question": question, "reading": book.chance.choice(READINGS[question])}
    decided = {"kind": "ReadingDecided", **reading, **book.signed(), "effective_on": book.day().isoformat()}
    return book.admit(decided)


def _deployment(book: Book) -> bool:
    day = book.day()
    first, second = book.chance.sample(sorted(parties_on(book.agreement, day) | {"olfen", "senden"}), 2)
    posts = book.chance.choice([{first: "0.25", second: "0.75"}, {first: "2.1", second: "0.4"}])
    pool = book.chance.choice(POOLS)
    deployed = {"kind": "DeploymentAgreed", "pool": pool, "posts": posts, "effective_on": day.isoformat()}
    return book.admit(deployed | book.signed())


def _hours(book: Book) -> bool:
    first = book.day()
    hours = {"kind": "HoursRecorded", "pool": book.chance.choice(POOLS), "party": book.chance.choice(ALL)}
    period = {"from": str(first), "to": f"{first.year}-12-31"}
    return book.admit(hours | {"hours": book.chance.choice(["0", "800", "123.45"])} | period)


def _amendment(book: Book) -> bool:
    patches: list[dict[str, Any]] = [
        {"title": "Neuer Titel"},
        {"notice": {"months": 12}},
        {"subsidy": {"rate_per_post_year": "60000.00"}},
        {"pools": {"mitte": {"posts": "1.5"}}},
        {"pools": {"nord": {"employer": book.chance.choice(["billerbeck", "rosendahl"])}}},
        {"readings": {"surplus": "credit"}},
    ]
    newcomer = book.chance.choice(NEWCOMERS)
    patches.append(
        {
            "parties": {newcomer: {"name": newcomer.title()}},
            "pools": {"mitte": {"members": ["duelmen", "nottuln", newcomer]}},
        }
    )
    leaver = book.chance.choice(["havixbeck", "rosendahl"])
    stay = [party for party in ("coesfeld", "billerbeck", "havixbeck", "rosendahl") if party != leaver]
    patches.append({"parties": {leaver: None}, "pools": {"nord": {"members": stay}}})
    signed = book.signed()
    signed["signed_by"] = (
        sorted({*signed["signed_by"], newcomer}) if newcomer in str(patches) else signed["signed_by"]
    )
    numbered = {"number": 1 + sum(fact.kind == "AmendmentAgreed" for fact in book.facts), "title": "Nachtrag"}
    amended = {"kind": "AmendmentAgreed", "marked_as_amendment": True, "effective_on": book.day().isoformat()}
    for patch in book.chance.sample(patches, len(patches)):
        signers = (
            signed["signed_by"]
            if newcomer in str(patch)
            else [p for p in signed["signed_by"] if p != newcomer]
        )
        if book.admit(amended | numbered | signed | {"signed_by": signers, "terms_patch": patch}):
            return True
    return False


def _staffing(book: Book) -> bool:
    post = book.chance.choice(["n1", "n2", "m1", "s1"])
    pool = {"n": "nord", "m": "mitte", "s": "sued"}[post[0]]
    kind = book.chance.choice(["PostFilled", "PostFilled", "PostVacated", "EmploymentEnded"])
    fact = {"kind": kind, "post": post, "effective_on": book.day().isoformat()}
    filled = {"pool": pool, "posts": "0.5", "person": f"person-{post}"} if kind == "PostFilled" else {}
    return book.admit(fact | filled)


def _flat_rate(book: Book) -> bool:
    agreed = {"kind": "FlatRateAgreed", "cost_position": "administration", "amount_per_post_year": "1199.99"}
    pool = {"pool": "nord"} if book.chance.random() < 0.5 else {}
    return book.admit(agreed | pool | book.signed() | {"effective_on": book.day().isoformat()})


def _tax(book: Book) -> bool:
    employer, status = book.chance.choice(["coesfeld", "duelmen"]), book.chance.choice(["taxable", "exempt"])
    rate = {"rate": "0.19"} if status == "taxable" else {}
    day = book.day().isoformat()
    kind = {"kind": "TaxStatusDetermined", "basis": "Auskunft", "effective_on": day}
    return book.admit(kind | {"employer": employer, "status": status} | rate)


def _termination(book: Book) -> bool:
    if book.chance.random() < 0.6:
        return False
    return book.admit({"kind": "TerminationAgreed", **book.signed(), "ends_on": book.day().isoformat()})


def _retraction(book: Book) -> bool:
    retracted = {"kind": "FactRetracted", "position": book.chance.randrange(1, len(book.facts) + 1)}
    return book.admit(retracted | {"reason": "irrtümlich erfasst"})


_PROPOSALS: list[Callable[[Book], bool]] = [
    _notice,
    _notice,
    _about_notice,
    _cost,
    _cost,
    _cost,
    _reversal,
    lambda book: book.admit(_grant(book)),
    _loss,
    _paid,
    _reading,
    _reading,
    _deployment,
    _hours,
    _amendment,
    _amendment,
    _staffing,
    _flat_rate,
    _tax,
    _termination,
    _retraction,
]
