"""Deletes expired rows."""

import logging

from src.core.feature import Resources
from src.features.housekeeping.repository.repository import delete_expired

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 600


async def clean_up(resources: Resources) -> int:
    """Delete expired rows; return their number."""
    deleted = await delete_expired(resources.database)
    if deleted:
        logger.info("Housekeeping deleted %d expired rows.", deleted)
    return deleted
