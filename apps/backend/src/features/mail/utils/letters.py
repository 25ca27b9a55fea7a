"""The texts of the e-mails, as plain text and as HTML."""

import html
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

from src.core.config import Settings
from src.core.mail_address import Mailbox, mailbox_header, parse_mailbox
from src.features.mail.schemas.schemas import EmailKind, QueuedMail


class Letter(NamedTuple):
    subject: str
    before: str
    button: str | None
    path: str
    after: str


LETTERS = {
    EmailKind.VERIFY_EMAIL: Letter(
        "Confirm your e-mail address",
        "Welcome to Stylipp! Please confirm that this is your e-mail address.",
        "Confirm my address",
        "verify-email",
        "The link can be used once and is valid for {duration}. If you did not create a Stylipp "
        "account, you can ignore this e-mail.",
    ),
    EmailKind.RESET_PASSWORD: Letter(
        "Reset your password",
        "We received a request to reset the password of your Stylipp account.",
        "Set a new password",
        "reset-password",
        "The link can be used once and is valid for {duration}. If you did not request this, you "
        "can ignore this e-mail: your password will not change.",
    ),
    EmailKind.CONFIRM_EMAIL_CHANGE: Letter(
        "Confirm your new e-mail address",
        "Please confirm that you want to use this address for your Stylipp account.",
        "Use this address",
        "confirm-email-change",
        "The link can be used once and is valid for {duration}. If you did not request this, you "
        "can ignore this e-mail.",
    ),
    EmailKind.EMAIL_CHANGE_REQUESTED: Letter(
        "Your e-mail address is about to change",
        "We received a request, made with your password, to change the e-mail address of your "
        "Stylipp account. It will change only if the new address is confirmed.",
        None,
        "",
        "If this was not you, change your password now: this cancels the request and logs out all "
        "other devices.",
    ),
    EmailKind.PASSWORD_CHANGED: Letter(
        "Your password was changed",
        "The password of your Stylipp account was changed, and all other devices were logged out.",
        None,
        "",
        'If this was not you, use "Forgot password" on the login page immediately.',
    ),
    EmailKind.PASSWORD_KNOWN: Letter(
        "Somebody knows your password",
        "Somebody entered the right password of your Stylipp account, but several wrong codes in the "
        "second step of the login. They were not logged in.",
        None,
        "",
        "If this was not you, change your password now, wherever you use it.",
    ),
    EmailKind.TWO_STEP_ON: Letter(
        "Two-step login is on",
        "Logging in to your Stylipp account now takes a second step after the password. All other "
        "devices were logged out. Keep the recovery codes where you find them without your phone.",
        None,
        "",
        'If this was not you, use "Forgot password" on the login page immediately, and then contact '
        "support: you cannot switch it off without the second factor.",
    ),
    EmailKind.TWO_STEP_OFF: Letter(
        "Two-step login is off",
        "Logging in to your Stylipp account no longer takes a second step. The authenticator app and "
        "the recovery codes of the account were deleted.",
        None,
        "",
        "If this was not you, change your password now, and switch two-step login on again.",
    ),
    EmailKind.RECOVERY_CODE_USED: Letter(
        "A recovery code was used",
        "One of the recovery codes of your Stylipp account was used instead of the second factor. It "
        "cannot be used again. You can make new ones on the Security page of your account.",
        None,
        "",
        "If this was not you, change your password now, and make new recovery codes.",
    ),
    EmailKind.SECOND_FACTOR_CHANGED: Letter(
        "A second factor was changed",
        "The authenticator app of your Stylipp account was replaced or removed, or new recovery codes "
        "were made.",
        None,
        "",
        "If this was not you, log out all other devices, change your password, and make new recovery "
        "codes.",
    ),
    EmailKind.PASSKEY_ADDED: Letter(
        "A passkey was added",
        "A passkey was added to your Stylipp account. It can be used to log in.",
        None,
        "",
        "If this was not you, remove it on the Security page of your account, log out all other "
        "devices there, and change your password.",
    ),
    EmailKind.LOGIN_CODE: Letter(
        "Your code to log in: {code}",
        "This code logs you in to Stylipp in the browser where you asked for it: {code}",
        "Log in with this link",
        "login/mail",
        "Code and link can be used once and are valid for {duration}. They were requested from "
        "{asked_from}. If that was not you, you can ignore this e-mail. Never tell the code to anybody. "
        "Passkeys cannot be stolen like this: you can add one on the Security page of your account.",
    ),
    EmailKind.REAUTHENTICATION_CODE: Letter(
        "Your code to confirm that it is you: {code}",
        "This code confirms on the Stylipp page that asks for it that it is you: {code}",
        None,
        "",
        "It can be used once and is valid for {duration}. It was requested from {asked_from}. If that was "
        "not you, somebody is logged in to your account: log out all other devices on its Security page, "
        "and never tell the code to anybody.",
    ),
    EmailKind.IDENTITY_CONNECTED: Letter(
        "Another way to log in was connected",
        "An account at another provider was connected to your Stylipp account. It can be used to log in.",
        None,
        "",
        "If this was not you, remove it on the Security page of your account, log out all other devices "
        "there, and change your password.",
    ),
    EmailKind.IDENTITY_REMOVED: Letter(
        "A connected account was removed",
        "An account at another provider can no longer be used to log in to your Stylipp account.",
        None,
        "",
        "If this was not you, log out all other devices, and change your password.",
    ),
    EmailKind.ACCOUNT_CLAIMED: Letter(
        "Your e-mail address is confirmed",
        "You have shown that this e-mail address is yours. Everything that was set before to log in to its "
        "Stylipp account was removed, and all devices were logged out: somebody else may have set it.",
        None,
        "",
        "You can set a new password on the Security page of your account.",
    ),
    EmailKind.PASSKEY_REMOVED: Letter(
        "A passkey was removed",
        "A passkey was removed from your Stylipp account.",
        None,
        "",
        "If this was not you, log out all other devices, and change your password.",
    ),
}

