"""Opens connections to PostgreSQL, for the API and for migrations."""

import logging
import time
from collections.abc import Mapping
from typing import Any

import asyncpg

from src.core.database_url import DatabaseAddress

logger = logging.getLogger(__name__)

CONNECT_FAILURES = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # among others: none of the hosts is a primary
    # An address or a certificate file that the driver cannot make sense of.
    ValueError,
    OverflowError,
)
"""What can be raised while connecting. SQLAlchemy wraps none of it."""


async def connect(
    address: DatabaseAddress, settings: Mapping[str, str], **options: Any
) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect to the first host that answers and may be written to. Raises `CONNECT_FAILURES`.

    One after the other, each with patience of its own: asyncpg's covers the whole list, and a
    first host that accepts connections and never answers would use it up (asyncpg #1155).
    """
    hosts = address.hosts
    for dsn in list(hosts or [address.dsn]):
        try:
            connection = await asyncpg.connect(
                dsn, timeout=address.connect_seconds, server_settings=dict(settings), **options
            )
        except CONNECT_FAILURES as error:
            failure = error
        else:
            if hosts and hosts[0] != dsn:
                hosts.sort(key=lambda host: host != dsn)
            return connection
    raise failure


class ConnectionNews:
    """Tells the log when the database goes and when it is back: one that is away for an hour is one
    line, not a million."""

    FULL_SECONDS = 60
    """How often it is said that the server has no place left. Some get in, so that is no change."""

    def __init__(self) -> None:
        self._is_reachable: bool | None = None
        self._said_full_at = float("-inf")

    def note_failure(self, address: DatabaseAddress, error: Exception) -> None:
        if isinstance(error, asyncpg.TooManyConnectionsError):
            if time.monotonic() - self._said_full_at >= self.FULL_SECONDS:
                self._said_full_at = time.monotonic()
                logger.warning(
                    "The database %s has no connection left for some of us (SQLSTATE 53300: %s).",
                    address.label,
                    error,
                )
            return
        if self._is_reachable is not False:
            reason = f"{type(error).__name__}: {error}".strip().splitlines()[0]
            if "unsupported startup parameter" in reason:
                reason += "; set DATABASE_POOLER=pgbouncer"
            logger.warning(
                "The database %s does not answer (%s). Requests that need it get 503 until it does.",
                address.label,
                reason,
            )
        self._is_reachable = False

    def note_success(self, address: DatabaseAddress) -> None:
        if self._is_reachable is False:
            logger.warning("The database %s answers again.", address.label)
        self._is_reachable = True
