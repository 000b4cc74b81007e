"""How the amounts came about: sums, stretches, everyone's part, notes, readings, basis, annex (§ 2; R12)."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from ledger.readings import READINGS
from projections.documents.paper import Paper
from projections.documents.rows import Row
from projections.german import READING, READING_QUESTION
from tests.projections.documents.given import (
    after_an_exit,
    amounts,
    ordinary,
    paper,
    told,
)
from tests.scenario import (
    amended,
    cost,
    cost_of_year,
    flat_rate,
    granted,
    history,
    in_force,
    lost,
    notice,
    reversal,
    seed_terms,
    taxed,
    terminated,
)


def test_the_own_share_is_shown_as_it_adds_up() -> None:
    facts = ordinary() + flat_rate("1150.00", "2024-01-01")
    facts += cost("nord", "500.00", "2025-03-01", "2025-03-31", cost_position="equipment")

    assert amounts(told(paper(facts), "billerbeck").composition) == {
        "Personalkosten": ("200000.00",),
        "Technische Ausstattung": ("500.00",),
        "Personalverwaltung, pauschal": ("2875.00",),
        "Kosten zusammen": ("203375.00",),
        "abzüglich Landesförderung": ("-137500.00",),
        "Eigenanteil, der aufgeteilt wird": ("65875.00",),
    }


def test_a_surplus_that_is_not_shared_stands_in_the_sum_and_at_its_days() -> None:
    """§ 2; R7: January to November net below zero, December without subsidy is shared whole."""
    facts = in_force() + taxed() + cost_of_year("mitte", "52000.00", 2025) + lost(["mitte"], "2025-12-01")
    on = told(paper(facts, pool="mitte"), "nottuln")

    assert amounts(on.composition)["Überschuss der Förderung, der nicht verteilt wird"] == ("2833.11",)
    assert [(row.cells[3], str(row.cells[7])) for row in on.stretches.rows] == [
        ("nach Stundenanteilen (§ 2); gefördert; Überschuss, wird nicht verteilt", "0.00"),
        ("nach Köpfen (§ 2 letzter Absatz); Förderung entfallen", "2208.22"),
        ("zusammen, am Ende gerundet", "2208.22"),
    ]


def test_days_on_which_nothing_changes_are_one_stretch() -> None:
    """A grant of the same posts at another rate changes nothing under the contract's rate."""
    granted_anew = granted("nord", "2025-07-01", rate_per_post_year="57000.00")

    rows = told(paper(ordinary() + granted_anew), "billerbeck").stretches.rows

    assert len(rows) == 2
    assert [str(cell) for cell in rows[0].cells] == [
        "2025-01-01",
        "2025-12-31",
        "365",
        "nach Stundenanteilen (§ 2); gefördert",
        "1/4",
        "25.00",
        "62500.00",
        "15625.00",
    ]


def test_all_parties_stand_in_the_table_and_one_stands_out() -> None:
    """§ 4 Abs. 2 Satz 3: three keep 17,187.50, seven outside the region bear 1,562.50, the leaver nothing."""
    table = told(paper(after_an_exit(), year=2027), "olfen").parties

    found = {row.cells[0]: str(row.cells[2]) for row in table.rows}
    assert len(found) == 11 + 1
    assert found["Gemeinde Havixbeck"] == "0.00"
    assert found["Stadt Olfen"] == "1562.50"
    assert found["Stadt Billerbeck"] == "17187.50"
    assert [row.cells[0] for row in table.rows if row.weight == "strong"] == ["Stadt Olfen", "zusammen"]


@pytest.mark.parametrize(
    ("facts", "year", "reason"),
    [
        (
            after_an_exit(),
            2027,
            "Anteile von Gemeinde Havixbeck sind nach dem Ausscheiden übergegangen (§ 4 Abs. 2 Satz 3;",
        ),
        (
            in_force(readings={"lapse-key": "all-heads"})
            + taxed()
            + cost_of_year("nord", "200000.00", 2025)
            + lost(["nord"], "2025-07-01"),
            2025,
            "entfallene Förderung (§ 2 letzter Absatz;",
        ),
        (
            ordinary(2026) + terminated("2025-12-31"),
            2026,
            "Auslaufzeit (§ 4 Abs. 3;",
        ),
        (
            ordinary()
            + amended(1, "2025-01-01", {"pools": {"nord": {"planned": {"coesfeld": "2", "olfen": "0.5"}}}}),
            2025,
            "so vereinbarte oder geleistete Einsätze (§ 1 Ziff. 4, § 2)",
        ),
    ],
    ids=["exit", "all heads", "run-off", "planned"],
)
def test_parties_outside_the_region_are_named_with_the_reason(facts: Any, year: int, reason: str) -> None:
    """R12: § 2 speaks of the region."""
    said = [note for note in told(paper(facts, year=year), "olfen").notes if "außerhalb" in note]

    assert len(said) == 1
    assert "Stadt Olfen" in said[0]
    assert reason in said[0]


def test_within_the_region_nobody_outside_is_mentioned() -> None:
    assert not any("außerhalb" in note for note in told(paper(ordinary()), "billerbeck").notes)


def test_every_reading_is_told_in_words_with_its_name() -> None:
    rows = told(paper(ordinary()), "billerbeck").readings.rows

    assert [row.cells[2] for row in rows] == [
        "exit-share = all-remaining",
        "lapse-key = region-heads",
        "subsidy-amount = contract-rate",
        "surplus = floor",
        "run-off-scope = all-parties",
        "run-off-subsidy = gross",
        "part-year = months",
        "hours-basis = planned",
    ]


