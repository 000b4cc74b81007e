"""Attacks on rows: swapped, taken out, put in, and changed together with what belongs to them."""

from dataclasses import replace

from tests.tampering.attacker import Attacker
from tests.tampering.given import facts, recorded

KIM = "agreement = 'kim-coesfeld'"


def at(position: int) -> str:
    return f"{KIM} AND position = {position}"


def event(position: int) -> str:
    """The row of the event at *position*."""
    return (
        f"EXISTS (SELECT 1 FROM ledger_positions AS p WHERE p.{at(position)} "  # noqa: S608 - our own names
        "AND p.originator_id = stored_events.originator_id "
        "AND p.originator_version = stored_events.originator_version)"
    )


def edit_an_amount(attacker: Attacker) -> None:
    state = attacker.value("stored_events.state", event(3))
    attacker.set("stored_events.state", event(3), bytes(state).replace(b"5000.00", b"9000.00"))


def edit_a_recorder_and_the_hash(attacker: Attacker) -> None:
    """As `edit_a_time_and_the_hash`: the leaf itself is consistent, the tree is not."""
    (changed,) = recorded(replace(facts()[2], recorded_by="mallory"))
    attacker.set("ledger_positions.recorded_by", at(3), changed.recorded_by)
    attacker.set("ledger_positions.leaf_hash", at(3), changed.leaf_hash)


def edit_a_time_and_the_hash(attacker: Attacker) -> None:
    (changed,) = recorded(replace(facts()[2], recorded_at="2026-11-22T11:00:00.000001Z"))
    attacker.set("ledger_positions.recorded_at", at(3), changed.recorded_at)
    attacker.set("ledger_positions.leaf_hash", at(3), changed.leaf_hash)


def swap_two_facts(attacker: Attacker) -> None:
    first, second = (attacker.value("stored_events.state", event(position)) for position in (2, 4))
    attacker.set("stored_events.state", event(2), second)
    attacker.set("stored_events.state", event(4), first)


def swap_two_positions(attacker: Attacker) -> None:
    for old, new in ((2, 99), (4, 2), (99, 4)):
        attacker.set("ledger_positions.position", at(old), new)


def swap_two_nodes(attacker: Attacker) -> None:
    for old, new in ((0, 99), (1, 0), (99, 1)):
        attacker.set("ledger_tree.node", f"{KIM} AND level = 1 AND node = {old}", new)


def swap_two_checkpoints(attacker: Attacker) -> None:
    for old, new in ((1, 99), (4, 1), (99, 4)):
        attacker.set("ledger_checkpoints.number", f"{KIM} AND number = {old}", new)


def delete_the_last_event(attacker: Attacker) -> None:
    attacker.delete("stored_events", event(8))


def delete_the_last_position(attacker: Attacker) -> None:
    attacker.delete("ledger_positions", at(8))


def delete_the_last_altogether(attacker: Attacker) -> None:
    """But for what the head and the tree say of it."""
    delete_the_last_event(attacker)
    delete_the_last_position(attacker)


def delete_one_in_the_middle(attacker: Attacker) -> None:
    attacker.delete("stored_events", event(3))
    attacker.delete("ledger_positions", at(3))


def delete_the_last_checkpoint(attacker: Attacker) -> None:
    attacker.delete("ledger_checkpoints", f"{KIM} AND number = 6")


def insert_one_in_the_middle(attacker: Attacker) -> None:
    """Before the seventh, with the hash that it should have; the head counts it."""
    for position in (8, 7):
        attacker.set("ledger_positions.position", at(position), position + 1)
    _insert(attacker, 7)
    attacker.set("ledger_heads.position", KIM, 9)


def insert_one_at_the_end(attacker: Attacker) -> None:
    _insert(attacker, 9)


def insert_a_stray_event(attacker: Attacker) -> None:
    _insert_event(attacker)


def _insert(attacker: Attacker, position: int) -> None:
    """The signature of Ascheberg, the sixth of the agreement's own stream, with the hash it should have."""
    last = recorded(*facts())[9]
    state = last.state.replace(b"rosendahl", b"ascheberg")
    _insert_event(attacker)
    (entry,) = recorded(replace(last, position=position, version=6, state=state))
    attacker.insert(
        "ledger_positions",
        agreement=entry.agreement,
        position=position,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        on_behalf_of=entry.on_behalf_of,
        originator_id=entry.stream.hex,
        originator_version=6,
        leaf_hash=entry.leaf_hash,
    )


def _insert_event(attacker: Attacker) -> None:
    last = recorded(*facts())[9]
    attacker.insert(
        "stored_events",
        originator_id=last.stream.hex,
        originator_version=6,
        topic="PartySigned",
        state=last.state.replace(b"rosendahl", b"ascheberg"),
    )


def write_a_fact_in_another_way(attacker: Attacker) -> None:
    """The same JSON with a blank in it."""
    state = attacker.value("stored_events.state", event(3))
    attacker.set("stored_events.state", event(3), bytes(state).replace(b",", b", ", 1))


def name_a_schema_of_long_ago(attacker: Attacker) -> None:
    """Reading must not go through all versions since."""
    head, _, _ = bytes(attacker.value("stored_events.state", event(3))).rpartition(b":")
    attacker.set("stored_events.state", event(3), head + b":-9007199254740991}")


def store_a_fact_of_no_kind(attacker: Attacker) -> None:
    attacker.set("stored_events.topic", event(3), "PartySighed")


def truncate_the_tree(attacker: Attacker) -> None:
    attacker.delete("ledger_tree", "1 = 1")


def move_the_head_back(attacker: Attacker) -> None:
    attacker.set("ledger_heads.position", KIM, 7)


def forget_the_head(attacker: Attacker) -> None:
    attacker.delete("ledger_heads", KIM)


def nest_a_fact_too_deep(attacker: Attacker) -> None:
    attacker.set("stored_events.state", event(3), b"[" * 100_000)


def hide_something_beside_a_fact(attacker: Attacker) -> None:
    """With the hash that the event should have then: the state as such is at fault, too."""
    state = facts()[2].state.removesuffix(b"}") + b',"x":"geheim"}'
    (changed,) = recorded(replace(facts()[2], state=state))
    attacker.set("stored_events.state", event(3), state)
    attacker.set("ledger_positions.leaf_hash", at(3), changed.leaf_hash)


def store_a_fact_of_version_true(attacker: Attacker) -> None:
    state = bytes(attacker.value("stored_events.state", event(3)))
    attacker.set("stored_events.state", event(3), state.rpartition(b":")[0] + b":true}")
