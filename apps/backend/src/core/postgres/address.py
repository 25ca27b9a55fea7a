"""Parses database addresses, for the API, Alembic, the command line and the tests."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

# The schemes that providers and other tools use for PostgreSQL.
_SCHEMES = {
    "postgres",
    "postgresql",
    "postgresql+asyncpg",
    "postgresql+psycopg",
    "postgresql+psycopg2",
}

# Parameters that libpq or a pooler's client handles itself. asyncpg does not know them and would
# send them to the server as settings, and the server would refuse the connection.
_CLIENT_SIDE = {
    "channel_binding",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "pgbouncer",
    "tcp_user_timeout",
}

CONNECT_SECONDS = 5
HOST_SECONDS = 1.5
"""Time limit for one of several hosts: one that hangs must not delay the next for long."""

_WRITABLE = {"any", "primary", "read-write"}


@dataclass(frozen=True)
class DatabaseAddress:
    """The address of a PostgreSQL server, in the form that the driver reads."""

    dsn: str = field(repr=False)
    """libpq address for asyncpg, which reads ``sslmode``, ``sslrootcert``, ``application_name``,
    ``target_session_attrs`` and the other libpq parameters itself. Holds the password."""

    label: str
    """The same without password and parameters, for people."""

    connect_seconds: float = CONNECT_SECONDS
    """Time limit for connecting to each host."""

    is_embedded: bool = False
    """Whether it is the embedded PostgreSQL of local mode."""

    hosts: tuple[str, ...] = field(default=(), repr=False)
    """The same address for each host alone, if there are several."""


def parse_database_url(raw: str) -> DatabaseAddress:
    """Parse a URL in the form that hosting providers show. Raises `ValueError` with one sentence."""
    try:
        parts = urlsplit(raw.strip())
    except ValueError:  # its message may repeat the address, password included
        parts = urlsplit("")
    if not parts.scheme or "://" not in raw:
        raise ValueError("is not a URL such as postgresql://user:password@host:5432/name")
    if parts.scheme not in _SCHEMES:
        raise ValueError(
            f"must be a PostgreSQL URL, not {parts.scheme}: "
            "postgresql://user:password@host:5432/name"
        )
    if parts.fragment or ("@" in raw and "@" not in parts.netloc):
        raise ValueError("contains a character that must be percent-encoded: '/', '?' or '#'")
    credentials, at, hosts = parts.netloc.rpartition("@")
    try:
        for host in hosts.split(","):
            _ = urlsplit(f"//{host}").port
    except ValueError:
        raise ValueError("has a port that is not a number from 0 to 65535") from None
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in _CLIENT_SIDE:
        parameters.pop(name, None)
    try:
        connect_seconds: float = int(parameters.pop("connect_timeout", CONNECT_SECONDS))
    except ValueError:
        raise ValueError("has a connect_timeout that is not a whole number of seconds") from None
    if connect_seconds <= 0:
        connect_seconds = CONNECT_SECONDS  # for libpq, 0 means no limit: too long for a request
    several = _one_by_one(hosts, parameters)
    if several:
        connect_seconds = min(connect_seconds, HOST_SECONDS)
        # One of several hosts is the primary; after a failover, another one is.
        parameters.setdefault("target_session_attrs", "read-write")
    if parameters.get("target_session_attrs", "any") not in _WRITABLE:
        raise ValueError("has a target_session_attrs that selects a standby: use read-write")

    def address_of(hosts: str, parameters: dict[str, str]) -> str:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"postgresql://{credentials}{at}{hosts}{parts.path}{query}"

    return DatabaseAddress(
        dsn=address_of(hosts, parameters),
        label=(hosts or parameters.get("host") or "localhost") + parts.path,
        connect_seconds=connect_seconds,
        hosts=tuple(address_of(host, parameters | changes) for host, changes in several),
    )


def _one_by_one(hosts: str, parameters: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Split `h1:1,h2:2` or `?host=h1,h2&port=1,2` into host and parameters of each."""
    if "," in hosts:
        return [(host, {}) for host in hosts.split(",")]
    names, ports = parameters.get("host", "").split(","), parameters.get("port", "").split(",")
    if hosts or len(names) == 1:
        return []
    if len(ports) not in (1, len(names)):
        raise ValueError(f"names {len(names)} hosts, but {len(ports)} ports")
    ports = ports * len(names) if len(ports) == 1 else ports
    return [
        ("", {"host": name} | ({"port": port} if port else {}))
        for name, port in zip(names, ports, strict=True)
    ]
