"""SQL on the table of sessions."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.query import Row
from src.features.auth.repository import statements as sql
from src.features.auth.repository.statements import ACCOUNT_IS_GOOD, IS_ALIVE
from src.models import Session, User


async def insert_session(
    session: AsyncSession,
    *,
    session_id: UUID,
    user_id: UUID,
    auth_epoch: int,
    secret: bytes,
    idle_seconds: int,
    absolute_seconds: int,
    device: str | None,
    ip: str | None,
) -> bool:
    """Insert a session if the account still has the epoch that was read with its password hash.

    The row of the account is locked against a password change meanwhile: a login that proved the
    old password either is in time and ends with the change, or does not happen.
    """
    values = {
        "session_id": session_id,
        "owner_id": user_id,
        "proven_epoch": auth_epoch,
        "new_secret": secret,
        "idle": timedelta(seconds=idle_seconds),
        "absolute": timedelta(seconds=absolute_seconds),
        "new_device": device,
        "new_ip": ip,
    }
    return (await session.execute(sql.INSERT, values)).first() is not None


async def end_oldest_sessions(session: AsyncSession, user_id: UUID, keep: int) -> bool:
    """End all but the newest `keep` sessions of an account; False if there are no more."""
    result = await session.execute(sql.END_OLDEST, {"owner_id": user_id, "keep": keep})
    return result.first() is not None


async def find_account(database: Database, session_id: UUID, user_id: UUID) -> Row | None:
    """Read the account of a session that is alive."""
    return await database.fetch_row(sql.FIND_ACCOUNT, session_id=session_id, user_id=user_id)


async def find_refresh_state(
    database: Database, session_id: UUID, grace_seconds: int
) -> Row | None:
    """Read what the refresh decision needs."""
    return await database.fetch_row(
        sql.FIND_REFRESH_STATE, session_id=session_id, grace=timedelta(seconds=grace_seconds)
    )


async def advance_generation(
    session: AsyncSession,
    session_id: UUID,
    *,
    generation: int,
    idle_seconds: int,
    ip: str | None,
) -> bool:
    """Compare and swap: of all who hold this generation, one advances it."""
    values = {
        "session_id": session_id,
        "held_generation": generation,
        "idle": timedelta(seconds=idle_seconds),
        "new_ip": ip,
    }
    return (await session.execute(sql.ADVANCE, values)).first() is not None


async def revoke_session(session: AsyncSession, session_id: UUID, user_id: UUID) -> bool:
    """End one living session of an account; False if there is none."""
    values = {"session_id": session_id, "owner_id": user_id}
    return (await session.execute(sql.REVOKE, values)).first() is not None


async def raise_epoch(session: AsyncSession, user_id: UUID) -> None:
    """End every session of an account, and every access token with it."""
    await session.execute(
        update(User).where(User.id == user_id).values(auth_epoch=User.auth_epoch + 1)
    )


async def lock_account(session: AsyncSession, session_id: UUID, user_id: UUID) -> str | None:
    """Lock the account of a session that is still alive; return its address, or None."""
    result = await session.execute(
        select(User.email)
        .join(Session, ACCOUNT_IS_GOOD)
        .where(
            Session.id == session_id,
            User.id == user_id,
            IS_ALIVE,
        )
        .with_for_update(of=User)
    )
    email: str | None = result.scalar_one_or_none()
    return email


async def list_sessions(database: Database, user_id: UUID) -> Sequence[Row]:
    """Read the living sessions of an account, newest first; there are few (a setting)."""
    return await database.fetch_rows(sql.LIST_ALIVE, user_id=user_id)


async def list_all_sessions(
    database: Database, user_id: UUID, *, ended_limit: int
) -> Sequence[Row]:
    """Read the sessions of an account that are not deleted yet, newest first; of those that were
    ended, the last ones."""
    return await database.fetch_rows(sql.LIST_ALL, user_id=user_id, ended_limit=ended_limit)
