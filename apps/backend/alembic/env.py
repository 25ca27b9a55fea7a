"""Alembic's environment: asynchronous, one migrating process at a time, address from settings."""

import asyncio
import contextlib
import logging.config
import time
from typing import Any

import asyncpg
from alembic import context
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from src.core.config import DatabaseSettings, load_settings
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.local_mode import find_database
from src.core.postgres.address import DatabaseAddress
from src.core.postgres.connecting import CannotConnect, connect
from src.models import Base

config = context.config
# Only for the command `alembic`: a program that has configured logging keeps its configuration.
if config.config_file_name is not None and not logging.getLogger().handlers:
    logging.config.fileConfig(config.config_file_name, disable_existing_loggers=False)

target_metadata = Base.metadata

LOCK_KEY = 0x5374796C697070  # "Stylipp"
WAIT_SECONDS = 300
SERVER_SETTINGS = {
    "application_name": "alembic",
    # While a migration waits for a lock, other statements queue behind it: better fail and retry.
    "lock_timeout": "3000",
    # Copying old rows may take longer than database or role allow the API.
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "default_transaction_isolation": "read committed",
    "TimeZone": "UTC",
}
SETTINGS_OF_SOME_SERVERS = {
    # When we are killed, the server notices and rolls back at once. Windows cannot.
    "client_connection_check_interval": "1000",
    "transaction_timeout": "0",  # since PostgreSQL 17
}
OPTIONS: dict[str, Any] = {
    "target_metadata": target_metadata,
    "compare_type": True,
    "compare_server_default": True,
    "transaction_per_migration": True,
}


def find_address() -> DatabaseAddress:
    """Return the address that the caller passed, or the one from the settings."""
    given: DatabaseAddress | None = config.attributes.get("address")
    if given is not None:
        return given
    try:
        return find_database(load_settings(DatabaseSettings), for_migrations=True)
    except EmbeddedPostgresError as error:
        raise CommandError(f"The database is not available: {error}.") from None


async def wait_for_turn(connection: AsyncConnection) -> None:
    """Take the lock that lets one process migrate, on the migrating connection itself.

    It is held exactly as long as that connection exists. It is polled, because a statement that
    waits inside ``pg_advisory_lock`` holds a snapshot, and CREATE INDEX CONCURRENTLY of the process
    that migrates would wait for that snapshot forever.
    """
    started = time.monotonic()
    is_logged = False
    while not await connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK_KEY})")):
        await connection.commit()
        waited = time.monotonic() - started
        if waited > 1 and not is_logged:
            is_logged = True
            logging.getLogger("alembic.runtime.migration").info(
                "Waiting for another process to migrate, at most %d s ...", WAIT_SECONDS
            )
        if waited > WAIT_SECONDS:
            raise CommandError(f"Another process has been migrating for {WAIT_SECONDS} seconds.")
        await asyncio.sleep(0.25)
    await connection.commit()


def run_migrations(connection: Connection) -> None:
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    address = find_address()

    async def connect_or_say_why(**_: object) -> "asyncpg.Connection[asyncpg.Record]":
        try:
            connection = (await connect(address, SERVER_SETTINGS))[0]
        except CannotConnect as error:
            raise CommandError(f"Cannot reach the database {address.label}: {error}") from None
        for name, value in SETTINGS_OF_SOME_SERVERS.items():
            with contextlib.suppress(asyncpg.PostgresError):
                await connection.execute(f"SET {name} = {value}")
        return connection

    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        connect_args={"async_creator_fn": connect_or_say_why},
    )
    async with engine.connect() as connection:
        await wait_for_turn(connection)
        await connection.run_sync(run_migrations)
        await connection.commit()
    await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(run_online())
