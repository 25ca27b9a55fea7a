"""What a link in a mail leads to: proving an address, and getting back into an account."""

from typing import Annotated

from pydantic import Field

from .common import EmailAddress, RequestModel, Text
from .user import NewPassword

OneTimeToken = Annotated[
    Text, Field(repr=False, examples=["bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"])
]
"""What stands behind `#token=` in the link. Opaque, good once and not for long."""


class PasswordForgotRequest(RequestModel):
    """Asks for a mail with which a new password can be set."""

    email: EmailAddress
    """Address of the account. The answer is the same whether there is one or not."""


class PasswordResetRequest(RequestModel):
    """Sets a new password without the old one."""

    token: OneTimeToken
    """The token of the mail, from the link's fragment."""

    new_password: NewPassword
    """8 to 128 characters of any kind; the same rules as at registration."""


class OneTimeTokenRequest(RequestModel):
    """Proves that mail to an address reaches who asks."""

    token: OneTimeToken
    """The token of the mail, from the link's fragment."""
