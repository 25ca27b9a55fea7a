"""Mail over SMTP."""

import contextlib
import logging
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib

from src.core.smtp_url import SmtpServer, address_literal, is_full_name
from src.features.mail.service.transport import Cause, MailNotSent, MailRefused, MailUnconfirmed
from src.features.mail.utils.replies import Reply, read_reply

logger = logging.getLogger(__name__)

SMTPUTF8 = "SMTPUTF8"
"""Extension for addresses that are not ASCII (RFC 6531). Accounts that were imported may have one."""


@dataclass(frozen=True)
class Patience:
    """How many seconds the server may take for each step (RFC 5321 §4.5.3.2)."""

    step: float = 300
    """To connect, for its banner, and for each command. Systems give up connecting sooner."""
    data: float = 120
    end: float = 600
    """To confirm the e-mail: it may be scanned, or forwarded, meanwhile."""
    quit: float = 2
    """Shorter than in the RFC: the outcome does not depend on it."""


class StepFailed(Exception):
    """A step of the dialogue failed: the server refused it, or it could not be completed."""

    def __init__(self, step: str, reply: Reply | None, cause: Exception | None = None) -> None:
        super().__init__(step, reply, cause)
        self.step = step
        self.reply = reply
        self.cause = cause

    def __str__(self) -> str:
        """Return step and code, never the server's text, which may contain an address."""
        return f"{self.step}: {self.reply or type(self.cause or self).__name__}"


class NotOffered(Exception):
    """The server does not offer what the settings require."""


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    try:
        yield
    except aiosmtplib.SMTPResponseException as error:
        raise StepFailed(name, read_reply(name, error.code, error.message)) from None
    # ValueError: a name, address or password that cannot be written.
    except (aiosmtplib.SMTPException, OSError, ValueError, NotOffered) as error:
        root: Exception = error
        while isinstance(root.__cause__, Exception):
            root = root.__cause__
        raise StepFailed(name, None, root) from None


