"""The interface of mail transports, and their errors."""

from email.message import EmailMessage
from typing import Protocol


class MailNotSent(Exception):
    """Sending failed; a later attempt may succeed."""


class MailRefused(Exception):
    """The server permanently rejects this e-mail (RFC 5321 §4.2.1: 5yz)."""


class MailTransport(Protocol):
    """Sends mail."""

    async def send(self, message: EmailMessage, recipient: str, name: str, /) -> None:
        """Return when the e-mail has been accepted. Raises `MailNotSent` or `MailRefused`."""
