"""The ledger's own tables beside the library's, and what protects all of them in the database.

| table | holds |
|---|---|
| ledger_heads | one row an agreement: newest position, its time, right edge of the tree, checkpoints so far |
| ledger_positions | one row an event, with what nobody can set |
| ledger_tree | the roots of complete subtrees (ledger.proofs.merkle), written with the events below them |
| ledger_checkpoints | signed notes, one signature each |

Rows are only ever added, and a head follows what was added. Triggers refuse everything else, whoever
asks, until somebody with the right to change the tables drops them; `altered` then tells.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

CREATE_TABLES = (
    """CREATE TABLE IF NOT EXISTS {schema}.ledger_heads (
        agreement TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, recorded_at TEXT NOT NULL,
        frontier {blob} NOT NULL, checkpoints BIGINT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS {schema}.ledger_positions (
        agreement TEXT NOT NULL, position BIGINT NOT NULL, recorded_at TEXT NOT NULL,
        recorded_by TEXT NOT NULL, on_behalf_of TEXT, originator_id {uuid} NOT NULL,
        originator_version BIGINT NOT NULL, leaf_hash {blob} NOT NULL,
        PRIMARY KEY (agreement, position), UNIQUE (originator_id, originator_version))""",
    """CREATE TABLE IF NOT EXISTS {schema}.ledger_tree (
        agreement TEXT NOT NULL, level BIGINT NOT NULL, node BIGINT NOT NULL, hash {blob} NOT NULL,
        PRIMARY KEY (agreement, level, node))""",
    """CREATE TABLE IF NOT EXISTS {schema}.ledger_checkpoints (
        agreement TEXT NOT NULL, number BIGINT NOT NULL, key TEXT NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (agreement, number))""",
)

HEADS = "ledger_heads"

KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "stored_events": (("originator_id", "originator_version"),),
    "ledger_positions": (("agreement", "position"), ("originator_id", "originator_version")),
    "ledger_tree": (("agreement", "level", "node"),),
    "ledger_checkpoints": (("agreement", "number"),),
    HEADS: (("agreement",),),
}
"""Every protected table, and each set of columns that is unique in it."""


class Protection(NamedTuple):
    """A trigger, a function behind one, or what must be unique: its name, and what must be found of it."""

    table: str
    name: str
    definition: str


class Altered(NamedTuple):
    """A protection that is missing, that is not what the ledger made, or that it did not make."""

    table: str
    name: str
    expected: str | None
    found: str | None


def altered(expected: Sequence[Protection], found: Sequence[Protection]) -> list[Altered]:
    """Where the protections *found* in a database are not those *expected*."""
    wanted = {(item.table, item.name): item.definition for item in expected}
    given = {(item.table, item.name): item.definition for item in found}
    return [
        Altered(*key, wanted.get(key), given.get(key))
        for key in sorted({*wanted, *given})
        if wanted.get(key) != given.get(key)
    ]


_MESSAGE = "Was im Hauptbuch steht, wird nicht verändert"


def _sqlite_trigger(table: str, name: str, event: str, condition: str = "") -> Protection:
    when = f" WHEN {condition}" if condition else ""
    definition = (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
    return Protection(table, f"{table}_{name}", definition)


def _stands(table: str, columns: Sequence[str]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables


_STANDS = "NEW.position = OLD.position AND NEW.recorded_at = OLD.recorded_at AND NEW.frontier = OLD.frontier"
_MOVED_ON = f"""NEW.agreement = OLD.agreement AND (
    {_STANDS} AND NEW.checkpoints = OLD.checkpoints
    OR {_STANDS} AND NEW.checkpoints = OLD.checkpoints + 1 AND EXISTS (
        SELECT 1 FROM ledger_checkpoints c
        WHERE c.agreement = NEW.agreement AND c.number = NEW.checkpoints)
    OR NEW.position > OLD.position AND NEW.checkpoints = OLD.checkpoints AND NEW.recorded_at = (
        SELECT p.recorded_at FROM ledger_positions p
        WHERE p.agreement = NEW.agreement AND p.position = NEW.position))"""  # noqa: S608 - no input
"""How a head may change: not at all, to count a checkpoint, or to take in events that were added."""


def _of_sqlite(table: str, keys: Sequence[Sequence[str]]) -> list[Protection]:
    # INSERT OR REPLACE removes the row in its way without asking triggers on DELETE. A row may
    # also be in the way by its rowid, which is -1 here where the statement leaves it open.
    in_the_way = " OR ".join(_stands(table, columns) for columns in [*keys, ("rowid",)])
    return [
        _sqlite_trigger(table, "update", "UPDATE", f"({_MOVED_ON}) IS NOT TRUE" if table == HEADS else ""),
        _sqlite_trigger(table, "delete", "DELETE"),
        _sqlite_trigger(table, "replace", "INSERT", in_the_way),
    ]


_UNIQUE = tuple(
    Protection(table, f"UNIQUE ({','.join(columns)})", "") for table, keys in KEYS.items() for columns in keys
)
_SQLITE_TRIGGERS = tuple(protection for table, keys in KEYS.items() for protection in _of_sqlite(table, keys))
SQLITE = (*_SQLITE_TRIGGERS, *_UNIQUE)
CREATE_SQLITE = tuple(
    protection.definition.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS")
    for protection in _SQLITE_TRIGGERS
)
FIND_SQLITE = """
    SELECT tbl_name AS owner, name, sql AS definition FROM main.sqlite_master WHERE type = 'trigger'
    UNION ALL SELECT t.name, 'UNIQUE (' || (
        SELECT group_concat(c.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c
        ) || ')', ''
    FROM main.sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table' AND i."unique"
"""
_REFUSE = f"BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'restrict_violation'; END"
_IN_PUBLIC = _MOVED_ON.replace("FROM ledger_", "FROM public.ledger_")
_ONWARDS = (
    f"BEGIN IF ({_IN_PUBLIC}) IS NOT TRUE "
    f"THEN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END"
)
_FUNCTIONS = {"ledger_refuse": _REFUSE, "ledger_onwards": _ONWARDS}
_FUNCTION_OWNER = "(Funktion)"


class _Trigger(NamedTuple):
    table: str
    name: str
    events: str
    each: str
    function: str

    def create(self) -> tuple[str, str]:
        """Always, so that it holds in a session that plays a replica, too."""
        made = self._made().replace("CREATE", "CREATE OR REPLACE", 1)
        return made, f"ALTER TABLE public.{self.table} ENABLE ALWAYS TRIGGER {self.name}"

    def protection(self) -> Protection:
        """As FIND_POSTGRES describes it: whether enabled (A: always), and as PostgreSQL prints it."""
        return Protection(self.table, self.name, f"A|{self._made()}")

    def _made(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.events} ON public.{self.table} "
            f"FOR EACH {self.each} EXECUTE FUNCTION public.{self.function}()"
        )


def _of_postgres(table: str) -> list[_Trigger]:
    if table != HEADS:
        return [
            _Trigger(table, f"{table}_refuse", "DELETE OR UPDATE OR TRUNCATE", "STATEMENT", "ledger_refuse")
        ]
    return [
        _Trigger(table, f"{table}_refuse", "DELETE OR TRUNCATE", "STATEMENT", "ledger_refuse"),
        _Trigger(table, f"{table}_onwards", "UPDATE", "ROW", "ledger_onwards"),
    ]


_TRIGGERS = [trigger for table in KEYS for trigger in _of_postgres(table)]
POSTGRES = (
    *(trigger.protection() for trigger in _TRIGGERS),
    *(Protection(_FUNCTION_OWNER, name, body) for name, body in _FUNCTIONS.items()),
    *_UNIQUE,
)
CREATE_POSTGRES = (
    *(
        f"CREATE OR REPLACE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in _FUNCTIONS.items()
    ),
    *(statement for trigger in _TRIGGERS for statement in trigger.create()),
)
FIND_POSTGRES = """
    SELECT c.relname AS owner, t.tgname AS name, t.tgenabled::text || '|' || replace(
        pg_get_triggerdef(t.oid), 'FUNCTION ledger_', 'FUNCTION public.ledger_') AS definition
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, rulename, definition FROM pg_rules WHERE schemaname = 'public'
    UNION ALL SELECT c.relname, 'INHERITED BY ' || i.inhrelid::regclass, '' FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhparent WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT c.relname, 'UNIQUE (' || (
        SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(o.conkey) WITH ORDINALITY k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum) || ')', ''
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
    WHERE o.contype IN ('p', 'u') AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT '(Funktion)', proname, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname IN ('ledger_refuse', 'ledger_onwards')
"""


def found_in(rows: Sequence[Mapping[str, Any]]) -> list[Protection]:
    """The protections that FIND_SQLITE or FIND_POSTGRES has found; nothing of other tables."""
    found = [Protection(row["owner"], row["name"], row["definition"]) for row in rows]
    return [item for item in found if item.table in KEYS or item.table == _FUNCTION_OWNER]
