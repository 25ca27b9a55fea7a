"""Cleans up by itself, in one process at a time."""

import asyncio
import logging
import random

from sqlalchemy.exc import SQLAlchemyError

from src.core.errors import ServiceUnavailable
from src.features.housekeeping.repository.repository import delete_expired
from src.features.limits.service.service import LimitService

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 600
LOOK_SECONDS = 60


async def clean_up(limits: LimitService) -> int | None:
    """Delete what has expired; None if another process did so within the period."""
    if not await limits.claim("housekeeping", PERIOD_SECONDS):
        return None
    return await delete_expired(limits.database)


async def keep_house(limits: LimitService) -> None:
    """Clean up again and again. A database that is away is for others to report."""
    while True:
        # At different times, so that processes that started together do not ask together.
        await asyncio.sleep(LOOK_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311
        try:
            deleted = await clean_up(limits)
        except (ServiceUnavailable, SQLAlchemyError, OSError) as error:
            logger.debug("No housekeeping this time: %s", type(error).__name__)
        else:
            if deleted:
                logger.info("Housekeeping deleted %d expired rows.", deleted)
