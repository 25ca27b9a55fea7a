"""Mail without SMTP: e-mails are written to a folder."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from src.core.config import Settings
from src.core.local.local_mode import local_data_folder
from src.features.mail.service.transport import Cause, MailNotSent

logger = logging.getLogger(__name__)


class FolderTransport:
    """Writes each e-mail as a file that any mail program can open; for development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(
        self, message: EmailMessage, _: str, name: str, __: Callable[[], Awaitable[None]]
    ) -> None:
        """Write `name`.eml, replacing an existing file. Raises `MailNotSent`."""
        path = self.folder / f"{name}.eml"
        try:
            await asyncio.to_thread(self._write, path, message.as_bytes())
        except OSError as error:
            logger.warning("An e-mail could not be written to %s: %s", self.folder, error.strerror)
            raise MailNotSent(Cause.SERVER, type(error).__name__) from None
        # Its name says what it is for. Not the subject: that of a code has the code in it.
        logger.info("Mail: %s", path)

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        # Readable by the owner only: the links give access to an account.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        unfinished.rename(path)


def mail_folder(settings: Settings) -> Path:
    """Return the folder for e-mails that are written instead of sent."""
    return (local_data_folder(settings) if settings.is_local else settings.DATA_DIR) / "mail"


def mail_name(created_at: str, kind: str, user_id: UUID | None) -> str:
    """Return the file name of an e-mail. It ends with the account's id, if there is an account, see
    `delete_mail_files`."""
    return f"{created_at}-{kind.replace('_', '-')}-{user_id or 'no-account'}"


def delete_mail_files(folder: Path, user_id: UUID) -> None:
    """Delete the files of all e-mails to an account."""
    for path in folder.glob(f"*-{user_id}.*"):
        path.unlink(missing_ok=True)
