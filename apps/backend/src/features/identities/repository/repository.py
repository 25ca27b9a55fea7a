"""SQL on the table of identities."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import Identity, User

_IDENTITIES = cast(Table, Identity.__table__)

_FIND = Query(
    select(Identity.id, Identity.user_id, User.auth_epoch, User.disabled_at)
    .join(User, User.id == Identity.user_id)
    .where(Identity.issuer == bindparam("issuer"), Identity.subject == bindparam("subject"))
)


async def find_identity(database: Database, issuer: str, subject: str) -> Row | None:
    """Read an identity with the state of its account."""
    return await database.fetch_row(_FIND, issuer=issuer, subject=subject)


_LIST = Query(
    select(_IDENTITIES).where(Identity.user_id == bindparam("user_id")).order_by(Identity.id.desc())
)


async def list_identities(database: Database, user_id: UUID) -> Sequence[Row]:
    """Read the identities of an account, newest first."""
    return await database.fetch_rows(_LIST, user_id=user_id)


async def use_identity(transaction: AsyncSession, identity_id: UUID) -> bool:
    """Record a login or a proof with an identity; False if it was removed."""
    statement = (
        update(_IDENTITIES)
        .where(Identity.id == identity_id)
        .values(last_used_at=func.now())
        .returning(Identity.id)
    )
    return (await transaction.execute(statement)).first() is not None


async def delete_identity(transaction: AsyncSession, user_id: UUID, identity_id: UUID) -> bool:
    """Delete an identity of the account; False if it has none with this id."""
    statement = (
        delete(_IDENTITIES)
        .where(Identity.id == identity_id, Identity.user_id == user_id)
        .returning(Identity.id)
    )
    return (await transaction.execute(statement)).first() is not None
