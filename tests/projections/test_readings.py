"""`readings`: how each question is read, decided by whom, and what every other reading would change."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from ledger.readings import QUESTIONS, READINGS, Question, ReadingName
from projections.comparing import borne_in, change
from projections.history import History
from projections.readings import readings, suppose_reading
from scripts.contract_ledger import main
from tests.histories import begun, grow
from tests.scenario import (
    ALL,
    NORD,
    Facts,
    amended,
    cost,
    cost_of_year,
    decided,
    drafted,
    equally,
    granted,
    history,
    hours,
    in_force,
    lost,
    notice,
    paid,
    taxed,
    terminated,
    without,
)
from tests.test_properties import known

DEFAULT = {question: possible[0] for question, possible in READINGS.items()}
COSTS_2024 = (
    cost_of_year("nord", "200000.00", 2024)
    + cost_of_year("mitte", "80000.00", 2024)
    + cost_of_year("sued", "200000.00", 2024)
)


def others(facts: Facts, question: str, year: int) -> dict[str, Any]:
    """What every other reading of *question* would change."""
    found: dict[str, Any] = readings(history(facts), year=year)["questions"][question]["others"]
    return found


def spans(facts: Facts, question: str, year: int) -> list[dict[str, Any]]:
    """How *question* is read in that year."""
    found: list[dict[str, Any]] = readings(history(facts), year=year)["questions"][question]["spans"]
    return found


# What every other reading would change: the worked figures of docs/rules.md


def test_every_reading_that_is_not_in_force_is_answered_for() -> None:
    answer = readings(history(in_force()), year=2024)["questions"]

    assert {question: tuple(found["others"]) for question, found in answer.items()} == {
        question: possible[1:] for question, possible in READINGS.items()
    }


HAVIXBECK_LEFT = (
    in_force() + cost_of_year("nord", "200000.00", 2026) + notice("havixbeck", received="2024-03-01")
)


def test_exit_share() -> None:
    """Own share of Nord 62,500: 17,187.50 and 1,562.50 outside; or 20,833.34 / .33 / .33 in the region."""
    effect = others(HAVIXBECK_LEFT, "exit-share", 2026)["region"]

    stayed = {"billerbeck": "3645.84", "coesfeld": "3645.83", "rosendahl": "3645.83"}
    expected = equally(without(ALL, *NORD), "-1562.50") | stayed
    assert effect["pools"]["nord"] == effect["by_party"] == dict(sorted(expected.items()))
    assert effect["pools"]["mitte"] == effect["pools"]["sued"] == {}
    assert effect["unresolved"] == []


def test_lapse_key() -> None:
    """50,000 / 40,000 / 40,000 by the region's heads; or about 43,636.36 each, cents by pool."""
    facts = in_force("2023-04-01", grants=()) + _granted_since_2023() + COSTS_2024 + lost("all", "2024-01-01")

    effects = others(facts, "lapse-key", 2024)

    # 18,181.82 / 7,272.73 / 18,181.82; the cents run out after nine, eight and nine of the sorted eleven.
    assert effects["all-heads"]["by_party"] == {
        "ascheberg": "3636.37",
        "billerbeck": "-6363.63",
        "coesfeld": "-6363.63",
        "duelmen": "3636.37",
        "havixbeck": "-6363.63",
        "luedinghausen": "3636.37",
        "nordkirchen": "3636.37",
        "nottuln": "3636.37",
        "olfen": "3636.36",
        "rosendahl": "-6363.66",
        "senden": "3636.34",
    }
    assert effects["hours"] == {
        "pools": {"mitte": {}, "nord": {}, "sued": {}},
        "by_party": {},
        "unresolved": [],
    }


def _granted_since_2023() -> Facts:
    return tuple(grant for pool in ("nord", "mitte", "sued") for grant in granted(pool, "2023-04-01"))


def test_subsidy_amount() -> None:
    """A grant of 57,000: Nord 15,625.00 or 14,375.00 a party; nothing paid: the whole 200,000 is shared."""
    facts = in_force(grants=("mitte", "sued")) + COSTS_2024 + granted("nord", rate_per_post_year="57000.00")

    effects = others(facts, "subsidy-amount", 2024)

    assert effects["granted-rate"]["by_party"] == equally(NORD, "-1250.00")
    assert effects["paid"]["pools"]["nord"] == equally(NORD, "34375.00")


