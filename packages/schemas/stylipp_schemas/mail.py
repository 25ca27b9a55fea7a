"""Requests that begin with a link in an e-mail: verifying an address and resetting a password."""

from typing import Annotated

from pydantic import Field

from .common import EmailLookup, RequestModel, Text
from .user import NewPassword

__all__ = [
    "OneTimeTokenRequest",
    "PasswordForgotRequest",
    "PasswordResetRequest",
]

OneTimeToken = Annotated[
    Text, Field(repr=False, examples=["bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"])
]
"""The value after `#token=` in the link: opaque, short-lived and valid once."""


class PasswordForgotRequest(RequestModel):
    """Request for an e-mail with a link to reset the password."""

    email: EmailLookup
    """Address of the account. The response is the same whether or not the account exists."""


class PasswordResetRequest(RequestModel):
    """Request to set a new password with the token from an e-mail."""

    token: OneTimeToken
    """The token from the e-mail, taken from the fragment of the link."""

    new_password: NewPassword
    """8 to 128 characters of any kind; the same rules as for registration."""


class OneTimeTokenRequest(RequestModel):
    """Token from a mailed link, to verify or change an address."""

    token: OneTimeToken
    """The token from the e-mail, taken from the fragment of the link."""
