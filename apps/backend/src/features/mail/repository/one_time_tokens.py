"""SQL on the one-time tokens of links in e-mails. They are looked up by hash *and* purpose, so that
a link of one kind cannot be used as another."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.features.mail.schemas.schemas import EmailKind, TokenOwner
from src.models import OneTimeToken, QueuedEmail, User

_DELETE = Query(delete(OneTimeToken).where(OneTimeToken.token_hash == bindparam("its_hash")))

_FIND_OWNER = Query(
    select(OneTimeToken.user_id, User.email, OneTimeToken.new_email)
    .join(User, User.id == OneTimeToken.user_id)
    .where(
        OneTimeToken.token_hash == bindparam("token_hash"),
        OneTimeToken.purpose == bindparam("purpose"),
        OneTimeToken.expires_at > func.now(),
    )
)

_LIST = Query(
    select(OneTimeToken.purpose, OneTimeToken.new_email, OneTimeToken.expires_at)
    .where(OneTimeToken.user_id == bindparam("user_id"), OneTimeToken.expires_at > func.now())
    .order_by(OneTimeToken.id)
)


# Until the mail is sent, and between two attempts, there is no token.
_FIND_PENDING_EMAIL = Query(
    select(
        User.email,
        User.email_verified_at.is_not(None).label("is_email_verified"),
        func.coalesce(
            select(OneTimeToken.new_email)
            .where(
                OneTimeToken.user_id == User.id,
                OneTimeToken.purpose == EmailKind.CONFIRM_EMAIL_CHANGE,
                OneTimeToken.expires_at > func.now(),
            )
            .limit(1)
            .scalar_subquery(),
            select(QueuedEmail.address)
            .where(
                QueuedEmail.user_id == User.id,
                QueuedEmail.kind == EmailKind.CONFIRM_EMAIL_CHANGE,
            )
            .limit(1)
            .scalar_subquery(),
        ).label("pending_email"),
    ).where(User.id == bindparam("user_id"))
)


async def find_pending_email(database: Database, user_id: UUID) -> Row | None:
    """Read the address of an account, and the new one that a mailed or queued link confirms."""
    return await database.fetch_row(_FIND_PENDING_EMAIL, user_id=user_id)


async def insert_token(
    transaction: AsyncSession,
    *,
    email_id: UUID,
    user_id: UUID,
    purpose: EmailKind,
    token_hash: bytes,
    new_email: str | None,
    seconds: int,
) -> None:
    """Insert the token of an e-mail."""
    values = {
        "id": uuid7(),
        "email_id": email_id,
        "user_id": user_id,
        "purpose": purpose,
        "token_hash": token_hash,
        "new_email": new_email,
        "expires_at": func.now() + timedelta(seconds=seconds),
    }
    await transaction.execute(insert(OneTimeToken).values(values))


async def supersede(
    transaction: AsyncSession, user_id: UUID, purpose: EmailKind, email_id: UUID
) -> bool:
    """Delete the tokens of earlier e-mails; return False if a later e-mail already has a token. Ids
    increase with time."""
    of_this_kind = and_(OneTimeToken.user_id == user_id, OneTimeToken.purpose == purpose)
    newer = select(OneTimeToken.id).where(of_this_kind, OneTimeToken.email_id > email_id)
    if (await transaction.execute(newer.limit(1))).first() is not None:
        return False
    older = delete(OneTimeToken).where(of_this_kind, OneTimeToken.email_id < email_id)
    await transaction.execute(older)
    return True


async def delete_token(database: Database, token_hash: bytes) -> None:
    """Delete the token of an e-mail that was not sent."""
    await database.fetch_rows(_DELETE, its_hash=token_hash)


async def find_owner(
    database: Database, token_hash: bytes, purpose: EmailKind
) -> TokenOwner | None:
    """Read the owner of a token without consuming it."""
    row = await database.fetch_row(_FIND_OWNER, token_hash=token_hash, purpose=purpose)
    return TokenOwner(row.user_id, row.email, row.new_email) if row is not None else None


async def consume(transaction: AsyncSession, token_hash: bytes, purpose: EmailKind) -> bool:
    """Consume a token: of several parallel attempts, only one succeeds."""
    result = await transaction.execute(
        delete(OneTimeToken)
        .where(
            OneTimeToken.token_hash == token_hash,
            OneTimeToken.purpose == purpose,
            OneTimeToken.expires_at > func.now(),
        )
        .returning(OneTimeToken.id)
    )
    return result.first() is not None


async def delete_tokens(
    transaction: AsyncSession, user_id: UUID, purposes: Sequence[EmailKind]
) -> bool:
    """Delete an account's tokens for these purposes; return whether one was still valid."""
    result = await transaction.execute(
        delete(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.purpose.in_(purposes))
        .returning(OneTimeToken.expires_at > func.now())
        .execution_options(synchronize_session=False)
    )
    return any(result.scalars().all())


async def delete_tokens_for(transaction: AsyncSession, new_email: str) -> None:
    """Delete the tokens that would change an account's address to this one."""
    await transaction.execute(delete(OneTimeToken).where(OneTimeToken.new_email == new_email))


async def list_tokens(database: Database, user_id: UUID) -> Sequence[Row]:
    return await database.fetch_rows(_LIST, user_id=user_id)
