"""Well-formed facts that must be refused: every refusal that the vocabulary names."""

from collections.abc import Iterator

from tests.ledger.bad_inputs.ledgers import (
    PARTIES,
    SECOND,
    TERMS,
    agreed,
    amended,
    drafted,
    fact,
    filled,
    given_notice,
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


def refusals() -> Iterator[BadInput]:
    """All rows, in the order of the vocabulary."""
    yield from _always()
    yield from _contract()
    yield from _amendments()
    yield from _people()
    yield from _money()
    yield from _notices()
    yield from _corrections()


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
    yield bad("an unknown voucher", "unknown-voucher", "„BK-9“", _reversal("R-9", "BK-9"))
    yield bad("an unknown position", "unknown-position", "Nr. 99", retracted(99))
    yield bad("the largest position", "unknown-position", f"Nr. {2**53 - 1}", retracted(2**53 - 1))
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


def _money() -> Iterator[BadInput]:
    yield bad(
        "a cost that is not listed", "cost-not-listed", "„travel“", posted("X-1", cost_position="travel")
    )
    yield bad(
        "a flat rate posted",
        "cost-is-flat-rate",
        "administration",
        posted("X-1", cost_position="administration"),
    )
    over = posted("X-1", service_from="2024-12-31", service_to="2025-01-01")
    yield bad("cost across a year's end", "across-year-end", "2024-12-31 bis 2025-01-01", over)
    yield bad(
        "cost that ends before it starts",
        "end-before-start",
        "2023-12-31",
        posted("X-1", service_to="2023-12-31"),
    )
    yield bad("a voucher twice", "voucher-used", "„BK-1“", posted("BK-1", amount="1.00"))
    yield bad("the voucher of a reversal", "voucher-used", "„R-2“", posted("R-2"))
    yield bad("the voucher of a reversed posting", "voucher-used", "„BK-2“", posted("BK-2", amount="11.00"))
    yield bad("cost of an unknown pool", "unknown-pool", "„west“", posted("X-1", pool="west"))
    yield bad("a second reversal", "reversed-already", ("„BK-2“", "„R-2“"), _reversal("R-3", "BK-2"))
    yield bad("the reversal of a reversal", "unknown-voucher", "„R-2“", _reversal("R-3", "R-2"))
    yield bad(
        "a reversal under the posting's own voucher", "voucher-used", "„BK-1“", _reversal("BK-1", "BK-1")
    )
    yield _flat("a flat rate for actual cost", "no-flat-rate", "„personnel“", "personnel")
    yield _flat("a flat rate for what is not listed", "cost-not-listed", "„travel“", "travel")
    yield _flat("a flat rate for an unknown pool", "unknown-pool", "„west“", "administration", pool="west")
    yield _flat(
        "a flat rate twice a day", "second-of-the-day", "„administration“", "administration", "2024-04-01"
    )
    yield bad(
        "a grant above the pool's posts", "grant-above-posts", "2.6", granted("nord", "2024-01-01", "2.6")
    )
    yield bad(
        "a grant twice a day", "second-of-the-day", "SubsidyGranted", granted("nord", "2023-04-01", "2")
    )
    yield bad(
        "a grant on the day of a loss", "second-of-the-day", "SubsidyLost", granted("nord", "2027-01-01")
    )
    yield bad(
        "a grant that ends before its start",
        "end-before-start",
        "2023-12-31",
        granted("nord", "2024-01-01", until="2023-12-31"),
    )
    yield _loss("a loss without a grant", "nothing-to-lose", "sued", ["nord", "sued"], "2024-01-01")
    yield _loss("a loss before every grant", "nothing-to-lose", "alle", "all", "2023-03-31")
    yield _loss("a loss on the day of a grant", "second-of-the-day", "SubsidyGranted", ["nord"], "2023-04-01")
    yield _loss("all lost on the day of a loss", "second-of-the-day", "SubsidyLost", "all", "2027-01-01")
    yield _loss("an unknown pool lost", "unknown-pool", "„west“", ["west"], "2024-01-01")
    yield _paid("paid across a year's end", "across-year-end", "2025-01-31", "nord", "2025-01-31")
    yield _paid("paid for an unknown pool", "unknown-pool", "„west“", "west", "2024-12-31")
    yield _tax("taxable without a rate", "tax-rate-missing", "coesfeld", "2024-01-01", "taxable")
    yield _tax("two tax statuses of a day", "second-of-the-day", "„coesfeld“", "2023-04-01", "exempt")


def _reversal(voucher: str, reverses: str) -> dict[str, object]:
    return fact("CostReversed", voucher=voucher, reverses=reverses, reason="falsch")


def _flat(
    title: str, code: str, says: str, position: str, on: str = "2025-01-01", **fields: object
) -> BadInput:
    flat = agreed("FlatRateAgreed", on, cost_position=position, amount_per_post_year="900.00", **fields)
    return bad(title, code, says, flat)


def _loss(title: str, code: str, says: str, pools: object, on: str) -> BadInput:
    return bad(title, code, says, fact("SubsidyLost", on, pools=pools, reason="Programm beendet"))


def _paid(title: str, code: str, says: str, pool: str, last: str) -> BadInput:
    paid = fact("SubsidyPaid", pool=pool, amount="-5.00", period_from="2024-01-01", period_to=last)
    return bad(title, code, says, paid)


def _tax(title: str, code: str, says: str, on: str, status: str) -> BadInput:
    tax = fact("TaxStatusDetermined", on, employer="coesfeld", status=status, basis="Bescheid")
    return bad(title, code, says, tax)


def _notices() -> Iterator[BadInput]:
    yield bad(
        "a notice twice",
        "notice-id-used",
        "„notice-olfen“",
        given_notice("notice-olfen", "olfen", "2026-01-02"),
    )
    yield bad(
        "a notice by a stranger", "unknown-party", "„reken“", given_notice("n-2", "reken", "2026-01-02")
    )
    olfen = "notice-olfen"
    yield bad(
        "received by its sender", "received-by-sender", "„olfen“", received(olfen, "olfen", "2025-06-30")
    )
    yield bad("received by a stranger", "unknown-party", "„reken“", received(olfen, "reken", "2025-06-30"))
    yield bad("received twice", "received-already", "2025-06-30", received(olfen, "senden", "2025-07-01"))
    early = received(olfen, "ascheberg", "2025-06-26")
    yield bad("received before it was given", "received-before-given", ("2025-06-26", "2025-06-27"), early)
    revoked = {"notice": olfen, "by": "senden"}
    yield bad(
        "a second revocation",
        "received-already",
        "„senden“",
        fact("NoticeRevocationReceived", "2025-07-02", **revoked),
    )
    own = {"notice": olfen, "by": "olfen"}
    yield bad(
        "its own revocation",
        "received-by-sender",
        "„olfen“",
        fact("NoticeRevocationReceived", "2025-07-02", **own),
    )
    settled = agreed("NoticeSettled", notice="notice-senden", ends_on="2027-12-31")
    yield bad("settled twice", "notice-agreed-already", "2025-03-01", settled)
    withdrawn = agreed("NoticeWithdrawn", notice="notice-senden")
    yield bad("withdrawn after it was settled", "notice-agreed-already", "„notice-senden“", withdrawn)
    yield bad(
        "withdrawn by word",
        "not-in-writing",
        "NoticeWithdrawn",
        agreed("NoticeWithdrawn", notice=olfen, form="oral"),
    )
    back = agreed("NoticeSettled", notice=olfen, ends_on="2025-11-02")
    yield bad("settled for a day before", "ends-before-conclusion", "2025-11-02", back)
    gone = agreed("NoticeWithdrawn", notice="notice-havixbeck", concluded_on="2025-01-01")
    yield bad(
        "withdrawn by one who has left", "sender-has-left", ("„havixbeck“", "2025-01-01"), gone, ledger="left"
    )
    moot = agreed("NoticeSettled", notice="notice-havixbeck", concluded_on="2025-01-01")
    yield bad(
        "settled after the sender has left", "sender-has-left", "„notice-havixbeck“", moot, ledger="left"
    )


def _corrections() -> Iterator[BadInput]:
    yield bad("retracted twice", "retracted-already", "Nr. 32", retracted(32) | {"reason": "noch einmal"})
    yield bad("a retraction retracted", "retracted-retraction", "Nr. 33", retracted(33))
    yield bad("a posting retracted", "retracted-posting", ("Nr. 18", "reverse-cost", "BK-1"), retracted(18))
    instead = given_notice("notice-olfen", "olfen", "2025-06-27")
    yield bad(
        "another kind instead", "other-kind-instead", ("PartySigned", "NoticeGiven"), retracted(2, instead)
    )
    yield bad(
        "what stands already instead", "instead-stands-already", "Nr. 3", retracted(2, signed("billerbeck"))
    )
    other = drafted(id="anders")
    yield bad("another agreement instead", "amended-id", "„kim-coesfeld“", retracted(1, other))
    yield bad(
        "what others rest on: a signature", "retraction-breaks", "Nr. 13 AgreementCommenced", retracted(2)
    )
    yield bad("what others rest on: a grant", "retraction-breaks", "Nr. 37 SubsidyLost", retracted(14))
    yield bad(
        "what others rest on: a filling",
        "retraction-breaks",
        ("Nr. 34 PostVacated", "Nr. 35 EmploymentEnded"),
        retracted(17),
    )
    yield bad(
        "what others rest on: a notice",
        "retraction-breaks",
        ("Nr. 22 NoticeReceived", "Nr. 36 NoticeRevocationReceived"),
        retracted(21),
    )
    yield bad(
        "what others rest on: a settled notice", "retraction-breaks", "Nr. 24 NoticeSettled", retracted(23)
    )
    late = given_notice("notice-olfen", "olfen", "2025-07-01")
    yield bad(
        "instead, later than its receipt", "retraction-breaks", "Nr. 22 NoticeReceived", retracted(21, late)
    )
    used = fact("CostReversed", voucher="BK-1", reverses="BK-2", reason="falsch")
    yield bad("instead, with a used voucher", "retraction-breaks", "„BK-1“", retracted(20, used))
    again = _reversal("R-3", "BK-2")
    yield bad(
        "a reversed posting reversed twice by retraction",
        "retraction-breaks",
        "„BK-1“",
        _reversal("R-1", "BK-1"),
        retracted(20, fact("CostReversed", voucher="R-2", reverses="BK-1", reason="verwechselt")),
    )
    yield bad(
        "the voucher of what stands instead of a reversal",
        "voucher-used",
        "„R-3“",
        retracted(20, again),
        posted("R-3"),
    )
    taken = drafted(pools=TERMS["pools"] | {"nord": TERMS["pools"]["nord"] | {"posts": "2"}})
    yield bad(
        "a draft instead that is too small", "retraction-breaks", "Nr. 17 PostFilled", retracted(1, taken)
    )
