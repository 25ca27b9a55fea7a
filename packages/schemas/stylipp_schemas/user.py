"""Accounts: registering, logging in, and what a person may read about their own account."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool

from .common import EmailAddress, RequestModel, ResponseModel, Text

PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 128
"""Bounds of a new password in code points after NFKC (NIST SP 800-63B-4 §3.1.1.2).

They are published in the JSON schema and checked by the server, not by the model: only the
server can name the reason (`password_too_short`, `password_too_long`), and a length counted
before normalisation would be another length."""


class Role(StrEnum):
    """What an account may do."""

    USER = "user"
    ADMIN = "admin"


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
"""A password to be set. The model takes any text; the server names what is wrong with it."""


CurrentPassword = Annotated[
    Text,
    Field(
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"format": "password"},
    ),
]
"""The password that the account has. There is no bound: whatever is wrong is wrong."""


class UserCreate(RequestModel):
    """Body of a registration."""

    email: EmailAddress
    """Address of the account. Stored in lower case; a display name around it is refused."""

    password: NewPassword
    """8 to 128 characters of any kind. Common passwords, and those made of the site's name or the
    own e-mail address, are refused. Never trimmed."""


class UserLogin(RequestModel):
    """Body of a login."""

    email: EmailAddress
    """Address of the account, in any case."""

    password: Text = Field(
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"maxLength": PASSWORD_MAX_LENGTH, "format": "password"},
    )
    """The account's password. There is no minimum: whatever is wrong is `invalid_credentials`."""


class TokenResponse(ResponseModel):
    """Proof of a login."""

    access_token: str = Field(
        repr=False, examples=["eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln"]
    )
    """Send it as `Authorization: Bearer <access_token>`. Opaque to clients, short-lived."""

    token_type: str = Field(default="bearer", examples=["bearer"])
    """How to send it (RFC 6750)."""


class UserResponse(ResponseModel):
    """An account as anybody who may see it sees it."""

    id: UUID = Field(examples=["0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"])
    """Identity of the account; it never changes and is never used again."""

    email: EmailAddress
    """Address of the account in its stored form: ASCII and lower case."""

    created_at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When the account was made (UTC)."""


class AccountResponse(UserResponse):
    """An account as its owner sees it."""

    role: Role
    """What the account may do."""

    is_email_verified: bool = Field(examples=[False])
    """Whether the owner has proven that mail to `email` reaches them."""


class UserAdminResponse(AccountResponse):
    """An account as administrators see it."""

    is_disabled: bool = Field(examples=[False])
    """Whether the account is shut: it cannot log in and has no sessions."""


class UserAdminUpdate(RequestModel):
    """What an administrator may change. What is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = Field(default=None, examples=["admin"])
    """What the account may do from now on."""

    is_disabled: StrictBool | None = Field(default=None, examples=[False])
    """Whether the account is shut. Shutting it ends its sessions."""


class PasswordChangeRequest(RequestModel):
    """Body of a password change."""

    current_password: CurrentPassword
    """The password until now."""

    new_password: NewPassword
    """8 to 128 characters of any kind; the same rules as at registration."""


class AccountDeleteRequest(RequestModel):
    """Body of the deletion of one's own account."""

    current_password: CurrentPassword
    """The password, to prove that it is not somebody at an unlocked screen."""


class EmailChangeRequest(RequestModel):
    """Body of a change of one's own e-mail address."""

    new_email: EmailAddress
    """The address that shall be the account's, once its owner has confirmed it by mail."""

    current_password: CurrentPassword
    """The password, to prove that it is not somebody at an unlocked screen."""
