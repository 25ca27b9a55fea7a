"""Queues mail in the transaction that causes it, and consumes the tokens of its links.

An e-mail is queued as a row without text and token. The worker of one process claims it, decides
whether it should still be sent, creates its token, sends it and deletes the row (`worker`). It
decides under a lock on the account, and operations that invalidate links hold the same lock, so
that no token is created after them.
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
    """The token is unknown, used, superseded, expired or for another purpose. The response does not
    reveal which."""

    status_code = 400
    code = "one_time_token_invalid"
    detail = "This link is no longer valid. Request a new one."


def token_hash(token: str) -> bytes:
    """Return the hash that is stored instead of a token."""
    return hashlib.sha256(token.encode()).digest()


class MailService:
    """`transaction` is the request's; `database` runs single-statement reads. `folder` contains the
    e-mails that were written instead of sent."""

    def __init__(self, transaction: AsyncSession, database: Database, folder: Path) -> None:
        self.transaction = transaction
        self.database = database
        self.folder = folder

    async def queue(self, kind: EmailKind, address: str, user_id: UUID | None = None) -> None:
        """Send an e-mail soon after this transaction, unless the same one is already queued."""
        await outbox.insert_email(self.transaction, kind, user_id, address)

    async def invalidate_links(self, user_id: UUID, address: str, *kinds: EmailKind) -> None:
        """Invalidate every link of these kinds, or of all kinds, both mailed and queued ones. The
        account must be locked, see `lock_account` in `users`."""
        await outbox.delete_emails(self.transaction, user_id, address, kinds or LINK_KINDS)
        await one_time_tokens.delete_tokens(self.transaction, user_id, kinds or LINK_KINDS)

    async def find_owner(self, token: str, purpose: EmailKind) -> TokenOwner:
        """Return the owner of a token without consuming it. Raises `OneTimeTokenInvalid`."""
        owner = await one_time_tokens.find_owner(self.database, token_hash(token), purpose)
        if owner is None:
            raise OneTimeTokenInvalid
        return owner

    async def consume(self, token: str, purpose: EmailKind) -> None:
        """Consume a token. Raises `OneTimeTokenInvalid`."""
        if not await one_time_tokens.consume(self.transaction, token_hash(token), purpose):
            raise OneTimeTokenInvalid

    async def forget(self, user_id: UUID, address: str) -> None:
        """Delete the mail files of an account that is about to be deleted, and all queued mail and
        tokens of others that contain its address. Its own tokens and queued mail are deleted with
        its row."""
        await outbox.delete_emails_to(self.transaction, address)
        await one_time_tokens.delete_tokens_for(self.transaction, address)
        await asyncio.to_thread(delete_mail_files, self.folder, user_id)

    async def export_links(self, user_id: UUID) -> list[PendingLinkExport]:
        """Return the links that can still be used, without their tokens."""
        rows = await one_time_tokens.list_tokens(self.database, user_id)
        return [PendingLinkExport.model_construct(**row) for row in rows]

    async def export_emails(self, user_id: UUID, address: str) -> list[PendingEmailExport]:
        """Return the e-mails that are still queued."""
        rows = await outbox.list_emails(self.database, user_id, address)
        return [
            PendingEmailExport.model_construct(
                kind=row.kind, address=row.address, created_at=row.created_at
            )
            for row in rows
        ]
