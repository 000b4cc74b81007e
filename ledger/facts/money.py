"""Cost, flat rates, subsidy, tax status (§ 2)."""

from typing import Literal

from ledger.facts.base import Dated, Fact, SignedAct, Slugs
from ledger.values import (
    Amount,
    CivilDate,
    FreeText,
    Posts,
    Price,
    Rate,
    Reference,
    Slug,
)


class CostPosted(Fact):
    """A cost of the pool's employer for a service period, both days included (§ 2)."""

    kind: Literal["CostPosted"] = "CostPosted"
    voucher: Reference
    pool: Slug
    cost_position: Slug
    amount: Amount
    service_from: CivilDate
    service_to: CivilDate
    post: Slug | None = None
    text: FreeText | None = None


class CostReversed(Fact):
    """Posting *reverses* is taken back for its whole period."""

    kind: Literal["CostReversed"] = "CostReversed"
    voucher: Reference
    reverses: Reference
    reason: FreeText


class FlatRateAgreed(Dated, SignedAct):
    """The flat rate of a cost position per post and year, for *pool* or for all (§ 2)."""

    kind: Literal["FlatRateAgreed"] = "FlatRateAgreed"
    cost_position: Slug
    amount_per_post_year: Price
    pool: Slug | None = None


class SubsidyGranted(Dated):
    """A grant for *posts* of *pool*; the newest replaces the earlier ones (Präambel, § 2)."""

    kind: Literal["SubsidyGranted"] = "SubsidyGranted"
    pool: Slug
    posts: Posts
    rate_per_post_year: Price
    until: CivilDate | None = None
    notice_reference: Reference | None = None


class SubsidyLost(Dated):
    """*effective_on* is the first day without the subsidy (§ 2, last paragraph)."""

    kind: Literal["SubsidyLost"] = "SubsidyLost"
    pools: Literal["all"] | Slugs
    reason: FreeText


class SubsidyPaid(Fact):
    """What the grantor paid, or got back, for a period within one year (§ 2)."""

    kind: Literal["SubsidyPaid"] = "SubsidyPaid"
    pool: Slug
    amount: Amount
    period_from: CivilDate
    period_to: CivilDate
    paid_on: CivilDate | None = None


class TaxStatusDetermined(Dated):
    """What people decided about § 2b UStG for an employer's claims."""

    kind: Literal["TaxStatusDetermined"] = "TaxStatusDetermined"
    employer: Slug
    status: Literal["old-law", "not-taxable", "taxable", "exempt"]
    basis: FreeText
    rate: Rate | None = None
