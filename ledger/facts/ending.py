"""Notice, receipt, agreed end (§ 4)."""

from typing import Literal

from ledger.facts.base import Dated, Form, SignedAct
from ledger.values import (
    CivilDate,
    Slug,
)


class NoticeGiven(Dated):
    """*party* declares that it leaves (§ 4 Abs. 2); what it means is evaluated, not decided."""

    kind: Literal["NoticeGiven"] = "NoticeGiven"
    notice: Slug
    party: Slug
    form: Form
    ground: Literal["ordinary", "extraordinary"] = "ordinary"
    named_date: CivilDate | None = None


class NoticeReceived(Dated):
    """*by* has the notice in hand since *effective_on* (§ 4 Abs. 4)."""

    kind: Literal["NoticeReceived"] = "NoticeReceived"
    notice: Slug
    by: Slug


class NoticeRevocationReceived(Dated):
    """*by* has the revocation of the notice in hand since *effective_on* (§ 130 Abs. 1 Satz 2 BGB)."""

    kind: Literal["NoticeRevocationReceived"] = "NoticeRevocationReceived"
    notice: Slug
    by: Slug


class NoticeWithdrawn(SignedAct):
    """All parties agree that the notice is as if never given."""

    kind: Literal["NoticeWithdrawn"] = "NoticeWithdrawn"
    notice: Slug


class NoticeSettled(SignedAct):
    """All parties agree what the notice means: an end on *ends_on*, or none."""

    kind: Literal["NoticeSettled"] = "NoticeSettled"
    notice: Slug
    ends_on: CivilDate | None = None


class TerminationAgreed(SignedAct):
    """All parties end the contract; *ends_on* is its last day (§ 4 Abs. 3)."""

    kind: Literal["TerminationAgreed"] = "TerminationAgreed"
    ends_on: CivilDate
