"""Whether this process can do its work."""

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.migrations import is_migrated


class NotReady(ServiceUnavailable):
    """The database answers, but lacks a migration of this code."""

    detail = "The database is not at the newest migration. Run `stylipp migrate`."


class ShuttingDown(ServiceUnavailable):
    """This process was told to end; it answers what it has and wants no more."""

    detail = "This process is about to end."


async def check_readiness(database: Database, *, is_draining: bool) -> None:
    """Return when this process stays and the database takes writes and has its migrations; raise
    otherwise."""
    if is_draining:
        raise ShuttingDown
    await database.refuse_read_only()
    if not await is_migrated(database):
        raise NotReady
