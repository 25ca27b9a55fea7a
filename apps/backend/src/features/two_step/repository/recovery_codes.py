"""SQL on recovery codes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from src.models import User, recovery_codes


async def replace_codes(transaction: AsyncSession, user_id: UUID, hashes: Sequence[bytes]) -> None:
    """Store a set of codes instead of the one before. The account is locked."""
    await delete_codes(transaction, user_id)
    rows = [{"user_id": user_id, "code_hash": code_hash} for code_hash in hashes]
    await transaction.execute(insert(recovery_codes), rows)


async def delete_codes(transaction: AsyncSession, user_id: UUID) -> None:
    await transaction.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))


async def use_code(transaction: AsyncSession, user_id: UUID, code_hash: bytes) -> str | None:
    """Delete a code: of several requests with it, one succeeds. Returns the owner's address; None if
    there is no such code."""
    result = await transaction.execute(
        delete(recovery_codes)
        .where(
            recovery_codes.c.user_id == user_id,
            recovery_codes.c.code_hash == code_hash,
            User.id == recovery_codes.c.user_id,
        )
        .returning(User.email)
    )
    return result.scalar_one_or_none()
