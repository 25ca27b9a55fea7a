"""Sends queued mail. Runs in every process; each e-mail is sent by one of them.

| Event                                      | Effect on the e-mail                               |
|--------------------------------------------|----------------------------------------------------|
| the account does not exist or is disabled  | discarded                                          |
| the address to verify is already verified  | discarded                                          |
| it was withdrawn, or a later one was sent  | discarded                                          |
| the server accepts it                      | deleted from the queue                             |
| **final**: its address cannot be written   | discarded, with a warning in the log               |
| into a header                              |                                                    |
| **final**: the server permanently rejects  | discarded, with a warning in the log               |
| this recipient or this e-mail              |                                                    |
| **wait**: the server cannot be reached,    | retried after 2, 4, 8 … 60 s; the next one is      |
| is too slow, or answers 421                | tried no sooner than in a second                   |
| **wait**: the server rejects this          | retried after 2, 4, 8 … 300 s                      |
| recipient for now (4yz)                    |                                                    |
| **wait**: the server refuses *us*: our     | the same, with an error in the log: no mail is     |
| name, login, sender, network or content,   | lost while an operator corrects it                 |
| for good or for now (5yz or 4yz)           |                                                    |
| **unknown**: the e-mail was transmitted to | sent again after 30 min and 4 h, then discarded;   |
| its end, and then the server was too slow, | the link of each copy works; requesting the same   |
| the connection broke, or this process      | e-mail again is possible at once                   |
| crashed, or was stopped 10 s ago           |                                                    |
| composing it fails                         | retried like one of an unreachable server, with a  |
|                                            | traceback in the log                               |
| this process is stopped before the end     | retried immediately, by another process            |
| this process crashes before the end        | retried when the lease expires                     |
| it is the oldest, and its tenth attempt    | a warning in the log                               |
| fails, after 5 to 15 min                   |                                                    |
| it has been waiting for a day              | discarded, with an error in the log                |

Which replies are final or about us is decided in `utils/replies.py` (RFC 5321 §4.2.1, RFC 3463); every reply
that is not known to be final waits. All copies of an e-mail have the same Message-ID, so that most
mail programs show only one.
"""

import asyncio
import contextlib
import functools
import logging
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.background import end_tasks, repeat
from src.core.config import Settings
from src.core.database import Database
from src.core.feature import Resources
from src.core.mail_address import UnwritableAddress, parse_mailbox
from src.core.postgres.failures import DATABASE_AWAY
from src.core.seals import Seals
from src.core.smtp_url import parse_smtp_url
from src.features.mail.repository import login_codes, one_time_tokens, outbox
from src.features.mail.schemas.schemas import (
    CODE_KINDS,
    CodeHolder,
    CodePurpose,
    EmailKind,
    QueuedMail,
)
from src.features.mail.service.folder import (
    FolderTransport,
    delete_mail_files,
    mail_folder,
    mail_name,
)
from src.features.mail.service.login_codes import make_code
from src.features.mail.service.service import token_hash
from src.features.mail.service.transport import (
    Cause,
    MailNotSent,
    MailRefused,
    MailTransport,
    MailUnconfirmed,
)
from src.features.mail.utils.letters import compose, link_seconds
from src.features.users.service.addresses import may_register
from src.features.users.service.service import lock_account
from stylipp_schemas import Locale, UserAdminResponse

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
LANES = 3
"""E-mails that a process sends at a time: a server may take ten minutes for one."""
LEASE_SECONDS = 120.0
"""Renewed while the e-mail is being sent."""
END_SECONDS = 10.0
"""How long a process that is stopped waits for the server to confirm an e-mail: otherwise each
deployment would send again what it interrupted. A supervisor allows 30 s."""
RETRY_MAX_SECONDS = {Cause.SERVER: 60, Cause.SENDER: 300, Cause.RECIPIENT: 300}
RESEND_AFTER_SECONDS = (1800, 4 * 3600)
"""How long to wait after each attempt with an unknown outcome. The first is longer than a server may
take to confirm an e-mail."""
GIVE_UP_AFTER = timedelta(days=1)
ATTEMPTS_UNTIL_WARNING = 10
"""Five to fifteen minutes, by the cause: after that, it is no greylisting."""


def make_transport(settings: Settings) -> MailTransport:
    if settings.SMTP_URL is None:
        return FolderTransport(mail_folder(settings))
    sender = parse_mailbox(settings.MAIL_FROM).address
    return _smtp_transport(settings.SMTP_URL, sender, settings.MAIL_EHLO_NAME)


@functools.cache
def _smtp_transport(url: str, sender: str, ehlo_name: str | None) -> MailTransport:
    """Return the one transport of this process: it logs only changes of the server's state."""
    from src.features.mail.service.smtp import SmtpTransport  # noqa: PLC0415  (slow)

    return SmtpTransport(parse_smtp_url(url), sender, ehlo_name)


async def deliver_queued(resources: Resources) -> None:
    """Send the queued e-mails that are due."""
    transport = make_transport(resources.settings)
    worker = MailWorker(resources.database, transport, resources.settings, resources.seals)
    await worker.deliver_all()


