"""Sends what is queued. Runs in every process; each mail is sent by one.

| What happens                              | What becomes of the mail                             |
|-------------------------------------------|------------------------------------------------------|
| nobody has the address, or it is verified | dropped, nothing is sent                             |
| withdrawn, or a newer one has left        | dropped                                              |
| the server takes it                       | gone                                                 |
| the server refuses it for good (5yz)      | dropped, with a line in the log                      |
| the server is away                        | due again after 2, 4, 8 … 60 s; dropped after a day  |
| it cannot even be made                    | the same, with a traceback in the log                |
| this process is told to end meanwhile     | due again at once, for another process               |
| this process dies meanwhile               | due again when the lease ends                        |

Between the server's yes and the deletion of our row a crash may repeat a mail. The two have the
same Message-ID, so that most mail programs show one, and the links of both work.
"""

import asyncio
import logging
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from src.core.config import Settings
from src.core.database import Database
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
"""Longer than a transport may take for one mail."""
RETRY_MAX_SECONDS = 60
GIVE_UP_AFTER = timedelta(days=1)


def make_transport(settings: Settings) -> MailTransport:
    if settings.SMTP_URL is not None:
        from src.features.mail.service.smtp import SmtpTransport  # noqa: PLC0415  (slow)

        return SmtpTransport(parse_smtp_url(settings.SMTP_URL))
    return FolderTransport(mail_folder(settings))


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

    async def measure_queue(self) -> tuple[int, float]:
        """Return how many mails wait, and the age of the oldest in seconds."""
        return await outbox.measure_queue(self.database)

    async def deliver_next(self) -> bool:
        """Deal with one mail; False if none is due, or if trying another makes no sense now."""
        mail = await outbox.claim_next(self.database, LEASE_SECONDS)
        if mail is None:
            return False
        try:
            return await self._deliver(mail)
        except asyncio.CancelledError:
            await outbox.postpone(self.database, mail.id, 0)
            raise
        except DATABASE_AWAY:
            raise  # the database is away; the lease ends by itself
        except Exception:
            # One mail that cannot be made, or of a kind that only a newer release knows, must not
            # keep the others from leaving.
            logger.exception("A mail could not be made (%s, id %s).", mail.kind, mail.id)
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
            logger.warning("A mail was refused for good (%s, account %s).", mail.kind, user_id)
        was_there = await outbox.delete_email(self.database, mail.id)
        if not was_there and isinstance(self.transport, FolderTransport):
            # The account was deleted while its mail was being written.
            delete_mail_files(self.transport.folder, user_id)
        return True

    async def _prepare(self, mail: QueuedMail) -> tuple[UUID, str | None] | None:
        """Decide who gets the mail, and make its token; None if nobody should get it.

        Only here is an address looked up that somebody has typed: no answer to a request depends on
        it. The account stays locked meanwhile, so that whatever makes its links void comes either
        before, and the mail is gone, or after, and finds the token.
        """
        kind = EmailKind(mail.kind)
        is_typed = kind is EmailKind.RESET_PASSWORD
        async with self.database.transactions.begin() as transaction:
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
            logger.warning("A mail could not be sent for a day and is given up (%s).", mail.kind)
            await outbox.delete_email(self.database, mail.id)
        else:
            seconds = min(2**mail.attempts, RETRY_MAX_SECONDS)
            await outbox.postpone(self.database, mail.id, seconds)


def is_wanted(kind: EmailKind, mail: QueuedMail, account: UserAdminResponse) -> bool:
    """Whether the mail still makes sense now that it could leave."""
    if account.is_disabled:
        return False
    if kind is EmailKind.VERIFY_EMAIL:
        return not account.is_email_verified and account.email == mail.address
    return True
