"""Which replies of an SMTP server are final for one recipient."""

import re
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


class Reply(NamedTuple):
    """A server's reply, without its text, which may contain an address."""

    code: int
    enhanced: str
    is_final: bool
    """Whether another attempt for this recipient is pointless."""

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip()


def read_reply(step: str, code: int, text: str) -> Reply:
    """Read the reply to a step of the dialogue."""
    match = _ENHANCED.search(text)
    enhanced = ".".join(match.groups()) if match else ""
    if step not in FINAL_CODES or not 500 <= code <= 599:
        return Reply(code, enhanced, False)
    _, subject, detail = match.groups() if match else ("5", "0", "0")
    if detail != "0":
        return Reply(code, enhanced, detail in FINAL_DETAILS.get(subject, ()))
    is_final = subject in ("0", *FINAL_DETAILS, "5") and code in FINAL_CODES[step]
    return Reply(code, enhanced, is_final and _ABOUT_US.search(text) is None)
