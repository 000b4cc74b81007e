"""Cells of tables that compare two sides, where a pool may be unresolved on one of them."""

from projections.german import Answer, change_text, euro

UNRESOLVED = "ungeklärt"


def amount_of(borne: Answer | None, party: str) -> str:
    """What *party* bears, or that it is unresolved."""
    return UNRESOLVED if borne is None else euro(borne.get(party, "0.00"))


def change_of(difference: Answer | None, party: str) -> str:
    """By how much it differs, a dash for nothing, or that it is unresolved."""
    if difference is None:
        return UNRESOLVED
    return change_text(difference[party]) if party in difference else "–"
