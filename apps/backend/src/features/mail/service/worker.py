"""Sends queued mail. Runs in every process; each e-mail is sent by one of them.

| Event                                     | Effect on the e-mail                                |
|-------------------------------------------|-----------------------------------------------------|
| the account does not exist or is disabled | discarded                                           |
| the address to verify is already verified | discarded                                           |
| it was withdrawn, or a later one was sent | discarded                                           |
| the server accepts it                     | deleted from the queue                              |
| the server rejects it permanently (5yz)   | discarded, with a warning in the log                |
| the server is unavailable                 | retried after 2, 4, 8 … 60 s; discarded after a day |
| composing it fails                        | the same, with a traceback in the log               |
| this process is stopped meanwhile         | retried immediately, by another process             |
| this process crashes meanwhile            | retried when the lease expires                      |

An e-mail is sent twice if the process crashes after the server has accepted it and before its row
is deleted. Both copies have the same Message-ID, so that most mail programs show only one, and the
links of both work.
"""

import asyncio
import functools
import logging
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from src.core.config import Settings
from src.core.database import Database
from src.core.feature import Resources
from src.core.postgres.failures import DATABASE_AWAY
from src.core.smtp_url import parse_smtp_url
from src.features.mail.repository import one_time_tokens, outbox
from src.features.mail.schemas.schemas import EmailKind, QueuedMail
from src.features.mail.service.folder import (
    FolderTransport,
    delete_mail_files,
    mail_folder,
    mail_name,
)
from src.features.mail.service.service import token_hash
from src.features.mail.service.transport import MailNotSent, MailRefused, MailTransport
from src.features.mail.utils.letters import compose, link_seconds
from src.features.users.service.service import lock_account
from stylipp_schemas import UserAdminResponse

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
LEASE_SECONDS = 120.0
"""Longer than a transport may take for one e-mail."""
RETRY_MAX_SECONDS = 60
GIVE_UP_AFTER = timedelta(days=1)


def make_transport(settings: Settings) -> MailTransport:
    if settings.SMTP_URL is None:
        return FolderTransport(mail_folder(settings))
    return _smtp_transport(settings.SMTP_URL)


@functools.cache
def _smtp_transport(url: str) -> MailTransport:
    """Return the one transport of this process: it logs only changes of the server's state."""
    from src.features.mail.service.smtp import SmtpTransport  # noqa: PLC0415  (slow)

    return SmtpTransport(parse_smtp_url(url))


async def deliver_queued(resources: Resources) -> None:
    """Send the queued e-mails that are due."""
    transport = make_transport(resources.settings)
    await MailWorker(resources.database, transport, resources.settings).deliver_all()


class MailWorker:
    """Sends queued mail, one e-mail at a time."""

    def __init__(self, database: Database, transport: MailTransport, settings: Settings) -> None:
        self.database = database
        self.transport = transport
        self.settings = settings

    async def deliver_all(self) -> None:
        """Send the e-mails that are due, until none is left or the server is unavailable."""
        while await self.deliver_next():
            pass

    async def deliver_next(self) -> bool:
        """Process one e-mail; return False if none is due or the server is unavailable."""
        mail = await outbox.claim_next(self.database, LEASE_SECONDS)
        if mail is None:
            return False
        try:
            return await self._deliver(mail)
        except asyncio.CancelledError:
            await outbox.postpone(self.database, mail.id, 0)
            raise
        except DATABASE_AWAY:
            raise  # the database is unavailable; the lease expires by itself
        except Exception:
            # An e-mail that cannot be composed, or whose kind only a newer release knows, must not
            # block the others.
            logger.exception("An e-mail could not be composed (%s, id %s).", mail.kind, mail.id)
            await self._try_again_later(mail)
            return True

    async def _deliver(self, mail: QueuedMail) -> bool:
        prepared = await self._prepare(mail)
        if prepared is None:
            await outbox.delete_email(self.database, mail.id)
            return True
        user_id, token = prepared
        message = compose(mail, token, self.settings)
        made_at = f"{mail.created_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
        try:
            await self.transport.send(message, mail.address, mail_name(made_at, mail.kind, user_id))
        except MailNotSent:
            if token is not None:
                await one_time_tokens.delete_token(self.database, token_hash(token))
            await self._try_again_later(mail)
            return False
        except MailRefused:
            logger.warning(
                "The mail server permanently rejected an e-mail (%s, account %s).",
                mail.kind,
                user_id,
            )
        was_there = await outbox.delete_email(self.database, mail.id)
        if not was_there and isinstance(self.transport, FolderTransport):
            # The account was deleted while the e-mail was being written.
            delete_mail_files(self.transport.folder, user_id)
        return True

    async def _prepare(self, mail: QueuedMail) -> tuple[UUID, str | None] | None:
        """Return the account that the e-mail is for, and its token, if it has a link; None if the
        e-mail should not be sent.

        The address from a password reset request is looked up only here, so that no response
        depends on the result. The account stays locked meanwhile: an operation that invalidates its
        links comes either before, and deletes the queued e-mail, or after, and deletes the token.
        """
        kind = EmailKind(mail.kind)
        is_typed = kind is EmailKind.RESET_PASSWORD
        async with self.database.transaction() as transaction:
            account = await lock_account(
                transaction, user_id=mail.user_id, email=mail.address if is_typed else None
            )
            if account is None or not is_wanted(kind, mail, account):
                return None
            if not await outbox.bind_email(transaction, mail.id, account.id):
                return None
            seconds = link_seconds(kind, self.settings)
            if seconds is None:
                return account.id, None
            if not await one_time_tokens.supersede(transaction, account.id, kind, mail.id):
                return None
            token = secrets.token_urlsafe(32)
            await one_time_tokens.insert_token(
                transaction,
                email_id=mail.id,
                user_id=account.id,
                purpose=kind,
                token_hash=token_hash(token),
                new_email=mail.address if kind is EmailKind.CONFIRM_EMAIL_CHANGE else None,
                seconds=seconds,
            )
            return account.id, token

    async def _try_again_later(self, mail: QueuedMail) -> None:
        if datetime.now(UTC) - mail.created_at > GIVE_UP_AFTER:
            logger.warning(
                "An e-mail could not be sent for a day and is discarded (%s).", mail.kind
            )
            await outbox.delete_email(self.database, mail.id)
        else:
            seconds = min(2**mail.attempts, RETRY_MAX_SECONDS)
            await outbox.postpone(self.database, mail.id, seconds)


def is_wanted(kind: EmailKind, mail: QueuedMail, account: UserAdminResponse) -> bool:
    """Whether the e-mail should still be sent."""
    if account.is_disabled:
        return False
    if kind is EmailKind.VERIFY_EMAIL:
        return not account.is_email_verified and account.email == mail.address
    return True
