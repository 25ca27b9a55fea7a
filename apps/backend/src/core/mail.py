"""How a mail leaves the process: over SMTP, or into a folder where none is set up."""

import asyncio
import logging
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from uuid import UUID

from src.core.config import Settings
from src.core.local_mode import local_data_folder
from src.core.smtp_url import parse_smtp_url

logger = logging.getLogger(__name__)


class MailNotSent(Exception):
    """It did not work this time; it may later."""


class MailRefused(Exception):
    """The server will never take this mail (RFC 5321 §4.2.1: 5yz)."""


class MailTransport(Protocol):
    """A way for mails to leave."""

    async def send(self, message: EmailMessage, recipient: str, name: str, /) -> None:
        """Return when the mail is out of our hands. Raises `MailNotSent` or `MailRefused`."""


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


def make_transport(settings: Settings) -> MailTransport:
    if settings.SMTP_URL is not None:
        from src.core.smtp import SmtpTransport  # noqa: PLC0415  (slow)

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
