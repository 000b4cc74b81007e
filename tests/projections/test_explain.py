"""`explain`: a tree from the amount down to the events; the leaves suffice, and little else is among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.errors import Refusal
from ledger.facts import AnyFact
from projections.explaining import explain
from projections.history import as_known
from tests.projections.explained import walk, wrong
from tests.reference import figures
from tests.scenario import (
    ALL,
    KIM,
    NORD,
    Facts,
    amended,
    cost,
    cost_of_year,
    decided,
    deployed,
    drafted,
    employment_ended,
    equally,
    fact,
    filled,
    flat_rate,
    granted,
    hours,
    in_force,
    lost,
    notice,
    paid,
    recorded,
    reken_joins,
    retracted,
    reversal,
    revocation,
    settled,
    signed_by_all,
    taxed,
    terminated,
    vacated,
    withdrawn,
    without,
)

DRAFT, SIGNED, COMMENCED, NORD_GRANT = 1, list(range(2, 13)), 13, 14
"""Where `in_force()` puts its facts."""


@dataclass(frozen=True)
class Entry:
    """A fact as the ledger would hold it."""

    position: int
    recorded_at: str
    fact: AnyFact
    recorded_by: str = "mueller"
    on_behalf_of: str | None = "coesfeld"


def log_of(facts: Facts) -> list[Entry]:
    return [Entry(each.position, each.recorded_at, each.fact) for each in recorded(facts)]


def explained(
    facts: Facts, party: str, on: str | int, pool: str | None = "nord", *, known_at: int | None = None
) -> dict[str, Any]:
    """For a year, or for the year to a day; every node follows from its inputs, and the leaves suffice."""
    last = date(on, 12, 31) if isinstance(on, int) else date.fromisoformat(on)
    log = log_of(facts)
    history = as_known(KIM, log, position=known_at)
    known, asked = log[: history.known.position], (party, last, pool)
    answer = _explain(known, *asked)
    assert wrong(answer) == []
    again = [known[event["position"] - 1] for event in answer["events"]]
    assert _explain(again, *asked)["amount"] == answer["amount"]
    if pool is not None:
        made = figures(
            [(e.position, e.fact.as_given()) for e in again], year=last.year, pool=pool, through=last
        )
        assert made is not None
        assert made.by_party.get(party, 0) == Decimal(answer["amount"]) * 100
    return answer


def _explain(log: Sequence[Entry], party: str, last: date, pool: str | None) -> dict[str, Any]:
    first = date(last.year, 1, 1)
    return explain(as_known(KIM, log), log, party=party, first=first, last=last, pool=pool)


def leaves(answer: dict[str, Any]) -> list[int]:
    return [event["position"] for event in answer["events"]]


def position(facts: Facts, of: Facts) -> int:
    return facts.index(of[0]) + 1


def nodes(answer: dict[str, Any], what: str) -> Iterator[dict[str, Any]]:
    """The nodes that begin so, each once."""
    seen: list[str] = []
    for node in walk(answer["explanation"]):
        if node["what"].startswith(what) and repr(node) not in seen:
            seen.append(repr(node))
            yield dict(node)


def values(answer: dict[str, Any], what: str) -> list[str]:
    return [node["value"] for node in nodes(answer, what)]


YEAR = in_force() + cost_of_year("nord", "200000.00", 2025)


def test_the_worked_year_from_the_amount_down_to_the_posting() -> None:
    """200,000 − 137,500 = 62,500, a quarter of it."""
    answer = explained(YEAR, "billerbeck", 2025)

    assert answer["amount"] == "15625.00"
    assert values(answer, "geplante Anteile") == ["1/4"]
    assert values(answer, "Mitglieder von") == ["4"]
    assert values(answer, "Kosten − Förderung") == ["62500"]
    assert values(answer, "Beleg") == ["200000"]
    assert values(answer, "Bewilligung") == ["137500"]
    assert values(answer, "Satz des Vertrags") == ["55000"]
    assert leaves(answer) == [DRAFT, COMMENCED, NORD_GRANT, len(YEAR)]


def test_a_node_says_rule_clause_formula_value_and_where_it_comes_from() -> None:
    (posting,) = nodes(explained(YEAR, "billerbeck", 2025), "Beleg")

    assert (posting["rule"], posting["clause"], posting["op"]) == ("R6", "§ 2 Abs. 2", "product")
    assert posting["formula"] == "Betrag × Tage in diesem Abschnitt ÷ Tage des Zeitraums"
    assert (posting["value"], posting["unit"], posting["amount"]) == ("200000", "euro", "200000.00")
    amount, time = posting["inputs"]
    assert (amount["field"], amount["events"]) == ("amount", [len(YEAR)])
    assert [day["value"] for day in time["inputs"]] == ["365", "365"]


def test_a_leaf_is_the_event_as_recorded_with_recorder_and_document() -> None:
    paper = {"reference": "Ordner 7, Blatt 3"}
    facts = in_force() + cost_of_year("nord", "100.00", 2025, document=paper)

    event = explained(facts, "coesfeld", 2025)["events"][-1]

    assert event == {
        "position": len(facts),
        "kind": "CostPosted",
        "recorded_at": recorded(facts)[-1].recorded_at,
        "recorded_by": "mueller",
        "on_behalf_of": "coesfeld",
        "document": paper,
        "fact": facts[-1].as_given(),
    }


def test_the_year_to_a_day_is_explained_like_the_year() -> None:
    """181 of 365 days of the posting; half a year of the grant: 99,178.08 − 68,750.00 among four."""
    answer = explained(YEAR, "billerbeck", "2025-06-30")

    assert values(answer, "Zeitanteil") == ["181/365"]
    assert values(answer, "Anteil am Jahr") == ["1/2"]
    assert answer["amount"] == "7607.02"
    assert (answer["from"], answer["to"]) == ("2025-01-01", "2025-06-30")


def test_whoever_gets_a_missing_cent_is_told_its_rank() -> None:
    """R10: 1.00 among three: 33.33 cents each; one cent is missing, and the first slug gets it."""
    planned = {"billerbeck": "1", "coesfeld": "1", "rosendahl": "1", "havixbeck": "0"}
    patch = {"pools": {"nord": {"posts": "3", "planned": planned}}}
    facts = in_force(grants=[], patch=patch) + cost_of_year("nord", "1.00", 2025)

    answers = {party: explained(facts, party, 2025) for party in without(NORD, "havixbeck")}

    rounding = {party: next(nodes(answer, "Teil von"))["rounding"] for party, answer in answers.items()}
    assert {party: answer["amount"] for party, answer in answers.items()} == {
        "billerbeck": "0.34",
        "coesfeld": "0.33",
        "rosendahl": "0.33",
    }
    assert {party: (each["rank"], each["cents_added"]) for party, each in rounding.items()} == {
        "billerbeck": (1, 1),
        "coesfeld": (2, 0),
        "rosendahl": (3, 0),
    }
    assert rounding["coesfeld"] == {
        "exact": "1/3",
        "rounded_down": "0.33",
        "rank": 2,
        "of": 3,
        "missing_cents": 1,
        "cents_added": 0,
    }


SIGNING = {"by": ALL}
NOISE: dict[str, Facts] = {
    "another pool's posting": cost_of_year("sued", "999.00", 2025),
    "another year's posting": cost_of_year("nord", "999.00", 2026),
    "another pool's grant": granted("mitte", "2025-02-01"),
    "a later grant": granted("nord", "2026-01-01"),
    "another pool's loss": lost(["sued"], "2025-04-01"),
    "another pool's deployment": deployed("mitte", "2025-03-01", duelmen="0.75", nottuln="0.25"),
    "a payment that nobody reads": paid("nord", "5.00", "2025-01-01", "2025-12-31"),
    "a reading that decides nothing": decided("run-off-scope", "region", "2025-01-01"),
    "a surplus reading without a surplus": decided("surplus", "credit", "2025-01-01"),
    "hours of another pool": hours("sued", "olfen", "12", "2025-01-01", "2025-12-31"),
    "a tax status": taxed(),
    "a place of work": filled("n1", "nord", "2025-01-01")
    + fact("PlaceOfWorkAgreed", post="n1", places=["Rathaus"], effective_on="2025-01-01"),
    "a new title": amended(1, "2025-01-01", {"title": "Anders"}),
    "a new name of the pool": amended(1, "2025-01-01", {"pools": {"nord": {"name": "Norden"}}}),
    "a new name of a party": amended(1, "2025-01-01", {"parties": {"coesfeld": {"name": "Neu"}}}),
    "an amendment of another pool": amended(1, "2025-01-01", {"pools": {"sued": {"posts": "3"}}}),
    "somebody who joins another pool": reken_joins(1, "2025-01-01"),
    "a notice that ends later": notice("havixbeck", received="2025-03-03"),
    "a notice by e-mail": notice("havixbeck", received="2024-03-03", form="email"),
    "a notice withdrawn": notice("havixbeck", received="2023-06-03") + withdrawn("havixbeck"),
    "an end that comes later": terminated("2026-06-30", concluded="2025-06-01"),
}


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_what_decides_nothing_is_no_leaf(noise: Facts) -> None:
    before = explained(YEAR, "billerbeck", 2025)

    answer = explained(YEAR + noise, "billerbeck", 2025)

    assert answer["amount"] == before["amount"]
    assert leaves(answer) == leaves(before)


def test_a_leaver_is_explained_by_the_whole_dossier_and_the_signatures() -> None:
    """A notice counts only after the conclusion; Senden alone had the revocation, which ends nothing."""
    leaving = notice("havixbeck", received="2025-06-27", senden="2025-06-30")
    leaving += revocation("havixbeck", senden="2025-06-30")
    facts = in_force() + leaving + cost_of_year("nord", "200000.00", 2027)

    answer = explained(facts, "olfen", 2027)

    assert answer["amount"] == "1562.50"
    assert values(answer, "Anteile nach dem Ausscheiden von Gemeinde Havixbeck, ab 01.01.2027") == ["1/40"]
    assert values(answer, "Gemeinde Havixbeck scheidet") == ["2026-12-31"]
    assert values(answer, "allen anderen zugegangen") == ["2025-06-30"]
    assert values(answer, "Kündigungsfrist in Monaten") == ["18"]
    dossier = [position(facts, (each,)) for each in leaving]
    assert leaves(answer) == [DRAFT, *SIGNED, COMMENCED, NORD_GRANT, *dossier, len(facts)]


def test_a_settled_notice_needs_no_signatures() -> None:
    facts = in_force() + notice("havixbeck", received="2025-03-03")
    facts += settled("havixbeck", "2025-12-31", concluded="2025-05-01")
    facts += cost_of_year("nord", "200000.00", 2026)

    answer = explained(facts, "olfen", 2026)

    assert values(answer, "Gemeinde Havixbeck scheidet") == ["2025-12-31"]
    assert not set(SIGNED) & set(leaves(answer))


def test_a_replaced_fact_is_shown_with_its_correction() -> None:
    """The leaf says what was recorded and what stands; the correction is a leaf too."""
    right = granted("nord", posts="2")
    facts = retracted(YEAR, granted("nord"), right)

    answer = explained(facts, "billerbeck", 2025)

    assert answer["amount"] == "22500.00"
    event = next(event for event in answer["events"] if event["position"] == NORD_GRANT)
    assert (event["fact"]["posts"], event["standing"]["posts"]) == ("2.5", "2")
    assert leaves(answer) == [DRAFT, COMMENCED, NORD_GRANT, len(YEAR), len(facts)]


def test_a_fact_replaced_twice_rests_on_both_corrections() -> None:
    facts = retracted(YEAR, granted("nord"), granted("nord", posts="2"))
    facts += fact(
        "FactRetracted",
        position=NORD_GRANT,
        reason="doch anders",
        instead=granted("nord", posts="1")[0].as_given(),
    )

    answer = explained(facts, "billerbeck", 2025)

    assert answer["amount"] == "36250.00"
    assert leaves(answer) == [DRAFT, COMMENCED, NORD_GRANT, len(YEAR), len(YEAR) + 1, len(YEAR) + 2]


def test_a_reversed_posting_is_no_leaf() -> None:
    wrong_one = cost("nord", "700.00", "2025-02-01", "2025-02-28", voucher="V1")

    assert leaves(explained(YEAR + wrong_one + reversal("V1"), "billerbeck", 2025)) == leaves(
        explained(YEAR, "billerbeck", 2025)
    )


def test_a_posting_whose_reversal_was_retracted_is_a_leaf_alone() -> None:
    posting = cost("nord", "700.00", "2025-02-01", "2025-02-28", voucher="V1")
    facts = retracted(YEAR + posting + reversal("V1"), reversal("V1"))

    assert leaves(explained(facts, "billerbeck", 2025))[-1] == len(YEAR) + 1


@pytest.mark.parametrize(
    ("facts", "value", "op", "source"),
    [
        ((), "contract-rate", "default", None),
        (decided("subsidy-amount", "granted-rate", "2024-01-01"), "granted-rate", "fact", "ReadingDecided"),
        (
            amended(1, "2024-06-01", {"readings": {"subsidy-amount": "granted-rate"}}),
            "granted-rate",
            "fact",
            "AmendmentAgreed",
        ),
        (
            decided("subsidy-amount", "granted-rate", "2024-01-01")
            + amended(1, "2024-06-01", {"readings": {"subsidy-amount": None}}),
            "contract-rate",
            "default",
            "AmendmentAgreed",
        ),
        (
            amended(1, "2024-06-01", {"readings": {"subsidy-amount": "paid"}})
            + decided("subsidy-amount", "granted-rate", "2024-06-01"),
            "granted-rate",
            "fact",
            "ReadingDecided",
        ),
    ],
)
def test_a_reading_names_who_decided_it(facts: Facts, value: str, op: str, source: str | None) -> None:
    """The newest decision or amendment, else the default; a removal by amendment is named too."""
    answer = explained(YEAR + facts, "billerbeck", 2025)

    (reading,) = nodes(answer, "Mit welchem Betrag zählt die Förderung")
    kinds = {event["position"]: event["kind"] for event in answer["events"]}
    assert (reading["value"], reading["op"]) == (value, op)
    assert [kinds[each] for each in reading["events"]] == ([] if source is None else [source])


def test_a_surplus_is_cut_and_says_so() -> None:
    """R7: 100,000 − 137,500 is below zero, so nobody bears anything."""
    answer = explained(in_force() + cost_of_year("nord", "100000.00", 2025), "billerbeck", 2025)

    (cut, together) = nodes(answer, "Tage mit Förderung oder ohne Bewilligung")
    assert (answer["amount"], cut["op"], cut["value"], together["value"]) == ("0.00", "cut", "0", "-37500")


def test_a_lost_subsidy_is_explained_by_the_loss_and_shared_by_heads() -> None:
    """The worked year: 131,250.00 among four, of which the second half by heads."""
    facts = YEAR + lost("all", "2025-07-01")

    answer = explained(facts, "billerbeck", 2025)

    assert answer["amount"] == "32812.50"
    assert values(answer, "Förderung entfallen seit") == ["2025-07-01"]
    assert values(answer, "nach Köpfen der Region") == ["1/4"]
    assert leaves(answer) == [DRAFT, COMMENCED, NORD_GRANT, len(YEAR), len(facts)]


def test_a_flat_rate_accrues_for_the_posts_of_the_terms() -> None:
    """1,200 × 2.5 posts; the pool's own rate counts before the one for all."""
    facts = YEAR + flat_rate("5.00", "2024-02-01") + flat_rate("1200.00", "2024-02-01", "nord")

    answer = explained(facts, "billerbeck", 2025)

    assert values(answer, "Pauschale Personalverwaltung") == ["3000"]
    assert leaves(answer)[-2:] == [len(YEAR), len(YEAR) + 2]


