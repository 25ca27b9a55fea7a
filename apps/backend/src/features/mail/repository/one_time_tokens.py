"""SQL on the tokens of the links in mails. They are looked up by hash *and* purpose, so that one
kind of link never serves for another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.features.mail.schemas.schemas import EmailKind, TokenOwner
from src.models import OneTimeToken, User

# One statement, which holds the mail's row while it runs: whoever withdraws the mail and then
# revokes the tokens finds either no mail or this token. A mail older than one whose token is out
# already gets none.
_INSERT = text("""
    WITH mail AS (
        UPDATE email_outbox SET user_id = :user_id WHERE id = :email_id RETURNING id
    ), superseded AS (
        DELETE FROM one_time_tokens
        WHERE user_id = :user_id AND purpose = :purpose AND email_id < :email_id
    )
    INSERT INTO one_time_tokens
        (id, user_id, purpose, token_hash, email_id, new_email, expires_at)
    SELECT :id, :user_id, :purpose, :token_hash, mail.id, :new_email,
           now() + make_interval(secs => :seconds)
    FROM mail
    WHERE NOT EXISTS (
        SELECT 1 FROM one_time_tokens newer
        WHERE newer.user_id = :user_id AND newer.purpose = :purpose AND newer.email_id > :email_id
    )
    RETURNING id
""")


async def insert_token(
    database: Database,
    *,
    email_id: UUID,
    user_id: UUID,
    purpose: EmailKind,
    token_hash: bytes,
    new_email: str | None,
    seconds: float,
) -> bool:
    """Insert the token of a mail; False if the mail was withdrawn or a newer one is out."""
    row = await database.fetch_row(
        _INSERT.bindparams(
            id=uuid7(),
            email_id=email_id,
            user_id=user_id,
            purpose=purpose.value,
            token_hash=token_hash,
            new_email=new_email,
            seconds=float(seconds),
        )
    )
    return row is not None


async def find_owner(
    database: Database, token_hash: bytes, purpose: EmailKind
) -> TokenOwner | None:
    """Read whose token it is, without using it."""
    row = await database.fetch_row(
        select(OneTimeToken.user_id, User.email, OneTimeToken.new_email)
        .join(User, User.id == OneTimeToken.user_id)
        .where(
            OneTimeToken.token_hash == token_hash,
            OneTimeToken.purpose == purpose,
            OneTimeToken.expires_at > func.now(),
        )
    )
    return TokenOwner(row.user_id, row.email, row.new_email) if row is not None else None


async def consume(session: AsyncSession, token_hash: bytes, purpose: EmailKind) -> bool:
    """Use a token: of any number of parallel tries, one."""
    result = await session.execute(
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
    session: AsyncSession, user_id: UUID, purpose: EmailKind | None = None
) -> None:
    """Delete an account's tokens, all or those of one purpose."""
    statement = delete(OneTimeToken).where(OneTimeToken.user_id == user_id)
    if purpose is not None:
        statement = statement.where(OneTimeToken.purpose == purpose)
    await session.execute(statement)


async def list_tokens(database: Database, user_id: UUID) -> Sequence[Row[Any]]:
    return await database.fetch_rows(
        select(OneTimeToken.purpose, OneTimeToken.new_email, OneTimeToken.expires_at)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.expires_at > func.now())
        .order_by(OneTimeToken.id)
    )
