"""The lines of ``stylipp check``, and those about what is not the database: mail and metrics."""

import asyncio
import errno
import os
import socket
import urllib.request
from enum import StrEnum
from typing import NamedTuple

import aiosmtplib

from src.core.config import Settings
from src.core.mail import mail_folder
from src.core.smtp import smtp_client
from src.core.smtp_url import parse_smtp_url

LINE_SECONDS = 5.0
"""Patience for each line; a server that hangs is a failure like one that is away."""


class Mark(StrEnum):
    GOOD = "✓"
    BAD = "✗"
    NOTE = "!"


class Line(NamedTuple):
    """What was looked at, how it is, and what to do if that is not good."""

    mark: Mark
    name: str
    finding: str
    advice: str = ""


async def look_at_mail(settings: Settings) -> Line:
    if settings.SMTP_URL is None:
        return await asyncio.to_thread(look_at_mail_folder, settings)
    server = parse_smtp_url(settings.SMTP_URL)
    where = f"{server.host}:{server.port}"
    client = smtp_client(server)
    try:
        async with asyncio.timeout(LINE_SECONDS):
            await client.connect()
    except aiosmtplib.SMTPAuthenticationError:
        advice = "Check user and password in SMTP_URL."
        return Line(Mark.BAD, "mail", f"{where} refuses our login", advice)
    except (aiosmtplib.SMTPException, OSError) as error:
        finding = f"{where} does not answer as it should ({type(error).__name__})"
        advice = "Check host and port in SMTP_URL; smtps:// is for port 465, smtp:// for 587."
        return Line(Mark.BAD, "mail", finding, advice)
    finally:
        client.close()
    accepted = "accepts our login" if server.username else "answers"
    return Line(Mark.GOOD, "mail", f"{where} {accepted}")


def look_at_mail_folder(settings: Settings) -> Line:
    folder = mail_folder(settings)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        advice = "Set SMTP_URL, or a DATA_DIR that can be written to."
        return Line(Mark.BAD, "mail", f"{folder} cannot be written to", advice)
    if settings.is_local:
        return Line(Mark.GOOD, "mail", f"written to {folder}")
    advice = "Set SMTP_URL: until then nobody gets a mail."
    return Line(Mark.NOTE, "mail", f"written to {folder}", advice)


def look_at_metrics(settings: Settings) -> Line:
    host, port = settings.METRICS_HOST, settings.METRICS_PORT
    if port is None:
        return Line(Mark.GOOD, "metrics", "off, METRICS_PORT is not set")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and _serves_our_metrics(host, port):
                return Line(Mark.GOOD, "metrics", f"{host}:{port}, served by a running API")
            advice = "Choose another METRICS_PORT or METRICS_HOST."
            return Line(Mark.BAD, "metrics", f"{host}:{port}: {error.strerror}", advice)
    return Line(Mark.GOOD, "metrics", f"{host}:{port} is free")


def _serves_our_metrics(host: str, port: int) -> bool:
    name = f"[{host}]" if ":" in host else host
    try:
        url = f"http://{name}:{port}/metrics"
        with urllib.request.urlopen(url, timeout=2) as answer:
            return b"stylipp_" in answer.read()
    except (OSError, ValueError):
        return False