@contextlib.asynccontextmanager
async def smtp_session(
    server: SmtpServer, ehlo_name: str | None, patience: Patience
) -> AsyncIterator[aiosmtplib.SMTP]:
    """Connect, start TLS and log in, as the server's URL requires; then QUIT. Raises `StepFailed`,
    and closes the connection without QUIT if anything else is raised."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.has_implicit_tls,
        start_tls=False,
        validate_certs=server.needs_tls,
        local_hostname="localhost",  # replaced once connected; the default is a DNS lookup
        timeout=patience.step,
    )
    is_orderly = False
    try:
        try:
            await _log_in(client, server, ehlo_name, with_starttls=not server.has_implicit_tls)
        except StepFailed as failure:
            if server.needs_tls or failure.step != "STARTTLS":
                raise
            client.close()
            await _log_in(client, server, ehlo_name, with_starttls=False)
        yield client
        is_orderly = True
    except StepFailed:
        is_orderly = True
        raise
    finally:
        # A failure of QUIT must not cause the e-mail to be sent again.
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            if is_orderly and client.is_connected:
                await client.quit(timeout=patience.quit)
        client.close()


async def _log_in(
    client: aiosmtplib.SMTP, server: SmtpServer, ehlo_name: str | None, *, with_starttls: bool
) -> None:
    with step("connect"):
        await client.connect()
        client.local_hostname = ehlo_name or own_name(client.get_transport_info("sockname")[0])
    with step("EHLO"):
        await _greet(client)
    with step("STARTTLS"):
        if with_starttls and client.supports_extension("starttls"):
            await client.starttls()
            await _greet(client)  # a server may notice only now that the handshake has failed
        elif with_starttls and server.needs_tls:
            raise NotOffered
    if server.username is not None:
        with step("AUTH"):
            if not client.supported_auth_methods:
                raise NotOffered
            await client.login(server.username, server.password or "")


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as error:
        if error.code not in (500, 502) or not client.is_connected:
            raise
        await client.helo()  # a server that does not know EHLO


def own_name(ip: str) -> str:
    """Return the name for EHLO: the machine's, unless it means something on its own network only
    (RFC 5321 §4.1.4), as in containers; then the address of the connection."""
    name = socket.gethostname()
    if is_full_name(name) and not name.lower().endswith((".local", ".localdomain", ".internal")):
        return name
    return address_literal(ip)


async def send_envelope(client: aiosmtplib.SMTP, sender: str, recipient: str) -> None:
    """Name sender and recipient. Raises `StepFailed`."""
    with step("MAIL"):
        await client.mail(sender, options=[] if recipient.isascii() else [SMTPUTF8])
    with step("RCPT"):
        await client.rcpt(recipient, encoding="utf-8")


class SmtpTransport:
    """Sends mail through an SMTP server, with one connection per e-mail."""

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        ehlo_name: str | None = None,
        patience: Patience = Patience(),
    ) -> None:
        self.server = server
        self.sender = sender
        self.ehlo_name = ehlo_name
        self.patience = patience
        self._trouble: Cause | None = None

    async def send(
        self,
        message: EmailMessage,
        recipient: str,
        _: str,
        before_end: Callable[[], Awaitable[None]],
    ) -> None:
        """Return when the server has accepted the e-mail. Raises `MailNotSent`, `MailRefused` or
        `MailUnconfirmed`."""
        content = re.sub(rb"(?m)^\.", b"..", message.as_bytes()) + b".\r\n"
        try:
            async with smtp_session(self.server, self.ehlo_name, self.patience) as client:
                if not (recipient.isascii() or client.supports_extension(SMTPUTF8)):
                    raise MailRefused(f"the server has no {SMTPUTF8}")
                await send_envelope(client, self.sender, recipient)
                with step("DATA"):
                    reply = await client.execute_command(b"DATA", timeout=self.patience.data)
                    if reply.code != aiosmtplib.SMTPStatus.start_input:
                        raise aiosmtplib.SMTPDataError(*reply)
                await before_end()
                await self._send_content(client, content)
        except StepFailed as failure:
            if failure.reply is not None and failure.reply.is_final:
                raise MailRefused(str(failure)) from None
            cause = _cause(failure)
            self._note(cause, str(failure))
            raise MailNotSent(cause, str(failure)) from None
        self._note(None)

    async def _send_content(self, client: aiosmtplib.SMTP, content: bytes) -> None:
        protocol = client.protocol
        with step("DATA"):
            if protocol is None:
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
            protocol.write(content)
        try:
            code, text = await protocol.read_response(timeout=self.patience.end)
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise MailUnconfirmed(f"end of data: {type(error).__name__}") from None
        if 400 <= code <= 599:
            raise StepFailed("end of data", read_reply("end of data", code, text))
        if not 200 <= code <= 299:
            raise MailUnconfirmed(f"end of data: {code}")

    def _note(self, trouble: Cause | None, reason: str = "") -> None:
        """Log changes of the server's state. What is about one recipient is not one."""
        if trouble is self._trouble or trouble is Cause.RECIPIENT:
            return
        where = f"{self.server.host}:{self.server.port}"
        if trouble is Cause.SENDER:
            logger.error(
                "Mail stays queued, for a day: the SMTP server %s refuses it (%s). "
                "Run `stylipp check`.",
                where,
                reason,
            )
        elif trouble is Cause.SERVER:
            logger.warning(
                "Mail stays queued: the SMTP server %s does not accept it (%s).", where, reason
            )
        else:
            logger.warning("Sending mail works again: the SMTP server %s accepts it.", where)
        self._trouble = trouble


def _cause(failure: StepFailed) -> Cause:
    reply = failure.reply
    if reply is None:
        is_lasting = isinstance(failure.cause, NotOffered)
        return Cause.SENDER if is_lasting else Cause.SERVER
    if 500 <= reply.code <= 599 or reply.about is not None:
        return Cause.SENDER
    is_deferred = 400 <= reply.code <= 499 and reply.code != 421  # 421: it is shutting down
    is_about_recipient = is_deferred and failure.step in ("RCPT", "end of data")
    return Cause.RECIPIENT if is_about_recipient else Cause.SERVER
