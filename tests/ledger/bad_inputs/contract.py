"""Well-formed facts about contract and people that must be refused: every refusal of those kinds."""

from collections.abc import Iterator

from tests.ledger.bad_inputs.ledgers import (
    PARTIES,
    SECOND,
    agreed,
    amended,
    drafted,
    fact,
    filled,
    granted,
    posted,
    received,
    retracted,
    signed,
)
from tests.ledger.bad_inputs.table import BadInput, bad

_NEW_MEMBERS = {"pools": {"nord": {"members": ["billerbeck", "coesfeld", "havixbeck", "reken", "rosendahl"]}}}
REKEN_JOINS = {"parties": {"reken": {"name": "Gemeinde Reken"}}} | _NEW_MEMBERS
WITHOUT_SENDEN = tuple(party for party in PARTIES if party != "senden")
_LETTER = {"form": "letter", "signed_by": list(PARTIES)}


def contract() -> Iterator[BadInput]:
    """All rows, in the order of the vocabulary."""
    yield from _always()
    yield from _contract()
    yield from _amendments()
    yield from _people()


def _always() -> Iterator[BadInput]:
    olfen = signed("olfen") | {"agreement": "kim-coesfeld"}
    yield bad(
        "a fact before the draft", "no-draft", "PartySigned für „kim-coesfeld“", olfen, ledger="nothing"
    )
    yield bad("another agreement", "no-draft", "„anders“", signed("olfen") | {"agreement": "anders"})
    yield bad("no agreement at all", "agreement-missing", "keiner", signed("olfen"), ledger="nothing")
    yield bad("which of two", "agreement-missing", "zweitens", signed("coesfeld"), ledger="two agreements")
    yield bad(
        "which of two drafts",
        "agreement-missing",
        "keiner",
        drafted(),
        SECOND,
        signed("coesfeld"),
        ledger="nothing",
    )
    yield bad(
        "a draft under another id",
        "agreement-differs",
        "„x“",
        drafted() | {"agreement": "x"},
        ledger="nothing",
    )
    yield bad("an unknown party", "unknown-party", "„reken“", signed("reken"))
    yield bad("an unknown pool", "unknown-pool", "„west“", granted("west", "2024-01-01"))
    yield bad("an unknown post", "unknown-post", "„n9“", fact("PostVacated", "2024-01-01", post="n9"))
    yield bad("an unknown notice", "unknown-notice", "„n-9“", received("n-9", "senden", "2025-06-30"))
    yield bad(
        "an unknown voucher",
        "unknown-voucher",
        "„BK-9“",
        fact("CostReversed", voucher="R-9", reverses="BK-9", reason="falsch"),
    )
    yield bad("an unknown position", "unknown-position", "Nr. 99", retracted(99))
    yield bad("a position far off", "unknown-position", "Nr. 987654", retracted(987_654))
    yield bad("a post that is not in the pool's posting", "unknown-post", "„n9“", posted("X-1", post="n9"))


def _contract() -> Iterator[BadInput]:
    yield bad("a second draft", "drafted-already", "„kim-coesfeld“", drafted(title="Anders"))
    yield bad(
        "a second signature", "signed-already", ("„olfen“", "2023-03-15"), signed("olfen", "2023-03-16")
    )
    late = fact("AgreementCommenced", "2023-05-01", basis="Beschluss")
    yield bad("a second commencement", "commenced-already", "2023-04-01", late)
    yield bad("commencement of what nobody signed", "not-concluded", "noch nicht", late, ledger="drafted")
    oral = late | _LETTER | {"form": "oral", "concluded_on": "2023-05-01"}
    yield bad("commencement before conclusion by word", "not-in-writing", "„oral“", oral, ledger="drafted")
    some = oral | {"form": "letter", "signed_by": ["olfen"]}
    yield bad("commencement that some agreed to", "not-signed-by-all", "senden", some, ledger="drafted")
    early = agreed("TerminationAgreed", ends_on="2027-12-31")
    yield bad(
        "an end before commencement", "terminated-before-commencement", "noch offen", early, ledger="drafted"
    )
    again = agreed("TerminationAgreed", ends_on="2028-12-31")
    yield bad("a second end", "terminated-already", "2027-12-31", again, ledger="ended")
    back = agreed("TerminationAgreed", ends_on="2025-11-02")
    yield bad("an end before its agreement", "ends-before-conclusion", ("2025-11-02", "2025-11-03"), back)
    before = agreed("TerminationAgreed", ends_on="2027-12-31", concluded_on="2023-03-31")
    yield bad("an end agreed too early", "terminated-before-commencement", "2023-04-01", before)
    replaced = agreed(
        "ProvisionReplaced", "2026-01-01", provision="§ 4", finding="a", replacement="b", form="fax"
    )
    yield bad("a provision replaced by fax", "not-in-writing", "„fax“", replaced)
    wrong = agreed("ReadingDecided", "2026-01-01", question="surplus", reading="region")
    yield bad("a reading of another question", "unknown-reading", ("„region“", "floor, credit"), wrong)
    second = agreed("ReadingDecided", "2027-07-01", question="exit-share", reading="all-remaining")
    yield bad("two readings of one day", "second-of-the-day", "„exit-share“", second)
    until = fact(
        "ForwardingContractConcluded", "2024-01-01", employer="olfen", grantor="Kreis", until="2023-12-31"
    )
    yield bad("a contract that ends before its start", "end-before-start", "2023-12-31", until)


