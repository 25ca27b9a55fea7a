"""The ways to PostgreSQL: transactions through SQLAlchemy, single statements through asyncpg."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any, NamedTuple, cast

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import event, text
from sqlalchemy.engine import AdaptedConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import QueuePool

from src.core.connecting import CONNECT_FAILURES, ConnectionNews, connect
from src.core.database_url import DatabaseAddress
from src.core.errors import ServiceUnavailable
from src.core.query import Query, Row

POOL_SIZE = 10
"""Connections per process and pool; there are two, for transactions and for single statements."""

POOL_SECONDS = 2
"""How long a request waits for a connection before it gets 503."""

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


_READ_ONLY = Query(text("SELECT current_setting('transaction_read_only') = 'on' AS is_read_only"))

_DRIVER_FAILURES = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


def _is_lost(error: Exception) -> bool:
    """Whether the connection is of no use any more, and another one might be."""
    if isinstance(error, asyncpg.PostgresError):
        is_gone = isinstance(error, asyncpg.PostgresConnectionError)
        return is_gone or error.sqlstate in _LOST_PRIMARY
    # ValueError: asyncpg could not encode a value. TimeoutError: another try would take as long.
    return not isinstance(error, ValueError | TimeoutError)


def _drop_connections_to_a_lost_primary(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) in _LOST_PRIMARY:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = True


def _refuse_closed_connection(connection: AdaptedConnection, *_: object) -> None:
    """asyncpg sees at once that the server has hung up. SQLAlchemy does not ask it, and its own ping
    is three round trips before every transaction."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


async def _leave_as_it_is(_: object) -> None:
    """asyncpg's own reset is a round trip after every statement; ours change no session state."""


class PoolState(NamedTuple):
    """How many connections a pool may have, has, and has lent out."""

    size: int
    open: int
    in_use: int


class Database:
    """Both pools of one process. Made in the lifespan, kept on ``app.state.database``.

    `sessions` is for transactions. `fetch_rows` is for what is one statement: AUTOCOMMIT, tried
    again on a fresh connection.
    """

    def __init__(
        self, address: DatabaseAddress | None = None, *, is_behind_pooler: bool = False
    ) -> None:
        self.address = address
        """None until the embedded PostgreSQL has started."""
        self.is_behind_pooler = is_behind_pooler
        self._news = ConnectionNews()
        self.engine = self._create_engine()
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._pool: asyncpg.Pool[Row] | None = None
        self._places = asyncio.Semaphore(POOL_SIZE)

    async def fetch_row(self, query: Query, **values: Any) -> Row | None:
        """Run one statement and return its first row, or None."""
        rows = await self.fetch_rows(query, **values)
        return rows[0] if rows else None

    async def fetch_rows(self, query: Query, **values: Any) -> list[Row]:
        """Run one statement in AUTOCOMMIT and return its rows.

        If the connection is lost it is run again, so it must do no harm twice: in the worst case an
        event of the audit log counts one too many.
        """
        sql, arguments = query.bind(values)
        try:
            return await self._fetch(sql, arguments)
        except (asyncpg.PostgresError, *_DRIVER_FAILURES) as error:
            if not _is_lost(error):
                raise
            # The pooled connection had died unnoticed, and the others with it.
            if self._pool is not None:
                await self._pool.expire_connections()
            return await self._fetch(sql, arguments)

    async def _fetch(self, sql: str, arguments: list[Any]) -> list[Row]:
        await self._take_place()
        try:
            pool = self._pool or await self._open_pool()
            async with pool.acquire() as connection:
                rows: list[Row] = await connection.fetch(sql, *arguments)
                return rows
        finally:
            self._places.release()

    async def _take_place(self) -> None:
        """Wait for the others. asyncpg's own patience would count the connecting too, which has a
        limit of its own."""
        if not self._places.locked():
            await self._places.acquire()
            return
        async with asyncio.timeout(POOL_SECONDS):
            await self._places.acquire()

    async def _open_pool(self) -> "asyncpg.Pool[Row]":
        self._pool = asyncpg.create_pool(
            min_size=0,
            max_size=POOL_SIZE,
            connect=self._connect,
            record_class=Row,
            reset=_leave_as_it_is,
        )
        await self._pool  # connects to nothing yet, so nobody else gets here meanwhile
        return self._pool

    def pools(self) -> dict[str, PoolState]:
        """Return how the pools are used at this moment."""
        engine = cast(QueuePool, self.engine.sync_engine.pool)
        at_work = engine.checkedout()
        statements = PoolState(POOL_SIZE, 0, 0)
        if self._pool is not None:
            is_open = self._pool.get_size()
            statements = PoolState(POOL_SIZE, is_open, is_open - self._pool.get_idle_size())
        return {
            "transactions": PoolState(POOL_SIZE, engine.checkedin() + at_work, at_work),
            "statements": statements,
        }

    async def check(self) -> None:
        """Try to reach the database; if it does not answer, the log says so in one sentence."""
        with contextlib.suppress(ServiceUnavailable):
            pool = self._pool or await self._open_pool()
            async with pool.acquire():
                pass

    async def refuse_read_only(self) -> None:
        """Raise `ServiceUnavailable` if the server takes no writes, and let go of it: a primary that
        was demoted still answers readers, with what may be out of date."""
        row = await self.fetch_row(_READ_ONLY)
        if row is not None and row.is_read_only:
            if self._pool is not None:
                await self._pool.expire_connections()
            await self.engine.dispose()
            raise ServiceUnavailable

    async def dispose(self) -> None:
        await self.engine.dispose()
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    def _create_engine(self) -> AsyncEngine:
        engine = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            pool_recycle=1800,
            pool_use_lifo=True,
            hide_parameters=True,  # or e-mail addresses and hashes reach the log
            connect_args={"async_creator_fn": self._connect}
            # In transaction mode the next statement may go to a server that never saw the first.
            | ({"prepared_statement_cache_size": 0} if self.is_behind_pooler else {}),
        )
        event.listen(engine.sync_engine, "handle_error", _drop_connections_to_a_lost_primary)
        event.listen(engine.sync_engine, "checkout", _refuse_closed_connection)
        return engine

    async def _connect(
        self, *_: Any, record_class: type[asyncpg.Record] = asyncpg.Record, **__: Any
    ) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection. Everything that can go wrong here means: no database right now."""
        if self.address is None:
            raise ServiceUnavailable
        try:
            connection = await connect(
                self.address,
                POOLER_SETTINGS if self.is_behind_pooler else SERVER_SETTINGS,
                command_timeout=COMMAND_SECONDS,
                **({"statement_cache_size": 0} if self.is_behind_pooler else {}),
                record_class=record_class,
            )
        except CONNECT_FAILURES as error:
            self._news.note_failure(self.address, error)
            raise ServiceUnavailable from error
        self._news.note_success(self.address)
        return connection


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
