"""SQL on the table of passkeys."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import Passkey, User

_PASSKEYS = cast(Table, Passkey.__table__)

# With what is needed of the account, so that one statement decides whether the two belong together.
_FIND = Query(
    select(
        Passkey.id,
        Passkey.user_id,
        Passkey.public_key,
        Passkey.is_backup_eligible,
        User.auth_epoch,
        User.disabled_at,
    )
    .join(User, User.id == Passkey.user_id)
    .where(Passkey.credential_id == bindparam("credential_id"))
)


async def find_passkey(database: Database, credential_id: bytes) -> Row | None:
    """Read a passkey, and the state of its account."""
    return await database.fetch_row(_FIND, credential_id=credential_id)


_LIST = Query(
    select(_PASSKEYS).where(Passkey.user_id == bindparam("user_id")).order_by(Passkey.id.desc())
)


async def list_passkeys(database: Database, user_id: UUID) -> Sequence[Row]:
    """Read the passkeys of an account, newest first."""
    return await database.fetch_rows(_LIST, user_id=user_id)


async def count_passkeys(transaction: AsyncSession, user_id: UUID) -> int:
    """Count the passkeys of a locked account."""
    statement = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    return (await transaction.execute(statement)).scalar_one()


async def use_passkey(
    transaction: AsyncSession, passkey_id: UUID, *, sign_count: int, is_backed_up: bool
) -> bool:
    """Record the use of a passkey; False if it was removed, or if its signatures are not newer than what
    was recorded, which matters where the key is in one device only."""
    is_newer = or_(
        Passkey.is_backup_eligible,
        Passkey.sign_count < sign_count,
        func.greatest(Passkey.sign_count, sign_count) == 0,  # an authenticator without a counter
    )
    statement = (
        update(_PASSKEYS)
        .where(Passkey.id == passkey_id, is_newer)
        .values(
            sign_count=func.greatest(Passkey.sign_count, sign_count),
            is_backed_up=is_backed_up,
            last_used_at=func.now(),
        )
        .returning(Passkey.id)
    )
    return (await transaction.execute(statement)).first() is not None


async def exists(transaction: AsyncSession, passkey_id: UUID) -> bool:
    statement = select(Passkey.id).where(Passkey.id == passkey_id)
    return (await transaction.execute(statement)).first() is not None


async def rename_passkey(
    transaction: AsyncSession, user_id: UUID, passkey_id: UUID, name: str
) -> Passkey | None:
    """Rename a passkey of the account; None if it has none with this id."""
    return await transaction.scalar(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.user_id == user_id)
        .values(name=name)
        .returning(Passkey)
    )


async def delete_passkey(transaction: AsyncSession, user_id: UUID, passkey_id: UUID) -> bool:
    """Delete a passkey of the account; False if it has none with this id."""
    statement = (
        delete(_PASSKEYS)
        .where(Passkey.id == passkey_id, Passkey.user_id == user_id)
        .returning(Passkey.id)
    )
    return (await transaction.execute(statement)).first() is not None


async def delete_passkeys(transaction: AsyncSession, user_id: UUID) -> Sequence[UUID]:
    """Delete all passkeys of an account; return their ids."""
    statement = delete(_PASSKEYS).where(Passkey.user_id == user_id).returning(Passkey.id)
    return (await transaction.execute(statement)).scalars().all()
