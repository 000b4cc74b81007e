"""The tables of the read models. Whoever changes them raises `projector.MADE_LIKE`.

Every index ends in the notification, so that what it finds comes in the order of recording.
"""

from functools import partial

import sqlalchemy as sa

# Texts compare by their bytes on both databases, whatever the locale; integers are of 64 bits.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
METADATA = sa.MetaData()
_table = partial(sa.Table, sqlite_strict=True)

TRACKING = _table(
    "read_tracking",
    METADATA,
    sa.Column("name", _TEXT, primary_key=True),
    sa.Column("notification", _INTEGER, nullable=False),
)
EVENTS = _table(
    "read_events",
    METADATA,
    sa.Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    sa.Column("agreement", _TEXT, nullable=False),
    sa.Column("position", _INTEGER, nullable=False),
    sa.Column("kind", _TEXT, nullable=False),
    sa.Column("recorded_at", _TEXT, nullable=False),
    sa.Column("recorded_by", _TEXT, nullable=False),
    sa.Column("on_behalf_of", _TEXT),
    sa.Column("cents", _INTEGER),
    sa.Column("first_day", _TEXT),
    sa.Column("last_day", _TEXT),
    sa.Column("fact", _TEXT, nullable=False),
    sa.Index("read_events_position", "agreement", "position", unique=True),
    sa.Index("read_events_kind", "kind", "notification"),
    sa.Index("read_events_recorded_at", "recorded_at", "notification"),
    sa.Index("read_events_recorded_by", "recorded_by", "notification"),
    sa.Index("read_events_on_behalf_of", "on_behalf_of", "notification"),
    sa.Index("read_events_cents", "cents", "notification"),
    sa.Index("read_events_days", "first_day", "last_day", "notification"),
)
MARKS = _table(
    "read_event_marks",
    METADATA,
    sa.Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    sa.Column("mark", _TEXT, primary_key=True),
    sa.Column("value", _TEXT, primary_key=True),
    sa.Index("read_event_marks_value", "mark", "value", "notification"),
    sqlite_with_rowid=False,
)
"""Inverted: the parties, pools, vouchers and words of each event, to be found by value."""

TABLES = (TRACKING, EVENTS, MARKS)

RETIRED = (sa.Table("read_event_parties", sa.MetaData()),)
"""Tables of earlier versions."""
