"""SQL on the queue of outgoing mail."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import (
    Integer,
    Interval,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.features.mail.schemas.schemas import EmailKind, QueuedMail
from src.models import QueuedEmail

ALL = (
    QueuedEmail.id,
    QueuedEmail.kind,
    QueuedEmail.user_id,
    QueuedEmail.address,
    QueuedEmail.attempts,
    QueuedEmail.unconfirmed,
    QueuedEmail.created_at,
    QueuedEmail.browser_hash,
    QueuedEmail.session_id,
    QueuedEmail.asked_from,
    QueuedEmail.locale,
)


_DUE = (
    select(QueuedEmail.id)
    .where(QueuedEmail.not_before <= func.now())
    .order_by(QueuedEmail.not_before)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = Query(
    update(QueuedEmail)
    .where(QueuedEmail.id == _DUE.scalar_subquery())
    .values(
        attempts=QueuedEmail.attempts + 1,
        not_before=func.now() + bindparam("lease", type_=Interval),
    )
    .returning(*ALL)
)

_RENEW = Query(
    update(QueuedEmail)
    .where(QueuedEmail.id == bindparam("email_id"))
    .values(
        not_before=func.greatest(
            QueuedEmail.not_before, func.now() + bindparam("lease", type_=Interval)
        )
    )
)

_POSTPONE = Query(
    update(QueuedEmail)
    .where(QueuedEmail.id == bindparam("email_id"))
    .values(
        not_before=func.now() + bindparam("delay", type_=Interval),
        unconfirmed=bindparam("count", type_=Integer),
    )
)

_IS_KNOWN = QueuedEmail.unconfirmed == bindparam("count")
_RELEASE = Query(
    update(QueuedEmail)
    .where(QueuedEmail.id == bindparam("email_id"))
    .values(
        not_before=case((_IS_KNOWN, func.now()), else_=QueuedEmail.not_before),
        cause=case((_IS_KNOWN, QueuedEmail.cause), else_=cast(QueuedEmail.id, Text)),
    )
)

_DELETE = Query(
    delete(QueuedEmail).where(QueuedEmail.id == bindparam("email_id")).returning(QueuedEmail.id)
)

_MEASURE = Query(
    select(
        func.count().label("waiting"),
        func.coalesce(
            func.extract("epoch", func.now() - func.min(QueuedEmail.created_at)), 0
        ).label("age"),
    )
)

_LIST = Query(
    select(*ALL)
    .where(
        or_(
            QueuedEmail.user_id == bindparam("owner_id"),
            QueuedEmail.address == bindparam("to_address"),
        )
    )
    .order_by(QueuedEmail.id)
)


async def insert_email(
    transaction: AsyncSession,
    kind: EmailKind,
    user_id: UUID | None,
    address: str,
    *,
    browser_hash: bytes | None = None,
    session_id: UUID | None = None,
    asked_from: str | None = None,
    locale: str | None = None,
) -> None:
    """Queue an e-mail, unless the same one is already queued."""
    cause = f"{kind} {user_id or '-'} {address}"
    if browser_hash is not None:
        cause += f" {browser_hash.hex()}"
    if session_id is not None:
        cause += f" {session_id}"
    values = {
        "id": uuid7(),
        "kind": kind,
        "user_id": user_id,
        "address": address,
        "browser_hash": browser_hash,
        "session_id": session_id,
        "asked_from": asked_from,
        "locale": locale,
        "cause": cause,
    }
    await transaction.execute(
        insert(QueuedEmail).values(values).on_conflict_do_nothing(index_elements=["cause"])
    )


async def delete_emails(
    transaction: AsyncSession, user_id: UUID, address: str, kinds: Sequence[EmailKind]
) -> bool:
    """Delete queued mail of these kinds for an account, or for its address and no account yet;
    return whether there was any."""
    has_no_account = and_(QueuedEmail.user_id.is_(None), QueuedEmail.address == address)
    result = await transaction.execute(
        delete(QueuedEmail)
        .where(or_(QueuedEmail.user_id == user_id, has_no_account), QueuedEmail.kind.in_(kinds))
        .returning(QueuedEmail.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def delete_emails_to(transaction: AsyncSession, address: str) -> None:
    """Delete all queued mail to an address, regardless of the account that caused it."""
    await transaction.execute(delete(QueuedEmail).where(QueuedEmail.address == address))


async def bind_email(transaction: AsyncSession, email_id: UUID, user_id: UUID) -> bool:
    """Record the account of a queued e-mail; return False if it was deleted meanwhile."""
    result = await transaction.execute(
        update(QueuedEmail)
        .where(QueuedEmail.id == email_id)
        .values(user_id=user_id)
        .returning(QueuedEmail.id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def claim_next(database: Database, lease_seconds: float) -> QueuedMail | None:
    """Lease the e-mail that has been due longest: other processes skip it until the lease expires.

    The lease is committed before anything is sent: if this process dies, another one sends the
    e-mail after the lease expires.
    """
    row = await database.fetch_row(_CLAIM, lease=timedelta(seconds=lease_seconds))
    return QueuedMail(**row) if row is not None else None


async def renew_lease(database: Database, email_id: UUID, lease_seconds: float) -> None:
    """Prolong the lease, unless it is longer already."""
    await database.fetch_rows(_RENEW, email_id=email_id, lease=timedelta(seconds=lease_seconds))


async def postpone(database: Database, email_id: UUID, seconds: float, *, unconfirmed: int) -> None:
    """End the lease; the e-mail is due again after `seconds`."""
    delay = timedelta(seconds=seconds)
    await database.fetch_rows(_POSTPONE, email_id=email_id, delay=delay, count=unconfirmed)


async def release(database: Database, mail: QueuedMail) -> None:
    """Leave an e-mail to other processes: it is due at once. If it may have arrived, it stays where
    it is instead, and the same e-mail can be queued again beside it."""
    await database.fetch_rows(_RELEASE, email_id=mail.id, count=mail.unconfirmed)


async def delete_email(database: Database, email_id: UUID) -> bool:
    """Delete an e-mail from the queue; return False if it was deleted meanwhile."""
    return await database.fetch_row(_DELETE, email_id=email_id) is not None


async def measure_queue(database: Database) -> tuple[int, float]:
    """Return the number of queued e-mails, and the age of the oldest in seconds."""
    row = await database.fetch_row(_MEASURE)
    assert row is not None
    return row.waiting, float(row.age)


async def list_emails(database: Database, user_id: UUID, address: str) -> Sequence[Row]:
    """Read the queued mail for an account or to its address."""
    return await database.fetch_rows(_LIST, owner_id=user_id, to_address=address)
