"""Whether this process can do its work."""

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.migrations import is_at_head


class NotReady(ServiceUnavailable):
    """The database answers, but is at another migration than this code."""

    detail = "The database is not at the newest migration. Run `stylipp migrate`."


async def check_readiness(database: Database) -> None:
    """Return when the database answers and is at the head migration, raise otherwise."""
    if not await is_at_head(database):
        raise NotReady
