"""SQL about what a session has proven, and the lock that sensitive operations decide under."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Interval, Row, Uuid, and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query
from src.features.auth.repository.sessions import ACCOUNT_IS_VALID, IS_ACTIVE
from src.models import Session, User

_RECENT = bindparam("recent", type_=Interval)

# Both rows are locked, so that their latest versions decide. No transaction locks a session before its
# account.
_LOCK = (
    select(
        User.id,
        User.email,
        User.email_verified_at,
        User.two_step_at,
        User.password_hash.is_not(None).label("has_password"),
        and_(IS_ACTIVE, ACCOUNT_IS_VALID).label("is_active"),
        func.coalesce(Session.first_factor_at > func.now() - _RECENT, False).label(
            "is_first_recent"
        ),
        func.coalesce(Session.second_factor_at > func.now() - _RECENT, False).label(
            "is_second_recent"
        ),
    )
    .join(Session, Session.user_id == User.id)
    .where(User.id == bindparam("owner_id"), Session.id == bindparam("session_id"))
    .with_for_update(of=[User, Session])
)


async def lock_account(
    transaction: AsyncSession, session_id: UUID, user_id: UUID, *, recent_seconds: int
) -> Row[*tuple[Any, ...]] | None:
    """Lock a session and its account, and read what an operation needs to know of both."""
    values = {
        "session_id": session_id,
        "owner_id": user_id,
        "recent": timedelta(seconds=recent_seconds),
    }
    return (await transaction.execute(_LOCK, values)).first()


async def renew_proof(
    transaction: AsyncSession,
    session_id: UUID,
    *,
    is_first: bool,
    is_second: bool,
    recent_seconds: int,
) -> datetime | None:
    """Record that factors were proven in an active session; return until when that is recent. None if
    it has ended."""
    times = {"first_factor_at": func.now()} if is_first else {}
    times |= {"second_factor_at": func.now()} if is_second else {}
    result = await transaction.execute(
        update(Session)
        .where(Session.id == session_id, IS_ACTIVE, ACCOUNT_IS_VALID)
        .values(times)
        .returning(func.now() + timedelta(seconds=recent_seconds)),
        execution_options={"synchronize_session": False},
    )
    return result.scalar_one_or_none()


async def move_to_epoch(transaction: AsyncSession, session_id: UUID, epoch: int) -> None:
    """Keep a session although the account's epoch was raised."""
    await transaction.execute(
        update(Session).where(Session.id == session_id).values(auth_epoch=epoch),
        execution_options={"synchronize_session": False},
    )


_HAS_SECOND_FACTOR = Query(
    select(Session.id).where(
        Session.id == bindparam("session_id", type_=Uuid), Session.second_factor_at.is_not(None)
    )
)


async def has_second_factor(database: Database, session_id: UUID) -> bool:
    """Whether a second factor was proven in the session."""
    return await database.fetch_row(_HAS_SECOND_FACTOR, session_id=session_id) is not None
