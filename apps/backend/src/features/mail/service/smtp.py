"""Mail over SMTP."""

import asyncio
import contextlib
import logging
import socket
from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib

from src.core.smtp_url import SmtpServer
from src.features.mail.service.transport import MailNotSent, MailRefused

logger = logging.getLogger(__name__)

SMTP_SECONDS = 60
"""Time limit for one mail."""
QUIT_SECONDS = 2


def smtp_client(server: SmtpServer) -> aiosmtplib.SMTP:
    """Return a client that encrypts and logs in as it connects."""
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.has_implicit_tls,
        start_tls=server.needs_starttls,
        local_hostname=socket.gethostname(),  # the default asks the DNS, and waits for it
    )


class SmtpTransport:
    """Sends mail through an SMTP server, one connection per mail."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._is_reachable = True

    async def send(self, message: EmailMessage, recipient: str, _: str) -> None:
        """Return when the server has accepted the mail. Raises `MailNotSent` or `MailRefused`."""
        server = self.server
        # The recipient as queued: parsed from the header, `=?utf-8?q?bob?=@…` would become bob's.
        sender = parseaddr(message["From"])[1]
        client = smtp_client(server)
        try:
            async with asyncio.timeout(SMTP_SECONDS):
                await client.connect()
                await client.sendmail(sender, [recipient], message.as_bytes())
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(refusal.code >= 500 for refusal in error.recipients):
                raise MailRefused from None
            raise MailNotSent from None
        except aiosmtplib.SMTPDataError as error:
            raise (MailRefused if error.code >= 500 else MailNotSent) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            self._note_reachable(False, type(error).__name__)
            raise MailNotSent from None
        finally:
            # A failure after the server has accepted the mail must not send it again.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(QUIT_SECONDS):
                    await client.quit()
            client.close()
        self._note_reachable(True)

    def _note_reachable(self, is_reachable: bool, reason: str = "") -> None:
        """Log changes only, and never the server's reply: it may quote an address."""
        where = f"{self.server.host}:{self.server.port}"
        if self._is_reachable and not is_reachable:
            logger.warning(
                "Mail is waiting: the SMTP server %s does not accept it (%s).", where, reason
            )
        elif is_reachable and not self._is_reachable:
            logger.warning("Mail is sent again: the SMTP server %s answers.", where)
        self._is_reachable = is_reachable