def test_a_flat_rate_ends_where_the_terms_call_its_position_actual() -> None:
    """Half of 3,000."""
    actual = {"cost_positions": {"administration": {"kind": "actual"}}}
    facts = YEAR + flat_rate("1200.00", "2024-02-01", "nord") + amended(1, "2025-07-01", actual)

    answer = explained(facts, "billerbeck", 2025)

    assert values(answer, "Pauschale Personalverwaltung") == ["1500"]
    assert values(answer, "Art der Kosten") == ["flat-rate", "actual"]


def test_hours_really_worked_are_the_key_where_they_are_read_so() -> None:
    worked = hours("nord", "coesfeld", "1400", "2025-01-01", "2025-12-31")
    worked += hours("nord", "billerbeck", "800", "2025-01-01", "2025-12-31")
    worked += hours("nord", "havixbeck", "900", "2025-01-01", "2025-12-31")
    worked += hours("nord", "rosendahl", "900", "2025-01-01", "2025-12-31")

    answer = explained(YEAR + decided("hours-basis", "actual", "2025-01-01") + worked, "coesfeld", 2025)

    assert answer["amount"] == "21875.00"
    assert values(answer, "geleistete Stunden, ab") == ["7/20"]


def test_hours_of_a_leaver_cease_to_count_because_it_left() -> None:
    """30,428.08 of the first half by 1:3, and 32,071.92 of the second alone."""
    facts = in_force(readings={"hours-basis": "actual"}) + cost_of_year("nord", "200000.00", 2025)
    facts += hours("nord", "coesfeld", "365", "2025-01-01", "2025-12-31")
    facts += hours("nord", "havixbeck", "1095", "2025-01-01", "2025-12-31")
    facts += notice("havixbeck", received="2024-03-03")
    facts += settled("havixbeck", "2025-06-30", concluded="2024-05-01")

    answer = explained(facts, "coesfeld", 2025)

    assert values(answer, "geleistete Stunden, ab") == ["1/4", "1"]
    assert answer["amount"] == "39678.94"


