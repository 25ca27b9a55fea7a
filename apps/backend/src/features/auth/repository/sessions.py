"""SQL on the table of sessions. Time is the database's own, so that all processes agree."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Integer,
    Interval,
    and_,
    bindparam,
    cast,
    extract,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.query import Query, Row
from src.models import Session, User

SECONDS_LEFT = cast(func.ceil(extract("epoch", Session.expires_at - func.now())), BigInteger).label(
    "seconds_left"
)
# The account is there, enabled, and has not ended all of its sessions since.
ACCOUNT_IS_GOOD = and_(
    User.id == Session.user_id,
    User.auth_epoch == Session.auth_epoch,
    User.disabled_at.is_(None),
)
IS_ALIVE = and_(
    Session.revoked_at.is_(None),
    Session.expires_at > func.now(),
    Session.idle_expires_at > func.now(),
)

SESSION_COLUMNS = (
    Session.id,
    Session.created_at,
    Session.last_seen_at,
    Session.expires_at,
    Session.device,
    Session.ip,
)


# What every authenticated request asks: session and account by primary key.
_FIND_ACCOUNT = Query(
    select(User.id, User.email, User.created_at, User.role, User.email_verified_at)
    .join(Session, ACCOUNT_IS_GOOD)
    .where(
        Session.id == bindparam("session_id"),
        User.id == bindparam("user_id"),
        Session.revoked_at.is_(None),
        Session.expires_at > func.now(),
    )
)

_FIND_REFRESH_STATE = Query(
    select(
        Session.user_id,
        Session.secret,
        Session.generation,
        and_(IS_ALIVE, ACCOUNT_IS_GOOD).label("is_alive"),
        (func.now() - Session.rotated_at <= bindparam("grace", type_=Interval)).label(
            "is_in_grace"
        ),
        SECONDS_LEFT,
    )
    .join(User, User.id == Session.user_id)
    .where(Session.id == bindparam("session_id"))
)

_LIST_ALIVE = Query(
    select(*SESSION_COLUMNS)
    .join(User, ACCOUNT_IS_GOOD)
    .where(Session.user_id == bindparam("user_id"), IS_ALIVE)
    .order_by(Session.id.desc())
)

# Those that were ended one by one, the last first; the others are few (a setting).
_OF_USER = (
    select(*SESSION_COLUMNS, and_(IS_ALIVE, ACCOUNT_IS_GOOD).label("is_alive"))
    .where(Session.user_id == bindparam("user_id"))
    .join(User, User.id == Session.user_id)
)
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
    end = func.now() + timedelta(seconds=absolute_seconds)
    idle_end = func.now() + timedelta(seconds=idle_seconds)
    values = {
        Session.id: literal(session_id),
        Session.user_id: User.id,
        Session.auth_epoch: User.auth_epoch,
        Session.secret: bindparam("secret", secret, Session.secret.type),
        Session.last_seen_at: func.now(),
        Session.idle_expires_at: func.least(idle_end, end),
        Session.expires_at: end,
        Session.device: bindparam("device", device, Session.device.type),
        Session.ip: bindparam("ip", ip, Session.ip.type),
    }
    source = (
        select(*values.values())
        .where(User.id == user_id, User.auth_epoch == auth_epoch, User.disabled_at.is_(None))
        .with_for_update(read=True)
    )
    statement = insert(Session).from_select(list(values), source, include_defaults=False)
    result = await session.execute(statement.returning(Session.id))
    return result.first() is not None


async def end_oldest_sessions(session: AsyncSession, user_id: UUID, keep: int) -> bool:
    """End all but the newest `keep` sessions of an account; False if there are no more."""
    newest = (
        select(Session.id)
        .where(Session.user_id == user_id, Session.revoked_at.is_(None))
        .order_by(Session.id.desc())
        .limit(keep)
    )
    result = await session.execute(
        update(Session)
        .where(
            Session.user_id == user_id,
            Session.revoked_at.is_(None),
            Session.id.not_in(newest.scalar_subquery()),
        )
        .values(revoked_at=func.now())
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def find_account(database: Database, session_id: UUID, user_id: UUID) -> Row | None:
    """Read the account of a session that is alive."""
    return await database.fetch_row(_FIND_ACCOUNT, session_id=session_id, user_id=user_id)


async def find_refresh_state(
    database: Database, session_id: UUID, grace_seconds: int
) -> Row | None:
    """Read what the refresh decision needs."""
    return await database.fetch_row(
        _FIND_REFRESH_STATE, session_id=session_id, grace=timedelta(seconds=grace_seconds)
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
    idle_end = func.now() + timedelta(seconds=idle_seconds)
    result = await session.execute(
        update(Session)
        .where(
            Session.id == session_id, Session.generation == generation, IS_ALIVE, ACCOUNT_IS_GOOD
        )
        .values(
            generation=generation + 1,
            rotated_at=func.now(),
            last_seen_at=func.now(),
            idle_expires_at=func.least(idle_end, Session.expires_at),
            ip=ip,
        )
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def revoke_session(session: AsyncSession, session_id: UUID, user_id: UUID) -> bool:
    """End one living session of an account; False if there is none."""
    result = await session.execute(
        update(Session)
        .where(Session.id == session_id, Session.user_id == user_id, IS_ALIVE, ACCOUNT_IS_GOOD)
        .values(revoked_at=func.now())
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


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
            Session.revoked_at.is_(None),
            Session.expires_at > func.now(),
        )
        .with_for_update(of=User)
    )
    email: str | None = result.scalar_one_or_none()
    return email


async def list_sessions(database: Database, user_id: UUID) -> Sequence[Row]:
    """Read the living sessions of an account, newest first; there are few (a setting)."""
    return await database.fetch_rows(_LIST_ALIVE, user_id=user_id)


async def list_all_sessions(
    database: Database, user_id: UUID, *, ended_limit: int
) -> Sequence[Row]:
    """Read the sessions of an account that are not deleted yet, newest first; of those that were
    ended, the last ones."""
    return await database.fetch_rows(_LIST_ALL, user_id=user_id, ended_limit=ended_limit)
