"""What a statement asks of a party: amounts, VAT, credits, corrections (§ 2; R12)."""

from typing import Any

import pytest

from ledger.store.canonical import canonical
from tests.projections.documents.given import (
    amounts,
    correction,
    draft,
    ordinary,
    paper,
    shown,
    taxable,
    told,
)
from tests.scenario import (
    amended,
    cost,
    cost_of_year,
    in_force,
    notice,
    tax,
    taxed,
)


def _texts(on: dict[str, Any]) -> str:
    return canonical(on).decode()


def test_a_party_reads_from_whom_to_whom_and_how_much() -> None:
    found = shown(paper(ordinary()), "billerbeck")

    assert (found["title"], found["sender"], found["recipient"], found["dated"], found["mark"]) == (
        "Abrechnung 2025 · Region Nord",
        "Stadt Coesfeld",
        "Stadt Billerbeck",
        "gestellt am 15.03.2026",
        "",
    )
    assert [(box["heading"], box["amount"]) for box in found["boxes"]] == [
        ("Zu zahlen an Stadt Coesfeld", "15.625,00\xa0€")
    ]


def test_a_draft_is_marked_as_one() -> None:
    found = shown(draft(ordinary()), "billerbeck")

    assert (found["mark"], found["dated"]) == ("ENTWURF", "Entwurf, noch nicht gestellt")
    assert found["boxes"][0]["heading"] == "Voraussichtlich: Zu zahlen an Stadt Coesfeld"
    assert found["footer"].endswith(" · ENTWURF")


@pytest.mark.parametrize("status", ["not-taxable", "old-law", "exempt"])
def test_without_taxable_status_no_vat_figure_stands_anywhere(status: str) -> None:
    """R12; the status is said in words."""
    words = {"not-taxable": "nicht steuerbar", "old-law": "altes Recht", "exempt": "steuerfrei"}
    facts = in_force() + tax("coesfeld", status) + cost_of_year("nord", "200000.00", 2025)

    found = shown(paper(facts), "billerbeck")

    assert found["tax"].startswith(f"Umsatzsteuer (§ 2b UStG): {words[status]}")
    assert found["boxes"][0]["lines"] == []
    assert _texts(found).count("Umsatzsteuer") == 1 + words[status].count("altes")
    assert "brutto" not in _texts(found)


def test_a_taxable_claim_shows_net_rate_vat_and_gross() -> None:
    """15,625.00 and 19 % of it."""
    box = shown(paper(taxable()), "billerbeck")["boxes"][0]

    assert box["amount"] == "18.593,75\xa0€"
    assert box["lines"] == [
        ["netto", "15.625,00"],
        ["Umsatzsteuer 19 %", "2.968,75"],
        ["brutto", "18.593,75"],
    ]


def test_employers_of_different_status_are_told_apart() -> None:
    employer = amended(1, "2025-07-01", {"pools": {"nord": {"employer": "billerbeck"}}})
    facts = taxable() + tax("billerbeck", "not-taxable") + employer

    found = shown(paper(facts), "rosendahl")

    expected = "Umsatzsteuer (§ 2b UStG): Stadt Billerbeck nicht steuerbar; Stadt Coesfeld steuerpflichtig"
    assert found["tax"] == expected
    assert [len(box["lines"]) for box in found["boxes"]] == [0, 3]


def test_where_the_employer_changed_in_the_year_both_claims_are_shown() -> None:
    """120 of 365 days for Coesfeld, the subsidy by months: 15,625.00 in two parts."""
    employer = amended(1, "2025-05-01", {"pools": {"nord": {"employer": "billerbeck"}}})
    on = paper(ordinary() + tax("billerbeck", "not-taxable") + employer)

    found = shown(on, "rosendahl")

    assert found["sender"] == "Stadt Billerbeck · Stadt Coesfeld"
    assert [(box["heading"], box["amount"]) for box in found["boxes"]] == [
        ("Zu zahlen an Stadt Billerbeck", "10.644,98\xa0€"),
        ("Zu zahlen an Stadt Coesfeld", "4.980,02\xa0€"),
    ]
    assert [row.cells[3] for row in told(on, "rosendahl").stretches.rows] == [
        "nach Stundenanteilen (§ 2); gefördert; zu zahlen an Stadt Coesfeld",
        "nach Stundenanteilen (§ 2); gefördert; zu zahlen an Stadt Billerbeck",
        "zusammen, am Ende gerundet",
    ]


