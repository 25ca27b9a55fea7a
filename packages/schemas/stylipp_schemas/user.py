"""Accounts: registration, login, and the views for the owner and for administrators."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import MISSING, ConfigDict, Field, StrictBool

from .common import EmailAddress, EmailLookup, RequestModel, ResponseModel, StoredEmail, Text
from .fields import Id, Timestamp
from .updates import UpdateModel

__all__ = [
    "AccountDeleteRequest",
    "AccountResponse",
    "AccountUpdate",
    "EmailChangeRequest",
    "EmailResponse",
    "Locale",
    "PasswordChangeRequest",
    "Role",
    "TokenResponse",
    "UserAdminResponse",
    "UserAdminUpdate",
    "UserCreate",
    "UserLogin",
    "UserResponse",
]

PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 128
"""Bounds of a new password in code points after NFKC (NIST SP 800-63B-4 §3.1.1.2).

They are published in the JSON schema but checked by the server, not by the model: the server
answers with a specific code (`password_too_short`, `password_too_long`), and the length before
normalization may differ."""


class Role(StrEnum):
    """Role of an account."""

    USER = "user"
    ADMIN = "admin"


class Locale(StrEnum):
    """Language of the mails to an account."""

    ENGLISH = "en"
    GERMAN = "de"


NewPassword = Annotated[
    Text,
    Field(
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={
            "minLength": PASSWORD_MIN_LENGTH,
            "maxLength": PASSWORD_MAX_LENGTH,
            "format": "password",
        },
    ),
]
"""A new password. The model accepts any text; the server answers with the reason for a rejection."""


CurrentPassword = Annotated[
    Text,
    Field(
        examples=["correct horse battery staple"],
        json_schema_extra={"format": "password"},
    ),
]
"""The current password of the account. It has no length limits: it is correct or it is not."""


class UserCreate(RequestModel):
    """Request to register an account."""

    email: EmailAddress
    """Address of the account, stored in lower case. A display name is not accepted."""

    password: NewPassword
    """8 to 128 characters of any kind; never trimmed. Common passwords, masks such as
    `********`, and passwords derived from the site's name or the e-mail address are rejected."""


class UserLogin(RequestModel):
    """Request to log in."""

    email: EmailLookup
    """Address of the account; case is ignored."""

    password: Text = Field(
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"maxLength": PASSWORD_MAX_LENGTH, "format": "password"},
    )
    """Password of the account. No minimum length: a short one is wrong (`invalid_credentials`)."""


class TokenResponse(ResponseModel):
    """Access token of a session."""

    access_token: str = Field(
        repr=False, examples=["eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln"]
    )
    """Send as `Authorization: Bearer <access_token>`. Opaque to clients and short-lived."""

    token_type: str = Field(default="bearer", examples=["bearer"])
    """Type of the token (RFC 6750): always `bearer`."""

    account_id: Id
    """ID of the account that the token belongs to. After a refresh it may be another one than before,
    because another tab of the browser has logged in to it."""


class UserResponse(ResponseModel):
    """The public view of an account."""

    id: Id
    """ID of the account; never changes and is never reused."""

    email: StoredEmail
    """Address of the account in its canonical form: ASCII and lower case."""

    created_at: Timestamp
    """When the account was created (UTC)."""


class AccountResponse(UserResponse):
    """An account as shown to its owner."""

    role: Role
    """Role of the account."""

    is_email_verified: bool = Field(examples=[False])
    """Whether the e-mail address has been verified."""

    locale: Locale
    """Language of the mails to the account."""


class AccountUpdate(UpdateModel):
    """Changes to your own account. Fields that are left out stay unchanged."""

    locale: Locale | MISSING = MISSING
    """Language of the mails to the account."""


class UserAdminResponse(AccountResponse):
    """An account as shown to administrators."""

    is_disabled: bool = Field(examples=[False])
    """Whether the account is disabled: it cannot log in and has no active sessions."""

    last_seen_at: datetime | None = Field(default=None, examples=["2026-11-23T09:30:00Z"])
    """When one of the account's sessions was last refreshed (UTC); null if none is stored. Sessions
    that have ended are stored for some days."""


class UserAdminUpdate(RequestModel):
    """Changes to an account by an administrator. Fields that are omitted or null stay unchanged."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = Field(default=None, examples=["admin"])
    """New role of the account."""

    is_disabled: StrictBool | None = Field(default=None, examples=[False])
    """Whether the account is disabled. Disabling an account ends its sessions."""


class PasswordChangeRequest(RequestModel):
    """Request to change the password, or to set the first one."""

    current_password: CurrentPassword | None = Field(default=None, repr=False)
    """The current password. Left out by an account without one, which must have proven recently that it is
    the owner's (`/v1/auth/reauthenticate`)."""

    new_password: NewPassword
    """8 to 128 characters of any kind; the same rules as for registration."""


class AccountDeleteRequest(RequestModel):
    """Request to delete the account."""

    current_password: CurrentPassword | None = Field(default=None, repr=False)
    """The current password, to confirm that the request comes from the owner. Left out by an account without
    one, which must have proven that recently (`/v1/auth/reauthenticate`)."""


class EmailResponse(ResponseModel):
    """The e-mail address of an account, and the one that is to replace it."""

    email: StoredEmail
    """Address of the account."""

    is_email_verified: bool = Field(examples=[False])
    """Whether this address has been verified."""

    pending_email: StoredEmail | None
    """The new address, as long as it can be confirmed with a mailed link; null if there is none."""


class EmailChangeRequest(RequestModel):
    """Request to change the e-mail address."""

    new_email: EmailAddress
    """The new address, which takes effect once it has been confirmed by e-mail."""

    current_password: CurrentPassword | None = Field(default=None, repr=False)
    """The current password, to confirm that the request comes from the owner. Left out by an account without
    one, which must have proven that recently (`/v1/auth/reauthenticate`)."""
