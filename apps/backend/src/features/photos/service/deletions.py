"""Jobs: deleting objects from the store, and what uploads have left that ended without a result."""

from src.core.database import Database
from src.core.feature import Resources
from src.core.storage.store import StorageUnavailable
from src.features.photos.repository import repository
from src.features.photos.service.links import IMAGE, THUMBNAIL

BATCH = 100
POLL_SECONDS = 5
SWEEP_SECONDS = 60
RETRY_SECONDS = 5
"""Then twice as many each time, up to:"""
RETRY_SECONDS_MAX = 40
FAILURES_MAX = 10
"""Of a batch, then the store is away. Fewer are objects that it refuses to delete, which keep no others there."""


async def delete_objects(resources: Resources) -> None:
    """Delete what is due. While the store is away, it stays queued. Raises `StorageUnavailable`."""
    while True:
        # Committed before the store is called: no transaction waits for it, and no other process
        # deletes the same.
        due = await repository.claim_deletions(
            resources.database, BATCH, RETRY_SECONDS, RETRY_SECONDS_MAX
        )
        if not due:
            return
        ended, failures = [], []
        for row in due:
            keys = [f"{row.key_prefix}/{variant}" for variant in (IMAGE, THUMBNAIL)]
            try:
                await resources.storage.delete(keys)
                ended.append(row.id)
            except StorageUnavailable as failure:
                failures.append(failure)
                if len(failures) == FAILURES_MAX:
                    break
        await repository.end_deletions(resources.database, ended)
        if failures:
            raise failures[0]


async def sweep(resources: Resources) -> None:
    """Delete the rows of uploads whose lease has ended, and queue the deletion of their objects."""
    async with resources.database.transaction() as transaction:
        await repository.delete_photos(transaction, repository.HAS_EXPIRED)


async def measure_deletions(database: Database) -> tuple[int, float]:
    """Return the number of deletions that wait for the store, and the age of the oldest in seconds."""
    return await repository.measure_deletions(database)
