"""Given, when, then for the eleven municipalities: facts in, answers out; no store, no clock.

Given: tuples of facts, added to each other (`in_force() + notice("olfen", received="2025-06-27")`).
When: `history(facts)`, which refuses facts that could not be recorded in this order.
Then: the answers (`shares`, `statement`, `year_to_date`, `ends`, `notice_on`, `tasks`), as printed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from ledger.agreement import Agreement, Standing, evolve
from ledger.deciding import decide
from ledger.facts import AnyFact, CostPosted, CostReversed, FactRetracted, model_of
from ledger.postings import Postings
from ledger.terms import merge_patch
from ledger.terms_files import terms_data
from projections.history import History, as_known
from projections.notices import notices as notices_answer
from projections.settlement import settlement
from projections.split import split
from projections.tasks import open_tasks

KIM = "kim-coesfeld"
NORD = ("billerbeck", "coesfeld", "havixbeck", "rosendahl")
MITTE = ("duelmen", "nottuln")
SUED = ("ascheberg", "luedinghausen", "nordkirchen", "olfen", "senden")
ALL = tuple(sorted(NORD + MITTE + SUED))
POSTS = {"nord": "2.5", "mitte": "1", "sued": "2.5"}
EMPLOYERS = {"nord": "coesfeld", "mitte": "duelmen", "sued": "ascheberg"}

SIGNED = "2023-03-15"
CONCLUDED = "2024-02-01"
"""When signed acts of these scenarios are concluded, if they do not say otherwise."""

Facts = tuple[AnyFact, ...]
Json = Mapping[str, Any]


# Given


def fact(kind: str, **fields: object) -> Facts:
    """One fact; a field whose name is a keyword of Python ends in "_", None leaves a field out."""
    given = {name.removesuffix("_"): value for name, value in fields.items() if value is not None}
    return (model_of(kind).model_validate({"kind": kind, "agreement": KIM, **given}),)


def act(kind: str, *, by: Collection[str] = ALL, concluded: str = CONCLUDED, **fields: object) -> Facts:
    """One signed act: by letter, signed by all eleven if not said otherwise."""
    return fact(kind, **{"form": "letter", "signed_by": sorted(by), "concluded_on": concluded} | fields)


@cache
def _seed() -> dict[str, Any]:
    return terms_data(KIM)


def seed_terms(patch: Json | None = None) -> dict[str, Any]:
    """The terms of the seed agreement as data, changed by a merge patch."""
    patched: dict[str, Any] = merge_patch(_seed(), patch or {})
    return patched


def drafted(patch: Json | None = None, *, on: str = "2023-02-01") -> Facts:
    """The draft of the seed agreement, its terms changed by a merge patch."""
    return fact("AgreementDrafted", terms=seed_terms(patch), effective_on=on)


def signed_by_all(on: str = SIGNED, **late: str) -> Facts:
    """The signatures of all eleven on one day, but for those named: `signed_by_all(senden="2023-05-02")`."""
    return _each("PartySigned", "party", dict.fromkeys(ALL, on) | late)


def commenced(on: str = "2024-01-01", **fields: object) -> Facts:
    """Entry into force."""
    return fact("AgreementCommenced", effective_on=on, basis="Beschluss aller Vertragsparteien", **fields)


def granted(pool: str, since: str = "2024-01-01", **fields: object) -> Facts:
    """A grant of 55,000 a year for all posts of *pool*, if not said otherwise."""
    default = {"posts": POSTS.get(pool), "rate_per_post_year": "55000.00"}
    return fact("SubsidyGranted", pool=pool, effective_on=since, **default | fields)


def in_force(
    since: str = "2024-01-01",
    *,
    grants: Iterable[str] = POSTS,
    readings: Mapping[str, str] | None = None,
    patch: Json | None = None,
) -> Facts:
    """Signed by all on 2023-03-15, in force and granted *since*; *readings* stand in the draft."""
    terms = merge_patch(patch or {}, {"readings": dict(readings)} if readings else {})
    facts = drafted(terms) + signed_by_all() + commenced(since)
    return facts + tuple(grant for pool in grants for grant in granted(pool, since))


def notice(  # noqa: PLR0913 - a letter has that many marks
    sender: str,
    *,
    received: str | None = None,
    given: str | None = None,
    name: str | None = None,
    form: str = "letter",
    ground: str | None = None,
    named: str | None = None,
    parties: Iterable[str] = ALL,
    **other: str | None,
) -> Facts:
    """A notice that every other party *received* on that day, but for those named: `senden="2025-07-01"`.

    None for a party: it never received it. The notice is given on the day of the first receipt.
    """
    days = dict.fromkeys((party for party in sorted(parties) if party != sender), received) | other
    arrived = {by: day for by, day in days.items() if day is not None}
    name = name or f"notice-{sender}"
    letter = fact(
        "NoticeGiven",
        notice=name,
        party=sender,
        form=form,
        ground=ground,
        named_date=named,
        effective_on=given or min(arrived.values()),
    )
    return letter + _each("NoticeReceived", "by", arrived, notice=name)


def revocation(sender: str, *, received: str | None = None, **other: str) -> Facts:
    """A revocation that every other party *received* on that day, but for those named, or only those."""
    everyone = {} if received is None else {party: received for party in ALL if party != sender}
    return _each("NoticeRevocationReceived", "by", everyone | other, notice=f"notice-{sender}")


def _each(kind: str, field: str, days: Mapping[str, str], **fields: object) -> Facts:
    return tuple(
        each
        for party, day in sorted(days.items())
        for each in fact(kind, **{field: party}, effective_on=day, **fields)
    )


def cost(pool: str, amount: str, first: str, last: str, **fields: object) -> Facts:
    """A posting of personnel cost; its voucher is named after what it says, if not said otherwise."""
    default = {"voucher": f"{pool} {first} {last} {amount}", "cost_position": "personnel"}
    return fact(
        "CostPosted", pool=pool, amount=amount, service_from=first, service_to=last, **default | fields
    )


def cost_of_year(pool: str, amount: str, year: int, **fields: object) -> Facts:
    """A posting of personnel cost for a whole year."""
    return cost(pool, amount, f"{year}-01-01", f"{year}-12-31", **fields)


def reversal(of: str, **fields: object) -> Facts:
    """The posting under voucher *of* is taken back."""
    return fact("CostReversed", **{"voucher": f"Storno {of}", "reverses": of, "reason": "falsch"} | fields)


def deployed(pool: str, since: str, *, by: Collection[str] = ALL, **posts: str) -> Facts:
    """New planned shares: `deployed("mitte", "2025-07-01", duelmen="0.75", nottuln="0.25")`."""
    return act("DeploymentAgreed", by=by, pool=pool, posts=posts, effective_on=since)


def amended(
    number: int, since: str, patch: Json, *, by: Collection[str] = ALL, concluded: str = CONCLUDED
) -> Facts:
    """An amendment of the terms."""
    fields = {"title": f"{number}. Nachtrag", "marked_as_amendment": True, "terms_patch": patch}
    return act("AmendmentAgreed", by=by, concluded=concluded, number=number, effective_on=since, **fields)


def reken_joins(number: int, since: str, pool: str = "mitte", **fields: Any) -> Facts:
    """Reken, a twelfth municipality, is brought into *pool* by an amendment that it signs too."""
    members = [*{"nord": NORD, "mitte": MITTE, "sued": SUED}[pool], "reken"]
    patch = {"parties": {"reken": {"name": "Gemeinde Reken"}}, "pools": {pool: {"members": members}}}
    return amended(number, since, patch, by=(*ALL, "reken"), **fields)


def decided(question: str, reading: str, since: str, **fields: Any) -> Facts:
    """The parties settle how a clause is read."""
    return act("ReadingDecided", question=question, reading=reading, effective_on=since, **fields)


def lost(pools: str | list[str], since: str) -> Facts:
    """The subsidy of *pools*, a list or "all", is lost."""
    return fact("SubsidyLost", pools=pools, effective_on=since, reason="Programm beendet")


def paid(pool: str, amount: str, first: str, last: str, **fields: object) -> Facts:
    """The grantor paid for a period."""
    return fact("SubsidyPaid", pool=pool, amount=amount, period_from=first, period_to=last, **fields)


def flat_rate(amount: str, since: str, pool: str | None = None) -> Facts:
    """The flat rate for administration, for a post and year."""
    position = "administration"
    return act(
        "FlatRateAgreed", cost_position=position, amount_per_post_year=amount, pool=pool, effective_on=since
    )


def hours(pool: str, party: str, number: str, first: str, last: str) -> Facts:
    """Hours really worked for a municipality."""
    return fact("HoursRecorded", pool=pool, party=party, hours=number, from_=first, to=last)


def filled(post: str, pool: str, since: str, posts: str = "1") -> Facts:
    """A post is filled."""
    return fact("PostFilled", post=post, pool=pool, posts=posts, person=f"p-{post}", effective_on=since)


def vacated(post: str, since: str) -> Facts:
    """The first day on which a post is vacant."""
    return fact("PostVacated", post=post, effective_on=since)


def employment_ended(post: str, since: str) -> Facts:
    """The first day after the employment."""
    return fact("EmploymentEnded", post=post, effective_on=since)


def terminated(ends: str, **fields: Any) -> Facts:
    """All parties end the contract; *ends* is its last day."""
    return act("TerminationAgreed", ends_on=ends, **fields)


def settled(sender: str, ends: str | None = None, **fields: Any) -> Facts:
    """All parties agree what a notice means: an end, or none."""
    return act("NoticeSettled", notice=f"notice-{sender}", ends_on=ends, **fields)


def withdrawn(sender: str, **fields: Any) -> Facts:
    """All parties agree that the notice is as if never given."""
    return act("NoticeWithdrawn", notice=f"notice-{sender}", **fields)


def tax(employer: str, status: str, since: str = "2024-01-01", rate: str | None = None) -> Facts:
    """What people decided about an employer's VAT."""
    fields = {"status": status, "rate": rate, "basis": "Bescheid", "effective_on": since}
    return fact("TaxStatusDetermined", employer=employer, **fields)