def test_subsidy_amount_by_what_was_paid() -> None:
    facts = in_force() + COSTS_2024 + paid("nord", "100000.00", "2024-01-01", "2024-12-31")

    assert others(facts, "subsidy-amount", 2024)["paid"]["pools"]["nord"] == equally(NORD, "9375.00")


def test_surplus() -> None:
    """Mitte costs 52,000: 0 or −1,500.00 a party."""
    facts = in_force() + cost_of_year("mitte", "52000.00", 2024)

    effect = others(facts, "surplus", 2024)["credit"]

    assert effect["pools"]["mitte"] == {"duelmen": "-1500.00", "nottuln": "-1500.00"}


RUN_OFF = in_force() + cost_of_year("nord", "200000.00", 2025) + terminated("2024-12-31")


def test_run_off_scope() -> None:
    """18,181.82 for nine and 18,181.81 for two of the eleven; or 50,000.00 for the four of the region."""
    effect = others(RUN_OFF, "run-off-scope", 2025)["region"]

    region = equally(NORD, "31818.18") | {"rosendahl": "31818.19"}
    outside = equally(without(ALL, *NORD), "-18181.82") | {"senden": "-18181.81"}
    assert effect["by_party"] == dict(sorted((region | outside).items()))


def test_run_off_subsidy() -> None:
    """A grant that still pays after the end: 137,500.00 less, 12,500.00 for each of the eleven."""
    effect = others(RUN_OFF, "run-off-subsidy", 2025)["net"]

    assert effect["pools"]["nord"] == equally(ALL, "-12500.00")


def test_part_year() -> None:
    """Start on 1 April 2023: 41,250.00 or 41,438.36 a post; Mitte's own share is 188.36 less."""
    facts = in_force("2023-04-01", grants=()) + granted("mitte", "2023-04-01")
    facts += cost("mitte", "80000.00", "2023-04-01", "2023-12-31")

    effect = others(facts, "part-year", 2023)["days"]

    assert effect["by_party"] == {"duelmen": "-94.18", "nottuln": "-94.18"}


def test_hours_basis() -> None:
    """Hours of 1,400 / 800 / 900 / 900: 15,625.00 each, or 21,875.00 / 12,500.00 / 14,062.50 / 14,062.50."""
    worked = {"coesfeld": "1400", "billerbeck": "800", "havixbeck": "900", "rosendahl": "900"}
    records = tuple(
        each for p, h in worked.items() for each in hours("nord", p, h, "2024-01-01", "2024-12-31")
    )

    effect = others(in_force() + COSTS_2024 + records, "hours-basis", 2024)["actual"]

    assert effect["by_party"] == {
        "billerbeck": "-3125.00",
        "coesfeld": "6250.00",
        "havixbeck": "-1562.50",
        "rosendahl": "-1562.50",
    }


def test_where_one_side_is_unresolved_the_pool_is_named_and_there_is_no_sum() -> None:
    """Both leave Mitte: under `region` nobody is left to take over (§ 4 Abs. 5)."""
    facts = in_force() + notice("duelmen", received="2024-03-01") + notice("nottuln", received="2024-03-01")
    facts += cost_of_year("mitte", "80000.00", 2026) + cost_of_year("nord", "200000.00", 2026)

    effect = others(facts, "exit-share", 2026)["region"]

    assert effect == {
        "pools": {"mitte": None, "nord": {}, "sued": {}},
        "by_party": None,
        "unresolved": ["mitte"],
    }


def test_a_reading_of_part_of_the_year_is_supposed_for_all_of_it() -> None:
    """`credit` from July decides the whole year's surplus, for the period's last day decides."""
    facts = in_force() + cost_of_year("mitte", "52000.00", 2024) + decided("surplus", "credit", "2024-07-01")

    effects = others(facts, "surplus", 2024)

    assert effects["floor"]["pools"]["mitte"] == {"duelmen": "1500.00", "nottuln": "1500.00"}
    assert effects["credit"]["pools"]["mitte"] == {}


