"""The kinds of mail, a queued e-mail, and the owner of a one-time token."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class EmailKind(StrEnum):
    """The kinds of mail. The first three carry a link, whose token has the kind as its purpose."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    CONFIRM_EMAIL_CHANGE = "confirm_email_change"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_KNOWN = "password_known"  # noqa: S105
    TWO_STEP_ON = "two_step_on"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    TWO_STEP_OFF = "two_step_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    IDENTITY_CONNECTED = "identity_connected"
    IDENTITY_REMOVED = "identity_removed"
    ACCOUNT_CLAIMED = "account_claimed"
    LOGIN_CODE = "login_code"
    REAUTHENTICATION_CODE = "reauthentication_code"


LINK_KINDS = (EmailKind.VERIFY_EMAIL, EmailKind.RESET_PASSWORD, EmailKind.CONFIRM_EMAIL_CHANGE)
CODE_KINDS = (EmailKind.LOGIN_CODE, EmailKind.REAUTHENTICATION_CODE)
"""Those with a code; the first also has a link."""


class CodePurpose(StrEnum):
    """What a mailed code is for."""

    LOGIN = "login"
    REAUTHENTICATE = "reauthenticate"


class CodeHolder(NamedTuple):
    """Who has asked for a code, exactly one of them: nobody else can use it."""

    browser_hash: bytes | None = None
    """SHA-256 of the secret in the browser's attempt cookie."""
    session_id: UUID | None = None


class QueuedMail(NamedTuple):
    """An e-mail that is about to be sent."""

    id: UUID
    kind: str
    """An `EmailKind`, or a kind that only a newer release knows."""
    user_id: UUID | None
    address: str
    attempts: int
    unconfirmed: int
    """How often it was sent without a known outcome."""
    created_at: datetime
    browser_hash: bytes | None = None
    """Of a login code: the browser that has asked for it."""
    session_id: UUID | None = None
    """Of a code for re-authentication: the session that has asked for it."""
    asked_from: str | None = None
    """Browser and network that the request came from."""
    locale: str | None = None
    """Language of the request."""


class TokenOwner(NamedTuple):
    """The owner of a one-time token, and the address that the token sets, if any."""

    user_id: UUID
    email: str
    """The account's current address."""
    new_email: str | None
    """The new address, for a change of address."""
