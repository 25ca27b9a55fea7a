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
"""Time limit for one e-mail."""
QUIT_SECONDS = 2


def smtp_client(server: SmtpServer) -> aiosmtplib.SMTP:
    """Return a client that, when it connects, also starts TLS and logs in, as configured."""
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.has_implicit_tls,
        start_tls=server.needs_starttls,
        local_hostname=socket.gethostname(),  # the default is a blocking DNS lookup
    )


class SmtpTransport:
    """Sends mail through an SMTP server, with one connection per e-mail."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._is_reachable = True

    async def send(self, message: EmailMessage, recipient: str, _: str) -> None:
        """Return when the server has accepted the e-mail. Raises `MailNotSent` or `MailRefused`."""
        server = self.server
        # As queued: parsing the header would turn `=?utf-8?q?bob?=@…` into `bob@…`.
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
            # A failure after the server has accepted the e-mail must not cause it to be sent again.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(QUIT_SECONDS):
                    await client.quit()
            client.close()
        self._note_reachable(True)

    def _note_reachable(self, is_reachable: bool, reason: str = "") -> None:
        """Log changes only, and never the server's reply, which may contain an address."""
        where = f"{self.server.host}:{self.server.port}"
        if self._is_reachable and not is_reachable:
            logger.warning(
                "Mail stays queued: the SMTP server %s does not accept it (%s).", where, reason
            )
        elif is_reachable and not self._is_reachable:
            logger.warning("Sending mail works again: the SMTP server %s accepts it.", where)
        self._is_reachable = is_reachable
