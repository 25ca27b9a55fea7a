"""SQL on the secrets of authenticator apps."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Integer, Table, Text, Uuid, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import TotpSecret

# The table, not the class: the ORM would treat statements with parameters as operations on entities.
_SECRETS = cast(Table, TotpSecret.__table__)


async def replace_pending(
    transaction: AsyncSession, user_id: UUID, *, key_id: str, sealed: bytes, seconds: int
) -> datetime:
    """Store the secret that waits to be confirmed, instead of the one before; return until when."""
    values = {
        "key_id": key_id,
        "sealed": sealed,
        "expires_at": func.now() + timedelta(seconds=seconds),
    }
    statement = insert(TotpSecret).values(user_id=user_id, is_confirmed=False, **values)
    result = await transaction.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "is_confirmed"], set_=values | {"updated_at": func.now()}
        ).returning(TotpSecret.expires_at)
    )
    expires_at = result.scalar_one()
    assert expires_at is not None
    return expires_at


async def find_pending(transaction: AsyncSession, user_id: UUID) -> TotpSecret | None:
    """Return the secret that waits to be confirmed, if its time is not over."""
    return await transaction.scalar(
        select(TotpSecret).where(
            TotpSecret.user_id == user_id,
            TotpSecret.is_confirmed.is_(False),
            TotpSecret.expires_at > func.now(),
        )
    )


async def find_confirmed(transaction: AsyncSession, user_id: UUID) -> TotpSecret | None:
    """Return the secret that codes are checked with."""
    return await transaction.scalar(
        select(TotpSecret).where(TotpSecret.user_id == user_id, TotpSecret.is_confirmed)
    )


async def confirm(transaction: AsyncSession, pending: TotpSecret, step: int) -> None:
    """Use the pending secret of a locked account from now on, instead of the one before. The code that
    it was confirmed with is used."""
    await delete_confirmed(transaction, pending.user_id)
    await transaction.execute(
        update(_SECRETS)
        .where(TotpSecret.id == pending.id)
        .values(is_confirmed=True, last_step=step, expires_at=None)
    )


async def use_step(transaction: AsyncSession, user_id: UUID, step: int) -> bool:
    """Compare and swap: of several requests with the code of this step, or of a later and an earlier
    one, at most one that is newer than all before is accepted."""
    result = await transaction.execute(
        update(_SECRETS)
        .where(
            TotpSecret.user_id == user_id,
            TotpSecret.is_confirmed,
            or_(TotpSecret.last_step.is_(None), TotpSecret.last_step < step),
        )
        .values(last_step=step)
        .returning(TotpSecret.id)
    )
    return result.first() is not None


async def delete_confirmed(transaction: AsyncSession, user_id: UUID) -> bool:
    """Delete the secret that codes are checked with; return whether there was one."""
    result = await transaction.execute(
        delete(_SECRETS)
        .where(TotpSecret.user_id == user_id, TotpSecret.is_confirmed)
        .returning(TotpSecret.id)
    )
    return result.first() is not None


async def delete_all(transaction: AsyncSession, user_id: UUID) -> None:
    """Delete the secrets of an account, also the one that waits to be confirmed."""
    await transaction.execute(delete(_SECRETS).where(TotpSecret.user_id == user_id))


_LIST_OF_OTHER_KEYS = Query(
    select(TotpSecret.id, TotpSecret.user_id, TotpSecret.key_id, TotpSecret.sealed)
    .where(
        TotpSecret.key_id != bindparam("current_key_id", type_=Text),
        TotpSecret.id > bindparam("after", type_=Uuid),
    )
    .order_by(TotpSecret.id)
    .limit(bindparam("batch", type_=Integer))
)
_RESEAL = Query(
    update(_SECRETS)
    .where(
        TotpSecret.id == bindparam("secret_id", type_=Uuid),
        TotpSecret.sealed == bindparam("old", type_=TotpSecret.sealed.type),
    )
    .values(
        sealed=bindparam("new", type_=TotpSecret.sealed.type),
        key_id=bindparam("new_key_id", type_=Text),
    )
    .returning(TotpSecret.id)
)


async def list_of_other_keys(
    database: Database, *, current_key_id: str, after: UUID, batch: int
) -> Sequence[Row]:
    """Read secrets that are sealed with another key than the current one, in the order of their ids."""
    return await database.fetch_rows(
        _LIST_OF_OTHER_KEYS, current_key_id=current_key_id, after=after, batch=batch
    )


async def reseal(
    database: Database, secret_id: UUID, *, old: bytes, new: bytes, new_key_id: str
) -> bool:
    """Replace the sealed form of a secret, unless the secret was replaced meanwhile."""
    row = await database.fetch_row(
        _RESEAL, secret_id=secret_id, old=old, new=new, new_key_id=new_key_id
    )
    return row is not None