def test_where_one_alone_is_left_the_exits_of_all_others_are_the_reason() -> None:
    """A quarter of the first half of the year; nothing is shared in the second."""
    facts = in_force() + cost_of_year("nord", "200000.00", 2026)
    for sender in without(ALL, "coesfeld"):
        facts += notice(sender, received="2025-03-03")
        facts += settled(sender, "2026-06-30", concluded="2025-05-01")

    answer = explained(facts, "coesfeld", 2026)

    assert answer["amount"] == "7607.02"
    (alone,) = nodes(answer, "01.07.2026 bis 31.12.2026: nicht geteilt")
    assert alone["formula"] == "nur noch eine Vertragspartei, es wird nichts mehr geteilt"


def test_an_amendment_that_sets_the_shares_anew_is_cited_whatever_it_changes() -> None:
    """R4: the piece of Havixbeck, gone before, goes to the heirs of that day, Reken among them."""
    facts = in_force() + notice("havixbeck", received="2024-03-03") + reken_joins(1, "2026-06-01")
    resetting = amended(2, "2027-02-01", {"pools": {"nord": {"posts": "2.5"}}})
    facts += resetting + cost_of_year("nord", "200000.00", 2028)

    answer = explained(facts, "reken", 2028)

    assert values(answer, "Anteile nach dem Ausscheiden von Gemeinde Havixbeck, ab 01.02.2027") == ["1/44"]
    assert position(facts, resetting) in leaves(answer)


