"""Queues mail in the transaction that causes it, and consumes the tokens of its links.

An e-mail is queued as a row without text and token. The worker of one process claims it, decides
whether it should still be sent, creates its token, sends it and deletes the row (`worker`). It
decides under a lock on the account, and operations that invalidate links hold the same lock, so
that no token is created after them.
"""

import hashlib
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import AppError
from src.features.mail.repository import login_codes, one_time_tokens, outbox
from src.features.mail.schemas.schemas import CODE_KINDS, LINK_KINDS, EmailKind, TokenOwner
from stylipp_schemas import EmailResponse


class OneTimeTokenInvalid(AppError):
    """The token is unknown, used, superseded, expired or for another purpose. The response does not
    reveal which."""

    status_code = 400
    code = "one_time_token_invalid"
    detail = "This link or code is no longer valid. Request a new one."
    user_id: UUID | None = None
    """The account that a wrong code was tried for, for the audit log."""


def token_hash(token: str) -> bytes:
    """Return the hash that is stored instead of a token."""
    return hashlib.sha256(token.encode()).digest()


async def measure_queue(database: Database) -> tuple[int, float]:
    """Return the number of queued e-mails, and the age of the oldest in seconds."""
    return await outbox.measure_queue(database)


class MailService:
    """`transaction` is the request's; `database` runs single-statement reads."""

    def __init__(self, transaction: AsyncSession, database: Database) -> None:
        self.transaction = transaction
        self.database = database

    async def queue(
        self,
        kind: EmailKind,
        address: str,
        user_id: UUID | None = None,
        *,
        browser_hash: bytes | None = None,
        session_id: UUID | None = None,
        asked_from: str | None = None,
        locale: str | None = None,
    ) -> None:
        """Send an e-mail soon after this transaction, unless the same one is already queued. A code is
        for the browser, or the session, that has asked for it. `asked_from` is shown to the reader;
        `locale` counts if no account has the address."""
        await outbox.insert_email(
            self.transaction,
            kind,
            user_id,
            address,
            browser_hash=browser_hash,
            session_id=session_id,
            asked_from=asked_from,
            locale=locale,
        )

    async def invalidate_links(self, user_id: UUID, address: str, *kinds: EmailKind) -> bool:
        """Invalidate every link of these kinds, or of all kinds and with them every code, both mailed and
        queued ones; return whether there was one. The account must be locked, see `lock_account` in
        `users`."""
        if not kinds:
            kinds = (*LINK_KINDS, *CODE_KINDS)
            await login_codes.delete_codes(self.transaction, user_id, address)
        was_queued = await outbox.delete_emails(self.transaction, user_id, address, kinds)
        was_mailed = await one_time_tokens.delete_tokens(self.transaction, user_id, kinds)
        return was_queued or was_mailed

    async def read_email(self, user_id: UUID) -> EmailResponse | None:
        """Return the address of an account and the one that is to replace it; None if the account
        was deleted."""
        row = await one_time_tokens.find_pending_email(self.database, user_id)
        return EmailResponse.model_construct(**row) if row is not None else None

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