def _amendments() -> Iterator[BadInput]:
    title = {"title": "Neu"}
    yield bad(
        "an unmarked amendment",
        "not-marked-as-amendment",
        "Nachtrag 2",
        amended(2, "2026-02-01", title, marked_as_amendment=False),
    )
    yield bad("a number twice", "amendment-number-used", "Nachtrag 1", amended(1, "2026-02-01", title))
    yield bad(
        "an amendment by e-mail", "not-in-writing", "„email“", amended(2, "2026-02-01", title, form="email")
    )
    yield bad(
        "an amendment that one has not signed",
        "not-signed-by-all",
        "von senden",
        amended(2, "2026-02-01", title, signed_by=WITHOUT_SENDEN),
    )
    yield bad(
        "a newcomer has not signed", "not-signed-by-all", "von reken", amended(2, "2026-02-01", REKEN_JOINS)
    )
    yield bad("another id", "amended-id", "„kim-coesfeld“", amended(2, "2026-02-01", {"id": "anders"}))
    stranger = {"parties": {"reken": {"name": "Gemeinde Reken"}}}
    yield _invalid("a party without a pool", "parties.reken", stranger)
    yield _invalid(
        "an employer from elsewhere", "pools.mitte.employer", {"pools": {"mitte": {"employer": "olfen"}}}
    )
    yield _invalid("a plan that does not add up", "2.5", {"pools": {"nord": {"planned": {"coesfeld": "1"}}}})
    yield _invalid("no posts", "pools.mitte.posts", {"pools": {"mitte": {"posts": "0"}}})
    yield _invalid("posts as a number", "pools.mitte.posts", {"pools": {"mitte": {"posts": 1}}})
    yield _invalid("a required entry removed", "subsidy", {"subsidy": None})
    yield _invalid("an unknown entry", "„Pools“", {"Pools": {}})
    yield _invalid("a reading that is none", "readings.surplus", {"readings": {"surplus": "region"}})
    yield _invalid(
        "the name of the sum", "total", {"cost_positions": {"total": {"name": "x", "kind": "actual"}}}
    )
    smaller = amended(2, "2025-01-01", {"pools": {"nord": {"posts": "2.4"}}})
    yield bad("a pool smaller than its filled posts", "pool-too-small", ("„nord“", "2.4", "2.5"), smaller)
    deployed = amended(2, "2026-02-01", {"pools": {"mitte": {"posts": "2"}}})
    yield bad("a later deployment that no longer fits", "deployment-does-not-add-up", "1 statt 2", deployed)
    removed = {"parties": {"nottuln": None}, "pools": {"mitte": {"members": ["duelmen"]}}}
    left = amended(2, "2026-02-01", removed)
    yield bad("a later deployment to one who is removed", "deployed-to-no-party", "„nottuln“", left)
    grant = granted("sued", "2026-03-01")
    fewer = amended(2, "2026-02-01", {"pools": {"sued": {"posts": "2"}}})
    yield bad("a later grant that no longer fits", "grant-above-posts", "„sued“", grant, fewer)
    listed = amended(2, "2024-02-01", {"cost_positions": {"personnel": None}})
    yield bad("a cost position that was posted to", "cost-not-listed", "„personnel“", listed)


def _invalid(title: str, says: str, patch: object) -> BadInput:
    return bad(
        f"amended to {title}", "amended-terms-invalid", ("Nachtrag 2", says), amended(2, "2026-02-01", patch)
    )


def _people() -> Iterator[BadInput]:
    yield bad("more posts than the pool has", "pool-overfilled", ("„nord“", "3"), filled("n4", "0.5"))
    yield bad(
        "overfilled on a later day only", "pool-overfilled", "2023-04-01", filled("n4", "1", "2023-03-20")
    )
    yield bad("filled in an unknown pool", "unknown-pool", "„west“", filled("n4", "1", pool="west"))
    yield bad("filled twice on a day", "second-of-the-day", "„n1“", filled("n1", "0.5"))
    vacated = fact("PostVacated", "2025-10-01", post="n3", note="noch einmal")
    yield bad("vacated twice on a day", "second-of-the-day", "„n3“", vacated)
    ended = fact("EmploymentEnded", "2025-10-01", post="n3", note="noch einmal")
    yield bad("ended twice on a day", "second-of-the-day", "„n3“", ended)
    yield bad(
        "a place of work of no post",
        "unknown-post",
        "„n9“",
        fact("PlaceOfWorkAgreed", "2024-01-01", post="n9", places=["Rathaus"]),
    )
    yield _deployment("shares that do not add up", "deployment-does-not-add-up", "0.9", {"duelmen": "0.9"})
    yield _deployment("a share for a stranger", "unknown-party", "„reken“", {"reken": "1"})
    yield _deployment(
        "a deployment twice a day", "second-of-the-day", "„mitte“", {"duelmen": "1"}, "2026-07-01"
    )
    gone = agreed(
        "DeploymentAgreed",
        "2025-01-01",
        pool="mitte",
        posts={"havixbeck": "1"},
        concluded_on="2024-12-31",
    )
    yield bad("a share for one who has left", "deployed-to-no-party", "„havixbeck“", gone, ledger="left")
    yield _hours("hours across a year's end", "across-year-end", "2025-01-01", "2024-12-31", "2025-01-01")
    yield _hours(
        "hours that end before they start", "end-before-start", "2025-01-01", "2025-01-02", "2025-01-01"
    )
    yield _hours("hours recorded twice", "hours-overlap", "2024-06-30", "2024-06-30", "2024-07-31")


def _deployment(title: str, code: str, says: str, posts: object, on: str = "2026-03-01") -> BadInput:
    return bad(title, code, says, agreed("DeploymentAgreed", on, pool="mitte", posts=posts))


def _hours(title: str, code: str, says: str, first: str, last: str) -> BadInput:
    worked = {"pool": "nord", "party": "coesfeld", "hours": "8", "from": first, "to": last}
    return bad(title, code, says, fact("HoursRecorded", **worked))