def test_an_employer_is_told_what_it_bears_itself() -> None:
    found = shown(paper(ordinary()), "coesfeld")

    assert [box["heading"] for box in found["boxes"]] == ["Kein Betrag zu zahlen"]
    assert any("trägt ihn selbst als Anstellungskörperschaft" in note for note in found["notes"])


def test_what_waits_for_a_new_employer_is_said() -> None:
    facts = in_force() + taxed() + notice("coesfeld", received="2024-06-25")
    found = shown(draft(facts + cost_of_year("nord", "200000.00", 2026), year=2026), "rosendahl")

    assert [box["heading"] for box in found["boxes"]] == ["Kein Betrag zu zahlen"]
    assert any("17.187,50\xa0€ nicht gefordert: er wartet auf eine neue" in note for note in found["notes"])


def test_a_negative_amount_is_a_credit() -> None:
    """Mitte cost 52,000.00, subsidy 55,000.00, credited: −1,500.00 each."""
    facts = in_force(readings={"surplus": "credit"}) + taxed() + cost_of_year("mitte", "52000.00", 2025)

    box = shown(paper(facts, pool="mitte"), "nottuln")["boxes"][0]

    assert (box["heading"], box["amount"]) == ("Gutschrift von Stadt Dülmen", "1.500,00\xa0€")
    assert box["lines"] == [["Betrag", "−1.500,00"]]
    assert box["note"] == "Stadt Dülmen zahlt diesen Betrag an Gemeinde Nottuln."


def test_a_correction_shows_old_new_and_difference_for_every_party() -> None:
    """1,000.00 more cost: 250.00 more a party."""
    on = correction(ordinary(), ordinary() + cost("nord", "1000.00", "2025-02-01", "2025-02-28"))

    found = shown(on, "billerbeck")

    assert (found["title"], found["mark"]) == (
        "Berichtigung der Abrechnung 2025 · Region Nord",
        "BERICHTIGUNG",
    )
    assert found["boxes"][0]["heading"] == "Nachzahlung an Stadt Coesfeld"
    assert found["boxes"][0]["amount"] == "250,00\xa0€"
    assert found["boxes"][0]["lines"] == [["Betrag", "15.625,00", "15.875,00", "250,00"]]
    each = ("15625.00", "15875.00", "250.00")
    assert amounts(told(on, "billerbeck").parties) == {
        "Stadt Billerbeck": each,
        "Stadt Coesfeld": each,
        "Gemeinde Havixbeck": each,
        "Gemeinde Rosendahl": each,
        "zusammen": ("62500.00", "63500.00", "1000.00"),
    }


def test_a_corrected_taxable_claim_gives_back_the_gross() -> None:
    """1,234.56 less cost: 308.64 less net, and its VAT."""
    on = correction(taxable(), taxable() + cost("nord", "-1234.56", "2025-02-01", "2025-02-28"))

    box = shown(on, "billerbeck")["boxes"][0]

    assert (box["heading"], box["amount"]) == ("Gutschrift von Stadt Coesfeld", "367,28\xa0€")
    assert box["lines"] == [
        ["netto", "15.625,00", "15.316,36", "−308,64"],
        ["Umsatzsteuer 19 %", "2.968,75", "2.910,11", "−58,64"],
        ["brutto", "18.593,75", "18.226,47", "−367,28"],
    ]


def test_a_claim_that_a_correction_ends_is_given_back_whole() -> None:
    credit = cost("nord", "-62500.00", "2025-01-01", "2025-12-31")

    box = shown(correction(ordinary(), ordinary() + credit), "billerbeck")["boxes"][0]

    assert (box["heading"], box["amount"]) == ("Gutschrift von Stadt Coesfeld", "15.625,00\xa0€")


def test_a_correction_says_which_reading_has_changed() -> None:
    before = in_force(readings={"surplus": "credit"}) + taxed() + cost_of_year("nord", "200000.00", 2025)

    rows = told(correction(before, ordinary()), "billerbeck").readings.rows

    assert [row.cells[1] for row in rows if "bisher" in str(row.cells[1])] == [
        "er wird nicht verteilt, niemand trägt weniger als null (bisher: er wird gutgeschrieben)"
    ]