def test_the_run_off_is_explained_by_the_employment_that_goes_on() -> None:
    """R9: n1 is held on the last day until its employment ends; n2 is vacant, its posting does not count."""
    facts = in_force() + filled("n1", "nord", "2024-01-01") + filled("n2", "nord", "2024-01-01")
    facts += vacated("n2", "2025-06-01")
    facts += terminated("2025-12-31", concluded="2025-05-01") + employment_ended("n1", "2026-07-01")
    facts += cost("nord", "36500.00", "2026-01-01", "2026-12-31", post="n1")
    facts += cost("nord", "999.00", "2026-01-01", "2026-12-31", post="n2", voucher="V2")

    answer = explained(facts, "olfen", 2026)

    assert answer["amount"] == "1645.45"
    assert values(answer, "letzter Tag der Auslaufzeit") == ["2026-12-31"]
    assert set(values(answer, "Beschäftigung hinter Beleg nord")) == {"zählt", "zählt nicht mehr"}
    assert values(answer, "Beschäftigung hinter Beleg V2") == ["zählt nicht mehr"]
    assert {"PostFilled", "EmploymentEnded", "TerminationAgreed"} <= {e["kind"] for e in answer["events"]}


def test_an_amendment_is_cited_with_those_without_which_it_would_make_no_valid_terms() -> None:
    """The plan names Reken, whom only the first amendment brought in; the renaming is not needed."""
    joining = reken_joins(1, "2024-02-01")
    naming = amended(2, "2024-03-01", {"title": "Anders"}, by=(*ALL, "reken"))
    plan = {"pools": {"nord": {"planned": {"coesfeld": "2", "reken": "0.5"}}}}
    planning = amended(3, "2024-04-01", plan, by=(*ALL, "reken"), concluded="2024-02-02")
    facts = in_force() + joining + naming + planning + cost_of_year("nord", "200000.00", 2025)

    answer = explained(facts, "coesfeld", 2025)

    assert answer["amount"] == "50000.00"
    assert values(answer, "geplante Stellen für") == ["2", "1/2"]
    cited = {position(facts, joining), position(facts, planning)}
    assert cited <= set(leaves(answer))
    assert position(facts, naming) not in leaves(answer)


