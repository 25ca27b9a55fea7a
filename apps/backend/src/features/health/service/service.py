"""Readiness of this process."""

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.migrations import is_migrated


class NotReady(ServiceUnavailable):
    """The database answers, but a migration of this release is missing."""

    detail = "The database is not at the newest migration. Run `stylipp migrate`."


class ShuttingDown(ServiceUnavailable):
    """The process was told to end: it finishes its requests and wants no new ones."""

    detail = "The server is shutting down."


async def check_readiness(database: Database, *, is_draining: bool) -> None:
    """Raise unless the process keeps running, the database accepts writes, and it has every
    migration."""
    if is_draining:
        raise ShuttingDown
    await database.refuse_read_only()
    if not await is_migrated(database):
        raise NotReady
