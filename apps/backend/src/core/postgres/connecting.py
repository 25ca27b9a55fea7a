"""Opens connections to PostgreSQL, for the API and for migrations."""

import logging
import time
from collections.abc import Mapping
from typing import Any

import asyncpg

from src.core.postgres.address import DatabaseAddress
from src.core.postgres.failures import CONNECT_FAILURES, TOO_MANY_CONNECTIONS, sqlstate_of

logger = logging.getLogger(__name__)


async def connect(
    address: DatabaseAddress,
    settings: Mapping[str, str],
    *,
    first_dsn: str | None = None,
    **options: Any,
) -> "tuple[asyncpg.Connection[asyncpg.Record], str]":
    """Connect to the first host that answers and accepts writes, beginning with `first_dsn`. Returns
    the connection and the address of its host. Raises `CONNECT_FAILURES`.

    The hosts are tried one by one, each with its own timeout: asyncpg's covers the whole list, and
    a first host that accepts connections and never answers would use it up (asyncpg #1155).
    """
    for dsn in sorted(address.hosts or (address.dsn,), key=lambda dsn: dsn != first_dsn):
        try:
            connection = await asyncpg.connect(
                dsn, timeout=address.connect_seconds, server_settings=dict(settings), **options
            )
        except CONNECT_FAILURES as error:
            failure = error
        else:
            return connection, dsn
    raise failure


class ConnectionLog:
    """Logs when the database becomes unreachable and when it is reachable again: an outage is two
    lines, not one for each request."""

    FULL_SECONDS = 60
    """How often a full server is reported. Other connections still succeed, so the database does
    not count as unreachable."""

    def __init__(self) -> None:
        self._is_reachable: bool | None = None
        self._full_logged_at = float("-inf")

    def note_failure(self, address: DatabaseAddress, error: Exception) -> None:
        if sqlstate_of(error) == TOO_MANY_CONNECTIONS:
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
            reason = f"{type(error).__name__}: {error}".strip().splitlines()[0]
            if "unsupported startup parameter" in reason:
                reason += "; set DATABASE_POOLER=pgbouncer"
            logger.warning(
                "Cannot connect to the database %s (%s). Requests that need it get 503 until it is back.",
                address.label,
                reason,
            )
        self._is_reachable = False

    def note_success(self, address: DatabaseAddress) -> None:
        if self._is_reachable is False:
            logger.warning("The database %s answers again.", address.label)
        self._is_reachable = True