def test_whoever_shares_by_a_deployment_is_a_party_by_the_amendment_that_brought_it_in() -> None:
    """Without it, Reken's piece would go to the others."""
    joining = reken_joins(1, "2024-02-01")
    facts = in_force() + joining + cost_of_year("nord", "200000.00", 2025)
    facts += deployed("nord", "2024-06-01", by=(*ALL, "reken"), coesfeld="2", reken="0.5")

    answer = explained(facts, "coesfeld", 2025)

    assert answer["amount"] == "50000.00"
    assert position(facts, joining) in leaves(answer)


def test_a_pool_that_an_amendment_brought_in_exists_because_of_it() -> None:
    """Its shares rest on the deployment alone."""
    west = {"name": "Region West", "employer": "rosendahl", "posts": "1", "members": ["rosendahl"]}
    patch = {"pools": {"nord": {"members": list(without(NORD, "rosendahl"))}, "west": west}}
    bringing = amended(1, "2025-07-01", patch)
    facts = in_force() + bringing + deployed("west", "2025-08-01", rosendahl="0.5", coesfeld="0.5")
    facts += cost_of_year("west", "1000.00", 2026)

    answer = explained(facts, "coesfeld", 2026, "west")

    assert (answer["amount"], values(answer, "Region West besteht seit")) == ("500.00", ["2025-07-01"])
    assert position(facts, bringing) in leaves(answer)


