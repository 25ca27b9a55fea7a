"""The interface of mail transports, and their errors."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol


class Cause(StrEnum):
    """What keeps an e-mail from being sent."""

    SERVER = "server"
    """It is unreachable, or cannot work at the moment."""
    SENDER = "sender"
    """The server refuses us: our host, login or address, or what we send."""
    RECIPIENT = "recipient"
    """The server does not accept mail to this recipient at the moment."""


class MailNotSent(Exception):
    """Sending failed; a later attempt may succeed."""

    def __init__(self, cause: Cause, reason: str) -> None:
        super().__init__(cause, reason)
        self.cause = cause
        self.reason = reason
        """Step and code, never the server's text, which may contain an address."""


class MailRefused(Exception):
    """The server permanently rejects this e-mail; the argument is the reason."""


class MailUnconfirmed(Exception):
    """The whole e-mail was sent, and it is unknown whether the server accepted it; the argument is
    the reason."""


class MailTransport(Protocol):
    """Sends mail."""

    async def send(
        self,
        message: EmailMessage,
        recipient: str,
        name: str,
        before_end: Callable[[], Awaitable[None]],
        /,
    ) -> None:
        """Return when the e-mail has been accepted. Raises `MailNotSent`, `MailRefused` or
        `MailUnconfirmed`. `before_end` is called before the step whose failure leaves the outcome
        unknown."""
