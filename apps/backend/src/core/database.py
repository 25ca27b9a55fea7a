"""Access to PostgreSQL: transactions through SQLAlchemy, single statements through asyncpg."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any, NamedTuple, cast

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import event
from sqlalchemy.engine import AdaptedConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import QueuePool

from src.core.errors import ServiceUnavailable
from src.core.postgres.address import DatabaseAddress, Host
from src.core.postgres.connecting import CannotConnect, ConnectionLog, connect
from src.core.postgres.failures import (
    LOST_PRIMARY,
    STATEMENT_FAILURES,
    is_connection_lost,
    sqlstate_of,
)
from src.core.postgres.query import Query, Row

POOL_SIZE = 10
"""Connections per process and pool. There are two pools, for transactions and for single
statements."""

POOL_SECONDS = 2
"""How long a request waits for a free connection before it is answered 503."""

COMMAND_SECONDS = 7
"""Time limit for one statement; longer than the server's own, for a server that hangs."""

SERVER_SETTINGS = {
    "application_name": "stylipp",
    # Everything that the statements rely on and that server, database or role may set otherwise.
    # With another level, requests that change the same rows at once would fail (SQLSTATE 40001).
    "default_transaction_isolation": "read committed",
    # `now() + interval '30 days'` would be an hour off where clocks are changed in spring.
    "TimeZone": "UTC",
    # No statement or lock may outlive the request that it belongs to.
    "statement_timeout": "5000",
    "lock_timeout": "3000",
    "idle_in_transaction_session_timeout": "10000",
    # A pooled connection that is idle must not be ended just when a request takes it.
    "idle_session_timeout": "0",
}
"""What cannot be set, `stylipp check` looks at: PostgreSQL 15 does not know `transaction_timeout`, and
`session_replication_role` is reserved for superusers. `default_transaction_read_only` is left alone: it
is how providers and operators stop writes, for example on a full disk."""

POOLER_SETTINGS = {name: SERVER_SETTINGS[name] for name in ("application_name", "TimeZone")}
"""PgBouncer rejects the others as start-up parameters; `stylipp check` compares their values."""


def _drop_connections_to_a_lost_primary(context: ExceptionContext) -> None:
    if sqlstate_of(context.original_exception) in LOST_PRIMARY:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = True


def _refuse_unusable_connection(connection: AdaptedConnection, *_: object) -> None:
    """asyncpg knows at once that the server has closed the connection. SQLAlchemy does not ask it,
    and its own ping costs three round trips before every transaction. A connection that is still in
    a transaction was used by two tasks at once, and every later user of it would fail."""
    driver_connection = connection.driver_connection
    if driver_connection.is_closed() or driver_connection.is_in_transaction():
        raise DisconnectionError


async def _skip_reset(_: object) -> None:
    """asyncpg's own reset is a round trip after every statement; ours change no session state."""


class PoolState(NamedTuple):
    """Limit, open connections and connections in use of a pool."""

    size: int
    open: int
    in_use: int