def taxed(since: str = "2024-01-01") -> Facts:
    """No employer's claims are taxable: closes the task that every scenario would have open."""
    return tuple(each for employer in EMPLOYERS.values() for each in tax(employer, "not-taxable", since))


def retracted(facts: Facts, wrong: Facts, instead: Facts | None = None) -> Facts:
    """*facts*, and that one of them was *wrong*; *instead* stands in its place."""
    position = facts.index(wrong[0]) + 1
    replacement = instead and instead[0].as_given()
    return facts + fact("FactRetracted", position=position, reason="Versehen", instead=replacement)


# When


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as the ledger would hold it."""

    position: int
    recorded_at: str
    fact: AnyFact


def recorded(facts: Facts, at: Sequence[str] = ()) -> list[Recorded]:
    """*facts* as recorded in this order, one a second, or at the times given; Refusal if one may not be."""
    _must_be_recordable(facts)
    times = at or [f"2026-11-22T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}Z" for n in range(len(facts))]
    return [Recorded(n, when, each) for n, (when, each) in enumerate(zip(times, facts, strict=True), start=1)]


def _must_be_recordable(facts: Facts) -> None:
    agreement, postings = Agreement(), Postings()
    for position, each in enumerate(facts, start=1):
        assert decide(each, agreement, postings), f"recorded already: {each}"
        agreement, postings = _after(agreement, postings, Standing(position, each))


def _after(agreement: Agreement, postings: Postings, entry: Standing) -> tuple[Agreement, Postings]:
    if isinstance(entry.fact, CostPosted | CostReversed):
        postings.add(entry)
        return agreement, postings
    if isinstance(entry.fact, FactRetracted):
        postings = postings.without(entry.fact)
    return evolve(agreement, entry), postings


_HISTORIES: dict[tuple[int | None, ...], tuple[Facts, History]] = {}
"""Histories asked about before, by the identity of their facts, which are kept so that it stays theirs."""


def history(facts: Facts, *, known_at: int | None = None) -> History:
    """What was known after fact number *known_at*, or is known now."""
    key = (known_at, *map(id, facts))
    if key not in _HISTORIES:
        if len(_HISTORIES) >= 1000:
            _HISTORIES.clear()
        _HISTORIES[key] = facts, as_known(KIM, recorded(facts), position=known_at)
    return _HISTORIES[key][1]


def known_at(facts: Facts, instant: str, at: Sequence[str]) -> History:
    """What was known at *instant*, where the facts were recorded *at* those times."""
    return as_known(KIM, recorded(facts, at), instant=datetime.fromisoformat(instant))


def agreement(facts: Facts) -> Agreement:
    """The standing facts, all of them, as the rules take them."""
    return history(facts).agreement


def day(text: str) -> date:
    """An ISO day."""
    return date.fromisoformat(text)


# Then


def split_on(facts: Facts, on: str, *, known_at: int | None = None) -> dict[str, Any]:
    """The answer of `split` as at *on*."""
    return split(history(facts, known_at=known_at), day=day(on))


def shares(facts: Facts, pool: str, on: str) -> dict[str, str]:
    """Who bears which part of *pool* on that day."""
    found: dict[str, str] = split_on(facts, on)["pools"][pool]["shares"]
    return found


def year_to_date(facts: Facts, pool: str, on: str) -> dict[str, Any]:
    """The figures of *pool* from 1 January through *on*."""
    found: dict[str, Any] = split_on(facts, on)["pools"][pool]["year_to_date"]
    return found


def settlement_of(facts: Facts, year: int, *, known_at: int | None = None) -> dict[str, Any]:
    """The answer of `settlement show`."""
    return settlement(history(facts, known_at=known_at), year=year)


def statement(facts: Facts, pool: str, year: int, *, known_at: int | None = None) -> dict[str, Any]:
    """The statement of *pool*."""
    found: dict[str, Any] = settlement_of(facts, year, known_at=known_at)["pools"][pool]
    return found


def by_party(facts: Facts, pool: str, year: int) -> dict[str, str]:
    """Who bears how much of *pool* in that year."""
    found: dict[str, str] = statement(facts, pool, year)["by_party"]
    return found


def claims(facts: Facts, pool: str, year: int) -> list[tuple[str, str, str]]:
    """Who owes which employer how much for *pool*, before VAT."""
    return [(claim["from"], claim["to"], claim["net"]) for claim in statement(facts, pool, year)["claims"]]


def notice_on(facts: Facts, sender: str, on: str) -> dict[str, Any]:
    """What the notice of *sender* is as at *on*."""
    found = notices_answer(history(facts), day=day(on))
    return next(answer for answer in found if answer["notice"] in (sender, f"notice-{sender}"))


def state(facts: Facts, sender: str, on: str) -> str:
    """The state of the notice of *sender* as at *on*."""
    return str(notice_on(facts, sender, on)["state"])


def ends(facts: Facts, sender: str, on: str = "2035-01-01") -> date | None:
    """The last day of *sender* as its notice has it, as at *on*."""
    found = notice_on(facts, sender, on)["ends_on"]
    return day(found) if found else None


def tasks(facts: Facts, on: str) -> list[tuple[str, str, str]]:
    """The tasks open on that day: name, since, about."""
    found = open_tasks(history(facts), day=day(on))
    return [(task.task, task.since.isoformat(), task.about) for task in found]


def equally(parties: Iterable[str], part: str, others: Iterable[str] = (), rest: str = "") -> dict[str, str]:
    """*part* for each of *parties*, *rest* for each of *others*: `equally(SUED, "1/5")`."""
    return dict(sorted((dict.fromkeys(others, rest) | dict.fromkeys(parties, part)).items()))


def without(parties: Iterable[str], *gone: str) -> tuple[str, ...]:
    """*parties* but for those gone."""
    return tuple(party for party in parties if party not in gone)
