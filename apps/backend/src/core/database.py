"""The way to PostgreSQL: engines, sessions, and the one transaction of a request."""

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import Row, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.sql import Executable

from src.core.connecting import CONNECT_FAILURES, connect
from src.core.database_url import DatabaseAddress
from src.core.errors import ServiceUnavailable

logger = logging.getLogger(__name__)

POOL_SIZE = 10
"""Connections per process and pool; there are two pools, for writes and for reads."""

COMMAND_SECONDS = 7
"""Patience with one statement; longer than the server's own, for a server that is frozen."""

SERVER_SETTINGS = {
    "application_name": "stylipp",
    # Whatever a client does, no statement and no lock outlives the patience of its caller.
    "statement_timeout": "5000",
    "lock_timeout": "3000",
    "idle_in_transaction_session_timeout": "10000",
}

POOLER_SETTINGS = {"application_name": SERVER_SETTINGS["application_name"]}
"""PgBouncer refuses the others when a connection starts."""

# A demoted primary (25006) or a server that is shutting down (57P01 to 57P03) still answers:
# without this the pool would hold such connections for ever.
_LOST_PRIMARY = {"25006", "57P01", "57P02", "57P03"}


def _drop_connections_to_a_lost_primary(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) in _LOST_PRIMARY:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = True


class Database:
    """Both engines of one process. Made in the lifespan, kept on ``app.state.database``.

    `sessions` is for writes: transactions, with a ping before each. `fetch_row` is for what is one
    statement: AUTOCOMMIT without a ping (2.6 times cheaper), tried again on a fresh connection.
    """

    def __init__(
        self, address: DatabaseAddress | None = None, *, is_behind_pooler: bool = False
    ) -> None:
        self.address = address
        """None until the embedded PostgreSQL has started."""
        self.is_behind_pooler = is_behind_pooler
        self._is_reachable: bool | None = None
        self.engine = self._create_engine(pool_pre_ping=True)
        self.autocommit_engine = self._create_engine(isolation_level="AUTOCOMMIT")
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def fetch_row(self, statement: Executable) -> Row[Any] | None:
        """Run one statement and return its first row, or None."""
        rows = await self.fetch_rows(statement)
        return rows[0] if rows else None

    async def fetch_rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """Run one statement in AUTOCOMMIT and return its rows."""
        for is_last_try in (False, True):
            try:
                async with self.autocommit_engine.connect() as connection:
                    return (await connection.execute(statement)).all()
            except DBAPIError as error:
                # The pooled connection had died unnoticed; its whole pool is renewed now.
                if is_last_try or not error.connection_invalidated:
                    raise
        raise AssertionError("unreachable")

    async def check(self) -> None:
        """Try to reach the database; if it does not answer, the log says so in one sentence."""
        with contextlib.suppress(ServiceUnavailable):
            async with self.autocommit_engine.connect():
                pass

    async def dispose(self) -> None:
        await self.engine.dispose()
        await self.autocommit_engine.dispose()

    def _create_engine(self, **options: Any) -> AsyncEngine:
        engine = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=2,
            pool_recycle=1800,
            pool_use_lifo=True,
            hide_parameters=True,  # or e-mail addresses and hashes reach the log
            connect_args={"async_creator_fn": self._connect}
            # In transaction mode the next statement may go to a server that never saw the first.
            | ({"prepared_statement_cache_size": 0} if self.is_behind_pooler else {}),
            **options,
        )
        event.listen(engine.sync_engine, "handle_error", _drop_connections_to_a_lost_primary)
        return engine

    async def _connect(self, **_: Any) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection. Everything that can go wrong here means: no database right now."""
        if self.address is None:
            raise ServiceUnavailable
        try:
            connection = await connect(
                self.address,
                POOLER_SETTINGS if self.is_behind_pooler else SERVER_SETTINGS,
                command_timeout=COMMAND_SECONDS,
                **({"statement_cache_size": 0} if self.is_behind_pooler else {}),
            )
        except CONNECT_FAILURES as error:
            self._note_reachable(False, f"{type(error).__name__}: {error}")
            raise ServiceUnavailable from error
        self._note_reachable(True)
        return connection

    def _note_reachable(self, is_reachable: bool, reason: str = "") -> None:
        """Log changes only: a database that is away for an hour is one line, not a million."""
        assert self.address is not None
        if not is_reachable and self._is_reachable is not False:
            reason = reason.strip().splitlines()[0]
            if "unsupported startup parameter" in reason:
                reason += "; set DATABASE_POOLER=pgbouncer"
            logger.warning(
                "The database %s does not answer (%s). Requests that need it get 503 until it does.",
                self.address.label,
                reason,
            )
        elif is_reachable and self._is_reachable is False:
            logger.warning("The database %s answers again.", self.address.label)
        self._is_reachable = is_reachable


async def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_db(request: Request) -> AsyncIterator[AsyncSession]:
    """Give a request its session and its one transaction.

    Inject it as `SessionDep`, never with FastAPI's default scope: only ``scope="function"``
    commits before the response starts, so only then is a 2xx a promise. An exception rolls
    everything back. The session takes a connection at its first statement, not before.
    """
    database: Database = request.app.state.database
    async with database.sessions.begin() as session:
        yield session


DatabaseDep = Annotated[Database, Depends(get_database)]
SessionDep = Annotated[AsyncSession, Depends(get_db, scope="function")]