def _basis(on: Paper) -> dict[object, object]:
    return {row.cells[0]: row.cells[1] for row in told(on, "billerbeck").basis.rows}


def test_the_basis_names_position_time_terms_amendment_and_software() -> None:
    """The hash is that of the terms of 31 December, in the canonical JSON of another library."""
    facts = ordinary() + amended(3, "2025-07-01", {"title": "Neu"})

    rows = _basis(paper(facts))

    assert rows["Ledger-Position"] == f"Nr. {len(facts)}, erfasst 22.11.2026 00:00:{len(facts) - 1} UTC"
    assert rows["Neuester Nachtrag"] == "Nr. 3 (am 31.12.2025)"
    assert rows["Vertrag"] == "Neu (kim-coesfeld)"
    assert (
        rows["SHA-256 der Vertragsdaten"] == sha256(rfc8785.dumps(seed_terms({"title": "Neu"}))).hexdigest()
    )
    assert rows["Programm"] == "Contract Ledger 0.1.0"


def test_an_amendment_of_the_next_year_is_not_named() -> None:
    rows = _basis(paper(ordinary() + amended(3, "2026-01-01", {"title": "Neu"})))

    assert rows["Neuester Nachtrag"] == "keiner (am 31.12.2025)"
    assert rows["Vertrag"] == "Kommunales Case-Management Kreis Coesfeld (kim-coesfeld)"


def test_the_annex_lists_what_counts_and_nothing_that_was_reversed() -> None:
    facts = ordinary() + flat_rate("1150.00", "2024-01-01") + flat_rate("1250.00", "2025-07-01")
    facts += cost("nord", "30.00", "2025-03-01", "2025-03-31", cost_position="equipment", voucher="E-1")
    facts += cost("nord", "40.00", "2025-03-01", "2025-03-31", cost_position="equipment", voucher="E-2")
    facts += cost("nord", "1.00", "2024-03-01", "2024-03-31", voucher="2024")
    facts += cost("mitte", "1.00", "2025-03-01", "2025-03-31", voucher="Mitte")
    facts += reversal("E-1")

    rows = told(paper(facts), "billerbeck").postings.rows

    assert [(row.cells[0], row.cells[3], str(row.cells[5])) for row in rows] == [
        ("Personalverwaltung, pauschal", None, "3000.00"),
        ("Pauschale", "1.150,00\xa0€ je Stelle und Jahr × 2,5 Stellen", "1437.50"),
        ("Pauschale", "1.250,00\xa0€ je Stelle und Jahr × 2,5 Stellen", "1562.50"),
        ("Technische Ausstattung", None, "40.00"),
        ("E-2", "", "40.00"),
        ("Personalkosten", None, "200000.00"),
        ("BK-1", "", "200000.00"),
        ("Kosten zusammen", None, "203040.00"),
    ]


def test_a_posting_counts_with_its_shared_days() -> None:
    """In force since 1 April 2024: 275 of 366 days of 366,00."""
    facts = in_force("2024-04-01") + taxed() + cost_of_year("mitte", "366.00", 2024, voucher="BK-9")

    rows = told(paper(facts, year=2024, pool="mitte"), "nottuln").postings.rows

    assert [tuple(map(str, row.cells[4:])) for row in rows if row.cells[0] == "BK-9"] == [
        ("366.00", "275.00")
    ]


def test_the_order_of_recording_moves_no_row() -> None:
    first = cost("nord", "10.00", "2025-01-01", "2025-01-31", voucher="A")
    second = cost("nord", "20.00", "2025-01-01", "2025-01-31", voucher="B")

    one, other = (told(paper(ordinary() + facts), "billerbeck") for facts in (first + second, second + first))

    assert one.postings == other.postings


def test_a_statement_that_the_rules_no_longer_give_says_so() -> None:
    """A later version of the software draws up an old statement again."""
    on = paper(ordinary())
    by_party = on.statement["by_party"] | {"billerbeck": "15000.00"}

    notes = told(replace(on, statement={**on.statement, "by_party": by_party}), "billerbeck").notes

    expected = (
        "Achtung: Die Zeitabschnitte ergeben heute 15.625,00\xa0€, abgerechnet sind 15.000,00\xa0€. "
        "Maßgeblich ist, was abgerechnet wurde."
    )
    assert expected in notes


def test_a_pool_without_figures_has_no_paper() -> None:
    """Mitte is unresolved: both members have left, and only the region inherits."""
    facts = in_force(readings={"exit-share": "region"}) + taxed()
    facts += notice("duelmen", received="2024-06-25") + notice("nottuln", received="2024-06-25")

    with pytest.raises(ValueError, match="mitte has no figures for 2026"):
        told(replace(paper(ordinary()), history=history(facts), year=2026, pool="mitte"), "nottuln")


def test_rows_have_as_many_cells_as_columns() -> None:
    found = told(paper(after_an_exit(), year=2027), "olfen")

    tables = [found.about, found.composition, found.stretches, found.parties, found.readings]
    for table in [*tables, found.basis, found.postings]:
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}
        assert all(isinstance(row, Row) for row in table.rows)
    assert (
        sum(row.cells[-1] for row in found.parties.rows[:-1] if isinstance(row.cells[-1], Decimal)) == 62500
    )


def test_every_question_and_reading_has_german_words() -> None:
    assert {question: tuple(READING[question]) for question in READING_QUESTION} == READINGS
