"""Sends what is queued. Runs in every process; each mail is sent by one.

| What happens                              | What becomes of the mail                             |
|-------------------------------------------|------------------------------------------------------|
| nobody has the address, or it is verified | dropped, nothing is sent                             |
| withdrawn, or a newer one has left        | dropped                                              |
| the server takes it                       | gone                                                 |
| the server refuses it for good (5yz)      | dropped, with a line in the log                      |
| the server is away                        | due again after 2, 4, 8 … 60 s; dropped after a day  |
| this process dies meanwhile               | due again when the lease ends                        |

Between the server's yes and the deletion of our row a crash may repeat a mail. The two have the
same Message-ID, so that most mail programs show one, and the links of both work.
"""

import logging
import secrets
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from src.core.config import Settings
from src.core.database import Database
from src.core.errors import NotFound
from src.core.mail import (
    FolderTransport,
    MailNotSent,
    MailRefused,
    MailTransport,
    delete_mail_files,
    mail_name,
)
from src.features.mail.repository import one_time_tokens, outbox
from src.features.mail.schemas.schemas import EmailKind, QueuedMail, token_seconds
from src.features.mail.service.service import token_hash
from src.features.mail.utils.letters import compose
from src.features.users.service.admin import find_account
from stylipp_schemas import UserAdminResponse

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
LEASE_SECONDS = 120.0
"""Longer than a transport may take for one mail."""
RETRY_MAX_SECONDS = 60
GIVE_UP_AFTER = timedelta(days=1)


class MailWorker:
    """Sends mail, one at a time."""

    def __init__(self, database: Database, transport: MailTransport, settings: Settings) -> None:
        self.database = database
        self.transport = transport
        self.settings = settings

    async def deliver_all(self) -> None:
        """Send what is due, until there is nothing more or the server is away."""
        while await self.deliver_next():
            pass

    async def deliver_next(self) -> bool:
        """Deal with one mail; False if none is due, or if trying another makes no sense now."""
        mail = await outbox.claim_next(self.database, LEASE_SECONDS)
        if mail is None:
            return False
        account = await self._find_recipient(mail)
        message = await self._write(mail, account) if account is not None else None
        if account is None or message is None:
            await outbox.delete_email(self.database, mail.id)
            return True
        made_at = f"{mail.created_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
        try:
            await self.transport.send(message, mail_name(made_at, mail.kind, account.id))
        except MailNotSent:
            return await self._try_again_later(mail)
        except MailRefused:
            logger.warning("A mail was refused for good (%s, account %s).", mail.kind, account.id)
        was_there = await outbox.delete_email(self.database, mail.id)
        if not was_there and isinstance(self.transport, FolderTransport):
            # The account was deleted while its mail was being written.
            delete_mail_files(self.transport.folder, account.id)
        return True

    async def _find_recipient(self, mail: QueuedMail) -> UserAdminResponse | None:
        """Return the account that the mail is for; None if nobody should get it. Only here is an
        address looked up that somebody has typed: no answer to a request depends on it."""
        try:
            if mail.kind is EmailKind.RESET_PASSWORD:
                account = await find_account(self.database, email=mail.address)
            else:
                account = await find_account(self.database, user_id=mail.user_id)
        except NotFound:
            return None
        is_needless = mail.kind is EmailKind.VERIFY_EMAIL and (
            account.is_email_verified or account.email != mail.address
        )
        return None if account.is_disabled or is_needless else account

    async def _write(self, mail: QueuedMail, account: UserAdminResponse) -> EmailMessage | None:
        """Return the letter with a new token in its link; None if a newer one has left."""
        seconds = token_seconds(mail.kind, self.settings)
        token = None
        if seconds is not None:
            token = secrets.token_urlsafe(32)
            is_wanted = await one_time_tokens.insert_token(
                self.database,
                email_id=mail.id,
                user_id=account.id,
                purpose=mail.kind,
                token_hash=token_hash(token),
                new_email=mail.address if mail.kind is EmailKind.CONFIRM_EMAIL_CHANGE else None,
                seconds=seconds,
            )
            if not is_wanted:
                return None
        return compose(mail, token, self.settings)

    async def _try_again_later(self, mail: QueuedMail) -> bool:
        if datetime.now(UTC) - mail.created_at > GIVE_UP_AFTER:
            logger.warning("A mail could not be sent for a day and is given up (%s).", mail.kind)
            await outbox.delete_email(self.database, mail.id)
            return True
        seconds = min(2**mail.attempts, RETRY_MAX_SECONDS)
        await outbox.postpone(self.database, mail.id, seconds)
        return False