_HTML = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f5;color:#18181b;font:16px/1.5 sans-serif">
<div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px">
<h1 style="margin:0 0 16px;font-size:20px">{subject}</h1>
<p>{before}</p>
{link}<p style="color:#52525b;font-size:14px">{after}</p>
<p style="color:#52525b;font-size:14px">Stylipp</p>
</div>
</body>
</html>
"""
_HTML_LINK = """\
<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:12px 20px;background:#18181b;\
color:#ffffff;text-decoration:none;border-radius:6px">{button}</a></p>
<p style="color:#52525b;font-size:14px">Or copy this address into your browser:<br>
<span style="word-break:break-all">{url}</span></p>
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
    letter = LETTERS[EmailKind(mail.kind)]
    duration = in_words(link_seconds(mail.kind, settings) or 0)
    after = letter.after.format(duration=duration)
    sender = parse_mailbox(settings.MAIL_FROM)
    addresses = f"From: {mailbox_header(sender)}\r\nTo: {mailbox_header(Mailbox('', mail.address))}"
    policy = _POLICY if mail.address.isascii() else _POLICY.clone(utf8=True)  # RFC 6532
    message = message_from_string(f"{addresses}\r\n\r\n", EmailMessage, policy=policy)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{sender.address.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # prevents out-of-office replies (RFC 3834)
    plain, link = [letter.before], ""
    if token is not None:
        url = f"{settings.frontend_url}/{letter.path}#token={token}"
        plain.append(f"{letter.button}:\n{url}")
        link = _HTML_LINK.format(url=html.escape(url), button=letter.button)
    plain += [after, "Stylipp"]
    message.set_content("\n\n".join(plain) + "\n")
    message.add_alternative(
        _HTML.format(
            subject=letter.subject,
            before=html.escape(letter.before),
            link=link,
            after=html.escape(after),
        ),
        subtype="html",
    )
    return message


def link_seconds(kind: str, settings: Settings) -> int | None:
    """Return the lifetime of an e-mail's link in seconds; None if it has no link."""
    seconds: dict[str, int] = {
        EmailKind.VERIFY_EMAIL: settings.VERIFY_TOKEN_SECONDS,
        EmailKind.RESET_PASSWORD: settings.RESET_TOKEN_SECONDS,
        EmailKind.CONFIRM_EMAIL_CHANGE: settings.EMAIL_CHANGE_TOKEN_SECONDS,
    }
    return seconds.get(kind)


def in_words(seconds: int) -> str:
    """Return something like `30 minutes` or `24 hours`."""
    for name, length in (("hour", 3600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            count = seconds // length
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"
