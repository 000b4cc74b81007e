"""Rows swapped, taken out, put in, and changed together with what belongs to them: what finds each."""

from collections.abc import Callable

import pytest

from tests.tampering import rows
from tests.tampering.attacker import Attacker
from tests.tampering.given import restore, whole
from tests.tampering.test_columns import NO_THIRD, OTHER_LEAF
from tests.tampering.verified import expected, found

Attack = Callable[[Attacker], None]

UNREADABLE = "3 form state\n3 hash leaf_hash\n- statement statements"
BEYOND = "- tree node 1/3\n- tree node 2/1\n- tree node 3/0\n7 head frontier\n7 head position"
"""The tree, and the head, know of an eighth event."""

CAUGHT: dict[Attack, str] = {
    rows.edit_an_amount: "3 hash leaf_hash",
    rows.edit_a_recorder_and_the_hash: OTHER_LEAF,
    rows.edit_a_time_and_the_hash: f"{OTHER_LEAF}\n4 time recorded_at",
    rows.write_a_fact_in_another_way: "3 form state\n3 hash leaf_hash",
    rows.name_a_schema_of_long_ago: UNREADABLE,
    rows.nest_a_fact_too_deep: UNREADABLE,
    rows.store_a_fact_of_version_true: UNREADABLE,
    rows.hide_something_beside_a_fact: f"3 form state\n{OTHER_LEAF}\n- statement statements",
    rows.store_a_fact_of_no_kind: "3 form topic\n3 hash leaf_hash\n- statement statements",
    rows.swap_two_facts: "2 hash leaf_hash\n4 hash leaf_hash",
    rows.swap_two_positions: f"""
        {OTHER_LEAF}
        2 tree node 1/0
        2 hash leaf_hash
        4 hash leaf_hash
        2 stream originator_version
        4 stream originator_version
        6 stream originator_version
        3 order notification_id
        4 order notification_id
        4 time recorded_at""",
    rows.swap_two_nodes: "2 tree node 1/0\n4 tree node 1/1",
    rows.swap_two_checkpoints: "4 checkpoint 4 size",
    rows.delete_the_last_event: "8 missing stored_events\n- statement statements",
    rows.delete_the_last_position: f"{BEYOND}\n- - stray stored_events",
    rows.delete_the_last_altogether: BEYOND,
    rows.delete_one_in_the_middle: NO_THIRD,
    rows.delete_the_last_checkpoint: "8 head checkpoints",
    rows.insert_one_in_the_middle: """
        7 stream originator_version
        8 hash leaf_hash
        8 order notification_id
        9 hash leaf_hash
        9 stream originator_version
        8 tree node 1/3
        8 tree node 2/1
        8 tree node 3/0
        9 head frontier
        7 checkpoint 4 root
        7 checkpoint 5 root
        7 checkpoint 6 root""",
    rows.insert_one_at_the_end: "9 head position\n9 head frontier",
    rows.insert_a_stray_event: "- - stray stored_events",
    rows.truncate_the_tree: """
        2 tree node 1/0
        4 tree node 1/1
        4 tree node 2/0
        6 tree node 1/2
        8 tree node 1/3
        8 tree node 2/1
        8 tree node 3/0
        other: 2 tree node 1/0""",
    rows.move_the_head_back: "8 head position",
    rows.forget_the_head: "- head ledger_heads",
}
"""Each attack, and everything that is found of it."""

LEAVES_A_GAP: dict[Attack, str] = {rows.delete_one_in_the_middle: "4 order notification_id"}
"""SQLite numbers all events without gaps, PostgreSQL does not."""


@pytest.mark.parametrize("attack", CAUGHT)
def test_what_was_done_is_found(database_url: str, attack: Attack) -> None:
    restore(database_url, whole())
    attacker = Attacker(database_url)

    with attacker.unprotected():
        attack(attacker)

    more = LEAVES_A_GAP.get(attack, "") if attacker.on_sqlite else ""
    assert found(database_url) == expected(f"{CAUGHT[attack]}\n{more}")


def test_a_tree_that_is_gone_is_told_and_hides_nothing_else(database_url: str) -> None:
    restore(database_url, whole())
    attacker = Attacker(database_url)
    with attacker.unprotected():
        rows.edit_an_amount(attacker)
    attacker.run("DROP TABLE ledger_tree")

    problems = [line for line in found(database_url) if "protection" not in line]

    assert problems == expected("""
        3 hash leaf_hash
        - unreadable ledger_tree
        other: - unreadable ledger_tree
        - - unreadable ledger_tree""")
