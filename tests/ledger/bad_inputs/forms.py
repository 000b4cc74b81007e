"""Facts whose fields have no form in which they could be stored for decades."""

from collections.abc import Iterator

from tests.ledger.bad_inputs.ledgers import (
    TERMS,
    Given,
    agreed,
    amended,
    drafted,
    fact,
    filled,
    given_notice,
    granted,
    posted,
    retracted,
    signed,
)
from tests.ledger.bad_inputs.table import BadInput, bad

_LONE_SURROGATE = "\ud800"


def forms() -> Iterator[BadInput]:
    """All rows."""
    yield from _amounts()
    yield from _days()
    yield from _names()
    yield from _names_of_people()
    yield from _texts()
    yield from _numbers()
    yield from _terms()


def _field(title: str, says: str | tuple[str, ...], given: Given) -> BadInput:
    return bad(title, "field-invalid", says, given)


def _amounts() -> Iterator[BadInput]:
    for title, amount in {
        "a number with cents": 15625.5,
        "a whole number": 15625,
        "a truth value": True,
        "nothing": None,
        "a list": ["15625.00"],
        "an exponent": "1e3",
        "not a number": "NaN",
        "infinity": "Infinity",
        "a comma": "15625,00",
        "thousands": "15.625.00",
        "three decimals": "15625.001",
        "a leading zero": "015625.00",
        "a plus": "+15625.00",
        "a blank": " 15625.00",
        "a line break": "15625.00\n",
        "other digits": "١٥٦٢٥",
        "a currency": "15625.00 €",
        "fourteen digits": "15625000000000.00",
    }.items():
        yield _field(f"amount: {title}", ("CostPosted", "amount", "15625.00"), posted("X-1", amount=amount))
    yield _field(
        "a negative rate", "rate_per_post_year", granted("nord", "2024-01-01", rate_per_post_year="-1")
    )
    yield _field("negative posts", "posts", granted("nord", "2024-01-01", "-1"))
    yield _field("posts with an exponent", "posts", granted("nord", "2024-01-01", "25e-1"))
    yield _field("no posts", "posts: null", granted("nord", "2024-01-01", "0.0"))
    tax = {"employer": "coesfeld", "status": "taxable", "basis": "Bescheid"}
    yield _field(
        "a rate in percent", "0.19 für 19 %", fact("TaxStatusDetermined", "2024-01-01", rate="19", **tax)
    )
    share = agreed("DeploymentAgreed", "2026-03-01", pool="mitte", posts={"duelmen": 1})
    yield _field("a share as a number", "posts.duelmen", share)


def _days() -> Iterator[BadInput]:
    for title, day in {
        "a German day that does not exist": "31.02.2025",
        "an ISO day that does not exist": "2025-02-30",
        "29 February of no leap year": "2023-02-29",
        "a month that does not exist": "2025-13-01",
        "a time": "2025-06-30T00:00:00",
        "an American day": "06/30/2025",
        "a year of two digits": "30.06.25",
        "a year out of reach": "0025-06-30",
        "a year far off": "9999-12-31",
        "a number": 20250630,
        "nothing": None,
        "an empty text": "",
    }.items():
        yield _field(
            f"day: {title}", ("PartySigned", "effective_on"), signed("olfen") | {"effective_on": day}
        )
    yield _field(
        "a day for a kind that has its own", "„effective_on“", posted("X-1", effective_on="2024-01-01")
    )
    yield _field("no day", "effective_on fehlt", {"kind": "PartySigned", "party": "olfen"})


def _names() -> Iterator[BadInput]:
    yield bad(
        "an unknown kind",
        "unknown-kind",
        ("„CostPostd“", "CostPosted"),
        posted("X-1") | {"kind": "CostPostd"},
    )
    yield bad("a kind in lower case", "unknown-kind", ("„costposted“", "CostPosted"), {"kind": "costposted"})
    yield bad("a class path", "unknown-kind", "ledger.facts", {"kind": "ledger.facts:CostPosted"})
    yield bad("a kind that is a number", "unknown-kind", "„5“", {"kind": 5})
    yield bad("no kind", "kind-missing", "„kind“", {"party": "olfen"})
    yield bad("a settlement's own kind", "kind-by-command", "settlement issue", {"kind": "SettlementIssued"})
    yield bad("an erasure from a file", "kind-by-command", "privacy erase", {"kind": "PersonErased"})
    yield _field("an unknown field", ("„amout“", "„amount“"), posted("X-1", amout="1.00"))
    yield _field("a field like no other", ("„zzz“", "voucher"), posted("X-1", zzz="1.00"))
    yield _field("what the store adds", "„recorded_at“", posted("X-1", recorded_at="2020-01-01T00:00:00Z"))
    yield _field(
        "an unknown field of a document",
        "document.sha",
        posted("X-1", document={"reference": "A", "sha": ""}),
    )
    yield _field(
        "a hash that is none", "document.sha256", posted("X-1", document={"reference": "A", "sha256": "abc"})
    )
    yield _field("a party with capitals", "party", signed("Olfen"))
    yield _field("a party with a line break", "party", signed("olfen\n"))
    yield _field("a party with an umlaut", "luedinghausen", signed("lüdinghausen"))
    yield _field("an unknown form", "form", given_notice("n-2", "olfen", "2025-07-01", form="pigeon"))
    reading = agreed("ReadingDecided", "2026-01-01", question="wages", reading="region")
    yield _field("an unknown question", "question", reading)


