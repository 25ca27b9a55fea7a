"""Queueing mail in the transaction that causes it, and using what its links prove.

A mail's life: queued (a row, no text, no token) → claimed by a worker in one process, which decides
whether it is still wanted, makes its token and sends it (`worker`) → gone. The worker decides under a
lock on the account, and what makes links void holds the same lock: no token is made afterwards.
"""

import asyncio
import hashlib
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import AppError
from src.features.mail.repository import one_time_tokens, outbox
from src.features.mail.schemas.schemas import LINK_KINDS, EmailKind, TokenOwner
from src.features.mail.service.folder import delete_mail_files
from stylipp_schemas import PendingEmailExport, PendingLinkExport


class OneTimeTokenInvalid(AppError):
    """Unknown, used, superseded, expired, or of another purpose; which of them, nobody learns."""

    status_code = 400
    code = "one_time_token_invalid"
    detail = "This link is not valid any more. Ask for a new one."


def token_hash(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


class MailService:
    """`transaction` is the request's; `database` reads one statement at a time.
    `folder` is where mails lie that were written instead of sent."""

    def __init__(self, transaction: AsyncSession, database: Database, folder: Path) -> None:
        self.transaction = transaction
        self.database = database
        self.folder = folder

    async def queue(self, kind: EmailKind, address: str, user_id: UUID | None = None) -> None:
        """Send a mail soon after this transaction; nothing happens if the same one waits."""
        await outbox.insert_email(self.transaction, kind, user_id, address)

    async def invalidate_links(self, user_id: UUID, address: str, *kinds: EmailKind) -> None:
        """Make every link of these kinds, or of all, void: those that were mailed and those that
        wait. The account is locked, see `lock_account` in `users`."""
        await outbox.delete_emails(self.transaction, user_id, address, kinds or LINK_KINDS)
        await one_time_tokens.delete_tokens(self.transaction, user_id, kinds or LINK_KINDS)

    async def find_owner(self, token: str, purpose: EmailKind) -> TokenOwner:
        """Return whose token it is, without using it. Raises `OneTimeTokenInvalid`."""
        owner = await one_time_tokens.find_owner(self.database, token_hash(token), purpose)
        if owner is None:
            raise OneTimeTokenInvalid
        return owner

    async def consume(self, token: str, purpose: EmailKind) -> None:
        """Use a token, once. Raises `OneTimeTokenInvalid`."""
        if not await one_time_tokens.consume(self.transaction, token_hash(token), purpose):
            raise OneTimeTokenInvalid

    async def forget(self, user_id: UUID, address: str) -> None:
        """Delete all mail of an account that is about to be deleted, and every trace of its address
        in what others have asked for. Tokens and waiting mail of its own go with its row."""
        await outbox.delete_emails_to(self.transaction, address)
        await one_time_tokens.delete_tokens_for(self.transaction, address)
        await asyncio.to_thread(delete_mail_files, self.folder, user_id)

    async def export_links(self, user_id: UUID) -> list[PendingLinkExport]:
        """Return the links that can still be used, without their tokens."""
        rows = await one_time_tokens.list_tokens(self.database, user_id)
        return [PendingLinkExport.model_construct(**row) for row in rows]

    async def export_emails(self, user_id: UUID, address: str) -> list[PendingEmailExport]:
        """Return the mails that have still to leave."""
        rows = await outbox.list_emails(self.database, user_id, address)
        return [
            PendingEmailExport.model_construct(
                kind=row.kind, address=row.address, created_at=row.created_at
            )
            for row in rows
        ]
