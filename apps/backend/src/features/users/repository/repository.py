"""SQL on the table of accounts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from src.core.database import Database
from src.core.query import Query
from src.core.query import Row as QueryRow
from src.models import User
from stylipp_schemas import Role

ADMIN_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    User.id,
    User.email,
    User.created_at,
    User.role,
    User.email_verified_at,
    User.disabled_at,
    User.updated_at,
)


_FIND_CREDENTIALS = Query(
    select(User.id, User.password_hash, User.auth_epoch, User.disabled_at).where(
        User.email == bindparam("email")
    )
)
_FIND_BY_ID = Query(select(*ADMIN_COLUMNS).where(User.id == bindparam("user_id")))
_FIND_BY_EMAIL = Query(select(*ADMIN_COLUMNS).where(User.email == bindparam("email")))


async def insert_user(session: AsyncSession, *, email: str, password_hash: str) -> User:
    """Insert an account. The constraint ``uq_users_email`` decides who was first."""
    user = User(email=email, password_hash=password_hash)
    session.add(user)
    await session.flush()
    return user


async def find_credentials(database: Database, email: str) -> QueryRow | None:
    return await database.fetch_row(_FIND_CREDENTIALS, email=email)


async def replace_password_hash(
    session: AsyncSession, user_id: UUID, *, old_hash: str, new_hash: str
) -> None:
    """Replace a hash, unless somebody has changed the password since it was read."""
    await session.execute(
        update(User)
        .where(User.id == user_id, User.password_hash == old_hash)
        .values(password_hash=new_hash)
    )


async def change_password(session: AsyncSession, user_id: UUID, new_hash: str) -> int:
    """Replace the hash and end every session; return the new epoch."""
    result = await session.execute(
        update(User)
        .where(User.id == user_id)
        .values(password_hash=new_hash, auth_epoch=User.auth_epoch + 1)
        .returning(User.auth_epoch)
    )
    epoch: int = result.scalar_one()
    return epoch


async def verify_email(session: AsyncSession, user_id: UUID) -> None:
    await session.execute(
        update(User)
        .where(User.id == user_id, User.email_verified_at.is_(None))
        .values(email_verified_at=func.now())
    )


async def change_email(session: AsyncSession, user_id: UUID, email: str) -> None:
    """Set a new address, which is proven. The constraint ``uq_users_email`` may object."""
    await session.execute(
        update(User).where(User.id == user_id).values(email=email, email_verified_at=func.now())
    )


async def delete_user(session: AsyncSession, user_id: UUID) -> None:
    """Delete an account and, by cascade, all that is its own."""
    await session.execute(delete(User).where(User.id == user_id))


async def lock_admins(session: AsyncSession) -> Sequence[UUID]:
    """Lock the accounts that administrate, in one order, and return them as they are then.

    Two who demote each other at once wait here; the second sees what the first has done.
    """
    result = await session.execute(
        select(User.id)
        .where(User.role == Role.ADMIN, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    )
    return result.scalars().all()


async def load_for_update(session: AsyncSession, user_id: UUID) -> User | None:
    """Lock an account whose row is about to be changed."""
    return await session.get(User, user_id, with_for_update=True)


async def lock_account(
    session: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> Row[Any] | None:
    """Read one account and keep everybody else from changing it, or what belongs to it."""
    condition = User.id == user_id if email is None else User.email == email
    result = await session.execute(select(*ADMIN_COLUMNS).where(condition).with_for_update())
    return result.first()


async def find_user(
    database: Database, *, user_id: UUID | None = None, email: str | None = None
) -> QueryRow | None:
    """Read one account by its identity or its address."""
    if user_id is not None:
        return await database.fetch_row(_FIND_BY_ID, user_id=user_id)
    return await database.fetch_row(_FIND_BY_EMAIL, email=email)
