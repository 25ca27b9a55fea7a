"""Work that a process does by itself, beside requests."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from src.core.database_errors import DATABASE_FAILURES
from src.core.errors import ServiceUnavailable

logger = logging.getLogger(__name__)


async def repeat(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do `work` about every so many seconds, for ever; a failure does not end it."""
    while True:
        # At different times, so that processes that started together do not ask together.
        await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311
        try:
            await work()
        except (ServiceUnavailable, *DATABASE_FAILURES, OSError) as error:
            # A database that is away is reported where requests need it.
            logger.debug("Background work waits: %s", type(error).__name__)
        except Exception:
            logger.exception("Background work failed; it will be tried again.")


async def end_tasks(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel what was started with `repeat`, and let it put away what it has in its hands."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
