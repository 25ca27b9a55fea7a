"""SQL that starts sessions. A session is inserted by a statement that decides whether it may start, and
locks the account's row until the end of the transaction against concurrent changes."""

from datetime import timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Interval,
    LargeBinary,
    Row,
    Table,
    bindparam,
    case,
    exists,
    func,
    insert,
    null,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.dml import ReturningInsert

from src.models import DEVICE_IS_TRUSTED, Session, User, trusted_devices

# The table, not the class: given parameters, the ORM would treat an INSERT as a bulk operation on
# entities.
_SESSIONS = cast(Table, Session.__table__)
_OLD = aliased(Session)

_ABSOLUTE_END = func.now() + bindparam("absolute", type_=Interval)
_NEW_SESSION: dict[InstrumentedAttribute[Any], ColumnElement[Any] | InstrumentedAttribute[Any]] = {
    Session.id: bindparam("session_id", type_=Session.id.type),
    Session.user_id: User.id,
    Session.auth_epoch: User.auth_epoch,
    Session.secret: bindparam("new_secret", type_=Session.secret.type),
    Session.last_seen_at: func.now(),
    Session.idle_expires_at: func.least(
        func.now() + bindparam("idle", type_=Interval), _ABSOLUTE_END
    ),
    Session.expires_at: _ABSOLUTE_END,
    Session.device: bindparam("new_device", type_=Session.device.type),
    Session.ip: bindparam("new_ip", type_=Session.ip.type),
}
_PROVEN_NOW = {
    Session.login_method: bindparam("method", type_=Session.login_method.type),
    Session.first_factor_at: func.now(),
    Session.second_factor_at: case(
        (bindparam("has_second", type_=Boolean), func.now()),
        else_=sql_cast(null(), DateTime(timezone=True)),
    ),
}
_PROVEN_BEFORE = {
    Session.login_method: _OLD.login_method,
    Session.first_factor_at: _OLD.first_factor_at,
    Session.second_factor_at: _OLD.second_factor_at,
}
_IS_UNCHANGED = (
    User.id == bindparam("owner_id"),
    User.auth_epoch == bindparam("proven_epoch"),
    User.disabled_at.is_(None),
)
_IS_TRUSTED = exists().where(
    trusted_devices.c.device_id == bindparam("device_id", type_=LargeBinary), DEVICE_IS_TRUSTED
)
_MAY_LOG_IN = or_(
    User.two_step_at.is_(None),
    bindparam("has_second", type_=Boolean),
    _IS_TRUSTED,
)


def _insert(
    proven: dict[Any, Any], *conditions: ColumnElement[bool]
) -> ReturningInsert[tuple[UUID]]:
    columns = _NEW_SESSION | proven
    owner = select(*columns.values()).where(*_IS_UNCHANGED, *conditions)
    return (
        insert(_SESSIONS)
        .from_select(
            [column.name for column in columns],
            owner.with_for_update(read=True, of=User),
            include_defaults=False,
        )
        .returning(Session.id)
    )


_INSERT = _insert(_PROVEN_NOW, _MAY_LOG_IN)
_INSERT_AGAIN = _insert(_PROVEN_BEFORE, _OLD.id == bindparam("old_id"), _OLD.user_id == User.id)


class NewSession(NamedTuple):
    """A session that is about to start."""

    session_id: UUID
    user_id: UUID
    auth_epoch: int
    """The account's when the login was proven."""
    secret: bytes
    idle_seconds: int
    absolute_seconds: int
    device: str | None
    ip: str | None


def _values(new: NewSession) -> dict[str, Any]:
    return {
        "session_id": new.session_id,
        "owner_id": new.user_id,
        "proven_epoch": new.auth_epoch,
        "new_secret": new.secret,
        "idle": timedelta(seconds=new.idle_seconds),
        "absolute": timedelta(seconds=new.absolute_seconds),
        "new_device": new.device,
        "new_ip": new.ip,
    }


async def insert_session(
    transaction: AsyncSession,
    new: NewSession,
    *,
    method: str,
    has_second: bool,
    device_id: bytes,
    may_be_trusted: bool,
) -> bool:
    """Insert the session of a login if the account still has the epoch that was read with what was
    proven, is enabled, and requires no second factor, or this has been proven, or the device is trusted.

    A login with the old password either comes first, and the change of the password ends its session,
    or it starts no session; the same with switching two-step login on.
    """
    values = _values(new) | {
        "method": method,
        "has_second": has_second,
        "device_id": device_id,
        "may_be_trusted": may_be_trusted,
    }
    return (await transaction.execute(_INSERT, values)).first() is not None


async def insert_session_again(transaction: AsyncSession, new: NewSession, *, old_id: UUID) -> bool:
    """Insert a session in place of another one of the account, which has proven the same."""
    values = _values(new) | {"old_id": old_id}
    return (await transaction.execute(_INSERT_AGAIN, values)).first() is not None


_READ = select(User.auth_epoch, User.disabled_at, User.two_step_at).where(
    User.id == bindparam("owner_id")
)


async def read_account(transaction: AsyncSession, user_id: UUID) -> Row[*tuple[Any, ...]] | None:
    """Read what decides about a login."""
    return (await transaction.execute(_READ, {"owner_id": user_id})).first()


_HOLD = select(User.email, User.two_step_at).where(*_IS_UNCHANGED).with_for_update(read=True)


async def hold_account(
    transaction: AsyncSession, user_id: UUID, epoch: int
) -> Row[*tuple[Any, ...]] | None:
    """Lock an account against changes if it still has this epoch and is enabled."""
    values = {"owner_id": user_id, "proven_epoch": epoch}
    return (await transaction.execute(_HOLD, values)).first()


_TRUST = postgresql_insert(trusted_devices).values(
    user_id=bindparam("owner_id"),
    device_id=bindparam("device_id"),
    auth_epoch=bindparam("proven_epoch"),
    expires_at=func.now() + bindparam("lifetime", type_=Interval),
)
_TRUST_OR_RENEW = _TRUST.on_conflict_do_update(
    index_elements=["user_id", "device_id"],
    set_={"auth_epoch": _TRUST.excluded.auth_epoch, "expires_at": _TRUST.excluded.expires_at},
)


async def trust_device(
    transaction: AsyncSession, user_id: UUID, epoch: int, device_id: bytes, seconds: int
) -> None:
    """Let logins of the device skip the second step for so long, or until the epoch is raised."""
    values = {
        "owner_id": user_id,
        "proven_epoch": epoch,
        "device_id": device_id,
        "lifetime": timedelta(seconds=seconds),
    }
    await transaction.execute(_TRUST_OR_RENEW, values)
