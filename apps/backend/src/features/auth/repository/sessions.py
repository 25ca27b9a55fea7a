"""SQL on the table of sessions. All times are the database's, so that processes agree.

The statements are built once, when the module is loaded: building one takes longer than running it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Integer,
    Interval,
    Table,
    and_,
    bindparam,
    extract,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import ACCOUNT_COLUMNS, Session, User

# The table, not the class: given parameters, the ORM would treat an INSERT or UPDATE as a bulk
# operation on entities.
_SESSIONS = cast(Table, Session.__table__)

# The account exists, is enabled, and has not ended all of its sessions since this one started.
ACCOUNT_IS_VALID = and_(
    User.id == Session.user_id,
    User.auth_epoch == Session.auth_epoch,
    User.disabled_at.is_(None),
)
IS_ACTIVE = and_(
    Session.revoked_at.is_(None),
    Session.expires_at > func.now(),
    Session.idle_expires_at > func.now(),
)

_SESSION_COLUMNS = (
    Session.id,
    Session.created_at,
    Session.last_seen_at,
    Session.expires_at,
    Session.device,
    Session.ip,
)

_NEWEST = (
    select(Session.id)
    .where(Session.user_id == bindparam("owner_id"), Session.revoked_at.is_(None))
    # Not by id, which has the time of a process's clock: a new session would be the oldest at once.
    .order_by(Session.created_at.desc(), Session.id.desc())
    .limit(bindparam("keep", type_=Integer))
)
_END_OLDEST = (
    update(_SESSIONS)
    .where(
        Session.user_id == bindparam("owner_id"),
        Session.revoked_at.is_(None),
        Session.id.not_in(_NEWEST.scalar_subquery()),
    )
    .values(revoked_at=func.now())
    .returning(Session.id)
)


async def end_oldest_sessions(transaction: AsyncSession, user_id: UUID, keep: int) -> bool:
    """End all but the newest `keep` sessions of an account; return whether any were ended."""
    result = await transaction.execute(_END_OLDEST, {"owner_id": user_id, "keep": keep})
    return result.first() is not None


# Runs on every authenticated request: finds session and account by primary key.
_FIND_ACCOUNT = Query(
    select(*ACCOUNT_COLUMNS)
    .join(Session, ACCOUNT_IS_VALID)
    .where(
        Session.id == bindparam("session_id"),
        User.id == bindparam("user_id"),
        IS_ACTIVE,
    )
)


async def find_account(database: Database, session_id: UUID, user_id: UUID) -> Row | None:
    """Read the account of an active session."""
    return await database.fetch_row(_FIND_ACCOUNT, session_id=session_id, user_id=user_id)


_FIND_REFRESH_STATE = Query(
    select(
        Session.user_id,
        Session.secret,
        Session.generation,
        and_(IS_ACTIVE, ACCOUNT_IS_VALID).label("is_active"),
        (func.now() - Session.rotated_at <= bindparam("grace", type_=Interval)).label(
            "is_in_grace"
        ),
        sql_cast(func.ceil(extract("epoch", Session.expires_at - func.now())), BigInteger).label(
            "seconds_left"
        ),
    )
    .join(User, User.id == Session.user_id)
    .where(Session.id == bindparam("session_id"))
)


async def find_refresh_state(
    database: Database, session_id: UUID, grace_seconds: int
) -> Row | None:
    """Read the state of a session that decides about a refresh."""
    return await database.fetch_row(
        _FIND_REFRESH_STATE, session_id=session_id, grace=timedelta(seconds=grace_seconds)
    )


_ADVANCE = (
    update(_SESSIONS)
    .where(
        Session.id == bindparam("session_id"),
        Session.generation == bindparam("held_generation"),
        IS_ACTIVE,
        ACCOUNT_IS_VALID,
    )
    .values(
        generation=Session.generation + 1,
        rotated_at=func.now(),
        last_seen_at=func.now(),
        idle_expires_at=func.least(
            func.now() + bindparam("idle", type_=Interval), Session.expires_at
        ),
        ip=bindparam("new_ip"),
    )
    .returning(Session.id)
)


async def advance_generation(
    transaction: AsyncSession,
    session_id: UUID,
    *,
    generation: int,
    idle_seconds: int,
    ip: str | None,
) -> bool:
    """Compare and swap: of several requests with the same generation, only one advances it."""
    values = {
        "session_id": session_id,
        "held_generation": generation,
        "idle": timedelta(seconds=idle_seconds),
        "new_ip": ip,
    }
    return (await transaction.execute(_ADVANCE, values)).first() is not None


_REVOKE = (
    update(_SESSIONS)
    .where(
        Session.id == bindparam("session_id"),
        Session.user_id == bindparam("owner_id"),
        IS_ACTIVE,
        ACCOUNT_IS_VALID,
    )
    .values(revoked_at=func.now())
    .returning(Session.id)
)


async def revoke_session(transaction: AsyncSession, session_id: UUID, user_id: UUID) -> bool:
    """End one active session of an account; False if there is none."""
    values = {"session_id": session_id, "owner_id": user_id}
    return (await transaction.execute(_REVOKE, values)).first() is not None


_REVOKE_OTHERS = (
    update(_SESSIONS)
    .where(
        Session.id != bindparam("session_id"),
        Session.user_id == bindparam("owner_id"),
        IS_ACTIVE,
        ACCOUNT_IS_VALID,
    )
    .values(revoked_at=func.now())
    .returning(Session.id)
)


async def revoke_other_sessions(transaction: AsyncSession, session_id: UUID, user_id: UUID) -> bool:
    """End all active sessions of an account but this one; return whether any were ended."""
    values = {"session_id": session_id, "owner_id": user_id}
    return (await transaction.execute(_REVOKE_OTHERS, values)).first() is not None


_LIST_ACTIVE = Query(
    select(*_SESSION_COLUMNS)
    .join(User, ACCOUNT_IS_VALID)
    .where(Session.user_id == bindparam("user_id"), IS_ACTIVE)
    .order_by(Session.id.desc())
)


async def list_sessions(database: Database, user_id: UUID) -> Sequence[Row]:
    """Read the active sessions of an account, newest first; SESSION_MAX_PER_USER limits them."""
    return await database.fetch_rows(_LIST_ACTIVE, user_id=user_id)


_OF_USER = (
    select(
        *_SESSION_COLUMNS,
        Session.login_method,
        Session.first_factor_at,
        Session.second_factor_at,
        and_(IS_ACTIVE, ACCOUNT_IS_VALID).label("is_active"),
    )
    .where(Session.user_id == bindparam("user_id"))
    .join(User, User.id == Session.user_id)
)
# Only revoked sessions need a limit: SESSION_MAX_PER_USER limits the others.
_ALL = union_all(
    _OF_USER.where(Session.revoked_at.is_(None)),
    select(
        _OF_USER.where(Session.revoked_at.is_not(None))
        .order_by(Session.revoked_at.desc())
        .limit(bindparam("ended_limit", type_=Integer))
        .subquery()
    ),
).subquery()
_LIST_ALL = Query(select(_ALL).order_by(_ALL.c.id.desc()))


async def list_all_sessions(
    database: Database, user_id: UUID, *, ended_limit: int
) -> Sequence[Row]:
    """Read the sessions of an account that are not deleted yet, newest first; of the revoked ones,
    the most recently revoked `ended_limit`."""
    return await database.fetch_rows(_LIST_ALL, user_id=user_id, ended_limit=ended_limit)
