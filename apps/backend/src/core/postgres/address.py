"""Parses database addresses, for the API, Alembic, the command line and the tests.

Each word is read here, and the driver gets values. It would split an address at the first ``@``,
repeat pieces of it in its messages, and read the shell's ``PG*`` variables and files below HOME for
all that is missing.
"""

import os
import pwd
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from src.core.postgres.parameters import UNCLEAR, decode, read_parameters, server_settings
from src.core.postgres.tls import Tls, read_tls

CONNECT_SECONDS = 5
HOST_SECONDS = 1.5
"""Time limit for one of several hosts: one that hangs must not delay the next for long."""

DEFAULT_PORT = 5432

_LOCAL_HOSTS = ["/run/postgresql", "/tmp", "localhost"]  # noqa: S108
"""Where PostgreSQL is looked for if the address names no host."""

_WRITABLE = {"any": "any", "primary": "primary", "master": "primary", "read-write": "read-write"}

_SCHEMES = {"postgres", "postgresql", "postgis", "pgsql"}
"""PostgreSQL's own, and those of other programs that lead to one."""

_NOT_A_URL = "is not a URL such as postgresql://user:password@host:5432/name"

_AROUND = "\ufeff\u200b\u00a0 \t\r\n"
"""What editors and web pages leave around a copied address."""


class Host(NamedTuple):
    """A host name or address, or the folder of a socket, with the port."""

    name: str
    port: int

    @property
    def is_socket(self) -> bool:
        return self.name.startswith("/")

    @property
    def label(self) -> str:
        name = f"[{self.name}]" if ":" in self.name and not self.is_socket else self.name
        return name if self.port == DEFAULT_PORT else f"{name}:{self.port}"


@dataclass(frozen=True)
class DatabaseAddress:
    """The address of a PostgreSQL server, complete: the driver has nothing left to look up."""

    hosts: tuple[Host, ...]
    user: str
    database: str
    label: str
    """Hosts and database, for people."""

    password: str = field(default="", repr=False)
    tls: Tls = field(default_factory=Tls)
    target_session_attrs: str = "any"
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings of the server that the address asks for."""

    connect_seconds: float = CONNECT_SECONDS
    """Time limit for connecting to each host."""

    is_behind_pooler: bool = False
    """Whether it leads to PgBouncer in transaction mode."""

    is_embedded: bool = False
    """Whether it is the embedded PostgreSQL of local mode."""


def parse_database_url(raw: str) -> DatabaseAddress:
    """Parse a URL in the form that hosting providers show.

    Raises `ValueError` with one sentence that repeats nothing of the address except the scheme and
    the names of parameters.
    """
    authority, path, query = _split(raw)
    credentials, _, hosts_and_ports = authority.rpartition("@")
    user, _, password = credentials.partition(":")
    # Names at Azure and generated passwords contain an `@`: the last one counts. One in the path
    # shows that a password with a `/` was cut.
    if "@" in path:
        raise ValueError(UNCLEAR)
    if "#" in path:
        raise ValueError(
            "has a '#' after the host: leave out what begins there, or write %23 in a name"
        )
    parameters = read_parameters(query)
    try:
        hosts, is_several = _read_hosts(hosts_and_ports, parameters)
    except ValueError:
        if "@" in query and not credentials:
            raise ValueError(UNCLEAR) from None
        raise
    user = parameters.get("user") or decode(user) or _own_name()
    database = parameters.get("dbname") or decode(path[1:]) or user
    if not f"{user}{database}".isprintable():
        raise ValueError("has a user or database with a control character")
    # The password would be printed with the name.
    if ":" in user:
        raise ValueError(
            "has a user with a ':': between user and password, it must not be percent-encoded"
        )
    if re.search(r"\?|=|://", database):
        raise ValueError("has a database with a '?', '=' or '://': write its name only")
    names = list(dict.fromkeys(host.label for host in hosts))
    return DatabaseAddress(
        hosts=hosts,
        user=user,
        database=database,
        label=f"{','.join(names)}/{database}",
        password=parameters.get("password") or decode(password),
        tls=read_tls(parameters),
        # One of several hosts is the primary; after a failover, another one is.
        target_session_attrs=_read_target(parameters, "read-write" if is_several else "any"),
        settings=server_settings(parameters),
        connect_seconds=_read_timeout(parameters, HOST_SECONDS if is_several else None),
        is_behind_pooler=_read_pgbouncer(parameters),
    )


def _split(raw: str) -> tuple[str, str, str]:
    """Return authority, path with its slash, and query, all still encoded."""
    text = raw.strip(_AROUND)
    if not text.isprintable():
        raise ValueError("contains a line break or another character that cannot be printed")
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if scheme == "jdbc:postgresql":
        raise ValueError("is an address for Java: leave out jdbc:")
    if not separator or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
        raise ValueError(_NOT_A_URL)
    if scheme in ("prisma", "prisma+postgres"):
        raise ValueError("is an address for Prisma's client: use the direct one, postgres://…")
    if scheme.partition("+")[0] not in _SCHEMES:
        raise ValueError(
            f"must be a PostgreSQL URL, not {scheme}: postgresql://user:password@host:5432/name"
        )
    before_query, _, query = rest.partition("?")
    authority, slash, path = before_query.partition("/")
    return authority, slash + path, query


def _read_hosts(
    hosts_and_ports: str, parameters: Mapping[str, str]
) -> tuple[tuple[Host, ...], bool]:
    """Return the hosts, and whether the address names several. As for libpq, the parameters `host` and
    `port` replace what stands before the path, such as the `localhost` of Cloud SQL's addresses."""
    pairs = [_split_host(text) for text in hosts_and_ports.split(",")]
    names = parameters.get("host") or parameters.get("hostaddr")
    if parameters.get("hostaddr") and (pairs[0][0] or "host" in parameters):
        raise ValueError("has both a host and a hostaddr: keep one")
    hosts, ports = [decode(host) for host, _ in pairs], [port for _, port in pairs]
    if names:
        pairs = [_split_host(text, is_parameter=True) for text in names.split(",")]
        hosts = [host for host, _ in pairs]
        if any(port for _, port in pairs):  # SQLAlchemy's form
            ports = [port for _, port in pairs]
    if "port" in parameters:
        ports = parameters["port"].split(",")
    is_several = len(hosts) > 1
    if hosts == [""]:
        hosts = _LOCAL_HOSTS
    if len(ports) == 1:
        ports *= len(hosts)
    if len(ports) != len(hosts):
        raise ValueError(f"names {len(hosts)} hosts, but {len(ports)} ports")
    for host in hosts:
        _check_name(host)
    return (
        tuple(Host(host, _read_port(port)) for host, port in zip(hosts, ports, strict=True)),
        is_several,
    )