def test_a_reading_is_supposed_against_amendments_too() -> None:
    amendment = amended(1, "2024-07-01", {"readings": {"surplus": "credit"}})
    facts = in_force() + cost_of_year("mitte", "52000.00", 2024) + amendment

    assert others(facts, "surplus", 2024)["floor"]["pools"]["mitte"] == {
        "duelmen": "1500.00",
        "nottuln": "1500.00",
    }


# How it is read, since when, decided by whom


def test_where_nobody_decided_it_is_the_default() -> None:
    for question in QUESTIONS:
        assert spans(in_force(), question, 2024) == [
            {
                "from": "2024-01-01",
                "to": "2024-12-31",
                "reading": DEFAULT[question],
                "since": None,
                "decided_by": None,
            }
        ]


def test_the_terms_of_the_draft_settle_it_with_the_signatures_under_it() -> None:
    (span,) = spans(in_force(readings={"surplus": "credit"}), "surplus", 2024)

    assert (span["reading"], span["since"]) == ("credit", None)
    assert span["decided_by"] == {
        "position": 1,
        "kind": "AgreementDrafted",
        "concluded_on": "2023-03-15",
        "signed_by": list(ALL),
    }


def test_a_draft_that_is_not_concluded_yet_has_no_day() -> None:
    (span,) = spans(drafted({"readings": {"surplus": "credit"}}), "surplus", 2024)

    assert span["decided_by"] == {
        "position": 1,
        "kind": "AgreementDrafted",
        "concluded_on": None,
        "signed_by": [],
    }


def test_a_decision_inside_the_year_makes_two_spans() -> None:
    facts = in_force() + decided("exit-share", "region", "2024-07-01")

    before, after = spans(facts, "exit-share", 2024)

    assert (before["from"], before["to"], before["reading"], before["decided_by"]) == (
        "2024-01-01",
        "2024-06-30",
        "all-remaining",
        None,
    )
    assert after == {
        "from": "2024-07-01",
        "to": "2024-12-31",
        "reading": "region",
        "since": "2024-07-01",
        "decided_by": {
            "position": len(facts),
            "kind": "ReadingDecided",
            "concluded_on": "2024-02-01",
            "signed_by": list(ALL),
        },
    }
    assert set(others(facts, "exit-share", 2024)) == {"all-remaining", "region"}


def test_a_decision_of_an_earlier_year_counts_since_its_day() -> None:
    facts = in_force() + decided("exit-share", "region", "2024-07-01")

    (span,) = spans(facts, "exit-share", 2026)

    assert (span["from"], span["since"], span["reading"]) == ("2026-01-01", "2024-07-01", "region")


def test_a_decision_for_a_later_year_is_not_known_in_this_one() -> None:
    facts = in_force() + decided("exit-share", "region", "2025-01-01")

    assert [span["reading"] for span in spans(facts, "exit-share", 2024)] == ["all-remaining"]


def test_an_amendment_replaces_a_decision_and_of_one_day_the_decision_counts() -> None:
    facts = in_force() + decided("surplus", "credit", "2024-03-01")
    facts += amended(1, "2024-06-01", {"readings": {"surplus": "floor"}})
    facts += amended(2, "2024-09-01", {"readings": None}) + amended(3, "2024-10-01", {"title": "Neu"})
    facts += amended(4, "2024-11-01", {"readings": {"surplus": "floor"}})
    facts += decided("surplus", "credit", "2024-11-01")

    found = spans(facts, "surplus", 2024)

    assert [
        (span["from"], span["reading"], (span["decided_by"] or {}).get("position")) for span in found
    ] == [
        ("2024-01-01", "floor", None),
        ("2024-03-01", "credit", len(facts) - 5),
        ("2024-06-01", "floor", len(facts) - 4),
        ("2024-09-01", "floor", len(facts) - 3),
        ("2024-11-01", "credit", len(facts)),
    ]


def test_known_at_leaves_out_what_was_decided_later() -> None:
    facts = in_force() + decided("surplus", "credit", "2024-01-01")

    earlier = readings(history(facts, known_at=len(facts) - 1), year=2024)

    assert earlier["questions"]["surplus"]["spans"][0]["reading"] == "floor"
    assert earlier["known_at"]["position"] == len(facts) - 1


