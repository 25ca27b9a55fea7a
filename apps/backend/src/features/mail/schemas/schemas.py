"""Shapes that stay inside."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from src.core.config import Settings


class EmailKind(StrEnum):
    """What a mail is about. The first three carry a link whose token has that purpose."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    CONFIRM_EMAIL_CHANGE = "confirm_email_change"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105


def token_seconds(kind: str, settings: Settings) -> int | None:
    """Return how long a mail's link is good; None if it has none."""
    seconds: dict[str, int] = {
        EmailKind.VERIFY_EMAIL: settings.VERIFY_TOKEN_SECONDS,
        EmailKind.RESET_PASSWORD: settings.RESET_TOKEN_SECONDS,
        EmailKind.CONFIRM_EMAIL_CHANGE: settings.EMAIL_CHANGE_TOKEN_SECONDS,
    }
    return seconds.get(kind)


LINK_KINDS = (EmailKind.VERIFY_EMAIL, EmailKind.RESET_PASSWORD, EmailKind.CONFIRM_EMAIL_CHANGE)


class QueuedMail(NamedTuple):
    """A mail that is about to be sent."""

    id: UUID
    kind: str
    """An `EmailKind`, or one that only a newer release knows."""
    user_id: UUID | None
    address: str
    attempts: int
    created_at: datetime


class TokenOwner(NamedTuple):
    """Whose one-time token it is, and what it proves."""

    user_id: UUID
    email: str
    """The account's address now."""
    new_email: str | None
    """The address that a change of address would set."""
