"""SQL on trusted devices. They are added by the door (`auth`)."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from src.models import trusted_devices


async def delete_devices(transaction: AsyncSession, user_id: UUID) -> bool:
    """Delete the trusted devices of an account; return whether there were any."""
    result = await transaction.execute(
        delete(trusted_devices)
        .where(trusted_devices.c.user_id == user_id)
        .returning(trusted_devices.c.user_id)
    )
    return result.first() is not None
