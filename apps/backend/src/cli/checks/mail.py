"""The check of the mail server, or of the folder that replaces it."""

import asyncio
import contextlib
import ipaddress
import os
import socket
import ssl

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.mail_address import parse_mailbox
from src.core.smtp_url import SmtpServer, parse_smtp_url
from src.features.mail.service.folder import mail_folder
from src.features.mail.service.smtp import (
    NotOffered,
    Patience,
    StepFailed,
    send_envelope,
    smtp_session,
    step,
)
from src.features.mail.utils.replies import About

PATIENCE = Patience(step=10)
"""Servers let new clients wait for some seconds, which those that send spam do not do."""


ELSEWHERE = "postmaster@example.com"
"""A recipient that is not the server's own: many take mail for their own domain from anybody. The
name is reserved (RFC 2606), and nothing is sent."""


async def check_mail(settings: Settings, patience: Patience = PATIENCE) -> Line:
    """Do everything that sending a mail needs, up to the recipient, and then withdraw it."""
    if settings.SMTP_URL is None:
        return await asyncio.to_thread(check_mail_folder, settings)
    server = parse_smtp_url(settings.SMTP_URL)
    where = f"{server.host}:{server.port}"
    sender = parse_mailbox(settings.MAIL_FROM).address
    does = "accepts the login and mail" if server.username else "accepts mail"
    try:
        async with asyncio.timeout(2 * patience.step):
            async with smtp_session(server, settings.MAIL_EHLO_NAME, patience) as client:
                is_encrypted = client.get_transport_info("sslcontext") is not None
                peer = ipaddress.ip_address(client.get_transport_info("peername")[0])
                try:
                    await send_envelope(client, sender, sender)
                except StepFailed as failure:
                    if not is_about_mailbox(failure):
                        raise
                try:
                    with step("RCPT"):
                        await client.rcpt(ELSEWHERE)
                except StepFailed as failure:
                    if failure.reply is not None and failure.reply.about is not None:
                        raise
                # A server that does not know it forgets the recipients at QUIT.
                with contextlib.suppress(StepFailed), step("RSET"):
                    await client.rset()
    except StepFailed as failure:
        finding, advice = explain(failure, server, sender)
        return Line(Mark.BAD, "mail", f"{where} {finding}", advice)
    except TimeoutError:
        advice = "Mail is sent with more patience, but so slow a server may need attention."
        return Line(Mark.BAD, "mail", f"{where} takes longer than {2 * patience.step} s", advice)
    if is_encrypted or not peer.is_global:
        how = "encrypted" if is_encrypted else "not encrypted"
        return Line(Mark.GOOD, "mail", f"{where} {does}, {how}")
    advice = "The links in mails give access to accounts: use smtps:// or a server with STARTTLS."
    return Line(Mark.NOTE, "mail", f"{where} {does}, not encrypted", advice)


def is_about_mailbox(failure: StepFailed) -> bool:
    """Whether only this recipient is rejected, for good or for now, as by greylisting. The sender's
    own address need not have a mailbox."""
    reply = failure.reply
    if failure.step != "RCPT" or reply is None or reply.code == 421:
        return False
    return reply.is_final or (400 <= reply.code <= 499 and reply.about is None)


def explain(failure: StepFailed, server: SmtpServer, sender: str) -> tuple[str, str]:
    """Return what is wrong, and what to do. Neither contains the server's text."""
    at, reply, cause = failure.step, failure.reply, failure.cause
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has an invalid certificate: {cause.verify_message}", _advice_on(cause)
    if isinstance(cause, NotOffered):
        if at == "STARTTLS":
            return (
                "offers no STARTTLS: the password is not sent",
                "Use smtps:// if the server has a port for TLS (465), or remove user and password.",
            )
        return (
            "offers no login",
            "Remove user and password from SMTP_URL, or use the provider's port for submission.",
        )
    if isinstance(cause, ssl.SSLError) and server.has_implicit_tls:
        return (
            f"does not speak TLS from the first byte ({failure})",
            "smtps:// is for port 465; for port 587 or 25, write smtp://.",
        )
    if reply is None:
        advice = "Check host and port in SMTP_URL; smtps:// is for port 465, smtp:// for 587."
        if isinstance(cause, socket.gaierror):
            advice = "Check the host in SMTP_URL: its name cannot be resolved."
        elif isinstance(cause, TimeoutError) and server.port == 465 and not server.has_implicit_tls:
            advice = "Port 465 speaks TLS from the first byte: write smtps:// in SMTP_URL."
        return f"cannot be used ({failure})", advice
    if not 200 <= reply.code <= 599 or (at == "EHLO" and reply.code in (500, 502)):
        return f"is not an SMTP server ({at})", "Check host and port in SMTP_URL."
    if 400 <= reply.code <= 499 and reply.about is None:
        return f"is not available for now ({failure})", "Mail stays queued and is tried again."
    if at == "AUTH":
        return f"rejects the login ({reply})", "Check user and password in SMTP_URL."
    if reply.about is About.TLS:
        advice = "Use smtps:// in SMTP_URL, or a port of the server that offers STARTTLS."
        return f"requires TLS ({failure})", advice
    if reply.about is About.LOGIN:
        return f"requires a login ({failure})", "Put user and password into SMTP_URL."
    if at == "EHLO" or reply.about is About.NAME:
        return (
            f"rejects the name of this host ({failure})",
            "Set MAIL_EHLO_NAME to a full host name that the DNS knows.",
        )
    if at == "MAIL" or reply.about is About.SENDER:
        return (
            f"does not accept the sender {sender} ({failure})",
            "Set MAIL_FROM to an address that this login or host may send from.",
        )
    return (
        f"refuses mail from here ({failure})",
        "Let this host or login send (relay) through the server, with Postfix by mynetworks, and see "
        "the server's log.",
    )


def _advice_on(error: ssl.SSLCertVerificationError) -> str:
    if "expired" in error.verify_message:
        return "Renew the mail server's certificate."
    if "mismatch" in error.verify_message or "not valid for" in error.verify_message:
        return "Write the host in SMTP_URL as in the certificate."
    return "Set SSL_CERT_FILE to a file with the certificate of the server or its authority."


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
