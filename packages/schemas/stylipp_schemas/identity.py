"""Signing in with another provider (OpenID Connect), and the accounts that are connected."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from .common import RequestModel, ResponseModel, StoredEmail, Text
from .fields import Id, Timestamp

__all__ = [
    "AuthorizationRequest",
    "AuthorizationResponse",
    "IdentityResponse",
    "ProviderResponse",
    "ProviderReturnRequest",
    "ProvidersResponse",
]


class ProviderResponse(ResponseModel):
    """A provider that an account can be signed in to with."""

    id: str = Field(examples=["google"])
    """ID of the provider, part of the paths of its operations."""

    name: str = Field(examples=["Google"])
    """Its name, for people."""


class ProvidersResponse(ResponseModel):
    """The ways to log in that do not need a password, as far as they depend on the server's settings."""

    providers: list[ProviderResponse]
    """The providers, in the order of the settings."""

    has_email_login: bool = Field(examples=[True])
    """Whether `/v1/auth/email/login` mails codes to log in with."""


class AuthorizationResponse(ResponseModel):
    """Where to send the browser."""

    authorization_url: str = Field(
        examples=["https://accounts.google.com/o/oauth2/v2/auth?client_id=stylipp"]
    )
    """Page of the provider, which sends the browser back to the front end's `/sign-in/{provider}`. Valid in
    this browser only, for ten minutes."""


class AuthorizationRequest(RequestModel):
    """What the provider has sent the browser back with, from the fragment of the front end's page."""

    code: Text = Field(
        repr=False, min_length=1, max_length=2048, examples=["SplxlOBeZQQYbYS6WxSbIA"]
    )
    """The authorization code (RFC 6749 §4.1.2)."""

    state: Text = Field(repr=False, min_length=1, max_length=2048, examples=["af0ifjsldkj"])
    """The state of the authorization URL, unchanged."""

    iss: Text | None = Field(
        default=None, max_length=2048, examples=["https://accounts.google.com"]
    )
    """The issuer, if the provider has sent it (RFC 9207)."""


_Value = Annotated[Text | None, Field(max_length=2048)]


class ProviderReturnRequest(RequestModel):
    """What a provider sends the browser back with; all else is dropped."""

    code: _Value = Field(default=None, repr=False, examples=["SplxlOBeZQQYbYS6WxSbIA"])
    """The authorization code (RFC 6749 §4.1.2)."""

    state: _Value = Field(default=None, repr=False, examples=["af0ifjsldkj"])
    """The state of the authorization URL."""

    iss: _Value = Field(default=None, examples=["https://accounts.google.com"])
    """The issuer (RFC 9207)."""

    error: _Value = Field(default=None, examples=["access_denied"])
    """Why there is no code (RFC 6749 §4.1.2.1)."""


class IdentityResponse(ResponseModel):
    """An account at a provider that is connected to this account."""

    id: Id
    """ID of the connection, to remove it."""

    provider: str = Field(examples=["google"])
    """ID of the provider."""

    provider_name: str = Field(examples=["Google"])
    """Name of the provider; its ID if it is no longer set up here."""

    email: StoredEmail | None
    """The address that the provider gave when it was connected; null if it gave none. Only to recognize the
    account by: it may have changed there."""

    created_at: Timestamp
    """When it was connected (UTC)."""

    last_used_at: datetime | None = Field(examples=["2026-11-23T09:30:00Z"])
    """When it was last used to sign in (UTC); null if never."""

    can_sign_in: bool = Field(examples=[True])
    """Whether its provider is set up here. Otherwise it does not sign in."""