def test_something_is_shared_again_because_somebody_joined_the_last_one_left() -> None:
    """200,000 × 214/365 − 137,500 × 7/12, from 1 June on."""
    facts = in_force() + reken_joins(1, "2026-06-01") + cost_of_year("nord", "200000.00", 2026)
    for sender in without(ALL, "coesfeld"):
        facts += notice(sender, received="2024-03-03")

    answer = explained(facts, "coesfeld", 2026)

    assert (answer["amount"], values(answer, "Beitritt")) == ("37051.94", ["2026-06-01"])


@pytest.mark.parametrize(
    ("facts", "party", "year", "reason"),
    [
        (drafted() + signed_by_all(), "olfen", 2024, "01.01.2024 bis 31.12.2024: nicht geteilt"),
        (YEAR, "olfen", 2025, "Region Nord: kein Anteil"),
        (YEAR + reken_joins(1, "2026-01-01"), "reken", 2025, "Region Nord: kein Anteil"),
    ],
)
def test_who_bears_nothing_is_told_why(facts: Facts, party: str, year: int, reason: str) -> None:
    answer = explained(facts, party, year)

    assert answer["amount"] == "0.00"
    assert list(nodes(answer, reason)) != []


def test_who_joins_later_is_known_by_the_amendment_that_does_not_count_yet() -> None:
    facts = YEAR + reken_joins(1, "2026-01-01")

    answer = explained(facts, "reken", 2025)

    assert answer["explanation"]["what"] == "reken, am 31.12.2025 noch nicht Vertragspartei"
    assert leaves(answer)[-1] == len(facts)