class Prepared(NamedTuple):
    """What an e-mail says."""

    user_id: UUID | None
    """The account that it is for; None for an address without one."""
    locale: Locale
    token: str | None = None
    code: str | None = None


def times_resent(mail: QueuedMail) -> int:
    """Return how often an e-mail is sent again after an unknown outcome. A code has expired by then."""
    return 0 if mail.kind in CODE_KINDS else len(RESEND_AFTER_SECONDS)


class MailWorker:
    """Sends queued mail, one e-mail at a time."""

    def __init__(
        self,
        database: Database,
        transport: MailTransport,
        settings: Settings,
        seals: Seals,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self.database = database
        self.transport = transport
        self.settings = settings
        self.seals = seals
        self.lease_seconds = lease_seconds
        self.end_seconds = END_SECONDS

    async def deliver_all(self) -> None:
        """Send the e-mails that are due, until none is left or the server is unavailable."""
        while await self.deliver_next():
            pass

    async def deliver_next(self) -> bool:
        """Process one e-mail; return False if none is due or the server is unavailable."""
        mail = await outbox.claim_next(self.database, self.lease_seconds)
        if mail is None:
            return False
        is_at_end = asyncio.Event()
        delivery = asyncio.create_task(self._deliver(mail, is_at_end))
        try:
            await asyncio.wait([delivery])  # which does not cancel it
            return delivery.result()
        except asyncio.CancelledError:
            await self._end(delivery, mail, self.end_seconds if is_at_end.is_set() else 0)
            raise
        except DATABASE_AWAY:
            raise  # the database is unavailable; the lease expires by itself
        except Exception:
            # An e-mail that cannot be composed, or whose kind only a newer release knows, must not
            # block the others.
            logger.exception("An e-mail could not be composed (%s, id %s).", mail.kind, mail.id)
            await self._try_again_later(mail, Cause.SERVER, "not composed")
            return True

    async def _end(self, delivery: asyncio.Task[bool], mail: QueuedMail, seconds: float) -> None:
        """End a delivery, for which this process waits so many seconds."""
        try:
            await asyncio.wait([delivery], timeout=seconds)
        finally:
            delivery.cancel()
        await asyncio.gather(delivery, return_exceptions=True)
        if not delivery.cancelled():
            return
        if seconds:
            await self._resend_rarely(mail, "the process was stopped")
        else:
            await outbox.release(self.database, mail)

    async def _deliver(self, mail: QueuedMail, is_at_end: asyncio.Event) -> bool:
        if mail.unconfirmed > times_resent(mail):
            await self._resend_rarely(mail, "the process ended")
            return True
        prepared = await self._prepare(mail)
        if prepared is None:
            await outbox.delete_email(self.database, mail.id)
            return True
        user_id = prepared.user_id
        try:
            message = compose(
                mail,
                self.settings,
                locale=prepared.locale,
                token=prepared.token,
                code=prepared.code,
                is_new=user_id is None,
            )
        except UnwritableAddress:
            logger.warning(
                "An e-mail is discarded, because its address cannot be written into a header "
                "(%s, account %s).",
                mail.kind,
                user_id,
            )
            await self._discard(mail, prepared)
            return True
        made_at = f"{mail.created_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
        name = mail_name(made_at, mail.kind, user_id)

        async def before_end() -> None:
            seconds = (*RESEND_AFTER_SECONDS, RESEND_AFTER_SECONDS[0])[mail.unconfirmed]
            count = mail.unconfirmed + 1
            await outbox.postpone(self.database, mail.id, seconds, unconfirmed=count)
            is_at_end.set()

        try:
            async with self._renewed_lease(mail):
                await self.transport.send(message, mail.address, name, before_end)
        except MailUnconfirmed as error:
            await self._resend_rarely(mail, str(error))
            return True
        except MailNotSent as error:
            await self._delete_token(mail, prepared)
            await self._try_again_later(mail, error.cause, error.reason)
            return error.cause is Cause.RECIPIENT
        except MailRefused as error:
            logger.warning(
                "The mail server permanently rejected an e-mail (%s, account %s): %s.",
                mail.kind,
                user_id,
                error,
            )
            await self._discard(mail, prepared)
            return True
        was_there = await outbox.delete_email(self.database, mail.id)
        if not was_there and user_id is not None and isinstance(self.transport, FolderTransport):
            # The account was deleted while the e-mail was being written.
            delete_mail_files(self.transport.folder, user_id)
        return True

    @contextlib.asynccontextmanager
    async def _renewed_lease(self, mail: QueuedMail) -> AsyncIterator[None]:
        renew = functools.partial(outbox.renew_lease, self.database, mail.id, self.lease_seconds)
        renewal = asyncio.create_task(repeat(renew, self.lease_seconds / 3))
        try:
            yield
        finally:
            await end_tasks([renewal])

    async def _prepare(self, mail: QueuedMail) -> Prepared | None:
        """Return what the e-mail says, with its new token or code; None if it should not be sent.

        The address from a password reset request is looked up only here, so that no response
        depends on the result. The account stays locked meanwhile: an operation that invalidates its
        links comes either before, and deletes the queued e-mail, or after, and deletes the token.
        """
        kind = EmailKind(mail.kind)
        is_typed = kind in (EmailKind.RESET_PASSWORD, EmailKind.LOGIN_CODE)
        async with self.database.transaction() as transaction:
            account = await lock_account(
                transaction, user_id=mail.user_id, email=mail.address if is_typed else None
            )
            if kind is EmailKind.LOGIN_CODE and account is None:
                return await self._prepare_for_new_account(transaction, mail)
            if account is None or not is_wanted(kind, mail, account):
                return None
            if not await outbox.bind_email(transaction, mail.id, account.id):
                return None
            locale = account.locale
            if kind in CODE_KINDS:
                return await self._prepare_code(transaction, mail, account.id, locale)
            seconds = link_seconds(kind, self.settings)
            if seconds is None:
                return Prepared(account.id, locale)
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
            return Prepared(account.id, locale, token)

    async def _prepare_for_new_account(
        self, transaction: AsyncSession, mail: QueuedMail
    ) -> Prepared | None:
        """Return what a login code says at an address without an account, which using it creates; None if
        none may be created."""
        if not self.settings.EMAIL_LOGIN_CREATES_ACCOUNTS or not may_register(
            mail.address, self.settings
        ):
            return None
        locale = Locale(mail.locale or Locale.ENGLISH)
        return await self._prepare_code(transaction, mail, None, locale)

    async def _prepare_code(
        self, transaction: AsyncSession, mail: QueuedMail, user_id: UUID | None, locale: Locale
    ) -> Prepared | None:
        is_login = mail.kind == EmailKind.LOGIN_CODE
        sent = await make_code(
            transaction,
            self.seals,
            CodePurpose.LOGIN if is_login else CodePurpose.REAUTHENTICATE,
            CodeHolder(mail.browser_hash, mail.session_id),
            email_id=mail.id,
            user_id=user_id,
            address=mail.address,
            seconds=self.settings.LOGIN_CODE_SECONDS,
        )
        return Prepared(user_id, locale, sent.token, sent.code) if sent is not None else None

    async def _discard(self, mail: QueuedMail, prepared: Prepared) -> None:
        """Give up an e-mail that did not arrive, and its link or code."""
        await self._delete_token(mail, prepared)
        await outbox.delete_email(self.database, mail.id)

    async def _delete_token(self, mail: QueuedMail, prepared: Prepared) -> None:
        if prepared.code is not None:
            await login_codes.delete_code(self.database, mail.id)
        elif prepared.token is not None:
            await one_time_tokens.delete_token(self.database, token_hash(prepared.token))

    async def _resend_rarely(self, mail: QueuedMail, reason: str) -> None:
        """Keep an e-mail that may have arrived, with its token: both copies are to work."""
        if mail.unconfirmed < times_resent(mail):
            wait = f"it is sent again in {RESEND_AFTER_SECONDS[mail.unconfirmed] // 60} min"
            await outbox.release(self.database, mail)
        else:
            wait = "it is not sent again"
            await outbox.delete_email(self.database, mail.id)
        logger.warning(
            "The mail server did not confirm an e-mail (%s, %s): %s.", mail.kind, reason, wait
        )

    async def _try_again_later(self, mail: QueuedMail, cause: Cause, reason: str) -> None:
        if datetime.now(UTC) - mail.created_at > GIVE_UP_AFTER:
            await outbox.delete_email(self.database, mail.id)
            waiting, _ = await outbox.measure_queue(self.database)
            logger.error(
                "An e-mail could not be sent for a day and is discarded (%s, %s); %d are waiting.",
                mail.kind,
                reason,
                waiting,
            )
            return
        if mail.attempts == ATTEMPTS_UNTIL_WARNING:
            await self._warn_if_oldest(mail, reason)
        seconds = min(2**mail.attempts, RETRY_MAX_SECONDS[cause])
        await outbox.postpone(self.database, mail.id, seconds, unconfirmed=mail.unconfirmed)

    async def _warn_if_oldest(self, mail: QueuedMail, reason: str) -> None:
        """Log that mail has been waiting for long, once for all that wait meanwhile."""
        waiting, oldest_seconds = await outbox.measure_queue(self.database)
        age = (datetime.now(UTC) - mail.created_at).total_seconds()
        if age > oldest_seconds - 1:
            logger.warning(
                "An e-mail has been waiting for %d min (%s, %s); %d are waiting. "
                "Run `stylipp check`.",
                age / 60,
                mail.kind,
                reason,
                waiting,
            )


def is_wanted(kind: EmailKind, mail: QueuedMail, account: UserAdminResponse) -> bool:
    """Whether the e-mail should still be sent."""
    if account.is_disabled:
        return False
    if kind is EmailKind.VERIFY_EMAIL:
        return not account.is_email_verified and account.email == mail.address
    return True
