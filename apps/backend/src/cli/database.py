"""The database of a command that works on rows."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

from src.core.config import DatabaseSettings
from src.core.database import Database
from src.core.errors import AppError, ServiceUnavailable
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.local_mode import find_database
from src.core.migrations import MigrationFailed, upgrade_to_head
from src.core.postgres.failures import (
    DATABASE_FAILURES,
    MIGRATION_MISSING,
    server_message,
    sqlstate_of,
)


async def with_database(
    settings: DatabaseSettings, work: Callable[[Database], Awaitable[None]]
) -> None:
    address = await asyncio.to_thread(find_database, settings)
    if settings.is_local:
        await asyncio.to_thread(upgrade_to_head, address)
    database = Database(address)
    try:
        await work(database)
    finally:
        await database.dispose()


@contextlib.contextmanager
def explaining_failures() -> Iterator[None]:
    """Exit with one sentence if something fails."""
    try:
        yield
    except BrokenPipeError:  # of standard output, not a failure of the database
        raise
    except ServiceUnavailable as error:
        raise SystemExit(f"Cannot connect to the database: {error.__cause__}") from None
    except (AppError, EmbeddedPostgresError, MigrationFailed) as error:
        raise SystemExit(str(error)) from None
    except DATABASE_FAILURES as error:
        if sqlstate_of(error) in MIGRATION_MISSING:
            raise SystemExit("The database is not migrated. Run `stylipp migrate`.") from None
        raise SystemExit(f"The database rejected the statement: {server_message(error)}.") from None