def _split_host(text: str, *, is_parameter: bool = False) -> tuple[str, str]:
    """Split `host:port`; an IPv6 address stands in brackets, except in a parameter."""
    if is_parameter and (text.startswith("/") or re.fullmatch("[^\\[]*:[^\\[]*:[^\\[]*", text)):
        return text, ""
    match = re.fullmatch(r"(?:\[([^\[\]]+)\]|([^:\[\]]*))(?::(.*))?", text)
    if match is None:
        raise ValueError("has a host that is neither a name nor an address")
    if ":" in (match[3] or ""):
        raise ValueError("has a port that is not a number, or an IPv6 address without [ ]")
    return match[1] or match[2], match[3] or ""


def _check_name(host: str) -> None:
    if host.startswith("/") and host.isprintable():
        return
    try:
        host.encode("idna")
    except UnicodeError:
        host = ""
    if not re.fullmatch(r"[^\s/@,;]+", host):
        raise ValueError("has a host that is neither a name nor an address")


def _read_port(text: str) -> int:
    if text and not (re.fullmatch("[0-9]{1,5}", text) and 0 < int(text) < 65_536):
        raise ValueError("has a port that is not a number from 1 to 65535")
    return int(text or DEFAULT_PORT)


def _own_name() -> str:
    """Return the name of this process's account, as libpq does; not what the shell says."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise ValueError("names no user, and this process's account has no name") from None


def _read_target(parameters: Mapping[str, str], default: str) -> str:
    target = parameters.get("target_session_attrs", default).lower()
    if target not in _WRITABLE:
        raise ValueError("has a target_session_attrs that selects a standby: use read-write")
    return _WRITABLE[target]


def _read_timeout(parameters: Mapping[str, str], limit: float | None) -> float:
    text = parameters.get("connect_timeout", "0")
    if not re.fullmatch("-?[0-9]{1,6}", text):
        raise ValueError("has a connect_timeout that is not a whole number of seconds")
    # For libpq, 0 means no limit: too long for a request.
    seconds = int(text) if int(text) > 0 else CONNECT_SECONDS
    return seconds if limit is None else min(seconds, limit)


def _read_pgbouncer(parameters: Mapping[str, str]) -> bool:
    word = parameters.get("pgbouncer", "false").lower()
    if word not in ("true", "1", "on", "yes", "false", "0", "off", "no"):
        raise ValueError("has a pgbouncer that is neither true nor false")
    return word in ("true", "1", "on", "yes")
