"""The check of the mail server, or of the folder that replaces it."""

import asyncio
import os

import aiosmtplib

from src.cli.checks.line import TIMEOUT_SECONDS, Line, Mark
from src.core.config import Settings
from src.core.smtp_url import parse_smtp_url
from src.features.mail.service.folder import mail_folder
from src.features.mail.service.smtp import smtp_client


async def check_mail(settings: Settings) -> Line:
    if settings.SMTP_URL is None:
        return await asyncio.to_thread(check_mail_folder, settings)
    server = parse_smtp_url(settings.SMTP_URL)
    where = f"{server.host}:{server.port}"
    client = smtp_client(server)
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await client.connect()
    except aiosmtplib.SMTPAuthenticationError:
        advice = "Check user and password in SMTP_URL."
        return Line(Mark.BAD, "mail", f"{where} rejects the login", advice)
    except (aiosmtplib.SMTPException, OSError) as error:
        finding = f"the connection to {where} failed ({type(error).__name__})"
        advice = "Check host and port in SMTP_URL; smtps:// is for port 465, smtp:// for 587."
        return Line(Mark.BAD, "mail", finding, advice)
    finally:
        client.close()
    accepted = "accepts the login" if server.username else "accepts connections"
    return Line(Mark.GOOD, "mail", f"{where} {accepted}")


def check_mail_folder(settings: Settings) -> Line:
    folder = mail_folder(settings)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        advice = "Set SMTP_URL, or set DATA_DIR to a writable folder."
        return Line(Mark.BAD, "mail", f"{folder} is not writable", advice)
    if settings.is_local:
        return Line(Mark.GOOD, "mail", f"written to {folder}")
    advice = "Set SMTP_URL: without it, no mail is sent."
    return Line(Mark.NOTE, "mail", f"written to {folder}", advice)
