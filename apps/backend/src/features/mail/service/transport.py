"""What the worker needs from a way of sending mail."""

from email.message import EmailMessage
from typing import Protocol


class MailNotSent(Exception):
    """Sending failed; a later attempt may succeed."""


class MailRefused(Exception):
    """The server rejects this mail permanently (RFC 5321 §4.2.1: 5yz)."""


class MailTransport(Protocol):
    """Sends mail."""

    async def send(self, message: EmailMessage, recipient: str, name: str, /) -> None:
        """Return when the mail has been accepted. Raises `MailNotSent` or `MailRefused`."""
