"""Requests that begin with an e-mail: verifying an address, resetting a password, logging in."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, StrictBool, StringConstraints, model_validator

from .common import EmailLookup, RequestModel, Text, require_one_of
from .user import NewPassword

__all__ = [
    "EmailLogin",
    "EmailLoginRequest",
    "OneTimeTokenRequest",
    "PasswordForgotRequest",
    "PasswordResetRequest",
]

OneTimeToken = Annotated[Text, Field(examples=["bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"])]
"""The value after `#token=` in the link: opaque, short-lived and valid once."""

MailedCode = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{8}$"),
    Field(examples=["12345678"]),
]
"""A mailed code: eight ASCII digits."""


class EmailLoginRequest(RequestModel):
    """Request for an e-mail with a code and a link to log in with."""

    email: EmailLookup
    """Address of the account. The response is the same whether or not the account exists."""


class EmailLogin(RequestModel):
    """The second half of a login by e-mail: exactly one of `code` and `token`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "12345678"}]})

    code: MailedCode | None = Field(default=None, repr=False)
    """The code from the e-mail. It works in the browser only that has asked for it."""

    token: OneTimeToken | None = Field(default=None, repr=False)
    """The token from the e-mail, taken from the fragment of the link. It works in every browser."""

    is_confirmed: StrictBool = Field(default=False, examples=[False])
    """For a `token` in another browser than the one that has asked for it: whether the user was told that,
    and goes on."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        require_one_of(self, "code", "token")
        return self


class PasswordForgotRequest(RequestModel):
    """Request for an e-mail with a link to reset the password."""

    email: EmailLookup
    """Address of the account. The response is the same whether or not the account exists."""


class PasswordResetRequest(RequestModel):
    """Request to set a new password with the token from an e-mail."""

    token: OneTimeToken = Field(repr=False)
    """The token from the e-mail, taken from the fragment of the link."""

    new_password: NewPassword
    """8 to 128 characters of any kind; the same rules as for registration."""


class OneTimeTokenRequest(RequestModel):
    """Token from a mailed link, to verify or change an address, or to say that this was somebody else."""

    token: OneTimeToken = Field(repr=False)
    """The token from the e-mail, taken from the fragment of the link."""
