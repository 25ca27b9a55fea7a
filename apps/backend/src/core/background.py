"""Background tasks of a process."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from src.core.postgres.failures import DATABASE_AWAY

logger = logging.getLogger(__name__)


async def repeat(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Run `work` forever, about every `seconds`; failures do not end it."""
    while True:
        # Random, so that processes that started together do not all query at the same time.
        await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311
        try:
            await work()
        except DATABASE_AWAY as error:
            # An unreachable database is logged by the connection.
            logger.debug("Background task postponed: %s", type(error).__name__)
        except Exception:
            logger.exception("Background task failed; it will run again.")


async def end_tasks(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks that were started with `repeat`, and wait until they have cleaned up."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
