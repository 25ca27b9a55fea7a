"""Composes the e-mails, as plain text and as HTML, in the reader's language."""

import html
from datetime import UTC
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from src.core.config import Settings
from src.core.mail_address import Mailbox, mailbox_header, parse_mailbox
from src.features.mail.schemas.schemas import EmailKind, QueuedMail
from src.features.mail.utils import letters_de, letters_en
from src.features.mail.utils.letters_de import GERMAN
from src.features.mail.utils.letters_en import ENGLISH
from stylipp_schemas import Locale

LETTERS = {Locale.ENGLISH: ENGLISH, Locale.GERMAN: GERMAN}
_WORDS = {Locale.ENGLISH: letters_en, Locale.GERMAN: letters_de}

_HTML = """\
<!doctype html>
<html lang="{locale}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f5;color:#18181b;font:16px/1.5 sans-serif">
<div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px">
<h1 style="margin:0 0 16px;font-size:20px">{subject}</h1>
{before}{link}<p style="color:#52525b;font-size:14px">{after}</p>
{deny}<p style="color:#52525b;font-size:14px">Stylipp</p>
</div>
</body>
</html>
"""
_HTML_LINK = """\
<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:12px 20px;background:#18181b;\
color:#ffffff;text-decoration:none;border-radius:6px">{button}</a></p>
<p style="color:#52525b;font-size:14px">{or_copy}<br>
<span style="word-break:break-all">{url}</span></p>
"""
_HTML_DENY = """\
<p style="font-size:14px"><a href="{url}" style="color:#52525b">{deny}</a></p>
"""


_POLICY = SMTP.clone(max_line_length=990, cte_type="7bit")
"""Does not wrap links, and needs no extension of SMTP."""


def compose(
    mail: QueuedMail,
    settings: Settings,
    *,
    locale: Locale,
    token: str | None = None,
    code: str | None = None,
    is_new: bool = False,
) -> EmailMessage:
    """Return the e-mail. The token is in the link's fragment, which browsers do not send to
    servers, so that no log contains it. The host comes from the settings, never from a request."""
    letter, words = LETTERS[locale][EmailKind(mail.kind)], _WORDS[locale]
    values = {
        "duration": in_words(link_seconds(mail.kind, settings) or 0, locale),
        "asked_from": (mail.asked_from or words.UNKNOWN).replace(" on ", f" {words.ON} "),
        "date": f"{mail.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "code": f"{code[:4]} {code[4:]}" if code is not None else "",
    }
    subject, before, after = (text.format(**values) for text in letter.texts)
    paragraphs = [before, words.NEW_ACCOUNT] if is_new else [before]
    sender = parse_mailbox(settings.MAIL_FROM)
    addresses = f"From: {mailbox_header(sender)}\r\nTo: {mailbox_header(Mailbox('', mail.address))}"
    policy = _POLICY if mail.address.isascii() else _POLICY.clone(utf8=True)  # RFC 6532
    message = message_from_string(f"{addresses}\r\n\r\n", EmailMessage, policy=policy)
    message["Subject"] = subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{sender.address.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # prevents out-of-office replies (RFC 3834)
    plain, link, deny = list(paragraphs), "", ""
    if token is not None:
        url = f"{settings.frontend_url}/{letter.path}#token={token}"
        plain.append(f"{letter.button}:\n{url}")
        link = _HTML_LINK.format(url=html.escape(url), button=letter.button, or_copy=words.OR_COPY)
    plain.append(after)
    if token is not None and letter.deny is not None:
        url = f"{settings.frontend_url}/deny#token={token}"
        plain.append(f"{letter.deny}:\n{url}")
        deny = _HTML_DENY.format(url=html.escape(url), deny=letter.deny)
    message.set_content("\n\n".join([*plain, "Stylipp"]) + "\n")
    message.add_alternative(
        _HTML.format(
            locale=locale,
            subject=html.escape(subject),
            before="".join(f"<p>{html.escape(text)}</p>\n" for text in paragraphs),
            link=link,
            after=html.escape(after),
            deny=deny,
        ),
        subtype="html",
    )
    return message


def link_seconds(kind: str, settings: Settings) -> int | None:
    """Return the lifetime of an e-mail's link or code in seconds; None if it has none."""
    seconds: dict[str, int] = {
        EmailKind.VERIFY_EMAIL: settings.VERIFY_TOKEN_SECONDS,
        EmailKind.RESET_PASSWORD: settings.RESET_TOKEN_SECONDS,
        EmailKind.CONFIRM_EMAIL_CHANGE: settings.EMAIL_CHANGE_TOKEN_SECONDS,
        EmailKind.LOGIN_CODE: settings.LOGIN_CODE_SECONDS,
        EmailKind.REAUTHENTICATION_CODE: settings.LOGIN_CODE_SECONDS,
    }
    return seconds.get(kind)


def in_words(seconds: int, locale: Locale) -> str:
    """Return something like `30 minutes` or `24 Stunden`."""
    for length, (one, many) in _WORDS[locale].UNITS.items():
        if seconds >= length and seconds % length == 0:
            count = seconds // length
            return f"{count} {one if count == 1 else many}"
    return f"0 {_WORDS[locale].UNITS[1][1]}"
