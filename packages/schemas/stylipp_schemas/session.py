"""Sessions, and the token endpoint for clients without cookies."""

from pydantic import Field

from .common import RequestModel, ResponseModel, Text
from .fields import Id, Timestamp
from .user import TokenResponse

__all__ = [
    "OAuth2TokenRequest",
    "OAuth2TokenResponse",
    "SessionResponse",
]


class SessionResponse(ResponseModel):
    """A session: one login on one device."""

    id: Id
    """ID of the session; used to end it."""

    created_at: Timestamp
    """When the session began (UTC)."""

    last_seen_at: Timestamp
    """When the session was last refreshed (UTC)."""

    expires_at: Timestamp
    """When the session ends at the latest, even if it is refreshed (UTC)."""

    device: str | None = Field(examples=["Firefox on Linux"])
    """Browser and operating system according to the `User-Agent` header; null if unknown."""

    ip: str | None = Field(examples=["203.0.113.7"])
    """IP address of the client at the last refresh."""

    is_current: bool = Field(examples=[True])
    """Whether this is the session of the current request."""


class OAuth2TokenRequest(RequestModel):
    """Form of the token endpoint (RFC 6749 §4.3.2 and §6), for clients other than browsers."""

    grant_type: str = Field(
        examples=["password"], json_schema_extra={"enum": ["password", "refresh_token"]}
    )
    """`password` or `refresh_token`; any other value is rejected with 400, as RFC 6749 requires."""

    username: Text | None = Field(default=None, examples=["ada@example.com"])
    """The e-mail address, for the `password` grant."""

    password: Text | None = Field(
        default=None,
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"format": "password"},
    )
    """The password, for the `password` grant."""

    mfa_code: Text | None = Field(default=None, repr=False, max_length=64, examples=["123456"])
    """For the `password` grant of an account with two-step login: the code of the authenticator app, or
    a recovery code."""

    refresh_token: Text | None = Field(default=None, repr=False)
    """The refresh token, for the `refresh_token` grant."""

    scope: str = ""
    """Accepted for compatibility and ignored; there are no scopes."""


class OAuth2TokenResponse(TokenResponse):
    """Access and refresh token for clients other than browsers (RFC 6749 §5.1)."""

    expires_in: int = Field(examples=[900])
    """Lifetime of the access token in seconds."""

    refresh_token: str = Field(repr=False, examples=["c3R5bGlwcA"])
    """Valid once, in exchange for the next pair of tokens. Store it as securely as a password."""