def test_who_has_left_is_told_so() -> None:
    facts = in_force() + notice("havixbeck", received="2024-03-03") + cost_of_year("nord", "99.00", 2026)

    what = explained(facts, "havixbeck", 2026)["explanation"]["what"]

    assert what == "Gemeinde Havixbeck, am 31.12.2026 nicht mehr Vertragspartei"


def test_before_the_start_nothing_is_shared_and_the_status_is_the_reason() -> None:
    facts = in_force("2024-04-11") + cost_of_year("nord", "200000.00", 2024)

    (before,) = nodes(explained(facts, "billerbeck", 2024), "01.01.2024 bis 10.04.2024")

    assert before["formula"] == "geschlossen, noch nicht in Kraft"


def test_all_pools_add_up() -> None:
    """15,625.00 in Nord, and 1/40 of Süd after Olfen left: 62,500 × 1/5 ÷ 10."""
    facts = in_force() + notice("olfen", received="2023-06-27")
    facts += cost_of_year("nord", "200000.00", 2025) + cost_of_year("sued", "200000.00", 2025)

    answer = explained(facts, "billerbeck", 2025, None)

    assert [pool["amount"] for pool in answer["explanation"]["inputs"]] == ["0.00", "15625.00", "1250.00"]
    assert answer["amount"] == "16875.00"


def test_what_was_known_then_is_explained_without_what_came_later() -> None:
    before = explained(YEAR, "billerbeck", 2025)

    facts = YEAR + cost("nord", "400.00", "2025-03-01", "2025-03-31") + lost("all", "2025-07-01")

    assert explained(facts, "billerbeck", 2025, known_at=len(YEAR)) == before
    assert explained(facts, "billerbeck", 2025)["amount"] == "32912.50"


@pytest.mark.parametrize(
    ("party", "pool", "code"),
    [("ahaus", "nord", "unknown-party"), ("olfen", "west", "unknown-pool")],
)
def test_what_the_terms_do_not_name_is_refused(party: str, pool: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        explained(YEAR, party, 2025, pool)

    assert refused.value.code == code


@pytest.mark.parametrize("pool", ["mitte", None])
def test_an_unresolved_pool_is_refused_and_the_tasks_are_named(pool: str | None) -> None:
    """§ 4 Abs. 5: under `region` nobody is left in Mitte to take over."""
    facts = in_force(readings={"exit-share": "region"})
    for sender in ("duelmen", "nottuln"):
        facts += notice(sender, received="2024-03-03")

    with pytest.raises(Refusal) as refused:
        explained(facts, "olfen", 2026, pool)

    assert (refused.value.code, refused.value.clause) == ("explanation-unresolved", "§ 4 Abs. 5")
    assert "contract-ledger tasks" in refused.value.now
    assert explained(facts, "olfen", 2026, "sued")["amount"] == "0.00"


def sharers(answer: dict[str, Any], what: str) -> Sequence[dict[str, str]]:
    return [node["by_party"] for node in nodes(answer, what)]


def test_shares_are_shown_for_everyone() -> None:
    answer = explained(YEAR, "billerbeck", 2025)

    assert sharers(answer, "geplante Anteile") == [equally(NORD, "1/4")]


def test_a_signed_act_that_is_cited_keeps_its_position_among_others() -> None:
    """A deployment sets the shares: of the amendments before it none is needed."""
    facts = YEAR + amended(1, "2024-05-01", {"pools": {"nord": {"posts": "2.5"}}})
    facts += deployed("nord", "2024-06-01", coesfeld="2", billerbeck="0.5")

    answer = explained(facts, "billerbeck", 2025)

    assert (answer["amount"], values(answer, "vereinbarter Einsatz")) == ("12500.00", ["1/5"])
    assert leaves(answer) == [DRAFT, COMMENCED, NORD_GRANT, len(YEAR), len(facts)]
