"""How a mail leaves the process: over SMTP, or into a folder where none is set up."""

import asyncio
import contextlib
import logging
import os
import socket
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from uuid import UUID

import aiosmtplib

from src.core.config import Settings
from src.core.local_mode import local_data_folder
from src.core.smtp_url import SmtpServer, parse_smtp_url

logger = logging.getLogger(__name__)

SMTP_SECONDS = 60
"""Patience with the server, for one mail."""
QUIT_SECONDS = 2


class MailNotSent(Exception):
    """It did not work this time; it may later."""


class MailRefused(Exception):
    """The server will never take this mail (RFC 5321 §4.2.1: 5yz)."""


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
    """Hands mails over to a server, one connection each."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._is_reachable = True

    async def send(self, message: EmailMessage, recipient: str, _: str) -> None:
        """Return when the server has taken the mail. Raises `MailNotSent` or `MailRefused`."""
        server = self.server
        # By name, as queued: read from the header, `=?utf-8?q?bob?=@…` would become bob's.
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
            # Whatever comes after the server's yes, a mail that it has is not sent again.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(QUIT_SECONDS):
                    await client.quit()
            client.close()
        self._note_reachable(True)

    def _note_reachable(self, is_reachable: bool, reason: str = "") -> None:
        """Log changes only, and never what the server said: it may quote an address."""
        where = f"{self.server.host}:{self.server.port}"
        if self._is_reachable and not is_reachable:
            logger.warning("Mail waits: the SMTP server %s does not take it (%s).", where, reason)
        elif is_reachable and not self._is_reachable:
            logger.warning("Mail leaves again: the SMTP server %s answers.", where)
        self._is_reachable = is_reachable


class FolderTransport:
    """Writes each mail as a file that every mail program opens; for development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, message: EmailMessage, _: str, name: str) -> None:
        """Write `name`.eml; writing it again replaces it. Raises `MailNotSent`."""
        path = self.folder / f"{name}.eml"
        try:
            await asyncio.to_thread(self._write, path, message.as_bytes())
        except OSError as error:
            logger.warning("A mail could not be written to %s: %s", self.folder, error.strerror)
            raise MailNotSent from None
        logger.info("Mail «%s»: %s", message["Subject"], path)

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        # The links in it open an account.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        unfinished.rename(path)


MailTransport = SmtpTransport | FolderTransport


def make_transport(settings: Settings) -> MailTransport:
    if settings.SMTP_URL is not None:
        return SmtpTransport(parse_smtp_url(settings.SMTP_URL))
    return FolderTransport(mail_folder(settings))


def mail_folder(settings: Settings) -> Path:
    """Return where mails lie that were written instead of sent."""
    return (local_data_folder(settings) if settings.is_local else settings.DATA_DIR) / "mail"


def mail_name(made_at: str, kind: str, user_id: UUID) -> str:
    """Return the name of a mail's file; the account is its last word, see `delete_mail_files`."""
    return f"{made_at}-{kind.replace('_', '-')}-{user_id}"


def delete_mail_files(folder: Path, user_id: UUID) -> None:
    """Delete every mail that was written for an account."""
    for path in folder.glob(f"*-{user_id}.*"):
        path.unlink(missing_ok=True)
