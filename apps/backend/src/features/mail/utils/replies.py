"""Which replies of an SMTP server are final for one recipient, and which are about us."""

import re
from enum import StrEnum
from typing import NamedTuple

_ENHANCED = re.compile(r"(?:^|#)([245])\.(\d{1,3})\.(\d{1,3})\b")  # qmail writes (#5.1.1)

FINAL_DETAILS = {
    # Of addresses: unknown, moved, no such domain, a domain without mail. Not 5.1.7 and 5.1.8,
    # which are about the sender, and not 5.1.90, a provider's quota.
    "1": {"1", "2", "3", "4", "5", "6", "10"},
    # Of mailboxes: disabled, full, too small. Not 5.2.252, a provider's "may not send as".
    "2": {"1", "2", "3", "4"},
    # Of routes: unknown to Exchange Online, no route. Not 5.4.5, a provider's quota.
    "4": {"1", "4", "310"},
}
"""Enhanced status codes 5.x.y (RFC 3463, RFC 5248) that are about the recipient alone, as details
by subject."""

FINAL_CODES = {"RCPT": {550, 551, 552, 553, 556}, "end of data": {550, 551, 552, 553, 554}}
"""Reply codes that are about the recipient, or about the mail, if the rest does not contradict."""

_ABOUT_US = re.compile(
    r"relay|authen|authori[sz]|\blog ?in\b|sender|\bfrom\b|\b(he|eh)lo\b|\bip\b|\bhost\b|block|listed"
    r"|blacklist|spam|junk|content|virus|reputation|policy|\bspf\b|dkim|dmarc|ptr\b|reverse|limit"
    r"|\bsize\b|too (many|big|large)|\brate\b|permi|prohibi|not allowed|denied|verif|suspend|protocol"
    r"|command|sequence|syntax",
    re.IGNORECASE,
)
"""Words of refusals without a detailed code that are not about the recipient, for example exim's
`550 relay not permitted` and `554 Message rejected: Email address is not verified` of Amazon SES."""

_NOT_ABOUT_US = re.compile(
    r"gr[ae]y-?list|deferred|mailbox|inbox|too many recipients|recipient verif"
    r"|recipient address rejected: (access|domain|un)",
    re.IGNORECASE,
)
"""Words of refusals that are about the recipient, or pass by themselves, despite words as above."""

_ADDRESS = re.compile(r"\S+@\S+")
_STEPS_ABOUT_US = {"connect", "EHLO", "MAIL", "RCPT", "DATA"}


class About(StrEnum):
    """What a server dislikes about us."""

    NAME = "name"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    US = "us"
    """Anything else, for example that we relay, or our network."""


_ABOUT = {
    about: re.compile(words, re.IGNORECASE)
    for about, words in {
        About.NAME: r"\b(he|eh)lo\b",
        About.TLS: r"\bstarttls\b",
        About.LOGIN: r"\bauth(entication)? (is )?required|\bnot authenticated|\bto authenticate"
        r"|\blog ?in (is )?(first|required)",
        About.SENDER: r"\bsender (address|verif)",
    }.items()
}


class Reply(NamedTuple):
    """A server's reply, without its text, which may contain an address."""

    code: int
    enhanced: str
    is_final: bool
    """Whether another attempt for this recipient is pointless."""
    about: About | None
    """What the server dislikes about us, if the reply is not about the recipient or the server."""

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip()


def read_reply(step: str, code: int, text: str) -> Reply:
    """Read the reply to a step of the dialogue."""
    match = _ENHANCED.search(text)
    enhanced = ".".join(match.groups()) if match else ""
    _, subject, detail = match.groups() if match else ("", "0", "0")
    text = _ADDRESS.sub("", text)  # it may contain any word
    about = _read_about(step, code, f"{subject}.{detail}", text)
    return Reply(code, enhanced, _is_final(step, code, subject, detail, text), about)


def _is_final(step: str, code: int, subject: str, detail: str, text: str) -> bool:
    if step not in FINAL_CODES or not 500 <= code <= 599:
        return False
    if detail != "0":
        return detail in FINAL_DETAILS.get(subject, ())
    is_final = subject in ("0", *FINAL_DETAILS, "5") and code in FINAL_CODES[step]
    return is_final and _ABOUT_US.search(text) is None


def _read_about(step: str, code: int, status: str, text: str) -> About | None:
    subject, _, detail = status.partition(".")
    is_other = code == 421 or detail in FINAL_DETAILS.get(subject, ()) or status == "5.3"
    if step not in _STEPS_ABOUT_US or not 400 <= code <= 599 or is_other:
        return None
    if code == 504 or status == "5.2":
        return About.NAME
    if code != 530 and _NOT_ABOUT_US.search(text):
        return None
    for about, words in _ABOUT.items():
        if words.search(text):
            return about
    if code == 530:
        return About.LOGIN
    if status in ("1.7", "1.8"):
        return About.SENDER
    return About.US if _ABOUT_US.search(text) else None
