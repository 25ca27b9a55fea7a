"""Background tasks of a process."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from src.core.errors import ServiceUnavailable
from src.core.postgres.failures import DATABASE_AWAY, MIGRATION_MISSING, answer_for, sqlstate_of

logger = logging.getLogger(__name__)


async def repeat(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Run `work` forever, about every `seconds`; failures do not end it."""
    is_missing_logged = False
    while True:
        # Random, so that processes that started together do not all query at the same time.
        await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311
        try:
            await work()
            is_missing_logged = False
        except DATABASE_AWAY as error:
            if sqlstate_of(error) in MIGRATION_MISSING:
                # Once: until someone migrates, or corrects the statement, every run fails.
                if not is_missing_logged:
                    logger.error("Background task lacks a table or column.", exc_info=error)
                is_missing_logged = True
            elif isinstance(answer_for(error), ServiceUnavailable):
                # An unreachable database is logged by the connection.
                logger.debug("Background task postponed: %s", type(error).__name__)
            else:
                logger.exception("Background task failed; it will run again.")
        except Exception:
            logger.exception("Background task failed; it will run again.")


async def end_tasks(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks that were started with `repeat`, and wait until they have cleaned up."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
