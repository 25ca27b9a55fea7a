"""The statements on the table of sessions, made once: building one costs more than running it.

Time is the database's own, so that all processes agree.
"""

from typing import cast as typed

from sqlalchemy import (
    BigInteger,
    Integer,
    Interval,
    Table,
    and_,
    bindparam,
    cast,
    extract,
    func,
    insert,
    select,
    union_all,
    update,
)

from src.core.query import Query
from src.models import Session, User

# As a table: with values, the ORM would take an INSERT or UPDATE for a bulk operation on entities.
_SESSIONS = typed(Table, Session.__table__)

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
FIND_ACCOUNT = Query(
    select(User.id, User.email, User.created_at, User.role, User.email_verified_at)
    .join(Session, ACCOUNT_IS_GOOD)
    .where(
        Session.id == bindparam("session_id"),
        User.id == bindparam("user_id"),
        IS_ALIVE,
    )
)

FIND_REFRESH_STATE = Query(
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

LIST_ALIVE = Query(
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
LIST_ALL = Query(select(_ALL).order_by(_ALL.c.id.desc()))


_END = func.now() + bindparam("absolute", type_=Interval)
_NEW_SESSION = {
    Session.id: bindparam("session_id", type_=Session.id.type),
    Session.user_id: User.id,
    Session.auth_epoch: User.auth_epoch,
    Session.secret: bindparam("new_secret", type_=Session.secret.type),
    Session.last_seen_at: func.now(),
    Session.idle_expires_at: func.least(func.now() + bindparam("idle", type_=Interval), _END),
    Session.expires_at: _END,
    Session.device: bindparam("new_device", type_=Session.device.type),
    Session.ip: bindparam("new_ip", type_=Session.ip.type),
}
INSERT = (
    insert(_SESSIONS)
    .from_select(
        [column.name for column in _NEW_SESSION],
        select(*_NEW_SESSION.values())
        .where(
            User.id == bindparam("owner_id"),
            User.auth_epoch == bindparam("proven_epoch"),
            User.disabled_at.is_(None),
        )
        .with_for_update(read=True),
        include_defaults=False,
    )
    .returning(Session.id)
)

_NEWEST = (
    select(Session.id)
    .where(Session.user_id == bindparam("owner_id"), Session.revoked_at.is_(None))
    .order_by(Session.id.desc())
    .limit(bindparam("keep", type_=Integer))
)
END_OLDEST = (
    update(_SESSIONS)
    .where(
        Session.user_id == bindparam("owner_id"),
        Session.revoked_at.is_(None),
        Session.id.not_in(_NEWEST.scalar_subquery()),
    )
    .values(revoked_at=func.now())
    .returning(Session.id)
)

ADVANCE = (
    update(_SESSIONS)
    .where(
        Session.id == bindparam("session_id"),
        Session.generation == bindparam("held_generation"),
        IS_ALIVE,
        ACCOUNT_IS_GOOD,
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

REVOKE = (
    update(_SESSIONS)
    .where(
        Session.id == bindparam("session_id"),
        Session.user_id == bindparam("owner_id"),
        IS_ALIVE,
        ACCOUNT_IS_GOOD,
    )
    .values(revoked_at=func.now())
    .returning(Session.id)
)
