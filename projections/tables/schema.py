"""The tables of the read models. Whoever changes them raises `projector.MADE_LIKE`."""

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
    sa.Column("voucher", _TEXT),
    sa.Column("reverses", _TEXT),
    sa.Column("fact", _TEXT, nullable=False),
    sa.UniqueConstraint("agreement", "position", name="read_events_position"),
    sa.Index("read_events_kind", "kind", "agreement", "position"),
    sa.Index("read_events_voucher", "voucher", "agreement", "position"),
    sa.Index("read_events_reverses", "reverses", "agreement", "position"),
    sa.Index("read_events_recorded_at", "agreement", "recorded_at"),
)
PARTIES = _table(
    "read_event_parties",
    METADATA,
    sa.Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    sa.Column("party", _TEXT, primary_key=True),
    sa.Index("read_event_parties_party", "party", "notification"),
)
TABLES = (TRACKING, EVENTS, PARTIES)
