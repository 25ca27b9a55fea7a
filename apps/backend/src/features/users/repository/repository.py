"""SQL on the table of accounts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query
from src.core.postgres.query import Row as QueryRow
from src.models import ACCOUNT_COLUMNS, TWO_STEP_PREFIX, User
from stylipp_schemas import Locale, Role

_FIND_CREDENTIALS = Query(
    select(User.id, User.password_hash, User.auth_epoch, User.disabled_at).where(
        User.email == bindparam("email")
    )
)
_HAS_PASSWORD = Query(
    select(User.password_hash.is_not(None).label("has_password")).where(
        User.id == bindparam("user_id")
    )
)
_FIND_BY_ID = Query(select(*ACCOUNT_COLUMNS).where(User.id == bindparam("user_id")))
_FIND_BY_EMAIL = Query(select(*ACCOUNT_COLUMNS).where(User.email == bindparam("email")))


async def insert_user(
    transaction: AsyncSession,
    *,
    email: str,
    password_hash: str | None,
    is_verified: bool,
    locale: Locale,
) -> Row[*tuple[Any, ...]]:
    """Insert an account. The constraint ``uq_users_email`` rejects a duplicate address."""
    values = {"email": email, "password_hash": password_hash, "locale": locale}
    verified = {"email_verified_at": func.now()} if is_verified else {}
    result = await transaction.execute(
        insert(User).values(values | verified).returning(*ACCOUNT_COLUMNS)
    )
    return result.one()


async def find_credentials(database: Database, email: str) -> QueryRow | None:
    return await database.fetch_row(_FIND_CREDENTIALS, email=email)


async def has_password(database: Database, user_id: UUID) -> bool | None:
    """Whether the account has a password; None if there is no such account."""
    row = await database.fetch_row(_HAS_PASSWORD, user_id=user_id)
    return row.has_password if row is not None else None


async def find_user(
    database: Database, *, user_id: UUID | None = None, email: str | None = None
) -> QueryRow | None:
    """Read one account by its id or its address."""
    if user_id is not None:
        return await database.fetch_row(_FIND_BY_ID, user_id=user_id)
    return await database.fetch_row(_FIND_BY_EMAIL, email=email)


async def lock_account(
    transaction: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> Row[*tuple[Any, ...]] | None:
    """Lock one account and read it: until the end of the transaction, nothing else can change it
    or what belongs to it."""
    condition = User.id == user_id if email is None else User.email == email
    statement = select(*ACCOUNT_COLUMNS).where(condition).with_for_update()
    return (await transaction.execute(statement)).first()


async def lock_admins(transaction: AsyncSession) -> Sequence[UUID]:
    """Lock all enabled administrators, in a fixed order, and return their ids.

    If two administrators demote each other at the same time, the second one waits here and then
    sees the result of the first.
    """
    result = await transaction.execute(
        select(User.id)
        .where(User.role == Role.ADMIN, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    )
    return result.scalars().all()


async def update_account(transaction: AsyncSession, user_id: UUID, **changes: Any) -> None:
    """Change columns of an account."""
    await transaction.execute(update(User).where(User.id == user_id).values(changes))


async def raise_epoch(transaction: AsyncSession, user_id: UUID, **changes: Any) -> int:
    """End every session of an account, and with them every access token, by raising its epoch: a
    session is valid only with the epoch that it copied when it started. Returns the new epoch.

    `changes` are written in the same statement.
    """
    result = await transaction.execute(
        update(User)
        .where(User.id == user_id)
        .values(changes | {"auth_epoch": User.auth_epoch + 1})
        .returning(User.auth_epoch)
    )
    epoch: int = result.scalar_one()
    return epoch


def _stored(password_hash: str) -> ColumnElement[str]:
    """Return the form in which a password hash is stored."""
    return case(
        (User.two_step_at.is_not(None), TWO_STEP_PREFIX + password_hash), else_=password_hash
    )


async def change_password(transaction: AsyncSession, user_id: UUID, new_hash: str) -> int:
    """Store a new password and end every session. Returns the new epoch."""
    return await raise_epoch(transaction, user_id, password_hash=_stored(new_hash))


async def reset_credentials(transaction: AsyncSession, user_id: UUID, new_hash: str | None) -> int:
    """Replace the password, switch two-step login off, verify the address, and end every session.
    Returns the new epoch."""
    return await raise_epoch(
        transaction,
        user_id,
        password_hash=new_hash,
        two_step_at=None,
        email_verified_at=func.coalesce(User.email_verified_at, func.now()),
    )


async def switch_two_step_on(transaction: AsyncSession, user_id: UUID) -> int:
    """Require a second factor from now on and end every session. Returns the new epoch."""
    return await raise_epoch(
        transaction,
        user_id,
        two_step_at=func.now(),
        password_hash=TWO_STEP_PREFIX + func.replace(User.password_hash, TWO_STEP_PREFIX, ""),
    )


async def switch_two_step_off(transaction: AsyncSession, user_id: UUID) -> None:
    """Require no second factor any more."""
    await update_account(
        transaction,
        user_id,
        two_step_at=None,
        password_hash=func.replace(User.password_hash, TWO_STEP_PREFIX, ""),
    )


async def disable(transaction: AsyncSession, user_id: UUID) -> None:
    """Disable an account and end every session."""
    await raise_epoch(transaction, user_id, disabled_at=func.now())


async def change_email(transaction: AsyncSession, user_id: UUID, email: str) -> None:
    """Set a new, verified address. It may violate ``uq_users_email``."""
    await update_account(transaction, user_id, email=email, email_verified_at=func.now())


async def replace_password_hash(
    transaction: AsyncSession, user_id: UUID, *, old_hash: str, new_hash: str
) -> None:
    """Replace a hash, unless the password was changed since it was read."""
    await transaction.execute(
        update(User)
        .where(User.id == user_id, User.password_hash.in_([old_hash, TWO_STEP_PREFIX + old_hash]))
        .values(password_hash=_stored(new_hash))
    )


async def verify_email(transaction: AsyncSession, user_id: UUID) -> None:
    await transaction.execute(
        update(User)
        .where(User.id == user_id, User.email_verified_at.is_(None))
        .values(email_verified_at=func.now())
    )


async def delete_user(transaction: AsyncSession, user_id: UUID) -> None:
    """Delete an account and, by cascade, everything that belongs to it."""
    await transaction.execute(delete(User).where(User.id == user_id))
