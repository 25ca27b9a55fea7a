"""Deletes expired rows, in one process at a time."""

import logging

from src.features.housekeeping.repository.repository import delete_expired
from src.features.limits.service.service import LimitService

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 600
"""How often one of the processes deletes expired rows."""
CHECK_SECONDS = 60
"""How often each process checks whether deletion is due."""


async def clean_up(limits: LimitService) -> int | None:
    """Delete expired rows; None if another process did so within the period."""
    if not await limits.claim("housekeeping", PERIOD_SECONDS):
        return None
    deleted = await delete_expired(limits.database)
    if deleted:
        logger.info("Housekeeping deleted %d expired rows.", deleted)
    return deleted
