"""Readiness of this process."""

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.migrations import is_migrated


class NotReady(ServiceUnavailable):
    """The database answers, but a migration of this release is missing."""

    detail = "The database is not at the newest migration. Run `stylipp migrate`."


class ShuttingDown(ServiceUnavailable):
    """The process finishes its pending requests and should receive no new ones."""

    detail = "The server is shutting down."


async def check_readiness(database: Database, *, is_draining: bool) -> None:
    """Raise a `ServiceUnavailable` if the process is shutting down, or if the database does not
    accept writes or lacks a migration."""
    if is_draining:
        raise ShuttingDown
    await database.refuse_read_only()
    if not await is_migrated(database):
        raise NotReady
