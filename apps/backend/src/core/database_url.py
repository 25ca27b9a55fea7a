"""One reading of database addresses for the API, Alembic, the command line and the tests."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

# What providers and other tools write for PostgreSQL.
_POSTGRESQL = {"postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg"} | {
    "postgresql+psycopg2"
}


# Words that libpq or a pooler's client keeps to itself. asyncpg does not know them and would send
# them to the server as settings, which refuses the connection.
_CLIENT_SIDE = {"channel_binding", "tcp_user_timeout", "pgbouncer"} | {
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
}

CONNECT_SECONDS = 5


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a PostgreSQL is, in the words of the driver."""

    dsn: str = field(repr=False)
    """libpq address for asyncpg, which reads ``sslmode``, ``sslrootcert``, ``application_name``,
    ``target_session_attrs`` and the other libpq parameters itself. Holds the password."""

    label: str
    """The same without password and parameters, for people."""

    connect_seconds: int = CONNECT_SECONDS


def parse_database_url(raw: str) -> DatabaseAddress:
    """Translate an address as providers hand it out. `ValueError` with one sentence if it is none."""
    try:
        parts = urlsplit(raw.strip())
    except ValueError:  # its message may repeat the address, password included
        parts = urlsplit("")
    if not parts.scheme or "://" not in raw:
        raise ValueError("is not an address such as postgresql://user:password@host:5432/name")
    if parts.scheme not in _POSTGRESQL:
        raise ValueError(
            f"must lead to PostgreSQL, not {parts.scheme}: "
            "postgresql://user:password@host:5432/name"
        )
    if parts.fragment or ("@" in raw and "@" not in parts.netloc):
        raise ValueError("holds a character that must be percent-encoded: '/', '?' or '#'")
    hosts = parts.netloc.rpartition("@")[2]
    try:
        for host in hosts.split(","):
            _ = urlsplit(f"//{host}").port
    except ValueError:
        raise ValueError("has a port that is no number from 0 to 65535") from None
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in _CLIENT_SIDE:
        parameters.pop(name, None)
    try:
        connect_seconds = int(parameters.pop("connect_timeout", CONNECT_SECONDS))
    except ValueError:
        raise ValueError("has a connect_timeout that is no whole number of seconds") from None
    query = f"?{urlencode(parameters)}" if parameters else ""
    where = hosts or parameters.get("host") or "localhost"
    return DatabaseAddress(
        dsn=f"postgresql://{parts.netloc}{parts.path}{query}",
        label=where + parts.path,
        # For libpq, 0 means to wait for ever: no request may.
        connect_seconds=connect_seconds if connect_seconds > 0 else CONNECT_SECONDS,
    )
