"""Kinds of mail, and what is stored about a queued one."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class EmailKind(StrEnum):
    """What a mail is about. The first three carry a link whose token has that purpose."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    CONFIRM_EMAIL_CHANGE = "confirm_email_change"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105


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