# For every history


def _supposed(facts: History, question: Question, reading: ReadingName, year: int) -> History:
    return suppose_reading(facts, question, reading, year=year)


@pytest.mark.parametrize("seed", range(40))
def test_supposing_what_is_in_force_changes_nothing_and_there_and_back_is_zero(seed: int) -> None:
    today = known(grow(begun(seed), 45).facts)
    chance = random.Random(seed)
    year, question = chance.randrange(2023, 2030), chance.choice(QUESTIONS)
    answer = readings(today, year=year)["questions"][question]
    in_force_all_year = {span["reading"] for span in answer["spans"]}
    now = borne_in(today, year)

    for reading in READINGS[question]:
        other = _supposed(today, question, reading, year)
        (span,) = readings(other, year=year)["questions"][question]["spans"][:1]
        assert span["reading"] == reading
        if in_force_all_year == {reading}:
            assert borne_in(other, year) == now
            assert reading not in answer["others"]
        back = _supposed(other, question, READINGS[question][0], year)
        straight = _supposed(today, question, READINGS[question][0], year)
        assert borne_in(back, year) == borne_in(straight, year)
        for pool, supposed in borne_in(other, year).items():
            there, home = change(now[pool], supposed), change(supposed, now[pool])
            if there is not None and home is not None:
                assert there == {party: -cents for party, cents in home.items()}


# On the command line


def test_the_command_answers_alike_on_both_databases(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = HAVIXBECK_LEFT + taxed() + decided("surplus", "credit", "2026-07-01")
    file = tmp_path / "given.jsonl"
    file.write_text("\n".join(json.dumps(each.as_given()) for each in facts), encoding="utf-8")
    assert main(["record", str(file), "--database", database_url]) == 0
    capsys.readouterr()

    assert main(["readings", "--year", "2026", "--json", "--database", database_url]) == 0
    assert (
        json.loads(capsys.readouterr().out)["questions"] == readings(history(facts), year=2026)["questions"]
    )

    assert main(["readings", "--year", "2026", "--database", database_url]) == 0
    shown = capsys.readouterr().out.replace("\xa0", " ")
    for text in (
        "Wer übernimmt den Anteil einer ausgeschiedenen Vertragspartei",
        "Voreinstellung",
        f"seit 01.07.2026, nach der Einigung vom 01.02.2024 (Nr. {len(facts)}), unterschrieben von: ",
        "(region), Unterschied 2026:",
        "+3.645,84 €",
        "-1.562,50 €",
        "(all-heads): keine Auswirkung in 2026",
    ):
        assert text in " ".join(shown.split())


def test_the_table_names_what_is_unresolved(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = in_force(readings={"part-year": "days"})
    facts += notice("duelmen", received="2024-03-01") + notice("nottuln", received="2024-03-01")
    facts += cost_of_year("nord", "200000.00", 2026) + notice("havixbeck", received="2024-03-01")
    file = tmp_path / "given.jsonl"
    file.write_text("\n".join(json.dumps(each.as_given()) for each in facts), encoding="utf-8")
    assert main(["record", str(file), "--database", sqlite_url]) == 0
    capsys.readouterr()

    assert main(["readings", "--year", "2026", "--database", sqlite_url]) == 0

    shown = " ".join(capsys.readouterr().out.split())
    assert "ungeklärt in Region Mitte; dort und in der Summe gibt es keine Zahlen" in shown
    assert "ungeklärt +" in shown
    assert "von Anfang an, nach dem Vertrag vom 15.03.2023 (Nr. 1)" in shown


def test_without_a_year_the_one_of_today_is_meant(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "given.jsonl"
    file.write_text("\n".join(json.dumps(each.as_given()) for each in drafted()), encoding="utf-8")
    assert main(["record", str(file), "--database", sqlite_url]) == 0
    capsys.readouterr()

    with freeze_time("2031-05-05"):
        assert main(["readings", "--json", "--database", sqlite_url]) == 0

    assert json.loads(capsys.readouterr().out)["year"] == 2031
