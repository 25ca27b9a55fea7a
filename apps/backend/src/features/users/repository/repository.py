"""SQL on the table of accounts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.models import User


async def insert_user(session: AsyncSession, *, email: str, password_hash: str) -> User:
    """Insert an account. The constraint ``uq_users_email`` decides who was first."""
    user = User(email=email, password_hash=password_hash)
    session.add(user)
    await session.flush()
    return user


async def find_credentials(database: Database, email: str) -> Row[Any] | None:
    return await database.fetch_row(
        select(User.id, User.password_hash, User.auth_epoch, User.disabled_at).where(
            User.email == email
        )
    )


async def replace_password_hash(
    session: AsyncSession, user_id: UUID, *, old_hash: str, new_hash: str
) -> None:
    """Replace a hash, unless somebody has changed the password since it was read."""
    await session.execute(
        update(User)
        .where(User.id == user_id, User.password_hash == old_hash)
        .values(password_hash=new_hash)
    )
