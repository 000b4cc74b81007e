"""Where a ledger is: its URL, understood to the letter or refused.

The same URL is given to SQLAlchemy for the read models, so it must mean the same to both: a
path may hold %XX, PostgreSQL's parameters are those of libpq.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from ledger.store import failures

_NAMES = """
    host hostaddr port user password passfile dbname connect_timeout application_name
    sslmode sslnegotiation sslrootcert sslcert sslkey sslpassword sslcrl sslcrldir sslsni
    ssl_min_protocol_version ssl_max_protocol_version channel_binding require_auth gssencmode krbsrvname
    keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout
    target_session_attrs load_balance_hosts
"""
HONOURED = frozenset(_NAMES.split())
"""Parameters of a PostgreSQL URL; all reach libpq as they are. Not among them: `options`, because
its search_path would not move the tables, and what would change how text is read or written."""

CONNECT_TIMEOUT = "10"
"""Seconds for one server, unless the URL says otherwise: libpq itself would wait for minutes."""


@dataclass(frozen=True)
class SQLiteAddress:
    """An SQLite file."""

    path: Path

    def __str__(self) -> str:
        """The path, for messages."""
        return str(self.path)

    @property
    def url(self) -> str:
        """The URL that names it.

        >>> address_of(SQLiteAddress(Path("/a b/50 %?.db")).url).path
        PosixPath('/a b/50 %?.db')
        """
        return f"sqlite:///{self.path}".replace("%", "%25").replace("?", "%3F")


@dataclass(frozen=True)
class PostgresAddress:
    """A PostgreSQL database, as the parameters that libpq connects with."""

    parameters: Mapping[str, str]

    def __str__(self) -> str:
        """Where it is, for messages; without the password."""
        shown = {name: self.parameters.get(name, "") for name in ("host", "port", "dbname")}
        return "PostgreSQL " + " ".join(f"{name}={value}" for name, value in shown.items() if value)


def address_of(url: str) -> SQLiteAddress | PostgresAddress:
    """The place that *url* names; StoreError if it names none, or demands what we cannot do."""
    scheme, colon, _ = url.partition("://")
    if colon and scheme == "sqlite":
        return _sqlite(url)
    if colon and scheme == "postgresql":
        return _postgres(url)
    raise failures.bad_address(
        "Diese Adresse ist keine, die das Hauptbuch kennt.",
        f"Sie beginnt mit {scheme + colon!r}."
        if colon
        else "Sie beginnt weder mit sqlite:// noch mit postgresql://.",
    )


def _sqlite(url: str) -> SQLiteAddress:
    path, question_mark, query = url.removeprefix("sqlite://").partition("?")
    if question_mark:
        raise _not_honoured(query)
    if not path.startswith("/"):
        raise failures.bad_address("SQLite kennt keinen Server.", "Vor dem Pfad fehlt ein Schrägstrich.")
    file = unquote(path.removeprefix("/"))
    if file in ("", ":memory:") or "\0" in file:
        raise failures.bad_address(
            "Diese Adresse nennt keine Datei.", "Ein Hauptbuch im Arbeitsspeicher verschwände sogleich."
        )
    return SQLiteAddress(Path(file).absolute())


def _postgres(url: str) -> PostgresAddress:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    query = url.partition("?")[2]
    given = Counter(name for name, _ in parse_qsl(query, keep_blank_values=True))
    if any(name not in HONOURED or times > 1 for name, times in given.items()):
        raise _not_honoured(query)
    try:
        parameters = conninfo_to_dict(url)
    except ProgrammingError:
        # libpq's message shows the whole address, or the part that it stumbled over: the password.
        raise failures.bad_address(
            "Diese PostgreSQL-Adresse ist unverständlich.",
            "PostgreSQL kann sie nicht zerlegen; Sonderzeichen in Anmeldung und Passwort stehen als %XX.",
        ) from None
    named = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return PostgresAddress({"connect_timeout": CONNECT_TIMEOUT} | named)


def _not_honoured(query: str) -> failures.StoreError:
    names = Counter(name for name, _ in parse_qsl(query, keep_blank_values=True))
    refused = sorted(name for name, times in names.items() if name not in HONOURED or times > 1) or sorted(
        names
    )
    return failures.bad_address(
        f"Parameter der Adresse, die nicht befolgt werden können: {', '.join(refused) or query!r}.",
        "Was in der Adresse steht, wird befolgt oder abgelehnt, nie übergangen; "
        "für SQLite gibt es keine Parameter, jeden für PostgreSQL nur einmal.",
    )
