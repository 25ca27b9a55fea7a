"""Sessions: what a login starts, and how programs without cookies keep theirs."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from .common import RequestModel, ResponseModel, Text
from .user import TokenResponse


class SessionResponse(ResponseModel):
    """One login on one device, from the login to its end."""

    id: UUID = Field(examples=["0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"])
    """Identity of the session; use it to end the session."""

    created_at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When the login was (UTC)."""

    last_seen_at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When the session was last refreshed (UTC)."""

    expires_at: datetime = Field(examples=["2026-12-23T09:30:00Z"])
    """When the session ends at the latest (UTC)."""

    device: str | None = Field(examples=["Firefox on Linux"])
    """Browser and system, as far as they told; null if they did not."""

    ip: str | None = Field(examples=["203.0.113.7"])
    """Address that the session was last refreshed from."""

    is_current: bool = Field(examples=[True])
    """Whether this is the session that asks."""


class OAuth2TokenRequest(RequestModel):
    """Form of the token endpoint (RFC 6749 §4.3.2 and §6), for clients that are no browsers."""

    grant_type: str = Field(
        examples=["password"], json_schema_extra={"enum": ["password", "refresh_token"]}
    )
    """`password` or `refresh_token`; the server answers another one with 400, as RFC 6749 wants."""

    username: Text | None = Field(default=None, examples=["ada@example.com"])
    """The e-mail address, for the grant `password`."""

    password: Text | None = Field(
        default=None,
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"format": "password"},
    )
    """The password, for the grant `password`."""

    refresh_token: Text | None = Field(default=None, repr=False)
    """The refresh token, for the grant `refresh_token`."""

    scope: str = ""
    """Accepted for the sake of the standard; there are no scopes."""


class OAuth2TokenResponse(TokenResponse):
    """Proof of a login for clients that are no browsers (RFC 6749 §5.1)."""

    expires_in: int = Field(examples=[900])
    """Seconds until the access token expires."""

    refresh_token: str = Field(repr=False, examples=["c3R5bGlwcA"])
    """Exchange it once for the next pair of tokens. Keep it as safe as a password."""
