"""Opens connections to PostgreSQL, for the API and for migrations."""

import asyncio
import logging
import ssl
import time
from collections.abc import Mapping
from typing import Any

import asyncpg

from src.core.postgres.address import DatabaseAddress, Host
from src.core.postgres.failures import CONNECT_FAILURES, TOO_MANY_CONNECTIONS, sqlstate_of

logger = logging.getLogger(__name__)

type Connection = "asyncpg.Connection[asyncpg.Record]"

_OF_THE_ADDRESS = ("application_name", "search_path")
"""Settings for which the address counts more than the caller. The code relies on its other ones."""

_SECRET_LENGTH = 8
"""A shorter password may be a part of an ordinary word."""


class CannotConnect(Exception):
    """No host of an address could be connected to. The message is one line without the password, so
    it may be logged and printed; the driver's own is not kept."""

    def __init__(self, address: DatabaseAddress, error: Exception) -> None:
        self.sqlstate = sqlstate_of(error)
        lines = str(error).strip().splitlines()
        reason = ": ".join([type(error).__name__, *lines[:1]])
        if isinstance(error, TimeoutError) and not lines:
            reason = "no answer in time"
        elif lines and isinstance(error, asyncpg.PostgresError | ValueError):
            reason = lines[0]
        if isinstance(error, asyncpg.InvalidPasswordError) and not address.password:
            reason += "; the address has no password, and neither PGPASSWORD nor ~/.pgpass is read"
        if "unsupported startup parameter" in reason:
            reason += (
                f"{', here schema or currentSchema' * ('search_path' in reason)}; leave it out of the "
                "address, and set for the role what it says"
                if address.is_behind_pooler
                else "; set DATABASE_POOLER=pgbouncer"
            )
        for secret in (address.password, address.tls.key_password):
            is_public = secret in f"{address.user} {address.label}"
            if len(secret) >= _SECRET_LENGTH and not is_public:
                reason = reason.replace(secret, "…")
        super().__init__(reason)


async def connect(
    address: DatabaseAddress,
    settings: Mapping[str, str],
    *,
    first: Host | None = None,
    **options: Any,
) -> tuple[Connection, Host]:
    """Connect to the first host that answers and accepts writes, beginning with `first`. Returns the
    connection and its host. Raises `CannotConnect`.

    The hosts are tried one by one, each with its own timeout: asyncpg's covers the whole list, and
    a first host that accepts connections and never answers would use it up (asyncpg #1155).
    """
    failures: list[Exception] = []
    wanted = {name: value for name, value in address.settings.items() if name in _OF_THE_ADDRESS}
    options["server_settings"] = {**address.settings, **settings, **wanted}
    for host in sorted(address.hosts, key=lambda host: host != first):
        try:
            async with asyncio.timeout(address.connect_seconds):
                return await _connect_to(host, address, options), host
        except CONNECT_FAILURES as error:
            failures.append(error)
    # What a server says helps more than that another one is unreachable.
    said = [error for error in failures if isinstance(error, asyncpg.PostgresError)]
    raise CannotConnect(address, (said or failures)[-1]) from None


async def _connect_to(
    host: Host, address: DatabaseAddress, options: Mapping[str, Any]
) -> Connection:
    """Connect to one host, with TLS or without, in the order of the mode."""
    first, *rest = (False,) if host.is_socket else address.tls.attempts()
    try:
        return await _open(host, address, first, options)
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.PostgresConnectionError,
        ConnectionError,
        ssl.SSLError,
    ) as error:
        # A wrong password or an unreachable host is the same either way.
        is_final = isinstance(error, asyncpg.InvalidPasswordError | ConnectionRefusedError)
        if is_final or not rest:
            raise
        failure = error
    try:
        return await _open(host, address, rest[0], options)
    except asyncpg.InvalidPasswordError:
        raise
    except asyncpg.InvalidAuthorizationSpecificationError:
        # The server wants it the first way, so that failure is the one to know.
        raise failure from None


async def _open(
    host: Host, address: DatabaseAddress, context: ssl.SSLContext | bool, options: Mapping[str, Any]
) -> Connection:
    """Open one connection. For an argument that is missing, asyncpg reads the environment."""
    connection: Connection = await asyncpg.connect(
        host=host.name,
        port=host.port,
        user=address.user,
        password=address.password,
        database=address.database,
        ssl=context,
        direct_tls=address.tls.is_direct and context is not False,
        target_session_attrs=address.target_session_attrs,
        krbsrvname="postgres",
        gsslib="gssapi",
        timeout=None,
        **options,
    )
    return connection


class ConnectionLog:
    """Logs when the database becomes unreachable and when it is reachable again: an outage is two
    lines, not one for each request."""

    FULL_SECONDS = 60
    """How often a full server is reported. Other connections still succeed, so the database does
    not count as unreachable."""

    def __init__(self) -> None:
        self._is_reachable: bool | None = None
        self._full_logged_at = float("-inf")

    def note_failure(self, address: DatabaseAddress, error: CannotConnect) -> None:
        if error.sqlstate == TOO_MANY_CONNECTIONS:
            if time.monotonic() - self._full_logged_at >= self.FULL_SECONDS:
                self._full_logged_at = time.monotonic()
                logger.warning(
                    "The database %s has no free connection slots (SQLSTATE %s: %s).",
                    address.label,
                    TOO_MANY_CONNECTIONS,
                    error,
                )
            return
        if self._is_reachable is not False:
            logger.warning(
                "Cannot connect to the database %s (%s). Requests that need it get 503 until it is back.",
                address.label,
                error,
            )
        self._is_reachable = False

    def note_success(self, address: DatabaseAddress) -> None:
        if self._is_reachable is False:
            logger.warning("The database %s answers again.", address.label)
        self._is_reachable = True
