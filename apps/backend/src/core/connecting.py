"""Opens connections to PostgreSQL, for the API and for migrations."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from src.core.database_url import DatabaseAddress

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
