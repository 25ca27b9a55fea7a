"""One reading of database addresses for the API, Alembic, the command line and the tests."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

# What providers and other tools write for PostgreSQL.
_POSTGRESQL = {"postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg"} | {
    "postgresql+psycopg2"
}


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a PostgreSQL is, in the words of the driver."""

    dsn: str = field(repr=False)
    """libpq address for asyncpg, which reads ``sslmode``, ``sslrootcert``, ``application_name``,
    ``target_session_attrs`` and the other libpq parameters itself. Holds the password."""

    label: str
    """The same without password and parameters, for people."""

    connect_seconds: float = 5.0


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
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    # libpq's words that asyncpg would send to the server as settings, which refuses them.
    parameters.pop("channel_binding", None)
    try:
        connect_seconds = float(parameters.pop("connect_timeout", 5.0))
    except ValueError:
        raise ValueError("has a connect_timeout that is no number of seconds") from None
    query = f"?{urlencode(parameters)}" if parameters else ""
    where = parts.netloc.rpartition("@")[2] or parameters.get("host") or "localhost"
    return DatabaseAddress(
        dsn=f"postgresql://{parts.netloc}{parts.path}{query}",
        label=where + parts.path,
        connect_seconds=connect_seconds,
    )
