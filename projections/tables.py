"""Read models: an index of all events, in tables of the ledger's own database.

The tables are a cache of `projections.audit_trail.entry_of`. One pull projector fills them: it
catches up whenever a question is asked, so that the answer holds everything recorded before it.
They can be thrown away and refilled at any time (`rebuild`) and compared with a fresh replay
(`check`). No other module knows SQLAlchemy.

Every transaction touches `read_tracking` first: it is the lock that keeps two projectors, or a
projector and a rebuild, from waiting for each other crosswise.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from ledger.store import Store, StoredFact, StoreError, failures
from ledger.store.address import PostgresAddress, SQLiteAddress, address_of
from ledger.store.tables import utc_text
from projections.audit_trail import Entry, Filters, entry_of

CHUNK = 1000
"""Facts that one transaction takes in."""

MADE_LIKE = "events/1"
"""The name under which the position is tracked. Whoever changes the tables, or what is derived
from a fact, raises the number: tables that an earlier version made are then made anew."""

LOCK_TIMEOUT = 30
"""Seconds that a writer waits for another one, as in the store."""

_BUILDING = 0x72656164  # "read": the advisory lock under which PostgreSQL's tables are made
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_SCHEMA = {"sqlite": "main", "postgresql": "public"}

# Texts compare by their bytes on both databases, whatever the locale; integers are of 64 bits.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_INTEGER = BigInteger().with_variant(Integer(), "sqlite")
_METADATA = MetaData()
_table = partial(Table, sqlite_strict=True)

_TRACKING = _table(
    "read_tracking",
    _METADATA,
    Column("name", _TEXT, primary_key=True),
    Column("notification", _INTEGER, nullable=False),
)
_EVENTS = _table(
    "read_events",
    _METADATA,
    Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    Column("agreement", _TEXT, nullable=False),
    Column("position", _INTEGER, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("recorded_at", _TEXT, nullable=False),
    Column("recorded_by", _TEXT, nullable=False),
    Column("on_behalf_of", _TEXT),
    Column("voucher", _TEXT),
    Column("fact", _TEXT, nullable=False),
    UniqueConstraint("agreement", "position", name="read_events_position"),
    Index("read_events_kind", "kind", "agreement", "position"),
    Index("read_events_voucher", "voucher", "agreement", "position"),
    Index("read_events_recorded_at", "agreement", "recorded_at"),
)
_PARTIES = _table(
    "read_event_parties",
    _METADATA,
    Column("notification", _INTEGER, primary_key=True, autoincrement=False),
    Column("party", _TEXT, primary_key=True),
    Index("read_event_parties_party", "party", "notification"),
)
_TABLES = (_TRACKING, _EVENTS, _PARTIES)