def _texts() -> Iterator[BadInput]:
    for title, text in {
        "too long": "x" * 501,
        "empty": "",
        "NUL": "a\0b",
        "a bell": "a\x07b",
        "an escape": "a\x1b[2Jb",
        "a lone surrogate": _LONE_SURROGATE,
        "a number": 5,
    }.items():
        yield _field(f"text: {title}", "text", posted("X-1", text=text))
    yield _field("a note that is too long", "note", posted("X-1", note="x" * 501))
    yield _field("a voucher that is too long", "voucher", posted("x" * 101))
    yield _field("a voucher with NUL", "voucher", posted("X\0"))
    yield _field("an empty voucher", "voucher", posted(""))
    yield _field("a voucher with a lone surrogate", "voucher", posted(_LONE_SURROGATE))
    yield _field("a patch with NUL", "terms_patch", amended(2, "2026-02-01", {"title": "a\0b"}))
    yield _field(
        "a patch with a lone surrogate", "terms_patch", amended(2, "2026-02-01", {"title": _LONE_SURROGATE})
    )
    nul = amended(2, "2026-02-01", {"reminders": {"a\0b": "c"}})
    yield _field("a patch with NUL in a name", "terms_patch", nul)
    unsigned = agreed(
        "ProvisionReplaced", "2026-01-01", provision="a", finding="b", replacement="c", signed_by=[]
    )
    yield _field("signed by nobody", "signed_by", unsigned)
    yield _field("no places", "places", fact("PlaceOfWorkAgreed", "2024-01-01", post="n1", places=[]))
    yield _field("no shares", "posts", agreed("DeploymentAgreed", "2026-03-01", pool="mitte", posts={}))
    yield _field("no pools lost", "pools", fact("SubsidyLost", "2024-01-01", pools=[], reason="Ende"))
    yield _field("a list as a text", "pools", fact("SubsidyLost", "2024-01-01", pools="nord", reason="Ende"))


def _names_of_people() -> Iterator[BadInput]:
    named = filled("n9", "1") | {"person_name": "Jörg Erdacht"}
    sealed = {"schema": 2, "nonce": "AAAAAAAAAAAAAAAA", "ciphertext": "AAAA"}
    yield _field("a sealed name", "person_name: ein Name wird als Text", named | {"person_name": sealed})
    yield _field("no name at all", "person_name darf nicht leer sein", named | {"person_name": ""})
    yield _field("a name of 101", "person_name ist länger als 100", named | {"person_name": "x" * 101})
    yield _field("a number as name", "person_name muss ein Text", named | {"person_name": 7})
    yield _field("a name that turns back", "person_name: Steuerzeichen", named | {"person_name": "a\u202eb"})
    yield _field(
        "a name without its pseudonym",
        ("signatory_name: braucht „signatory“"),
        signed("olfen") | {"signatory_name": "Jörg Erdacht"},
    )
    yield _field(
        "a sealed name instead",
        "person_name: ein Name wird als Text",
        retracted(15, named | {"person_name": sealed}),
    )


def _numbers() -> Iterator[BadInput]:
    yield _field("amendment 0", "number", amended(0, "2026-02-01", {"title": "Neu"}))
    yield _field(
        "amendment 2 as a text", "number", amended(2, "2026-02-01", {"title": "Neu"}) | {"number": "2"}
    )
    yield _field("amendment true", "number", amended(2, "2026-02-01", {"title": "Neu"}) | {"number": True})
    yield _field("an amendment with a huge number", "number", amended(2**53, "2026-02-01", {"title": "Neu"}))
    yield _field(
        "marked by a text", "marked_as_amendment", amended(2, "2026-02-01", {}, marked_as_amendment="true")
    )
    yield _field("position 0", "position", retracted(0))
    yield _field("a position beyond all integers", "position", retracted(2**53))
    yield _field("position -1", "position", retracted(-1))
    yield _field("a float in a patch", "terms_patch", amended(2, "2026-02-01", {"notice": {"months": 18.5}}))
    yield _field(
        "a whole float in a patch", "terms_patch", amended(2, "2026-02-01", {"notice": {"months": 18.0}})
    )
    yield _field(
        "a huge integer in a patch", "terms_patch", amended(2, "2026-02-01", {"reminders": {"days": 2**53}})
    )
    yield _field("a patch that is a list", "terms_patch", amended(2, "2026-02-01", [{"title": "Neu"}]))
    yield _field("instead of another form", "instead", retracted(2) | {"instead": "PartySigned"})
    yield _field("instead without a kind", "instead", retracted(2, {"party": "olfen"}))
    yield _field("a retraction instead", "instead", retracted(2, retracted(3)))
    yield _field("instead with a wrong day", "2025-02-30", retracted(2, signed("ascheberg", "2025-02-30")))


def _terms() -> Iterator[BadInput]:
    pools = TERMS["pools"] | {
        "west": {
            "name": "Region West",
            "employer": "reken",
            "posts": "1",
            "members": ["olfen", "borken"],
            "planned": {"olfen": "0.3", "ahaus": "1"},
        }
    }
    broken = drafted(coordinator="reken", pools=pools, readings={"surplus": "region"})
    every_problem = (
        "parties.olfen: gehört 2 Regionen an",
        "pools.west.members: borken",
        "pools.west.employer: reken",
        "pools.west.planned: ahaus",
        "1.3 statt 1",
        "coordinator: reken",
        "readings.surplus",
    )
    yield bad("terms with seven problems", "field-invalid", every_problem, broken, ledger="nothing")
    forms = drafted(currency="Euro", notice={"months": 121, "to": "month-end"}, title="")
    fields = ("terms.title", "terms.currency", "terms.notice.months", "terms.notice.to")
    yield bad("terms with four wrong fields", "field-invalid", fields, forms, ledger="nothing")