class Database:
    """Both pools of one process. Created in the lifespan, kept on ``app.state.database``.

    `transaction` is for statements that belong together; `fetch_rows` is for single statements, in
    AUTOCOMMIT and retried once on a fresh connection.
    """

    def __init__(self, address: DatabaseAddress | None = None) -> None:
        self.address = address
        """None until the embedded PostgreSQL has started."""
        self.is_behind_pooler = address is not None and address.is_behind_pooler
        self._log = ConnectionLog()
        self._last_host: Host | None = None
        """If there are several hosts, the one that answered last."""
        self.engine = self._create_engine()
        # By default, a closed one begins again: a write after the response would be lost in silence,
        # and its connection missing from the pool.
        self._transactions = async_sessionmaker(
            self.engine, expire_on_commit=False, close_resets_only=False
        )
        self._pool: asyncpg.Pool[Row] | None = None
        self._free_connections = asyncio.Semaphore(POOL_SIZE)

    def transaction(self) -> contextlib.AbstractAsyncContextManager[AsyncSession]:
        """Begin a transaction that is committed at the end, or rolled back by an exception.

        For jobs, commands, and work after the response has started. Before that, a request uses its
        `TransactionDep`. Afterwards the transaction is closed: using it raises an exception.
        """
        return self._transactions.begin()

    async def fetch_row(self, query: Query, **values: Any) -> Row | None:
        """Run one statement and return its first row, or None."""
        rows = await self.fetch_rows(query, **values)
        return rows[0] if rows else None

    async def fetch_rows(self, query: Query, **values: Any) -> list[Row]:
        """Run one statement in AUTOCOMMIT and return its rows.

        It is run again if the connection is lost, so running it twice must do no harm: in the worst
        case an event of the audit log counts one too many.
        """
        sql, arguments = query.bind(values)
        try:
            return await self._fetch(sql, arguments)
        except STATEMENT_FAILURES as error:
            if not is_connection_lost(error):
                raise
            # The pooled connection was lost unnoticed, and so were the others.
            assert self._pool is not None
            await self._pool.expire_connections()
            return await self._fetch(sql, arguments)

    async def _fetch(self, sql: str, arguments: list[Any]) -> list[Row]:
        await self._wait_for_connection()
        try:
            pool = self._pool or await self._open_pool()
            async with pool.acquire() as connection:
                rows: list[Row] = await connection.fetch(sql, *arguments)
                return rows
        finally:
            self._free_connections.release()

    async def _wait_for_connection(self) -> None:
        """Wait until a connection is free. asyncpg's own timeout would include connecting, which has
        its own limit."""
        if not self._free_connections.locked():
            await self._free_connections.acquire()
            return
        async with asyncio.timeout(POOL_SECONDS):
            await self._free_connections.acquire()

    async def _open_pool(self) -> "asyncpg.Pool[Row]":
        self._pool = asyncpg.create_pool(
            min_size=0,
            max_size=POOL_SIZE,
            connect=self._connect,
            record_class=Row,
            reset=_skip_reset,
        )
        await self._pool  # connects to nothing yet, so no other task gets here meanwhile
        return self._pool

    def pools(self) -> dict[str, PoolState]:
        """Return the current use of the pools, by name."""
        engine = cast(QueuePool, self.engine.sync_engine.pool)
        in_use = engine.checkedout()
        statements = PoolState(POOL_SIZE, 0, 0)
        if self._pool is not None:
            is_open = self._pool.get_size()
            statements = PoolState(POOL_SIZE, is_open, is_open - self._pool.get_idle_size())
        return {
            "transactions": PoolState(POOL_SIZE, engine.checkedin() + in_use, in_use),
            "statements": statements,
        }

    async def check(self) -> None:
        """Try to connect; a failure is only logged."""
        with contextlib.suppress(ServiceUnavailable):
            pool = self._pool or await self._open_pool()
            async with pool.acquire():
                pass

    async def drop_connections(self) -> None:
        """Replace all connections before their next use."""
        if self._pool is not None:
            await self._pool.expire_connections()
        await self.engine.dispose()

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
            hide_parameters=True,  # otherwise, e-mail addresses and hashes reach the log
            connect_args={"async_creator_fn": self._connect}
            # In transaction mode, the next statement may run on another server connection.
            | ({"prepared_statement_cache_size": 0} if self.is_behind_pooler else {}),
        )
        event.listen(engine.sync_engine, "handle_error", _drop_connections_to_a_lost_primary)
        event.listen(engine.sync_engine, "checkout", _refuse_unusable_connection)
        return engine

    async def _connect(
        self, *_: Any, record_class: type[asyncpg.Record] = asyncpg.Record, **__: Any
    ) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection. Any failure here means that the database is unavailable."""
        if self.address is None:
            raise ServiceUnavailable
        try:
            connection, self._last_host = await connect(
                self.address,
                POOLER_SETTINGS if self.is_behind_pooler else SERVER_SETTINGS,
                first=self._last_host,
                command_timeout=COMMAND_SECONDS,
                **({"statement_cache_size": 0} if self.is_behind_pooler else {}),
                record_class=record_class,
            )
        except CannotConnect as error:
            self._log.note_failure(self.address, error)
            raise ServiceUnavailable from error
        self._log.note_success(self.address)
        return connection


async def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_db(request: Request) -> AsyncIterator[AsyncSession]:
    """Provide a request with its one transaction.

    Inject it as `TransactionDep`, never with FastAPI's default scope: only ``scope="function"``
    commits before the response starts, so that a 2xx means that the changes are stored. An
    exception rolls everything back. The transaction takes a connection at its first statement. A
    stream must not take it (`refuse_transactions_in_streams`), and what comes after the response has
    started begins its own with `Database.transaction`.
    """
    database: Database = request.app.state.database
    async with database.transaction() as transaction:
        yield transaction


DatabaseDep = Annotated[Database, Depends(get_database)]
TransactionDep = Annotated[AsyncSession, Depends(get_db, scope="function")]
