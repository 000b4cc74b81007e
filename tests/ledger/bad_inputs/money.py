"""Well-formed facts about money, ending and correction that must be refused: every refusal of those kinds."""

from collections.abc import Iterator

from tests.ledger.bad_inputs.ledgers import (
    TERMS,
    Given,
    agreed,
    drafted,
    fact,
    given_notice,
    granted,
    posted,
    received,
    retracted,
    signed,
)
from tests.ledger.bad_inputs.table import BadInput, bad


def money() -> Iterator[BadInput]:
    """All rows, in the order of the vocabulary."""
    yield from _money()
    yield from _notices()
    yield from _corrections()


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
    elsewhere = _flat_rate("administration", "2025-01-01") | {"pool": "west"}
    yield bad("a flat rate for an unknown pool", "unknown-pool", "„west“", elsewhere)
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


def _reversal(voucher: str, reverses: str) -> Given:
    return fact("CostReversed", voucher=voucher, reverses=reverses, reason="falsch")


def _flat(title: str, code: str, says: str, position: str, on: str = "2025-01-01") -> BadInput:
    return bad(title, code, says, _flat_rate(position, on))


def _flat_rate(position: str, on: str) -> Given:
    return agreed("FlatRateAgreed", on, cost_position=position, amount_per_post_year="900.00")


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
